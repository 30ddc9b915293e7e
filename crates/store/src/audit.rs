//! The audit log: each entry's hash covers the entry before it, so that a change to any of them shows.

use model::{EnvironmentId, PrincipalId, Timestamp};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Row, StoreError, Tx, params,
    seals::{self, Seals},
};

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

/// Which entries are asked for. What is left blank matches all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Of this environment.
    pub environment: Option<EnvironmentId>,
    /// Asked for by this principal.
    pub actor: Option<PrincipalId>,
    /// About the thing with this id, or asked for by it: as the object, or named in the particulars.
    pub about: Option<Uuid>,
    /// About this object (`flow/<id>`).
    pub object: Option<String>,
    /// What was done: all of it, or what comes before the dot (`flow`).
    pub action: Option<String>,
    /// At this instant or later.
    pub since: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
}

/// The answer of [`verify`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    /// How many entries are whole, from the first on.
    pub entries: i64,
    /// The hash of the last of them: kept elsewhere, it shows later that none was cut off the end.
    pub head: Vec<u8>,
    /// The number of the first entry that is missing or not what was written.
    pub broken_at: Option<i64>,
    /// The recorded runs that the entries vouch for.
    pub seals: Seals,
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

/// The hash of an entry over what was recorded and the hash before. An exported log is verified with it.
pub fn chain(before: &[u8], seq: i64, entry: &Entry) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(canonical(seq, entry).as_bytes());
    hash.finalize().into()
}

/// Appends an entry about a change and answers its number.
pub fn append(tx: &mut Tx<'_>, entry: &Entry) -> Result<i64, StoreError> {
    // Whatever is worth an entry may change what caches hold.
    tx.reconfigures();
    record(tx, entry)
}

/// Appends an entry about something that changes nothing that people configure, and answers its number.
pub fn record(tx: &mut Tx<'_>, entry: &Entry) -> Result<i64, StoreError> {
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

/// Entries newest first, before the number `before`.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, before: Option<i64>, limit: u32) -> Result<Vec<StoredEntry>, StoreError> {
    page(tx, filter, "seq < ?1", "DESC", before.unwrap_or(i64::MAX), limit)
}

/// Entries oldest first, after the number `after`.
pub fn oldest_first(tx: &mut Tx<'_>, filter: &Filter, after: i64, limit: u32) -> Result<Vec<StoredEntry>, StoreError> {
    page(tx, filter, "seq > ?1", "ASC", after, limit)
}

fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    from: &str,
    order: &str,
    at: i64,
    limit: u32,
) -> Result<Vec<StoredEntry>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM audit WHERE {from}
         AND (CAST(?2 AS BIGINT) IS NULL OR environment = ?2)
         AND (CAST(?3 AS UUID) IS NULL OR actor = ?3)
         AND (CAST(?4 AS UUID) IS NULL OR actor = ?4 OR object LIKE ?5 OR detail LIKE ?5)
         AND (CAST(?6 AS TEXT) IS NULL OR object = ?6)
         AND (CAST(?7 AS TEXT) IS NULL OR action = ?7 OR action LIKE ?8)
         AND at >= ?9 AND at < ?10
         ORDER BY seq {order} LIMIT ?11"
    );
    let about = filter.about.map(|id| format!("%{id}%"));
    let below = filter.action.as_deref().map(|action| format!("{}.%", action.replace(['%', '_'], "")));
    let (since, until) = (filter.since.unwrap_or(Timestamp(i64::MIN)), filter.until.unwrap_or(Timestamp(i64::MAX)));
    tx.query(
        &sql,
        params![
            at,
            filter.environment,
            filter.actor,
            filter.about,
            about.as_deref(),
            filter.object.as_deref(),
            filter.action.as_deref(),
            below.as_deref(),
            since,
            until,
            limit
        ],
        read,
    )
}

/// Reads the whole log and compares every hash; and the runs that entries vouch for, with what is recorded of them now.
pub fn verify(tx: &mut Tx<'_>) -> Result<Verified, StoreError> {
    const PAGE: u32 = 1_000;
    let mut verified = Verified { entries: 0, head: Vec::new(), broken_at: None, seals: Seals::default() };
    loop {
        let page = oldest_first(tx, &Filter::default(), verified.entries, PAGE)?;
        if page.is_empty() {
            return Ok(verified);
        }
        for stored in page {
            let next = verified.entries + 1;
            if stored.seq != next || stored.hash != chain(&verified.head, stored.seq, &stored.entry) {
                verified.broken_at = Some(next);
                return Ok(verified);
            }
            if stored.entry.action == seals::ACTION {
                seals::check(tx, &stored, &mut verified.seals)?;
            }
            verified.head = stored.hash;
            verified.entries = next;
        }
    }
}

/// Bytes as lower case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
