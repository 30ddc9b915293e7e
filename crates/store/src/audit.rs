//! The audit log: each entry's hash covers the entry before it, so that a change to any of them shows.

use model::{EnvironmentId, PrincipalId, Timestamp};
use sha2::{Digest, Sha256};

use crate::{Row, StoreError, Tx, params};

/// What is recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// When it happened.
    pub at: Timestamp,
    /// Who asked; `None` is the system.
    pub actor: Option<PrincipalId>,
    /// Where; `None` is the installation.
    pub environment: Option<EnvironmentId>,
    /// What was done (`flow.share`).
    pub action: String,
    /// To what (`flow/<id>`).
    pub object: String,
    /// Particulars as JSON. Never a secret.
    pub detail: String,
}

/// An entry with its place in the chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredEntry {
    /// Its number, from 1 without gaps.
    pub seq: i64,
    /// What is recorded.
    pub entry: Entry,
    /// The hash over this entry and the hash before.
    pub hash: Vec<u8>,
}

/// The answer of [`verify`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verified {
    /// The chain is whole.
    Whole {
        /// How many entries there are.
        entries: i64,
        /// The hash of the last one: kept elsewhere, it shows later that none was cut off the end.
        head: Vec<u8>,
    },
    /// An entry is missing or not what was written.
    BrokenAt {
        /// The number of the first such entry.
        seq: i64,
    },
}

const COLUMNS: &str = "seq, at, actor, environment, action, object, detail, hash";

fn read(row: &Row<'_>) -> Result<StoredEntry, StoreError> {
    Ok(StoredEntry {
        seq: row.int(0)?,
        entry: Entry {
            at: row.time(1)?,
            actor: row.opt_uuid(2)?.map(PrincipalId),
            environment: row.opt_int(3)?.map(EnvironmentId),
            action: row.text(4)?,
            object: row.text(5)?,
            detail: row.text(6)?,
        },
        hash: row.blob(7)?,
    })
}

/// The text that an entry's hash covers: a JSON array, so that no two entries have the same text.
fn canonical(seq: i64, entry: &Entry) -> String {
    serde_json::json!([
        seq,
        entry.at.0,
        entry.actor.map(|actor| actor.to_string()),
        entry.environment.map(|environment| environment.0),
        entry.action,
        entry.object,
        entry.detail,
    ])
    .to_string()
}

fn chain(before: &[u8], seq: i64, entry: &Entry) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(canonical(seq, entry).as_bytes());
    hash.finalize().into()
}

/// Appends an entry and answers its number.
pub fn append(tx: &mut Tx<'_>, entry: &Entry) -> Result<i64, StoreError> {
    // Whatever is worth an entry may change what caches hold.
    tx.reconfigures();
    // The chain has one end.
    tx.one_at_a_time()?;
    let last = tx.query_one("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", params![], |row| {
        Ok((row.int(0)?, row.blob(1)?))
    })?;
    let (last, before) = last.unwrap_or_default();
    let seq = last + 1;
    let hash = chain(&before, seq, entry);
    tx.execute(
        "INSERT INTO audit (seq, at, actor, environment, action, object, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            seq,
            entry.at,
            entry.actor,
            entry.environment,
            &entry.action,
            &entry.object,
            &entry.detail,
            hash.as_slice()
        ],
    )?;
    Ok(seq)
}

/// Entries newest first, before the number `before`, of one environment where one is given.
pub fn list(
    tx: &mut Tx<'_>,
    environment: Option<EnvironmentId>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<StoredEntry>, StoreError> {
    tx.query(
        &format!(
            "SELECT {COLUMNS} FROM audit WHERE seq < ?2 AND (CAST(?1 AS BIGINT) IS NULL OR environment = ?1) ORDER BY seq DESC LIMIT ?3"
        ),
        params![environment, before.unwrap_or(i64::MAX), limit],
        read,
    )
}

/// Entries about one object, newest first.
pub fn of_object(tx: &mut Tx<'_>, object: &str, limit: u32) -> Result<Vec<StoredEntry>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM audit WHERE object = ?1 ORDER BY seq DESC LIMIT ?2"),
        params![object, limit],
        read,
    )
}

/// Reads the whole log and compares every hash.
pub fn verify(tx: &mut Tx<'_>) -> Result<Verified, StoreError> {
    const PAGE: u32 = 1_000;
    let (mut expected, mut before) = (1_i64, Vec::new());
    loop {
        let page = tx.query(
            &format!("SELECT {COLUMNS} FROM audit WHERE seq >= ?1 ORDER BY seq LIMIT ?2"),
            params![expected, PAGE],
            read,
        )?;
        if page.is_empty() {
            return Ok(Verified::Whole { entries: expected - 1, head: before });
        }
        for stored in page {
            if stored.seq != expected || stored.hash != chain(&before, stored.seq, &stored.entry) {
                return Ok(Verified::BrokenAt { seq: expected });
            }
            before = stored.hash;
            expected += 1;
        }
    }
}
