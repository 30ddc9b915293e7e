//! Security roles: privileges on the rows of tables, and who has them.

use model::{EnvironmentId, PrincipalId, Privilege, RoleId};

use crate::{Row, StoreError, Tx, code::Code, params};

/// A security role of one environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SecurityRole {
    /// Its id. A role that came with a solution has the same id in every environment that has the solution.
    pub id: RoleId,
    /// Where it holds.
    pub environment: EnvironmentId,
    /// Unique in the environment.
    pub name: String,
    /// Whether its members may act on behalf of others.
    pub may_act_on_behalf: bool,
    /// What its members may do.
    pub privileges: Vec<Privilege>,
}

fn read(row: &Row<'_>) -> Result<SecurityRole, StoreError> {
    Ok(SecurityRole {
        id: RoleId(row.uuid(0)?),
        environment: EnvironmentId(row.int(1)?),
        name: row.text(2)?,
        may_act_on_behalf: row.bool(3)?,
        privileges: Vec::new(),
    })
}

fn with_privileges(tx: &mut Tx<'_>, mut role: SecurityRole) -> Result<SecurityRole, StoreError> {
    role.privileges = tx.query(
        "SELECT verb, table_name, depth FROM role_privileges WHERE environment = ?1 AND role = ?2 ORDER BY table_name, verb",
        params![role.environment, role.id],
        |row| {
            Ok(Privilege {
                verb: Code::from_code(row.int(0)?)?,
                table: row.text(1)?,
                depth: Code::from_code(row.int(2)?)?,
            })
        },
    )?;
    Ok(role)
}

/// Adds a role, or replaces name and privileges of the one with its id; its members stay.
///
/// # Errors
/// [`StoreError::Exists`] if another role of the environment has the name.
pub fn put(tx: &mut Tx<'_>, role: &SecurityRole) -> Result<(), StoreError> {
    let other = tx.query_one(
        "SELECT 1 FROM security_roles WHERE environment = ?1 AND name = ?2 AND id <> ?3",
        params![role.environment, &role.name, role.id],
        |_| Ok(()),
    )?;
    if other.is_some() {
        return Err(StoreError::Exists(format!("a security role named `{}`", role.name)));
    }
    tx.configure(
        "INSERT INTO security_roles (environment, id, name, may_act_on_behalf) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (environment, id) DO UPDATE SET name = excluded.name, may_act_on_behalf = excluded.may_act_on_behalf",
        params![role.environment, role.id, &role.name, role.may_act_on_behalf],
    )?;
    tx.configure(
        "DELETE FROM role_privileges WHERE environment = ?1 AND role = ?2",
        params![role.environment, role.id],
    )?;
    for privilege in &role.privileges {
        // The largest depth holds where one verb and table come twice.
        tx.configure(
            "INSERT INTO role_privileges (environment, role, verb, table_name, depth) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (environment, role, verb, table_name) DO UPDATE SET depth = excluded.depth WHERE excluded.depth > role_privileges.depth",
            params![role.environment, role.id, privilege.verb.code(), &privilege.table, privilege.depth.code()],
        )?;
    }
    Ok(())
}

/// The role with this id, in one environment.
pub fn by_id(tx: &mut Tx<'_>, environment: EnvironmentId, id: RoleId) -> Result<Option<SecurityRole>, StoreError> {
    let role = tx.query_one(
        "SELECT id, environment, name, may_act_on_behalf FROM security_roles WHERE id = ?1 AND environment = ?2",
        params![id, environment],
        read,
    )?;
    role.map(|role| with_privileges(tx, role)).transpose()
}

/// The role with this name, in one environment.
pub fn by_name(tx: &mut Tx<'_>, environment: EnvironmentId, name: &str) -> Result<Option<SecurityRole>, StoreError> {
    let role = tx.query_one(
        "SELECT id, environment, name, may_act_on_behalf FROM security_roles WHERE environment = ?1 AND name = ?2",
        params![environment, name],
        read,
    )?;
    role.map(|role| with_privileges(tx, role)).transpose()
}

/// The roles of an environment, by name.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<SecurityRole>, StoreError> {
    let roles = tx.query(
        "SELECT id, environment, name, may_act_on_behalf FROM security_roles WHERE environment = ?1 ORDER BY name",
        params![environment],
        read,
    )?;
    roles.into_iter().map(|role| with_privileges(tx, role)).collect()
}

/// Gives a role of an environment to a principal; twice is the same as once.
pub fn add_member(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    role: RoleId,
    principal: PrincipalId,
) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO role_members (environment, role, principal) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![environment, role, principal],
    )?;
    Ok(())
}

/// Takes a role of an environment from a principal. Answers whether it had it.
pub fn remove_member(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    role: RoleId,
    principal: PrincipalId,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM role_members WHERE environment = ?1 AND role = ?2 AND principal = ?3";
    Ok(tx.configure(sql, params![environment, role, principal])? > 0)
}

/// Who has a role of an environment directly.
pub fn members(tx: &mut Tx<'_>, environment: EnvironmentId, role: RoleId) -> Result<Vec<PrincipalId>, StoreError> {
    tx.query(
        "SELECT principal FROM role_members WHERE environment = ?1 AND role = ?2",
        params![environment, role],
        |row| Ok(PrincipalId(row.uuid(0)?)),
    )
}

/// The roles that a principal has in an environment, directly or through groups.
pub fn roles_of(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    principal: PrincipalId,
) -> Result<Vec<SecurityRole>, StoreError> {
    tx.remembered("roles", || format!("{environment} {principal}"), |tx| {
    let roles = tx.query(
        "WITH RECURSIVE reach (id) AS (
             SELECT id FROM principals WHERE id = ?2 UNION SELECT grp FROM group_members JOIN reach ON group_members.member = reach.id
         )
         SELECT DISTINCT r.id, r.environment, r.name, r.may_act_on_behalf
         FROM reach JOIN role_members m ON m.principal = reach.id AND m.environment = ?1
         JOIN security_roles r ON r.environment = m.environment AND r.id = m.role",
        params![environment, principal],
        read,
    )?;
    roles.into_iter().map(|role| with_privileges(tx, role)).collect()
    })
}

/// Whether any role that a principal has in an environment lets it act on behalf of others.
pub fn may_act_on_behalf(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    principal: PrincipalId,
) -> Result<bool, StoreError> {
    tx.remembered("may act on behalf", || format!("{environment} {principal}"), |tx| {
    let found = tx.query_one(
        "WITH RECURSIVE reach (id) AS (
             SELECT id FROM principals WHERE id = ?2 UNION SELECT grp FROM group_members JOIN reach ON group_members.member = reach.id
         )
         SELECT 1 FROM reach JOIN role_members m ON m.principal = reach.id AND m.environment = ?1
         JOIN security_roles r ON r.environment = m.environment AND r.id = m.role
         WHERE r.may_act_on_behalf = 1 LIMIT 1",
        params![environment, principal],
        |row| row.int(0),
    )?;
    Ok(found.is_some())
    })
}

/// Removes a role of an environment from everybody who has it, and then itself.
pub fn delete(tx: &mut Tx<'_>, environment: EnvironmentId, role: RoleId) -> Result<bool, StoreError> {
    tx.configure("DELETE FROM role_members WHERE environment = ?1 AND role = ?2", params![environment, role])?;
    tx.configure("DELETE FROM role_privileges WHERE environment = ?1 AND role = ?2", params![environment, role])?;
    Ok(tx.configure("DELETE FROM security_roles WHERE environment = ?1 AND id = ?2", params![environment, role])? > 0)
}

/// Who has which role of an environment directly.
pub fn holders(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<(RoleId, PrincipalId)>, StoreError> {
    tx.query("SELECT role, principal FROM role_members WHERE environment = ?1", params![environment], |row| {
        Ok((RoleId(row.uuid(0)?), PrincipalId(row.uuid(1)?)))
    })
}
