//! Storing how far a run has come.
//!
//! This is the hot path. Here it is a few statements in one transaction; PostgreSQL writes the plain ones of many runs with one
//! statement for all, in `postgres/saver.rs`.

use model::{FlowKey, RunId};
use uuid::Uuid;

use super::{NewRun, Progress, ids, limits};
use crate::{StoreError, Tx, child_calls, child_calls::ChildCall, code::Code, journal, nodes, params};

/// What one commit writes of a run.
#[derive(Debug)]
pub struct Save {
    /// The run.
    pub run: RunId,
    /// Who holds it, or will.
    pub node: Uuid,
    /// Its row, where it is not stored yet.
    pub new: Option<NewRun>,
    /// Where it stands.
    pub progress: Progress,
    /// Whether the row changes, and not only the journal grows.
    pub moves: bool,
    /// Whether `node` goes on holding it in memory.
    pub keep: bool,
    /// The journal's next segment with its number.
    pub segment: Option<(u32, Vec<u8>)>,
    /// The calls of other flows that a run that is let go of waits for.
    pub waits_for: Vec<ChildCall>,
    /// What the run that called it is told.
    pub answer: Option<Vec<u8>>,
    /// Its flow, where that has a limit of runs and this one has ended.
    pub leaves: Option<FlowKey>,
}

impl Save {
    /// Whether it touches nothing but the run itself.
    pub(crate) fn is_plain(&self) -> bool {
        self.waits_for.is_empty() && self.answer.is_none() && self.leaves.is_none()
    }

    /// Who holds the run afterwards.
    pub(crate) fn holder(&self) -> Option<Uuid> {
        (self.keep && self.progress.ended_at.is_none()).then_some(self.node)
    }

    /// When the run is due, where nobody holds it and it has not ended.
    pub(crate) fn due_at(&self) -> Option<i64> {
        due_at(&self.progress, self.holder())
    }
}

/// A run that nobody holds is due at its time, or now.
fn due_at(progress: &Progress, holder: Option<Uuid>) -> Option<i64> {
    let waits = holder.is_none() && progress.ended_at.is_none();
    waits.then(|| progress.wake_at.map_or(0, |at| at.0))
}

/// Stores it. Answers false, and changes nothing, if another node holds the run meanwhile: the caller's work on it is void.
///
/// # Errors
/// [`StoreError::LeaseEnded`] if a run is to be held by a node that others take for dead; or the database fails.
pub fn save(tx: &mut Tx<'_>, mut save: Save) -> Result<bool, StoreError> {
    // An answer that came while the run was still in memory makes it due at once.
    for call in std::mem::take(&mut save.waits_for) {
        if child_calls::is_answered(tx, &call)? {
            save.progress.wake_at = None;
        }
    }
    let held = match &save.new {
        Some(new) => {
            if save.holder().is_some() {
                nodes::assert_lease(tx, save.node)?;
            }
            insert(tx, new, &save.progress, save.holder())?;
            true
        }
        None if save.moves => advance(tx, &save)?,
        None => is_held(tx, &save)?,
    };
    if let Some(answer) = save.answer.as_ref().filter(|_| held)
        && let Some(parent) = child_calls::answer(tx, save.run, answer)?
    {
        super::wake(tx, parent)?;
    }
    if let Some(flow) = save.leaves.filter(|_| held) {
        limits::leave(tx, flow, save.run)?;
    }
    if let Some((number, segment)) = save.segment.filter(|_| held) {
        journal::append(tx, save.run, number, &segment)?;
    }
    Ok(held)
}

/// Adds a run's row.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    new: &NewRun,
    progress: &Progress,
    holder: Option<Uuid>,
) -> Result<(), StoreError> {
    let acting = ids(&progress.acting);
    tx.execute(
        "INSERT INTO runs (id, environment, flow, version, start_kind, invoker, started_at, resubmit_of, status, ended_at, wake_at, code, message, acting, node, start)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        params![
            new.id,
            new.environment,
            new.flow,
            new.version,
            new.kind.code(),
            new.invoker,
            new.started_at,
            new.resubmit_of,
            progress.status.code(),
            progress.ended_at,
            due_at(progress, holder),
            progress.code.as_deref(),
            progress.message.as_deref(),
            (!acting.is_empty()).then_some(&acting),
            holder,
            &new.start,
        ],
    )?;
    Ok(())
}

fn advance(tx: &mut Tx<'_>, save: &Save) -> Result<bool, StoreError> {
    let (progress, acting) = (&save.progress, ids(&save.progress.acting));
    // Who asked for its cancellation while it was held told its holder, who may just have been letting go of it.
    let changed = tx.execute(
        "UPDATE runs SET status = ?3, ended_at = ?4, wake_at = CASE WHEN cancel = 1 AND CAST(?5 AS BIGINT) > 0 THEN 0 ELSE ?5 END, code = ?6, message = ?7, acting = ?8, node = ?9 WHERE id = ?1 AND node = ?2",
        params![
            save.run,
            save.node,
            progress.status.code(),
            progress.ended_at,
            save.due_at(),
            progress.code.as_deref(),
            progress.message.as_deref(),
            (!acting.is_empty()).then_some(&acting),
            save.holder(),
        ],
    )?;
    Ok(changed == 1)
}

fn is_held(tx: &mut Tx<'_>, save: &Save) -> Result<bool, StoreError> {
    let sql = format!("SELECT 1 FROM runs WHERE id = ?1 AND node = ?2{}", tx.dialect().locked());
    Ok(tx.query_one(&sql, params![save.run, save.node], |_| Ok(()))?.is_some())
}
