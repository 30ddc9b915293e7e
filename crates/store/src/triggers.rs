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
    /// The trigger's `recurrence` object as JSON.
    pub recurrence: String,
    /// What occurrences without a start time are counted from: when the flow was turned on.
    pub anchor: Timestamp,
    /// When it is due next.
    pub next_at: Timestamp,
}

fn read_schedule(row: &Row<'_>) -> Result<Schedule, StoreError> {
    Ok(Schedule {
        flow: FlowKey(row.int(0)?),
        environment: EnvironmentId(row.int(1)?),
        recurrence: row.text(2)?,
        anchor: row.time(3)?,
        next_at: row.time(4)?,
    })
}

/// Registers a flow with the clock, in place of its former schedule.
pub fn set_schedule(tx: &mut Tx<'_>, schedule: &Schedule) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO schedules (flow, environment, recurrence, anchor, next_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (flow) DO UPDATE SET recurrence = excluded.recurrence, anchor = excluded.anchor, next_at = excluded.next_at",
        params![schedule.flow, schedule.environment, &schedule.recurrence, schedule.anchor, schedule.next_at],
    )?;
    tx.hint(Hint::ScheduleChanged);
    Ok(())
}

/// The schedules that are due at an instant, longest due first.
pub fn due(tx: &mut Tx<'_>, at: Timestamp, limit: u32) -> Result<Vec<Schedule>, StoreError> {
    tx.query(
        "SELECT flow, environment, recurrence, anchor, next_at FROM schedules
         WHERE next_at <= ?1 ORDER BY next_at, flow LIMIT ?2",
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

/// The schedule of a flow.
pub fn schedule_of(tx: &mut Tx<'_>, flow: FlowKey) -> Result<Option<Schedule>, StoreError> {
    tx.query_one(
        "SELECT flow, environment, recurrence, anchor, next_at FROM schedules WHERE flow = ?1",
        params![flow],
        read_schedule,
    )
}

/// Takes a flow off all triggers.
pub fn remove(tx: &mut Tx<'_>, flow: FlowKey) -> Result<(), StoreError> {
    tx.configure("DELETE FROM row_triggers WHERE flow = ?1", params![flow])?;
    if tx.configure("DELETE FROM schedules WHERE flow = ?1", params![flow])? > 0 {
        tx.hint(Hint::ScheduleChanged);
    }
    errands::release(tx, flow)
}
