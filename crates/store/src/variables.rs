//! Environment variables.

use model::{EnvironmentId, EnvironmentVariable};

use crate::{Row, StoreError, Tx, code::Code, params};

const COLUMNS: &str =
    "schema_name, display_name, kind, default_value, value, description, required, connector, parameter_key";

fn read(row: &Row<'_>) -> Result<EnvironmentVariable, StoreError> {
    Ok(EnvironmentVariable {
        schema_name: row.text(0)?,
        display_name: row.text(1)?,
        kind: Code::from_code(row.int(2)?)?,
        default_value: row.opt_text(3)?,
        value: row.opt_text(4)?,
        description: row.opt_text(5)?,
        required: row.bool(6)?,
        connector: row.opt_text(7)?,
        parameter_key: row.opt_text(8)?,
    })
}

/// Adds a variable, or changes the definition of the one with its name. The environment's own value stays, unless the new one
/// has a value.
pub fn put(tx: &mut Tx<'_>, environment: EnvironmentId, variable: &EnvironmentVariable) -> Result<(), StoreError> {
    tx.configure(
        &format!(
            "INSERT INTO variables (environment, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (environment, schema_name) DO UPDATE SET display_name = excluded.display_name, kind = excluded.kind,
                 default_value = excluded.default_value, value = coalesce(excluded.value, variables.value),
                 description = excluded.description, required = excluded.required, connector = excluded.connector,
                 parameter_key = excluded.parameter_key"
        ),
        params![
            environment,
            &variable.schema_name,
            &variable.display_name,
            variable.kind.code(),
            variable.default_value.as_deref(),
            variable.value.as_deref(),
            variable.description.as_deref(),
            variable.required,
            variable.connector.as_deref(),
            variable.parameter_key.as_deref()
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
        &format!("SELECT {COLUMNS} FROM variables WHERE environment = ?1 AND schema_name = ?2"),
        params![environment, schema_name],
        read,
    )
}

/// The variables of an environment, by name.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<EnvironmentVariable>, StoreError> {
    let order = tx.dialect().ignoring_case("schema_name");
    tx.query(
        &format!("SELECT {COLUMNS} FROM variables WHERE environment = ?1 ORDER BY {order}"),
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
