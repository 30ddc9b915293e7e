//! Environments and their members.

use model::{Environment, EnvironmentId, EnvironmentKind, EnvironmentRole, PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, code::Code, params};

/// What makes an environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEnvironment {
    /// Unique, lower case.
    pub name: String,
    /// What people read.
    pub display_name: String,
    /// Development, acceptance or production.
    pub kind: EnvironmentKind,
    /// Changes only through a deployment.
    pub protected: bool,
}

/// A member of an environment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// Who.
    pub principal: PrincipalId,
    /// As what.
    pub role: EnvironmentRole,
}

const COLUMNS: &str = "id, name, display_name, kind, protected";

fn read(row: &Row<'_>) -> Result<Environment, StoreError> {
    Ok(Environment {
        id: EnvironmentId(row.int(0)?),
        name: row.text(1)?,
        display_name: row.text(2)?,
        kind: Code::from_code(row.int(3)?)?,
        protected: row.bool(4)?,
    })
}

/// Adds an environment.
///
/// # Errors
/// [`StoreError::Exists`] if the name is taken.
pub fn insert(tx: &mut Tx<'_>, new: &NewEnvironment, at: Timestamp) -> Result<EnvironmentId, StoreError> {
    tx.reconfigures();
    let id = tx
        .query_one(
            "INSERT INTO environments (name, display_name, kind, protected, created_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING RETURNING id",
            params![&new.name, &new.display_name, new.kind.code(), new.protected, at],
            |row| row.int(0),
        )?;
    id.map(EnvironmentId).ok_or_else(|| StoreError::Exists(format!("an environment named `{}`", new.name)))
}

/// The environment with this id.
pub fn by_id(tx: &mut Tx<'_>, id: EnvironmentId) -> Result<Option<Environment>, StoreError> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM environments WHERE id = ?1"), params![id], read)
}

/// The environment with this name.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<Environment>, StoreError> {
    tx.remembered(
        "environment by name",
        || name.to_owned(),
        |tx| tx.query_one(&format!("SELECT {COLUMNS} FROM environments WHERE name = ?1"), params![name], read),
    )
}

/// All environments, oldest first. There are never many.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Environment>, StoreError> {
    tx.query(&format!("SELECT {COLUMNS} FROM environments ORDER BY id"), params![], read)
}

/// Changes what people read of an environment, and whether it changes only through a deployment.
pub fn update(tx: &mut Tx<'_>, environment: &Environment) -> Result<(), StoreError> {
    tx.configure(
        "UPDATE environments SET display_name = ?2, protected = ?3 WHERE id = ?1",
        params![environment.id, &environment.display_name, environment.protected],
    )?;
    Ok(())
}

/// Makes a principal a member, or changes its role.
pub fn set_member(tx: &mut Tx<'_>, environment: EnvironmentId, member: Member) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO environment_members (environment, principal, role) VALUES (?1, ?2, ?3)
         ON CONFLICT (environment, principal) DO UPDATE SET role = excluded.role",
        params![environment, member.principal, member.role.code()],
    )?;
    Ok(())
}

/// Ends a membership. Answers whether there was one.
pub fn remove_member(tx: &mut Tx<'_>, environment: EnvironmentId, principal: PrincipalId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM environment_members WHERE environment = ?1 AND principal = ?2";
    Ok(tx.configure(sql, params![environment, principal])? > 0)
}

/// The members of an environment.
pub fn members(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<Member>, StoreError> {
    tx.query("SELECT principal, role FROM environment_members WHERE environment = ?1", params![environment], |row| {
        Ok(Member { principal: PrincipalId(row.uuid(0)?), role: Code::from_code(row.int(1)?)? })
    })
}

/// The roles that these principals have in an environment.
pub fn roles_of(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    principals: &[PrincipalId],
) -> Result<Vec<EnvironmentRole>, StoreError> {
    let mut roles = Vec::new();
    for principal in principals {
        roles.extend(tx.remembered(
            "role in an environment",
            || format!("{environment} {principal}"),
            |tx| {
                tx.query_one(
                    "SELECT role FROM environment_members WHERE environment = ?1 AND principal = ?2",
                    params![environment, *principal],
                    |row| EnvironmentRole::from_code(row.int(0)?),
                )
            },
        )?);
    }
    Ok(roles)
}
