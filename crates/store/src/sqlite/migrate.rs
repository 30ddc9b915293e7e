//! The product's own schema. The tables that users define are made by `rows`.

use rusqlite::Connection;

use crate::StoreError;

/// The steps, oldest first. A step that has been released is never changed.
const STEPS: &[&str] = &[
    include_str!("../../migrations/sqlite/V1__first.sql"),
    include_str!("../../migrations/sqlite/V2__callbacks.sql"),
    include_str!("../../migrations/sqlite/V3__triggers.sql"),
    include_str!("../../migrations/sqlite/V4__identity.sql"),
    include_str!("../../migrations/sqlite/V5__continuity.sql"),
    include_str!("../../migrations/sqlite/V6__solutions.sql"),
];

/// The number of the newest step.
pub(crate) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Brings the schema up to date, one transaction for each step. The version is SQLite's own `user_version`. Answers the numbers of
/// the steps that were applied.
pub(crate) fn migrate(connection: &mut Connection) -> Result<Vec<i64>, StoreError> {
    let done: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if done > newest() {
        return Err(StoreError::Newer { found: done, known: newest() });
    }
    let done = usize::try_from(done).unwrap_or(0);
    let mut applied = Vec::new();
    for (number, step) in (1..).zip(STEPS).skip(done) {
        let tx = connection.transaction()?;
        tx.execute_batch(step)?;
        tx.execute_batch(&format!("PRAGMA user_version = {number}"))?;
        tx.commit()?;
        applied.push(number);
    }
    Ok(applied)
}
