//! What runs remember, in segments: one for each commit.

use model::RunId;

use crate::{StoreError, Tx, params};

/// Adds a segment. A number that is there already is refused: two nodes cannot both go on with a run.
pub fn append(tx: &mut Tx<'_>, run: RunId, number: u32, segment: &[u8]) -> Result<(), StoreError> {
    tx.execute("INSERT INTO journal (run, seq, segment) VALUES (?1, ?2, ?3)", params![run, number, segment])?;
    Ok(())
}

/// All segments of a run, in order.
pub fn read(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<Vec<u8>>, StoreError> {
    tx.query("SELECT segment FROM journal WHERE run = ?1 ORDER BY seq", params![run], |row| row.blob(0))
}
