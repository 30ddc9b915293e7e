//! How flows stood on each day, and what hangs on people.

use model::{EnvironmentId, FlowKey, PrincipalId, PrincipalKind, RunId};
use store::{
    StoreError, Tx,
    connections::{self, successors},
    continuity::{self, Day},
    runs::{self, Progress, Save},
    tables::{add_standard, by_name, count_longer, count_owned, count_rows, create_row},
};
use tables::{Cell, Filter, Row, row::position};

use crate::{
    fixture::in_store,
    things::{NOW, connection, environment, first_save, new_run, node, principal, user},
};

fn day(day: &str, environment: EnvironmentId, scores: i64) -> Day {
    Day { day: day.to_owned(), environment, flows: 3, at_risk: 1, scores }
}

pub(crate) fn fill(tx: &mut Tx<'_>, environment: EnvironmentId, owner: PrincipalId) -> Result<(), StoreError> {
    continuity::put_day(tx, &day("2026-11-22", environment, 250))?;
    let succeeded = connection(tx, environment, owner)?;
    successors::set(tx, succeeded, &[owner])
}

#[test]
fn successors_have_an_order_and_go_with_the_connection() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let (ada, ben, team) = (user(tx, "ada")?, user(tx, "ben")?, principal(tx, "team", PrincipalKind::Group)?);
        let (first, second) = (connection(tx, dev, ada)?, connection(tx, dev, ada)?);
        successors::set(tx, first, &[team, ben])?;
        assert_eq!(successors::list(tx, first)?, [team, ben]);
        successors::set(tx, first, &[ben, team])?;
        successors::set(tx, second, &[ben])?;
        assert_eq!(successors::list(tx, first)?, [ben, team], "in place of the former ones");
        let mut all = successors::of_environment(tx, dev)?;
        all.sort_by_key(|(id, _)| (*id != first, *id));
        assert_eq!(all, [(first, ben), (first, team), (second, ben)]);
        assert_eq!(successors::of_environment(tx, prod)?, []);
        let taken = connections::by_id(tx, dev, second)?.expect("a connection");
        connections::hand_over(tx, &taken, ben, NOW)?;
        assert_eq!(successors::list(tx, second)?, [], "the new owner names others");
        connections::delete(tx, dev, first)?;
        assert_eq!(successors::list(tx, first)?, []);
        Ok(())
    });
}

#[test]
fn a_day_is_written_once_for_each_environment() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        for (on, environment, scores) in
            [("2026-11-22", prod, 1), ("2026-11-21", dev, 2), ("2026-11-22", dev, 3), ("2026-11-22", prod, 4)]
        {
            continuity::put_day(tx, &day(on, environment, scores))?;
        }
        let newest = [day("2026-11-22", dev, 3), day("2026-11-22", prod, 4)];
        assert_eq!(continuity::days(tx, "2026-11-22")?, newest, "what was written again replaces the first");
        assert_eq!(continuity::days(tx, "2026-11-21")?.len(), 3);
        assert_eq!(continuity::days(tx, "2026-11-23")?, []);
        Ok(())
    });
}

#[test]
fn runs_are_counted_for_everybody_whom_they_acted_as() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let (ada, ben, node) = (user(tx, "ada")?, user(tx, "ben")?, node(tx)?);
        let run = |acting: &[PrincipalId]| {
            let new = new_run(dev, FlowKey(1));
            (
                new.id,
                Save { progress: Progress { acting: acting.to_vec(), ..Progress::running() }, ..first_save(new, node) },
            )
        };
        let (first, both) = run(&[ben, ada]);
        let (second, one) = run(&[ada]);
        let (_, none) = run(&[]);
        for save in [both, one, none] {
            runs::save(tx, save)?;
        }
        assert_eq!(runs::count_acted_as(tx, dev, ada, first)?, 2);
        assert_eq!(runs::count_acted_as(tx, dev, ben, first)?, 1);
        assert_eq!(runs::count_acted_as(tx, dev, ada, second)?, 1, "not the run before");
        assert_eq!(runs::count_acted_as(tx, dev, ada, RunId::new())?, 0);
        assert_eq!(runs::count_acted_as(tx, prod, ada, first)?, 0, "not of that environment");
        Ok(())
    });
}

#[test]
fn rows_are_counted_for_their_owner() {
    in_store(|tx| {
        let (dev, ada, ben) = (environment(tx, "dev")?, user(tx, "ada")?, user(tx, "ben")?);
        add_standard(tx, dev).expect("tables");
        let contact = by_name(tx, dev, "contact")?.expect("a table");
        for owner in [ada, ada, ben] {
            let mut row = Row::empty(&contact);
            row.set_named(&contact, "contactid", uuid::Uuid::now_v7());
            row.set_named(&contact, "ownerid", owner.0);
            create_row(tx, dev, &contact, &mut row).expect("a row");
        }
        assert_eq!(count_owned(tx, dev, &contact, ada)?, 2);
        assert_eq!(count_owned(tx, dev, &contact, ben)?, 1);
        let users = by_name(tx, dev, "systemuser")?.expect("a view");
        assert_eq!(count_owned(tx, dev, &users, ada)?, 0, "people are owned by nobody");
        Ok(())
    });
}

#[test]
fn rows_are_counted_by_what_they_hold() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        add_standard(tx, dev).expect("tables");
        let contact = by_name(tx, dev, "contact")?.expect("a table");
        for name in [None, Some("Ada"), Some("Ångström")] {
            let mut row = Row::empty(&contact);
            row.set_named(&contact, "contactid", uuid::Uuid::now_v7());
            row.set_named(&contact, "lastname", name);
            create_row(tx, dev, &contact, &mut row).expect("a row");
        }
        let last = position(&contact, "lastname").expect("a column");
        let named = Filter::Not(Filter::IsNull(last).into());
        assert_eq!(count_rows(tx, dev, &contact, &Filter::Const(true))?, 3);
        assert_eq!(count_rows(tx, dev, &contact, &named)?, 2);
        let other = Filter::In { column: last, values: vec![Cell::text("ada")] };
        assert_eq!(count_rows(tx, dev, &contact, &Filter::Not(other.into()))?, 1, "nothing is neither");
        let mut longer = |characters| count_longer(tx, dev, &contact, "lastname", characters);
        assert_eq!((longer(2)?, longer(7)?), (2, 1));
        assert_eq!(longer(8)?, 0, "characters are counted, not bytes");
        let users = by_name(tx, dev, "systemuser")?.expect("a view");
        assert_eq!(count_rows(tx, dev, &users, &Filter::Const(true))?, 0, "people are no rows of ours");
        Ok(())
    });
}
