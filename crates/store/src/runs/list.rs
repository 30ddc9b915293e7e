//! Lists of runs.

use model::{EnvironmentId, FlowKey, PrincipalId, RunId, RunStatus};
use uuid::Uuid;

use super::{COLUMNS, StoredRun, read};
use crate::{Param, StoreError, Tx, code::Code, params};

/// Which runs to list.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Of these flows.
    pub flows: Vec<FlowKey>,
    /// With this status.
    pub status: Option<RunStatus>,
    /// Older than this run.
    pub after: Option<RunId>,
    /// At most so many.
    pub limit: u32,
}

/// Runs of some flows, newest first. Ids sort by time, so each flow's runs are read off its index.
pub fn list(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<Vec<StoredRun>, StoreError> {
    let after = wanted.after.map_or(Uuid::max(), |run| run.0);
    let status = wanted.status.map_or(-1, Code::code);
    let mut found = Vec::new();
    for flow in &wanted.flows {
        found.extend(tx.query(
            &format!("SELECT {COLUMNS} FROM runs WHERE flow = ?1 AND id < ?2 AND (?3 < 0 OR status = ?3) ORDER BY id DESC LIMIT ?4"),
            &[Param::from(*flow), Param::Uuid(after), Param::Int(status), Param::from(wanted.limit)],
            read,
        )?);
    }
    found.sort_by_key(|run| std::cmp::Reverse(run.id));
    found.truncate(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// The runs that a principal started and that have not ended, oldest first.
pub fn open_of(tx: &mut Tx<'_>, invoker: PrincipalId) -> Result<Vec<RunId>, StoreError> {
    tx.query("SELECT id FROM runs WHERE ended_at IS NULL AND invoker = ?1 ORDER BY id", params![invoker], |row| {
        Ok(RunId(row.uuid(0)?))
    })
}

/// How many runs have ended, for benchmarks and metrics.
pub fn count_ended(tx: &mut Tx<'_>, flow: FlowKey) -> Result<i64, StoreError> {
    let count =
        tx.query_one("SELECT count(*) FROM runs WHERE flow = ?1 AND status >= 2", params![flow], |row| row.int(0))?;
    Ok(count.unwrap_or(0))
}

/// How many runs of an environment acted as a principal, from this id on. It reads all of these runs.
pub fn count_acted_as(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    principal: PrincipalId,
    first: RunId,
) -> Result<i64, StoreError> {
    let acted = tx.dialect().contains("acting", "?3");
    let sql = format!("SELECT count(*) FROM runs WHERE id >= ?1 AND environment = ?2 AND {acted}");
    let id = principal.0.into_bytes();
    Ok(tx.query_one(&sql, params![first, environment, id.as_slice()], |row| row.int(0))?.unwrap_or_default())
}

/// How many runs of each flow of an environment have ids from this one on. Ids sort by time.
pub fn count_from(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    first: RunId,
) -> Result<Vec<(FlowKey, i64)>, StoreError> {
    tx.query(
        "SELECT f.key, (SELECT count(*) FROM runs r WHERE r.flow = f.key AND r.id >= ?2) FROM flows f WHERE f.environment = ?1",
        params![environment, first],
        |row| Ok((FlowKey(row.int(0)?), row.int(1)?)),
    )
}

/// How many runs of a flow have not ended. Read off the indexes of runs that have not, so that it costs what is under way and not what
/// was; the plus keeps a database from counting off the flow's own index.
pub fn under_way(tx: &mut Tx<'_>, environment: EnvironmentId, flow: FlowKey) -> Result<i64, StoreError> {
    let mut count = 0;
    for held in ["node IS NULL", "node IS NOT NULL"] {
        let sql =
            format!("SELECT count(*) FROM runs WHERE ended_at IS NULL AND {held} AND environment = ?1 AND +flow = ?2");
        count += tx.query_one(&sql, params![environment, flow], |row| row.int(0))?.unwrap_or(0);
    }
    Ok(count)
}
