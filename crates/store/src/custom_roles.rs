//! Roles that an environment makes for itself: named sets of privileges. The names of privileges are not understood here.

use model::{EnvironmentId, PrincipalId};

use crate::{Row, StoreError, Tx, params};

/// A named set of privileges.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CustomRole {
    /// Unique in the environment.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The names of its privileges (`flow.seeRuns`).
    pub privileges: Vec<String>,
}

const COLUMNS: &str = "name, description, privileges";

fn names(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn read(row: &Row<'_>) -> Result<CustomRole, StoreError> {
    Ok(CustomRole { name: row.text(0)?, description: row.text(1)?, privileges: names(&row.text(2)?) })
}

/// Makes a role, or replaces what it is; its members stay.
pub fn put(tx: &mut Tx<'_>, environment: EnvironmentId, role: &CustomRole) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO custom_roles (environment, name, description, privileges) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (environment, name) DO UPDATE SET description = excluded.description, privileges = excluded.privileges",
        params![environment, &role.name, &role.description, &role.privileges.join(" ")],
    )?;
    Ok(())
}

/// The role of this name in an environment.
pub fn by_name(tx: &mut Tx<'_>, environment: EnvironmentId, name: &str) -> Result<Option<CustomRole>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM custom_roles WHERE environment = ?1 AND name = ?2");
    tx.query_one(&sql, params![environment, name], read)
}

/// The roles of an environment, by name.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<CustomRole>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM custom_roles WHERE environment = ?1 ORDER BY name");
    tx.query(&sql, params![environment], read)
}

/// Removes a role and takes it from all who have it. Answers whether there was one.
pub fn remove(tx: &mut Tx<'_>, environment: EnvironmentId, name: &str) -> Result<bool, StoreError> {
    tx.configure("DELETE FROM custom_role_members WHERE environment = ?1 AND role = ?2", params![environment, name])?;
    let sql = "DELETE FROM custom_roles WHERE environment = ?1 AND name = ?2";
    Ok(tx.configure(sql, params![environment, name])? > 0)
}

/// Gives a role to a principal; giving twice is the same as once.
pub fn add_member(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    name: &str,
    principal: PrincipalId,
) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO custom_role_members (environment, role, principal) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![environment, name, principal],
    )?;
    Ok(())
}

/// Takes a role away. Answers whether the principal had it.
pub fn remove_member(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    name: &str,
    principal: PrincipalId,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM custom_role_members WHERE environment = ?1 AND role = ?2 AND principal = ?3";
    Ok(tx.configure(sql, params![environment, name, principal])? > 0)
}

/// Who has a role directly.
pub fn members(tx: &mut Tx<'_>, environment: EnvironmentId, name: &str) -> Result<Vec<PrincipalId>, StoreError> {
    tx.query(
        "SELECT principal FROM custom_role_members WHERE environment = ?1 AND role = ?2 ORDER BY principal",
        params![environment, name],
        |row| Ok(PrincipalId(row.uuid(0)?)),
    )
}

/// The names of the privileges that these principals have in an environment by such roles.
pub fn privileges_of(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    principals: &[PrincipalId],
) -> Result<Vec<String>, StoreError> {
    let mut all = Vec::new();
    for principal in principals {
        let of_one: Vec<Vec<String>> = tx.remembered(
            "privileges of custom roles",
            || format!("{environment} {principal}"),
            |tx| {
                tx.query(
                    "SELECT r.privileges FROM custom_role_members m
                     JOIN custom_roles r ON r.environment = m.environment AND r.name = m.role
                     WHERE m.environment = ?1 AND m.principal = ?2",
                    params![environment, *principal],
                    |row| Ok(names(&row.text(0)?)),
                )
            },
        )?;
        all.extend(of_one.into_iter().flatten());
    }
    Ok(all)
}
