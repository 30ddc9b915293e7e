//! What starts flows: changes of rows, and the clock.

use model::{EnvironmentId, FlowKey, Timestamp};
use store::{
    triggers,
    triggers::{RowTrigger, Schedule},
};

use crate::{fixture::in_store, things::NOW};

const DEV: EnvironmentId = EnvironmentId(1);

fn schedule(flow: i64, next: i64) -> Schedule {
    Schedule {
        flow: FlowKey(flow),
        environment: DEV,
        recurrence: r#"{"frequency":"Day"}"#.to_owned(),
        anchor: NOW,
        next_at: Timestamp(next),
        poll: store::triggers::Poll::default(),
    }
}

#[test]
fn row_triggers_are_found_by_table_and_by_flow() {
    in_store(|tx| {
        let trigger = |flow, environment, table: &str| RowTrigger {
            flow: FlowKey(flow),
            environment: EnvironmentId(environment),
            table: table.to_owned(),
            registration: "{}".to_owned(),
        };
        for made in [trigger(3, 1, "contact"), trigger(1, 1, "contact"), trigger(2, 2, "contact")] {
            triggers::set_row_trigger(tx, &made)?;
        }
        let found = triggers::row_triggers_of(tx, DEV, "contact")?;
        assert_eq!(found, [trigger(1, 1, "contact"), trigger(3, 1, "contact")]);
        triggers::set_row_trigger(tx, &trigger(3, 1, "account"))?;
        assert_eq!(triggers::row_trigger_of_flow(tx, FlowKey(3))?, Some(trigger(3, 1, "account")));
        assert_eq!(triggers::row_triggers_of(tx, DEV, "contact")?.len(), 1);
        triggers::remove(tx, FlowKey(1))?;
        assert_eq!(triggers::row_trigger_of_flow(tx, FlowKey(1))?, None);
        Ok(())
    });
}

#[test]
fn schedules_are_due_in_their_order_and_move_on_once() {
    in_store(|tx| {
        assert_eq!(triggers::next_due(tx)?, None);
        for made in [schedule(1, 9), schedule(2, 5), schedule(3, 5), schedule(4, 50)] {
            triggers::set_schedule(tx, &made)?;
        }
        assert_eq!(triggers::due(tx, Timestamp(9), 10)?, [schedule(2, 5), schedule(3, 5), schedule(1, 9)]);
        assert_eq!(triggers::due(tx, Timestamp(9), 2)?.len(), 2);
        assert_eq!(triggers::next_due(tx)?, Some(Timestamp(5)));
        assert!(triggers::advance(tx, FlowKey(2), Timestamp(5), Some(Timestamp(70)))?);
        assert!(!triggers::advance(tx, FlowKey(2), Timestamp(5), Some(Timestamp(80)))?);
        assert_eq!(triggers::schedule_of(tx, FlowKey(2))?, Some(schedule(2, 70)));
        assert!(!triggers::advance(tx, FlowKey(3), Timestamp(6), None)?);
        assert!(triggers::advance(tx, FlowKey(3), Timestamp(5), None)?);
        assert_eq!(triggers::schedule_of(tx, FlowKey(3))?, None);
        triggers::set_schedule(tx, &schedule(1, 90))?;
        triggers::remove(tx, FlowKey(4))?;
        assert_eq!(triggers::next_due(tx)?, Some(Timestamp(70)));
        let left = triggers::Poll { location: Some("https://x/?n=1".to_owned()), attempt: 2 };
        assert!(!triggers::advance_poll(tx, FlowKey(1), Timestamp(5), Some(Timestamp(99)), &left)?);
        assert_eq!(triggers::schedule_of(tx, FlowKey(1))?, Some(schedule(1, 90)));
        assert!(triggers::advance_poll(tx, FlowKey(1), Timestamp(90), Some(Timestamp(99)), &left)?);
        assert_eq!(triggers::schedule_of(tx, FlowKey(1))?, Some(Schedule { poll: left, ..schedule(1, 99) }));
        Ok(())
    });
}
