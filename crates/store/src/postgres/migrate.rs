//! The product's own schema on PostgreSQL. The tables that users define are made by `tables`.
//!
//! Servers of two versions may serve together while one replaces the other: a step first only adds (expand), and what nobody uses any
//! more is taken away in a later release (contract).

use tracing::info;

use super::Session;
use crate::StoreError;

/// One step of the schema. One that has been released is never changed.
struct Step {
    sql: &'static str,
    /// The oldest schema whose servers can go on after this step. A step that only adds leaves it as it was, unless the journals that
    /// come with it cannot be read by those servers.
    serves: i64,
}

/// The steps, oldest first.
const STEPS: &[Step] = &[
    Step { sql: include_str!("../../migrations/postgres/V1__first.sql"), serves: 1 },
    Step { sql: include_str!("../../migrations/postgres/V2__callbacks.sql"), serves: 2 },
    Step { sql: include_str!("../../migrations/postgres/V3__triggers.sql"), serves: 3 },
    Step { sql: include_str!("../../migrations/postgres/V4__identity.sql"), serves: 4 },
    Step { sql: include_str!("../../migrations/postgres/V5__continuity.sql"), serves: 5 },
    Step { sql: include_str!("../../migrations/postgres/V6__solutions.sql"), serves: 6 },
];

/// Serialises servers that migrate at the same time; held by their transaction.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7283475283471)";

/// The number of the newest step.
pub(crate) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Brings the schema up to date in one transaction. Answers the numbers of the steps that were applied.
pub(crate) fn migrate(session: &mut Session) -> Result<Vec<i64>, StoreError> {
    let newest = newest();
    session.begin("BEGIN");
    session.batch(LOCK)?;
    session.batch("CREATE TABLE IF NOT EXISTS schema_steps (number BIGINT PRIMARY KEY, serves BIGINT NOT NULL, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())")?;
    let rows = session.query("SELECT coalesce(max(number), 0), coalesce(max(serves), 0) FROM schema_steps", &[])?;
    let (done, serves) = match rows.first() {
        Some(row) => (row.try_get::<_, i64>(0)?, row.try_get::<_, i64>(1)?),
        None => (0, 0),
    };
    if serves > newest {
        session.rollback();
        return Err(StoreError::Newer { found: done, known: newest });
    }
    let mut applied = Vec::new();
    for (number, step) in (1..).zip(STEPS).filter(|(number, _)| *number > done) {
        session.batch(step.sql)?;
        session.execute(
            "INSERT INTO schema_steps (number, serves) VALUES (?1, ?2)",
            &[crate::Param::Int(number), crate::Param::Int(step.serves)],
        )?;
        info!("Schema step {number} is applied");
        applied.push(number);
    }
    session.commit("")?;
    Ok(applied)
}
