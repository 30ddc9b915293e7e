//! Environment variables.

use model::{EnvironmentId, EnvironmentVariable};

use crate::{Row, StoreError, Tx, code::Code, params};

fn read(row: &Row<'_>) -> Result<EnvironmentVariable, StoreError> {
    Ok(EnvironmentVariable {
        schema_name: row.text(0)?,
        display_name: row.text(1)?,
        kind: Code::from_code(row.int(2)?)?,
        default_value: row.opt_text(3)?,
        value: row.opt_text(4)?,
    })
}

/// Adds a variable, or changes the definition of the one with its name. The environment's own value stays, unless the new one
/// has a value.
pub fn put(tx: &mut Tx<'_>, environment: EnvironmentId, variable: &EnvironmentVariable) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO variables (environment, schema_name, display_name, kind, default_value, value)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (environment, schema_name) DO UPDATE SET display_name = excluded.display_name, kind = excluded.kind,
             default_value = excluded.default_value, value = coalesce(excluded.value, variables.value)",
        params![
            environment,
            &variable.schema_name,
            &variable.display_name,
            variable.kind.code(),
            variable.default_value.as_deref(),
            variable.value.as_deref()
        ],
    )?;
    Ok(())
}

/// The variable with this name, ignoring case.
pub fn by_name(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    schema_name: &str,
) -> Result<Option<EnvironmentVariable>, StoreError> {
    tx.query_one(
        "SELECT schema_name, display_name, kind, default_value, value FROM variables
         WHERE environment = ?1 AND schema_name = ?2",
        params![environment, schema_name],
        read,
    )
}

/// The variables of an environment, by name.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<EnvironmentVariable>, StoreError> {
    tx.query(
        "SELECT schema_name, display_name, kind, default_value, value FROM variables
         WHERE environment = ?1 ORDER BY schema_name",
        params![environment],
        read,
    )
}

/// Sets or clears an environment's own value. Answers whether there is such a variable.
pub fn set_value(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    schema_name: &str,
    value: Option<&str>,
) -> Result<bool, StoreError> {
    let changed = tx.configure(
        "UPDATE variables SET value = ?3 WHERE environment = ?1 AND schema_name = ?2",
        params![environment, schema_name, value],
    )?;
    Ok(changed > 0)
}

/// Removes a variable with its value.
pub fn delete(tx: &mut Tx<'_>, environment: EnvironmentId, schema_name: &str) -> Result<bool, StoreError> {
    let sql = "DELETE FROM variables WHERE environment = ?1 AND schema_name = ?2";
    Ok(tx.configure(sql, params![environment, schema_name])? > 0)
}
