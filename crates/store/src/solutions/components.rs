//! What solutions hold.

use model::EnvironmentId;

use crate::{StoreError, Tx, params};

/// A component of a solution, whether it is still here or not.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Component {
    /// The word for its kind (`flow`).
    pub kind: String,
    /// Its id for flows and roles, else its name in files, in lower case.
    pub key: String,
}

/// Says what a solution holds, in place of what was said before.
pub fn set(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    solution: &str,
    components: &[Component],
) -> Result<(), StoreError> {
    tx.configure(
        "DELETE FROM solution_components WHERE environment = ?1 AND solution = ?2",
        params![environment, solution],
    )?;
    for Component { kind, key } in components {
        tx.configure(
            "INSERT INTO solution_components (environment, solution, kind, key) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO NOTHING",
            params![environment, solution, kind, key],
        )?;
    }
    let sql = "UPDATE solutions SET listed = 1 WHERE environment = ?1 AND unique_name = ?2";
    tx.configure(sql, params![environment, solution])?;
    Ok(())
}

/// What a solution holds, by kind and key. Nothing where that was never said, because it came before such lists: then it holds what
/// its package has.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId, solution: &str) -> Result<Option<Vec<Component>>, StoreError> {
    let sql = "SELECT listed FROM solutions WHERE environment = ?1 AND unique_name = ?2";
    if tx.query_one(sql, params![environment, solution], |row| row.bool(0))? != Some(true) {
        return Ok(None);
    }
    let components = tx.query(
        "SELECT kind, key FROM solution_components WHERE environment = ?1 AND solution = ?2 ORDER BY kind, key",
        params![environment, solution],
        |row| Ok(Component { kind: row.text(0)?, key: row.text(1)? }),
    )?;
    Ok(Some(components))
}

/// What the other solutions of an environment hold, each with the name of the solution.
pub fn others(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    solution: &str,
) -> Result<Vec<(String, Component)>, StoreError> {
    tx.query(
        "SELECT solution, kind, key FROM solution_components WHERE environment = ?1 AND solution <> ?2 ORDER BY solution, kind, key",
        params![environment, solution],
        |row| Ok((row.text(0)?, Component { kind: row.text(1)?, key: row.text(2)? })),
    )
}
