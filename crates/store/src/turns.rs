//! Turns: work that one server at a time does for all, so that servers do not do the same work twice.

use uuid::Uuid;

use crate::{StoreError, Tx, nodes, params};

/// Asks for the turn of some work for so many milliseconds. Whoever has it may ask for more. On a database of its own a server always
/// has it.
pub fn take(tx: &mut Tx<'_>, work: &str, node: Uuid, millis: i64) -> Result<bool, StoreError> {
    let skipped = tx.dialect().locked_or_skipped();
    if skipped.is_empty() {
        return Ok(true);
    }
    let name = format!("{work}.turn");
    let nobodys = [0; 24];
    tx.execute(
        "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
        params![&name, nobodys.as_slice()],
    )?;
    let sql = format!("SELECT value FROM settings WHERE name = ?1{skipped}");
    let Some(turn) = tx.query_one(&sql, params![&name], |row| row.blob(0))? else { return Ok(false) };
    let now = nodes::now(tx)?;
    let is_ours = turn.get(..16) == Some(node.as_bytes().as_slice());
    let until = turn.get(16..).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok()).map_or(0, i64::from_be_bytes);
    if !is_ours && until > now.0 {
        return Ok(false);
    }
    let turn = [node.as_bytes().as_slice(), &now.plus_millis(millis).0.to_be_bytes()].concat();
    // Nobody remembers whose turn it is, so this is no change of the configuration.
    tx.execute("UPDATE settings SET value = ?2 WHERE name = ?1", params![&name, &turn])?;
    Ok(true)
}
