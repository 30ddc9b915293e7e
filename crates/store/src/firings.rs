//! Firings of triggers that started no run. Those that did are told by the run.

use model::{EnvironmentId, FiringStatus, FlowKey, Timestamp};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, code::Code, params};

impl Code for FiringStatus {
    const WHAT: &'static str = "status of a firing";
    const CODES: &'static [(Self, i64)] = &[(Self::Succeeded, 0), (Self::Skipped, 1), (Self::Failed, 2)];
}

/// The longest message that is kept, in characters.
const LONGEST: usize = 2_000;

/// A firing that started no run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewFiring {
    /// Where.
    pub environment: EnvironmentId,
    /// The flow.
    pub flow: FlowKey,
    /// When it fired.
    pub at: Timestamp,
    /// When the clock was to fire it.
    pub scheduled_at: Option<Timestamp>,
    /// What came of it.
    pub status: FiringStatus,
    /// The platform's code.
    pub code: String,
    /// Why.
    pub message: String,
}

/// A firing as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredFiring {
    /// Its id, which sorts by time as those of runs do.
    pub id: Uuid,
    /// What it was.
    pub firing: NewFiring,
}

/// Keeps a firing.
pub fn insert(tx: &mut Tx<'_>, new: &NewFiring) -> Result<(), StoreError> {
    let message: String = new.message.chars().take(LONGEST).collect();
    tx.execute(
        "INSERT INTO firings (id, environment, flow, at, scheduled_at, status, code, message) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            Uuid::now_v7(),
            new.environment,
            new.flow,
            new.at,
            new.scheduled_at,
            new.status.code(),
            &new.code,
            &message
        ],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<StoredFiring, StoreError> {
    Ok(StoredFiring {
        id: row.uuid(0)?,
        firing: NewFiring {
            environment: EnvironmentId(row.int(1)?),
            flow: FlowKey(row.int(2)?),
            at: row.time(3)?,
            scheduled_at: row.opt_time(4)?,
            status: FiringStatus::from_code(row.int(5)?)?,
            code: row.text(6)?,
            message: row.text(7)?,
        },
    })
}

/// The firings of a flow that are older than `after`, newest first.
pub fn list(tx: &mut Tx<'_>, flow: FlowKey, after: Option<Uuid>, limit: u32) -> Result<Vec<StoredFiring>, StoreError> {
    tx.query(
        "SELECT id, environment, flow, at, scheduled_at, status, code, message FROM firings
         WHERE flow = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
        params![flow, after.unwrap_or(Uuid::max()), limit],
        read,
    )
}

/// When the oldest firing was.
pub fn oldest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one("SELECT at FROM firings ORDER BY id LIMIT 1", params![], |row| row.time(0))
}

/// Removes firings that are older than an instant, at most so many. Answers how many went.
pub fn remove_before(tx: &mut Tx<'_>, before: Timestamp, most: u32) -> Result<usize, StoreError> {
    tx.execute(
        "DELETE FROM firings WHERE id IN (SELECT id FROM firings WHERE id < ?1 ORDER BY id LIMIT ?2)",
        params![crate::runs::retention::first_of(before), most],
    )
}
