//! How flows stood on each day.

use model::EnvironmentId;

use crate::{StoreError, Tx, params};

/// How the flows of one environment stood on a day. Those that were off do not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Day {
    /// The day in UTC, `2026-11-22`.
    pub day: String,
    /// Where.
    pub environment: EnvironmentId,
    /// How many flows there were.
    pub flows: i64,
    /// How many of them were at risk.
    pub at_risk: i64,
    /// The sum of their scores.
    pub scores: i64,
}

/// Stores how an environment stood, in place of what was stored for that day.
pub fn put_day(tx: &mut Tx<'_>, day: &Day) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO continuity_days (day, environment, flows, at_risk, scores) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (day, environment) DO UPDATE SET flows = excluded.flows, at_risk = excluded.at_risk, scores = excluded.scores",
        params![&day.day, day.environment, day.flows, day.at_risk, day.scores],
    )?;
    Ok(())
}

/// How all environments stood from a day on, oldest first.
pub fn days(tx: &mut Tx<'_>, from: &str) -> Result<Vec<Day>, StoreError> {
    tx.query(
        "SELECT day, environment, flows, at_risk, scores FROM continuity_days WHERE day >= ?1 ORDER BY day, environment",
        params![from],
        |row| {
            Ok(Day {
                day: row.text(0)?,
                environment: EnvironmentId(row.int(1)?),
                flows: row.int(2)?,
                at_risk: row.int(3)?,
                scores: row.int(4)?,
            })
        },
    )
}
