//! Callbacks: actions that somebody is to call back, and what they were told.

use model::RunId;

use crate::{StoreError, Tx, errands, errands::Errand, params};

/// An action of a run that somebody is to call back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Callback {
    /// The run.
    pub run: RunId,
    /// The action's frame.
    pub frame: u32,
    /// The action.
    pub action: u16,
}

/// What becomes of somebody's calling back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// It is what the action waits for.
    Taken,
    /// Somebody has called back before.
    Twice,
    /// The action does not wait: it has ended, or never began.
    Closed,
}

/// What a commit of a run changes about who may call it back.
#[derive(Debug, Default)]
pub struct Changes {
    /// Actions that may be called back from now on.
    pub opened: Vec<Callback>,
    /// Actions that may not any more.
    pub closed: Vec<Callback>,
    /// Calls that are owed from now on.
    pub errands: Vec<Errand>,
    /// What a run that is let go of waits for.
    pub waits_for: Vec<Callback>,
}

impl Changes {
    pub(crate) fn is_empty(&self) -> bool {
        self.opened.is_empty() && self.closed.is_empty() && self.errands.is_empty() && self.waits_for.is_empty()
    }

    /// Locks what whoever calls back locks first. Answers whether a callback that is waited for has come.
    pub(crate) fn lock(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        let mut has_come = false;
        for callback in &self.closed {
            is_answered(tx, callback)?;
        }
        for callback in &self.waits_for {
            has_come |= is_answered(tx, callback)?;
        }
        Ok(has_come)
    }

    pub(crate) fn store(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        self.opened.iter().try_for_each(|callback| open(tx, callback))?;
        self.closed.iter().try_for_each(|callback| close(tx, callback))?;
        self.errands.iter().try_for_each(|errand| errands::insert(tx, errand))
    }
}

/// Lets an action be called back. Once more changes nothing.
fn open(tx: &mut Tx<'_>, callback: &Callback) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO callbacks (run, frame, action) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![callback.run, callback.frame, i64::from(callback.action)],
    )?;
    Ok(())
}

/// Lets an action be called back no more.
fn close(tx: &mut Tx<'_>, callback: &Callback) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM callbacks WHERE run = ?1 AND frame = ?2 AND action = ?3",
        params![callback.run, callback.frame, i64::from(callback.action)],
    )?;
    Ok(())
}

/// Takes in what an action is told, encoded, and makes its run look. Only the first time counts.
pub fn take_in(tx: &mut Tx<'_>, callback: &Callback, answer: &[u8]) -> Result<Taken, StoreError> {
    let changed = tx.execute(
        "UPDATE callbacks SET answer = ?4 WHERE run = ?1 AND frame = ?2 AND action = ?3 AND answer IS NULL",
        params![callback.run, callback.frame, i64::from(callback.action), answer],
    )?;
    if changed == 1 {
        crate::runs::wake(tx, callback.run)?;
        return Ok(Taken::Taken);
    }
    let sql = "SELECT 1 FROM callbacks WHERE run = ?1 AND frame = ?2 AND action = ?3";
    let known = tx.query_one(sql, params![callback.run, callback.frame, i64::from(callback.action)], |_| Ok(()))?;
    Ok(if known.is_some() { Taken::Twice } else { Taken::Closed })
}

/// What an action was told, encoded.
pub fn answer(tx: &mut Tx<'_>, callback: &Callback) -> Result<Option<Vec<u8>>, StoreError> {
    read(tx, callback, "")
}

/// Whether an action was told something. If not, nobody tells it before this transaction has ended.
fn is_answered(tx: &mut Tx<'_>, callback: &Callback) -> Result<bool, StoreError> {
    let locked = tx.dialect().locked();
    Ok(read(tx, callback, locked)?.is_some())
}

fn read(tx: &mut Tx<'_>, callback: &Callback, locked: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = format!("SELECT answer FROM callbacks WHERE run = ?1 AND frame = ?2 AND action = ?3{locked}");
    let found =
        tx.query_one(&sql, params![callback.run, callback.frame, i64::from(callback.action)], |row| row.opt_blob(0))?;
    Ok(found.flatten())
}
