//! Mails: what is to be told, and what was.

use model::{PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, params};

/// A mail to somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mail {
    /// What about and whom. There is one mail of a key, ever.
    pub key: String,
    /// To whom.
    pub principal: PrincipalId,
    /// One line.
    pub subject: String,
    /// The content as text; blank once it has gone out.
    pub text: String,
    /// The content as HTML; blank once it has gone out.
    pub html: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Which attempt is next, from 1.
    pub attempt: u32,
    /// Why it has not gone out, when it was last tried.
    pub problem: Option<String>,
}

const COLUMNS: &str = "key, principal, subject, text, html, made_at, attempt, problem";

fn read(row: &Row<'_>) -> Result<Mail, StoreError> {
    Ok(Mail {
        key: row.text(0)?,
        principal: PrincipalId(row.uuid(1)?),
        subject: row.text(2)?,
        text: row.text(3)?,
        html: row.text(4)?,
        made_at: row.time(5)?,
        attempt: u32::try_from(row.int(6)?).map_err(|error| StoreError::corrupt("mail", error))?,
        problem: row.opt_text(7)?,
    })
}

/// Adds a mail that is due at once. Answers false where there is one of its key.
pub fn insert(tx: &mut Tx<'_>, mail: &Mail) -> Result<bool, StoreError> {
    let Mail { key, principal, subject, text, html, made_at, attempt, problem } = mail;
    let added = tx.execute(
        "INSERT INTO mails (key, principal, subject, text, html, made_at, due_at, attempt, problem)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8) ON CONFLICT (key) DO NOTHING",
        params![key, *principal, subject, text, html, *made_at, *attempt, problem.as_deref()],
    )?;
    Ok(added > 0)
}

/// Whether there is or was a mail of this key.
pub fn is_there(tx: &mut Tx<'_>, key: &str) -> Result<bool, StoreError> {
    Ok(tx.query_one("SELECT 1 FROM mails WHERE key = ?1", params![key], |_| Ok(()))?.is_some())
}

/// The mail that has been due longest.
pub fn due(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Mail>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM mails WHERE due_at <= ?1 ORDER BY due_at, key LIMIT 1");
    tx.query_one(&sql, params![now], read)
}

/// A mail has gone out.
pub fn sent(tx: &mut Tx<'_>, key: &str, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE mails SET sent_at = ?2, due_at = NULL, problem = NULL, text = '', html = '' WHERE key = ?1",
        params![key, at],
    )?;
    Ok(())
}

/// A mail has not gone out, and is tried again later.
pub fn again(tx: &mut Tx<'_>, key: &str, due_at: Timestamp, problem: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE mails SET due_at = ?2, attempt = attempt + 1, problem = ?3 WHERE key = ?1",
        params![key, due_at, problem],
    )?;
    Ok(())
}

/// A mail will not go out.
pub fn given_up(tx: &mut Tx<'_>, key: &str, problem: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE mails SET due_at = NULL, problem = ?2 WHERE key = ?1", params![key, problem])?;
    Ok(())
}

/// How many are to go out yet.
pub fn waiting(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let count = tx.query_one("SELECT COUNT(*) FROM mails WHERE due_at IS NOT NULL", params![], |row| row.int(0))?;
    Ok(count.unwrap_or_default())
}

/// Those that have not gone out when they were tried, newest first.
pub fn troubled(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Mail>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM mails WHERE problem IS NOT NULL ORDER BY made_at DESC, key LIMIT ?1");
    tx.query(&sql, params![limit], read)
}

/// Takes the week that begins on this day for its digests. Answers false where it was taken before.
pub fn take_week(tx: &mut Tx<'_>, monday: &str, at: Timestamp) -> Result<bool, StoreError> {
    let sql = "INSERT INTO mail_weeks (monday, at) VALUES (?1, ?2) ON CONFLICT (monday) DO NOTHING";
    Ok(tx.execute(sql, params![monday, at])? > 0)
}

/// Whether the digests of the week that begins on this day are made.
pub fn is_week_taken(tx: &mut Tx<'_>, monday: &str) -> Result<bool, StoreError> {
    let found = tx.query_one("SELECT 1 FROM mail_weeks WHERE monday = ?1", params![monday], |_| Ok(()))?;
    Ok(found.is_some())
}

/// Forgets the mails that were made before an instant, and the weeks that were taken before it.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<(), StoreError> {
    tx.execute("DELETE FROM mails WHERE made_at < ?1 AND due_at IS NULL", params![before])?;
    tx.execute("DELETE FROM mail_weeks WHERE at < ?1", params![before])?;
    Ok(())
}
