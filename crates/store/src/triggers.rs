//! Triggers of flows that are on: which tables' changes start them, and when the clock does.

use model::{EnvironmentId, FlowKey, Timestamp};

use crate::{Hint, Row, StoreError, Tx, errands, params};

/// A flow that starts when rows of a table change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowTrigger {
    /// The flow.
    pub flow: FlowKey,
    /// Its environment.
    pub environment: EnvironmentId,
    /// The table's logical name, lower case.
    pub table: String,
    /// Which changes, in what scope, with which filters: JSON, written and read by the use cases of flows.
    pub registration: String,
}

fn read_row_trigger(row: &Row<'_>) -> Result<RowTrigger, StoreError> {
    Ok(RowTrigger {
        flow: FlowKey(row.int(0)?),
        environment: EnvironmentId(row.int(1)?),
        table: row.text(2)?,
        registration: row.text(3)?,
    })
}

/// Registers a flow for the changes of a table, in place of what it was registered for.
pub fn set_row_trigger(tx: &mut Tx<'_>, trigger: &RowTrigger) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO row_triggers (flow, environment, table_name, registration) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (flow) DO UPDATE SET table_name = excluded.table_name, registration = excluded.registration",
        params![trigger.flow, trigger.environment, &trigger.table, &trigger.registration],
    )?;
    Ok(())
}

/// The flows that start when rows of a table change.
pub fn row_triggers_of(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &str,
) -> Result<Vec<RowTrigger>, StoreError> {
    tx.remembered(
        "row triggers",
        || format!("{environment} {table}"),
        |tx| {
            tx.query(
                "SELECT flow, environment, table_name, registration FROM row_triggers
         WHERE environment = ?1 AND table_name = ?2 ORDER BY flow",
                params![environment, table],
                read_row_trigger,
            )
        },
    )
}

/// The row trigger of a flow.
pub fn row_trigger_of_flow(tx: &mut Tx<'_>, flow: FlowKey) -> Result<Option<RowTrigger>, StoreError> {
    tx.query_one(
        "SELECT flow, environment, table_name, registration FROM row_triggers WHERE flow = ?1",
        params![flow],
        read_row_trigger,
    )
}

/// A flow that the clock starts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Schedule {
    /// The flow.
    pub flow: FlowKey,
    /// Its environment.
    pub environment: EnvironmentId,
    /// What the trigger says of it as JSON: its `recurrence`, and its inputs where it has some.
    pub recurrence: String,
    /// What occurrences without a start time are counted from: when the flow was turned on.
    pub anchor: Timestamp,
    /// When it is due next.
    pub next_at: Timestamp,
    /// What the polls before have left.
    pub poll: Poll,
}

/// What an address that is asked again and again has left.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Poll {
    /// Where it said to ask next.
    pub location: Option<String>,
    /// How often it has failed since it answered.
    pub attempt: u32,
}

/// The columns that [`read_schedule`] reads.
const SCHEDULE: &str = "flow, environment, recurrence, anchor, next_at, location, attempt";

fn read_schedule(row: &Row<'_>) -> Result<Schedule, StoreError> {
    Ok(Schedule {
        flow: FlowKey(row.int(0)?),
        environment: EnvironmentId(row.int(1)?),
        recurrence: row.text(2)?,
        anchor: row.time(3)?,
        next_at: row.time(4)?,
        poll: Poll {
            location: row.opt_text(5)?,
            attempt: u32::try_from(row.int(6)?).map_err(|error| StoreError::corrupt("schedule", error))?,
        },
    })
}

/// Registers a flow with the clock, in place of its former schedule.
pub fn set_schedule(tx: &mut Tx<'_>, schedule: &Schedule) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO schedules (flow, environment, recurrence, anchor, next_at, location, attempt) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (flow) DO UPDATE SET recurrence = excluded.recurrence, anchor = excluded.anchor, next_at = excluded.next_at,
             location = excluded.location, attempt = excluded.attempt",
        params![
            schedule.flow,
            schedule.environment,
            &schedule.recurrence,
            schedule.anchor,
            schedule.next_at,
            schedule.poll.location.as_deref(),
            schedule.poll.attempt
        ],
    )?;
    tx.hint(Hint::ScheduleChanged);
    Ok(())
}

/// The schedules that are due at an instant, longest due first.
pub fn due(tx: &mut Tx<'_>, at: Timestamp, limit: u32) -> Result<Vec<Schedule>, StoreError> {
    tx.query(
        &format!("SELECT {SCHEDULE} FROM schedules WHERE next_at <= ?1 ORDER BY next_at, flow LIMIT ?2"),
        params![at, limit],
        read_schedule,
    )
}

/// When the next schedule is due.
pub fn next_due(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    Ok(tx.query_one("SELECT min(next_at) FROM schedules", params![], |row| row.opt_time(0))?.flatten())
}

/// Moves a schedule on, if it still stands where the caller saw it. Of two callers, one is told `true`. `None` ends the schedule.
pub fn advance(
    tx: &mut Tx<'_>,
    flow: FlowKey,
    seen: Timestamp,
    next_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let changed = match next_at {
        Some(next_at) => tx.execute(
            "UPDATE schedules SET next_at = ?3 WHERE flow = ?1 AND next_at = ?2",
            params![flow, seen, next_at],
        )?,
        None => tx.execute("DELETE FROM schedules WHERE flow = ?1 AND next_at = ?2", params![flow, seen])?,
    };
    Ok(changed > 0)
}

/// The same, with what a poll has left.
pub fn advance_poll(
    tx: &mut Tx<'_>,
    flow: FlowKey,
    seen: Timestamp,
    next_at: Option<Timestamp>,
    poll: &Poll,
) -> Result<bool, StoreError> {
    let advanced = advance(tx, flow, seen, next_at)?;
    if advanced {
        tx.execute(
            "UPDATE schedules SET location = ?2, attempt = ?3 WHERE flow = ?1",
            params![flow, poll.location.as_deref(), poll.attempt],
        )?;
    }
    Ok(advanced)
}

/// The schedule of a flow.
pub fn schedule_of(tx: &mut Tx<'_>, flow: FlowKey) -> Result<Option<Schedule>, StoreError> {
    tx.query_one(&format!("SELECT {SCHEDULE} FROM schedules WHERE flow = ?1"), params![flow], read_schedule)
}

/// When the clock starts the flows of an environment next.
pub fn next_firings(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<(FlowKey, Timestamp)>, StoreError> {
    tx.query("SELECT flow, next_at FROM schedules WHERE environment = ?1", params![environment], |row| {
        Ok((FlowKey(row.int(0)?), row.time(1)?))
    })
}

/// Takes a flow off all triggers.
pub fn remove(tx: &mut Tx<'_>, flow: FlowKey) -> Result<(), StoreError> {
    tx.configure("DELETE FROM row_triggers WHERE flow = ?1", params![flow])?;
    if tx.configure("DELETE FROM schedules WHERE flow = ?1", params![flow])? > 0 {
        tx.hint(Hint::ScheduleChanged);
    }
    errands::release(tx, flow)
}
