//! Users, service accounts and groups.

use model::{Principal, PrincipalId, PrincipalKind, TenantRole, Timestamp};

use crate::{Row, StoreError, Tx, code::Code, params};

const COLUMNS: &str =
    "id, kind, name, display_name, email, disabled_at, tenant_admin, tenant_auditor, expires_at, deleted_at, leaves_at,
    manager, team, external_id, source";

fn read(row: &Row<'_>) -> Result<Principal, StoreError> {
    Ok(Principal {
        id: PrincipalId(row.uuid(0)?),
        kind: Code::from_code(row.int(1)?)?,
        name: row.text(2)?,
        display_name: row.text(3)?,
        email: row.opt_text(4)?,
        disabled_at: row.opt_time(5)?,
        tenant_role: match (row.bool(6)?, row.bool(7)?) {
            (true, _) => Some(TenantRole::Admin),
            (false, true) => Some(TenantRole::Auditor),
            (false, false) => None,
        },
        expires_at: row.opt_time(8)?,
        deleted_at: row.opt_time(9)?,
        leaves_at: row.opt_time(10)?,
        manager: row.opt_uuid(11)?.map(PrincipalId),
        team: row.opt_uuid(12)?.map(PrincipalId),
        external_id: row.opt_text(13)?,
        source: Code::from_code(row.int(14)?)?,
    })
}

/// Adds a principal.
///
/// # Errors
/// [`StoreError::Exists`] if the name is taken.
pub fn insert(tx: &mut Tx<'_>, principal: &Principal, at: Timestamp) -> Result<(), StoreError> {
    let added = tx.configure(
        "INSERT INTO principals (id, kind, name, display_name, email, disabled_at, tenant_admin, tenant_auditor, created_at,
                                 expires_at, deleted_at, leaves_at, manager, team, external_id, source)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) ON CONFLICT DO NOTHING",
        params![
            principal.id,
            principal.kind.code(),
            &principal.name,
            &principal.display_name,
            principal.email.as_deref(),
            principal.disabled_at,
            principal.tenant_role == Some(TenantRole::Admin),
            principal.tenant_role == Some(TenantRole::Auditor),
            at,
            principal.expires_at,
            principal.deleted_at,
            principal.leaves_at,
            principal.manager,
            principal.team,
            principal.external_id.as_deref(),
            principal.source.code()
        ],
    )?;
    StoreError::unless_added(added, || format!("a principal named `{}`", principal.name))
}

/// The principal with this id.
pub fn by_id(tx: &mut Tx<'_>, id: PrincipalId) -> Result<Option<Principal>, StoreError> {
    tx.remembered(
        "principal",
        || id.to_string(),
        |tx| tx.query_one(&format!("SELECT {COLUMNS} FROM principals WHERE id = ?1"), params![id], read),
    )
}

/// The principal with this name; names are stored in lower case.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<Principal>, StoreError> {
    let name = name.to_lowercase();
    tx.query_one(&format!("SELECT {COLUMNS} FROM principals WHERE name = ?1"), params![&name], read)
}

/// The principals with these ids, in no particular order; ids that name nobody are left out.
pub fn by_ids(tx: &mut Tx<'_>, ids: &[PrincipalId]) -> Result<Vec<Principal>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(by_id(tx, *id)?);
    }
    Ok(found)
}

/// Principals that are not deleted, in the order of their names, after the name `after`, that contain `search` in name, display name or mail address.
pub fn list(tx: &mut Tx<'_>, search: &str, after: &str, limit: u32) -> Result<Vec<Principal>, StoreError> {
    let search = search.to_lowercase();
    tx.query(
        &format!(
            "SELECT {COLUMNS} FROM principals
             WHERE name > ?2 AND deleted_at IS NULL AND (?1 = '' OR instr(name, ?1) > 0 OR instr(lower(display_name), ?1) > 0
                                  OR instr(lower(coalesce(email, '')), ?1) > 0)
             ORDER BY name LIMIT ?3"
        ),
        params![&search, after, limit],
        read,
    )
}

/// The principals of a kind that are not deleted, in the order of their names.
pub fn of_kind(tx: &mut Tx<'_>, kind: PrincipalKind) -> Result<Vec<Principal>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM principals WHERE kind = ?1 AND deleted_at IS NULL ORDER BY name");
    tx.query(&sql, params![kind.code()], read)
}

/// The groups that a principal is in directly.
pub fn groups_of(tx: &mut Tx<'_>, member: PrincipalId) -> Result<Vec<PrincipalId>, StoreError> {
    let sql = "SELECT grp FROM group_members WHERE member = ?1 ORDER BY grp";
    tx.query(sql, params![member], |row| Ok(PrincipalId(row.uuid(0)?)))
}

/// How many principals there are.
pub fn count(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    Ok(tx.query_one("SELECT count(*) FROM principals", params![], |row| row.int(0))?.unwrap_or(0))
}

/// How many users who administer the installation are active.
pub fn active_tenant_admins(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM principals WHERE tenant_admin = 1 AND disabled_at IS NULL";
    Ok(tx.query_one(sql, params![], |row| row.int(0))?.unwrap_or(0))
}

/// Disables a principal since an instant, or enables it. Answers whether there is such a principal.
pub fn set_disabled(tx: &mut Tx<'_>, id: PrincipalId, since: Option<Timestamp>) -> Result<bool, StoreError> {
    Ok(tx.configure("UPDATE principals SET disabled_at = ?2 WHERE id = ?1", params![id, since])? > 0)
}

/// Stores what is known about a principal. Its kind stays, and so does whether it administers the installation.
/// Answers whether there is such a principal.
///
/// # Errors
/// [`StoreError::Exists`] if another one has the name.
pub fn update(tx: &mut Tx<'_>, principal: &Principal) -> Result<bool, StoreError> {
    if by_name(tx, &principal.name)?.is_some_and(|other| other.id != principal.id) {
        return Err(StoreError::Exists(format!("a principal named `{}`", principal.name)));
    }
    let changed = tx.configure(
        "UPDATE principals SET name = ?2, display_name = ?3, email = ?4, disabled_at = ?5, expires_at = ?6, deleted_at = ?7,
             leaves_at = ?8, manager = ?9, team = ?10, external_id = ?11, source = ?12
         WHERE id = ?1",
        params![
            principal.id,
            &principal.name,
            &principal.display_name,
            principal.email.as_deref(),
            principal.disabled_at,
            principal.expires_at,
            principal.deleted_at,
            principal.leaves_at,
            principal.manager,
            principal.team,
            principal.external_id.as_deref(),
            principal.source.code()
        ],
    )?;
    Ok(changed > 0)
}

/// Who answers for a service account, in the order of their ids.
pub fn sponsors(tx: &mut Tx<'_>, account: PrincipalId) -> Result<Vec<PrincipalId>, StoreError> {
    let sql = "SELECT sponsor FROM sponsors WHERE account = ?1 ORDER BY sponsor";
    tx.query(sql, params![account], |row| Ok(PrincipalId(row.uuid(0)?)))
}

/// The service accounts that a principal answers for, in the order of their ids.
pub fn sponsored_by(tx: &mut Tx<'_>, sponsor: PrincipalId) -> Result<Vec<PrincipalId>, StoreError> {
    let sql = "SELECT account FROM sponsors WHERE sponsor = ?1 ORDER BY account";
    tx.query(sql, params![sponsor], |row| Ok(PrincipalId(row.uuid(0)?)))
}

/// Replaces who answers for a service account.
pub fn set_sponsors(tx: &mut Tx<'_>, account: PrincipalId, sponsors: &[PrincipalId]) -> Result<(), StoreError> {
    tx.configure("DELETE FROM sponsors WHERE account = ?1", params![account])?;
    for sponsor in sponsors {
        let sql = "INSERT INTO sponsors (account, sponsor) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        tx.configure(sql, params![account, *sponsor])?;
    }
    Ok(())
}

/// Adds a member to a group; adding twice is the same as once.
pub fn add_group_member(tx: &mut Tx<'_>, group: PrincipalId, member: PrincipalId) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO group_members (grp, member) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![group, member],
    )?;
    Ok(())
}

/// Takes a member out of a group.
pub fn remove_group_member(tx: &mut Tx<'_>, group: PrincipalId, member: PrincipalId) -> Result<bool, StoreError> {
    Ok(tx.configure("DELETE FROM group_members WHERE grp = ?1 AND member = ?2", params![group, member])? > 0)
}

/// The direct members of a group.
pub fn group_members(tx: &mut Tx<'_>, group: PrincipalId) -> Result<Vec<PrincipalId>, StoreError> {
    tx.query("SELECT member FROM group_members WHERE grp = ?1", params![group], |row| Ok(PrincipalId(row.uuid(0)?)))
}

/// The principal itself and every group that it is in, directly or through other groups. What is granted to any of them reaches it.
pub fn reach(tx: &mut Tx<'_>, id: PrincipalId) -> Result<Vec<PrincipalId>, StoreError> {
    tx.remembered("reach", || id.to_string(), |tx| {
    tx.query(
        "WITH RECURSIVE reach (id) AS (
             SELECT id FROM principals WHERE id = ?1 UNION SELECT grp FROM group_members JOIN reach ON group_members.member = reach.id
         ) SELECT id FROM reach",
        params![id],
        |row| Ok(PrincipalId(row.uuid(0)?)),
    )
    })
}

/// All principals, for what looks at the whole installation.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Principal>, StoreError> {
    tx.query(&format!("SELECT {COLUMNS} FROM principals"), params![], read)
}

/// Who is in which group directly: member and group.
pub fn memberships(tx: &mut Tx<'_>) -> Result<Vec<(PrincipalId, PrincipalId)>, StoreError> {
    tx.query("SELECT member, grp FROM group_members", params![], |row| {
        Ok((PrincipalId(row.uuid(0)?), PrincipalId(row.uuid(1)?)))
    })
}
