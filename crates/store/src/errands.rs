//! Errands: calls of the outside that nobody waits for, such as to end a subscription. They are stored with what causes them, and made
//! at least once, whatever becomes of who caused them.

use model::{EnvironmentId, FlowKey, Timestamp};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A call that is owed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Errand {
    /// Its id, the same for every attempt.
    pub id: Uuid,
    /// Where it belongs.
    pub environment: EnvironmentId,
    /// The run or the flow that owes it.
    pub owner: Uuid,
    /// The request, encoded and sealed.
    pub request: Vec<u8>,
    /// Which attempt is next, from 1.
    pub attempt: u32,
    /// When it is due.
    pub due_at: Timestamp,
    /// The errand that must be done before it.
    pub follows: Option<Uuid>,
}

/// Whose time has come, and what they follow is done.
const DUE: &str = "due_at <= ?1 AND NOT EXISTS (SELECT 1 FROM errands AS earlier WHERE earlier.id = errands.follows)";

fn read(row: &Row<'_>) -> Result<Errand, StoreError> {
    Ok(Errand {
        id: row.uuid(0)?,
        environment: EnvironmentId(row.int(1)?),
        owner: row.uuid(2)?,
        request: row.blob(3)?,
        attempt: u32::try_from(row.int(4)?).map_err(|error| StoreError::corrupt("errand", error))?,
        due_at: row.time(5)?,
        follows: row.opt_uuid(6)?,
    })
}

/// Adds one.
pub fn insert(tx: &mut Tx<'_>, errand: &Errand) -> Result<(), StoreError> {
    let Errand { id, environment, owner, request, attempt, due_at, follows } = errand;
    tx.execute(
        "INSERT INTO errands (id, environment, owner, request, attempt, due_at, follows)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![*id, *environment, *owner, request, *attempt, *due_at, *follows],
    )?;
    Ok(())
}

/// Whether one is due.
pub fn are_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let sql = format!("SELECT 1 FROM errands WHERE {DUE} LIMIT 1");
    let due = tx.query_one(&sql, params![now], |_| Ok(()))?;
    Ok(due.is_some())
}

/// Takes those that are due, those first that have waited longest. Until `until` nobody else takes them; if whoever took them is gone
/// by then, another does.
pub fn take(tx: &mut Tx<'_>, now: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<Errand>, StoreError> {
    let sql = format!(
        "WITH due AS MATERIALIZED (
             SELECT id AS due_id FROM errands WHERE {DUE} ORDER BY due_at, id LIMIT ?3{})
         UPDATE errands SET due_at = ?2 FROM due WHERE id = due_id
         RETURNING id, environment, owner, request, attempt, due_at, follows",
        tx.dialect().locked_or_skipped()
    );
    tx.query(&sql, params![now, until, limit], read)
}

/// Tries one again later.
pub fn again(tx: &mut Tx<'_>, id: Uuid, attempt: u32, due_at: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE errands SET attempt = ?2, due_at = ?3 WHERE id = ?1", params![id, attempt, due_at])?;
    Ok(())
}

/// Forgets one that is done.
pub fn done(tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    tx.execute("DELETE FROM errands WHERE id = ?1", params![id])?;
    Ok(())
}

/// Keeps an errand that a flow owes once its trigger is no longer registered.
pub fn keep(tx: &mut Tx<'_>, flow: FlowKey, errand: &Errand) -> Result<(), StoreError> {
    let Errand { id, environment, owner, request, follows, .. } = errand;
    tx.execute(
        "INSERT INTO subscriptions (flow, id, environment, owner, request, follows) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![flow, *id, *environment, *owner, request, *follows],
    )?;
    Ok(())
}

/// The id of the errand that is kept for a flow.
pub fn kept(tx: &mut Tx<'_>, flow: FlowKey) -> Result<Option<Uuid>, StoreError> {
    tx.query_one("SELECT id FROM subscriptions WHERE flow = ?1", params![flow], |row| row.uuid(0))
}

/// Makes the errand due that is kept for a flow, if there is one.
pub(crate) fn release(tx: &mut Tx<'_>, flow: FlowKey) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO errands (id, environment, owner, request, attempt, due_at, follows)
         SELECT id, environment, owner, request, 1, 0, follows FROM subscriptions WHERE flow = ?1",
        params![flow],
    )?;
    tx.execute("DELETE FROM subscriptions WHERE flow = ?1", params![flow])?;
    Ok(())
}
