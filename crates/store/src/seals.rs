//! Seals: entries of the audit log that vouch for what is recorded of runs, and so for every identity that acted in them.
//!
//! A run that has ended changes no more. A while later an entry of the log covers it: a hash over its row and its journal, many
//! runs at a time, so that a run costs nothing while it goes on. [`audit::verify`] reads them again. What is sealed with the master
//! key is covered without what that key changes, so that another one can take its place.

use std::collections::BTreeMap;

use model::{PrincipalId, RunId, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Row, StoreError, Tx,
    audit::{self, Entry, StoredEntry},
    params,
    runs::retention,
    secrets, settings,
};

/// What the entries' action is called.
pub const ACTION: &str = "runs.sealed";
/// How many runs one seal covers at most.
pub const MOST: u32 = 1_024;
/// How a digest is made now: of sealed bytes only what stays when the master key is another one. The first form took them whole.
const FORM: u8 = 2;
/// After which run all seals have that form.
const FORMED: &str = "runs.sealedInForm2After";
/// Up to which run they are sealed.
const THROUGH: &str = "runs.sealedThrough";

/// What a seal covers: the particulars of its entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seal {
    /// How its digest is made.
    #[serde(default = "first_form")]
    pub form: u8,
    /// The seal before covers runs up to this one.
    pub after: Option<RunId>,
    /// It covers runs after that and up to this one, apart from the open ones.
    pub through: Option<RunId>,
    /// Runs between these that had not ended.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub open: Vec<RunId>,
    /// Open ones of earlier seals that have ended since: this seal covers them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub late: Vec<RunId>,
    /// How many runs it covers.
    pub runs: usize,
    /// When the first of them to end did, in microseconds since 1970.
    pub ended_from: i64,
    /// In how many of them each principal's identity was used.
    pub acting: BTreeMap<PrincipalId, usize>,
    /// The hash over what is recorded of them, in hexadecimal.
    pub digest: String,
}

fn first_form() -> u8 {
    1
}

/// What verifying the seals has found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Seals {
    /// How many seals there are.
    pub seals: u64,
    /// How many runs are as they were sealed.
    pub runs: u64,
    /// How many runs are covered by seals some of whose runs have left the history since.
    pub removed: u64,
    /// The numbers of the entries whose runs are not what they were.
    pub changed: Vec<i64>,
}

/// Covers the runs that are older than `before`, as many as fit. Answers what is to be recorded, or nothing if there is nothing to
/// cover. It only reads: [`store`] records it.
pub fn next(tx: &mut Tx<'_>, before: Timestamp) -> Result<Option<Seal>, StoreError> {
    let after = through(tx)?;
    let late = tx.query(
        "SELECT run FROM unsealed_runs LEFT JOIN runs ON id = run WHERE id IS NULL OR ended_at IS NOT NULL ORDER BY run LIMIT ?1",
        params![MOST],
        |row| Ok(RunId(row.uuid(0)?)),
    )?;
    let found = tx.query(
        "SELECT id, ended_at FROM runs WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
        params![after.map_or(Uuid::nil(), |run| run.0), retention::first_of(before), MOST],
        |row| Ok((RunId(row.uuid(0)?), row.opt_time(1)?)),
    )?;
    if found.is_empty() && late.is_empty() {
        return Ok(None);
    }
    let open = found.iter().filter(|(_, ended)| ended.is_none()).map(|(run, _)| *run).collect();
    let through = found.last().map(|(run, _)| *run).or(after);
    let mut seal = Seal {
        form: FORM,
        after,
        through,
        open,
        late,
        runs: 0,
        ended_from: i64::MAX,
        acting: BTreeMap::new(),
        digest: String::new(),
    };
    let read = read(tx, &seal)?;
    (seal.runs, seal.ended_from, seal.acting) = (read.runs, read.ended_from, read.acting);
    seal.digest = read.digest;
    Ok(Some(seal))
}

/// Records a seal. Answers whether it did: not if others have recorded one meanwhile.
pub fn store(tx: &mut Tx<'_>, seal: &Seal, at: Timestamp) -> Result<bool, StoreError> {
    tx.one_at_a_time()?;
    if through(tx)? != seal.after {
        return Ok(false);
    }
    for run in &seal.late {
        tx.execute("DELETE FROM unsealed_runs WHERE run = ?1", params![*run])?;
    }
    for run in &seal.open {
        tx.execute("INSERT INTO unsealed_runs (run) VALUES (?1)", params![*run])?;
    }
    if settings::get(tx, FORMED)?.is_none() {
        settings::keep(tx, FORMED, seal.after.unwrap_or(RunId(Uuid::nil())).0.as_bytes())?;
    }
    if let Some(through) = seal.through {
        settings::keep(tx, THROUGH, through.0.as_bytes())?;
    }
    if seal.runs > 0 {
        let detail = serde_json::to_string(seal).map_err(|error| StoreError::corrupt("seal", error))?;
        let object = format!("runs/{}", seal.through.map_or_else(String::new, |run| run.to_string()));
        audit::record(tx, &Entry { at, actor: None, environment: None, action: ACTION.to_owned(), object, detail })?;
    }
    Ok(true)
}

/// Compares the runs of a seal with what is recorded of them now.
pub(crate) fn check(tx: &mut Tx<'_>, entry: &StoredEntry, found: &mut Seals) -> Result<(), StoreError> {
    found.seals += 1;
    let Ok(seal) = serde_json::from_str::<Seal>(&entry.entry.detail) else {
        found.changed.push(entry.seq);
        return Ok(());
    };
    let read = read(tx, &seal)?;
    let runs = u64::try_from(seal.runs).unwrap_or(u64::MAX);
    if read.digest == seal.digest {
        found.runs += runs;
    } else if read.runs < seal.runs && seal.ended_from < retention::removed_before(tx)?.0 {
        found.removed += runs;
    } else {
        found.changed.push(entry.seq);
    }
    Ok(())
}

/// Up to which run the history is vouched for byte by byte, so that none of it can be sealed with another master key.
pub fn fixed_through(tx: &mut Tx<'_>) -> Result<Option<RunId>, StoreError> {
    match run_in(tx, FORMED)? {
        Some(run) => Ok(Some(run)),
        None => through(tx),
    }
}

fn through(tx: &mut Tx<'_>) -> Result<Option<RunId>, StoreError> {
    run_in(tx, THROUGH)
}

fn run_in(tx: &mut Tx<'_>, setting: &str) -> Result<Option<RunId>, StoreError> {
    let value = settings::get(tx, setting)?;
    value
        .map(|bytes| Uuid::from_slice(&bytes).map(RunId).map_err(|error| StoreError::corrupt("setting", error)))
        .transpose()
}

/// What is recorded of a seal's runs.
struct Recorded {
    runs: usize,
    ended_from: i64,
    acting: BTreeMap<PrincipalId, usize>,
    digest: String,
}

/// What people see of a run, apart from what changes after its end.
const COLUMNS: &str = "id, environment, flow, version, status, start_kind, invoker, started_at, ended_at, code, message, resubmit_of, acting, start";

fn read(tx: &mut Tx<'_>, seal: &Seal) -> Result<Recorded, StoreError> {
    let mut recorded = Recorded { runs: 0, ended_from: i64::MAX, acting: BTreeMap::new(), digest: String::new() };
    let mut hash = Sha256::new();
    let sql = format!("SELECT {COLUMNS} FROM runs WHERE id > ?1 AND id <= ?2 ORDER BY id");
    let (after, through) = (seal.after.map_or(Uuid::nil(), |run| run.0), seal.through.map_or(Uuid::nil(), |run| run.0));
    let mut runs = Vec::new();
    tx.query(&sql, params![after, through], |row| {
        let run = row.uuid(0)?;
        if seal.open.binary_search(&RunId(run)).is_err() {
            runs.push((run, row_digest(row, seal.form, &mut recorded)?));
        }
        Ok(())
    })?;
    let sql = format!("SELECT {COLUMNS} FROM runs WHERE id = ?1");
    for late in &seal.late {
        tx.query_one(&sql, params![*late], |row| {
            runs.push((row.uuid(0)?, row_digest(row, seal.form, &mut recorded)?));
            Ok(())
        })?;
    }
    for (run, digest) in runs {
        recorded.runs += 1;
        hash.update(digest);
        tx.query("SELECT segment FROM journal WHERE run = ?1 ORDER BY seq", params![run], |row| {
            stored(&mut hash, seal.form, &row.blob(0)?);
            Ok(())
        })?;
    }
    recorded.digest = audit::hex(&hash.finalize());
    Ok(recorded)
}

/// The hash of a run's row; what else a seal says of the run is counted.
fn row_digest(row: &Row<'_>, form: u8, recorded: &mut Recorded) -> Result<[u8; 32], StoreError> {
    let mut hash = Sha256::new();
    hash.update(row.uuid(0)?.as_bytes());
    for number in [1, 2, 3, 4, 5, 7, 8] {
        hash.update(row.opt_int(number)?.unwrap_or(i64::MIN).to_be_bytes());
    }
    for id in [6, 11] {
        field(&mut hash, row.opt_uuid(id)?.as_ref().map(|id| id.as_bytes().as_slice()));
    }
    for text in [9, 10] {
        field(&mut hash, row.opt_text(text)?.as_ref().map(String::as_bytes));
    }
    let acting = row.opt_blob(12)?.unwrap_or_default();
    field(&mut hash, Some(&acting));
    stored(&mut hash, form, &row.blob(13)?);
    for id in acting.chunks_exact(16).filter_map(|id| Uuid::from_slice(id).ok()) {
        *recorded.acting.entry(PrincipalId(id)).or_default() += 1;
    }
    if let Some(ended) = row.opt_int(8)? {
        recorded.ended_from = recorded.ended_from.min(ended);
    }
    Ok(hash.finalize().into())
}

/// Adds what a run has stored.
fn stored(hash: &mut Sha256, form: u8, bytes: &[u8]) {
    let (mark, lasting) = if form < FORM { (&[][..], bytes) } else { secrets::lasting(bytes) };
    if !mark.is_empty() {
        field(hash, Some(mark));
    }
    field(hash, Some(lasting));
}

/// Adds bytes of any length, so that where they end is covered, too.
fn field(hash: &mut Sha256, bytes: Option<&[u8]>) {
    let length = bytes.map_or(u64::MAX, |bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    hash.update(length.to_be_bytes());
    hash.update(bytes.unwrap_or_default());
}
