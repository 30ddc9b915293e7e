//! Nodes: servers that are up, each with a lease. A node's runs are its own for as long as its lease lasts.
//!
//! The database's clock decides, so that servers need not agree on the time. A node's id is the fencing token of everything that it
//! writes: it is new with every start, and once its lease was ended by another node nothing of it can be stored any more.

use model::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A server that is up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// This start of it.
    pub id: Uuid,
    /// What people call it: its host and port.
    pub name: String,
    /// What it does, separated by commas: `api`, `worker`, `scheduler`.
    pub roles: String,
    /// The program's version.
    pub version: String,
    /// The names of the master keys that it knows, separated by commas; the one that it seals with first.
    pub keys: String,
    /// When it started.
    pub started_at: Timestamp,
    /// Until when it holds its runs, by the database's clock, unless it renews its lease.
    pub lease_until: Timestamp,
}

fn read(row: &Row<'_>) -> Result<Node, StoreError> {
    Ok(Node {
        id: row.uuid(0)?,
        name: row.text(1)?,
        roles: row.text(2)?,
        version: row.text(3)?,
        started_at: row.time(4)?,
        lease_until: row.time(5)?,
        keys: row.text(6)?,
    })
}

/// The database's clock.
pub fn now(tx: &mut Tx<'_>) -> Result<Timestamp, StoreError> {
    tx.clock()
}

/// Adds a node, or gives it a new lease of so many milliseconds.
pub fn join(tx: &mut Tx<'_>, node: &Node, lease_millis: i64) -> Result<(), StoreError> {
    let until = now(tx)?.plus_millis(lease_millis);
    tx.execute(
        "INSERT INTO nodes (id, name, roles, version, started_at, lease_until, keys) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until",
        params![node.id, &node.name, &node.roles, &node.version, node.started_at, until, &node.keys],
    )?;
    Ok(())
}

/// Puts down a node that has the database to itself, in place of earlier starts. Nobody ends its lease.
pub fn join_alone(tx: &mut Tx<'_>, node: &Node) -> Result<(), StoreError> {
    tx.execute("DELETE FROM nodes", &[])?;
    join(tx, node, 0)
}

/// Renews a lease. False: others have taken the node for dead, and its runs over.
pub fn renew(tx: &mut Tx<'_>, node: Uuid, lease_millis: i64) -> Result<bool, StoreError> {
    let until = now(tx)?.plus_millis(lease_millis);
    Ok(tx.execute("UPDATE nodes SET lease_until = ?2 WHERE id = ?1", params![node, until])? > 0)
}

/// Refuses the transaction if a node's lease has been ended, and keeps others from ending it until the transaction has.
///
/// # Errors
/// [`StoreError::LeaseEnded`].
pub(crate) fn assert_lease(tx: &mut Tx<'_>, node: Uuid) -> Result<(), StoreError> {
    let Some(lock) = tx.lease_lock() else { return Ok(()) };
    let found = tx.query_one(&format!("SELECT 1 FROM nodes WHERE id = ?1 {lock}"), params![node], |_| Ok(()))?;
    found.ok_or(StoreError::LeaseEnded)
}

/// Takes a node out in good order: its runs are due for others. Answers how many.
pub fn leave(tx: &mut Tx<'_>, node: Uuid) -> Result<usize, StoreError> {
    tx.execute("DELETE FROM nodes WHERE id = ?1", params![node])?;
    release_orphans(tx)
}

/// Forgets nodes whose lease has ended, and makes their runs due. Answers how many runs. A `thorough` one looks for runs of nodes
/// that nobody knows even where no lease has ended.
///
/// It waits for nobody: what a transaction that hangs has locked is left to a later, thorough look.
pub fn take_over(tx: &mut Tx<'_>, thorough: bool) -> Result<usize, StoreError> {
    let now = now(tx)?;
    let sql = format!(
        "DELETE FROM nodes WHERE id IN (SELECT id FROM nodes WHERE lease_until < ?1{})",
        tx.dialect().locked_or_skipped()
    );
    let ended = tx.execute(&sql, params![now])?;
    if ended > 0 || thorough { release_orphans(tx) } else { Ok(0) }
}

fn release_orphans(tx: &mut Tx<'_>) -> Result<usize, StoreError> {
    let sql = format!(
        "UPDATE runs SET node = NULL, wake_at = 0 WHERE id IN (
             SELECT id FROM runs
             WHERE ended_at IS NULL AND node IS NOT NULL AND NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.id = runs.node){})",
        tx.dialect().locked_or_skipped()
    );
    tx.execute(&sql, &[])
}

/// Lets go of runs that a node holds and knows nothing of, because their saving failed half-way.
pub fn release(tx: &mut Tx<'_>, node: Uuid, run: model::RunId) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE runs SET node = NULL, wake_at = 0 WHERE id = ?1 AND node = ?2 AND ended_at IS NULL",
        params![run, node],
    )?;
    Ok(changed > 0)
}

/// The runs that a node holds.
pub fn holdings(tx: &mut Tx<'_>, node: Uuid) -> Result<Vec<model::RunId>, StoreError> {
    tx.query("SELECT id FROM runs WHERE ended_at IS NULL AND node = ?1", params![node], |row| {
        row.uuid(0).map(model::RunId)
    })
}

/// How many runs a node holds.
pub fn count_held(tx: &mut Tx<'_>, node: Uuid) -> Result<i64, StoreError> {
    let held = tx.query_one(
        "SELECT count(*) FROM runs WHERE ended_at IS NULL AND node IS NOT NULL AND node = ?1",
        params![node],
        |row| row.int(0),
    )?;
    Ok(held.unwrap_or(0))
}

/// How many nodes are up: their leases have not run out.
pub fn count_live(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let now = now(tx)?;
    let live = tx.query_one("SELECT count(*) FROM nodes WHERE lease_until >= ?1", params![now], |row| row.int(0))?;
    Ok(live.unwrap_or(0))
}

/// The nodes that are up, oldest first.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Node>, StoreError> {
    tx.query(
        "SELECT id, name, roles, version, started_at, lease_until, keys FROM nodes ORDER BY started_at, id",
        &[],
        read,
    )
}
