//! Users, service accounts and groups.

mod facts;

use access::TenantAction;
use model::{Principal, PrincipalId, PrincipalKind, TenantRole, Timestamp};
use serde_json::{Value, json};
use store::{Secret, Tx, passwords, principals, sessions, sign_ins, tokens};

pub use facts::{Facts, PrincipalView, update, views};

use crate::{AppError, Op, Steward, change::Change, lookup, sign_in::password};

/// What makes a principal.
#[derive(Clone, Debug)]
pub struct NewPrincipal {
    /// User, service account or group.
    pub kind: PrincipalKind,
    /// Unique, stored in lower case.
    pub name: String,
    /// What people read.
    pub display_name: String,
    /// Mail address.
    pub email: Option<String>,
    /// For users: what they sign in with.
    pub password: Option<Secret>,
    /// What it is in the installation.
    pub tenant_role: Option<TenantRole>,
    /// What else is known: for service accounts a team, sponsors and an end.
    pub facts: Facts,
}

/// How a caller names a principal: by id, else by name.
pub(crate) fn named(tx: &mut Tx<'_>, name: &str) -> Result<Principal, AppError> {
    let by_id = name.parse().ok().map(|id| principals::by_id(tx, id)).transpose()?.flatten();
    // An identity provider may give names that look like ids.
    let found = match by_id {
        Some(found) => Some(found),
        None => principals::by_name(tx, name)?,
    };
    found.ok_or_else(|| AppError::not_found(format!("principal `{name}`")))
}

/// Creates a principal.
///
/// # Errors
/// The caller does not administer the installation, the name is taken, or something is not valid.
pub async fn create(steward: &Steward, op: &Op, new: NewPrincipal) -> Result<Principal, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let mut principal = check(&new)?;
    let phc = match &new.password {
        Some(password) => Some(password::hash(steward, password).await?),
        None => None,
    };
    steward
        .change(op, "principal.create", move |_, tx, op, change| {
            let sponsors = facts::set(tx, &mut principal, &new.facts)?;
            principals::insert(tx, &principal, op.at)?;
            if let Some(sponsors) = &sponsors {
                principals::set_sponsors(tx, principal.id, sponsors)?;
            }
            if let Some(phc) = phc {
                passwords::set(tx, principal.id, &phc)?;
            }
            let detail = json!({
                "name": principal.name, "kind": principal.kind, "tenantRole": principal.tenant_role,
                "after": facts::known(&principal), "sponsors": sponsors,
            });
            change.of(None, object(principal.id), detail);
            Ok(principal)
        })
        .await
}

/// The principal that `new` describes.
pub(crate) fn check(new: &NewPrincipal) -> Result<Principal, AppError> {
    let name = checked_name(&new.name)?;
    if name.parse::<PrincipalId>().is_ok() {
        return Err(AppError::invalid("A principal's name cannot look like an id.").at("name"));
    }
    if new.kind != PrincipalKind::User && new.password.is_some() {
        return Err(
            AppError::invalid("Only users sign in with a password. A service account has tokens.").at("password")
        );
    }
    if new.kind == PrincipalKind::Group && new.tenant_role.is_some() {
        return Err(AppError::invalid("A group has no role in the installation.").at("tenantRole"));
    }
    Ok(Principal {
        display_name: display_name(&new.display_name, &name)?,
        email: new.email.as_deref().map(str::trim).filter(|email| !email.is_empty()).map(str::to_owned),
        tenant_role: new.tenant_role,
        ..Principal::new(PrincipalId::new(), new.kind, name)
    })
}

/// A name as it is stored.
pub(crate) fn checked_name(name: &str) -> Result<String, AppError> {
    let name = name.trim().to_lowercase();
    let allowed = |letter: char| letter.is_alphanumeric() || "._-@+".contains(letter);
    if name.is_empty() || name.chars().count() > 100 || !name.chars().all(allowed) {
        let message = "A principal's name has 1 to 100 letters, digits, or the characters . _ - @ +";
        return Err(AppError::invalid(message).at("name"));
    }
    Ok(name)
}

/// What people read: `wanted`, or the name where nothing is.
pub(crate) fn display_name(wanted: &str, name: &str) -> Result<String, AppError> {
    match wanted.trim() {
        "" => Ok(name.to_owned()),
        display_name if display_name.chars().count() <= 200 => Ok(display_name.to_owned()),
        _ => Err(AppError::invalid("A display name has at most 200 characters.").at("displayName")),
    }
}

/// A page of principals in the order of their names. Every signed-in principal may look somebody up, to share with.
pub async fn list(
    steward: &Steward,
    _op: &Op,
    search: &str,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Principal>, AppError> {
    let (search, after) = (search.trim().to_owned(), after.unwrap_or_default().to_owned());
    steward.read(move |_, tx| Ok(principals::list(tx, &search, &after, limit)?)).await
}

/// One principal, by id or name.
///
/// # Errors
/// There is no such principal.
pub async fn get(steward: &Steward, _op: &Op, name: &str) -> Result<Principal, AppError> {
    let name = name.to_owned();
    steward.read(move |_, tx| named(tx, &name)).await
}

/// Disables a principal: sessions end, tokens are revoked, and connections are invalid at once. Nothing is deleted. Disabling one that
/// is disabled changes nothing.
///
/// # Errors
/// The caller does not administer the installation, would disable himself, or there is no such principal.
pub async fn disable(steward: &Steward, op: &Op, name: &str) -> Result<Principal, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let name = name.to_owned();
    steward
        .change(op, "principal.disable", move |_, tx, op, change| {
            let mut principal = named(tx, &name)?;
            if principal.id == op.id() {
                return Err(AppError::invalid("You cannot disable yourself.").with_hint("Ask another administrator."));
            }
            if principal.disabled_at.is_none() {
                principals::set_disabled(tx, principal.id, Some(op.at))?;
                principal.disabled_at = Some(op.at);
            }
            let what = sign_out(tx, &principal, op.at)?;
            change.of(None, object(principal.id), what);
            Ok(principal)
        })
        .await
}

/// Ends the sessions and tokens of a principal that is disabled. Answers what the audit log says of it.
pub(crate) fn sign_out(tx: &mut Tx<'_>, principal: &Principal, now: Timestamp) -> Result<Value, AppError> {
    let ended = sessions::delete_of(tx, principal.id)?;
    sign_ins::delete_of(tx, principal.id)?;
    let revoked = tokens::revoke_all(tx, principal.id, now)?;
    Ok(json!({"name": principal.name, "sessionsEnded": ended, "tokensRevoked": revoked}))
}

/// Deletes a principal in the transaction of a change: it is disabled, no list shows it, and its name is free again. What it owned and
/// did stays as it is.
pub(crate) fn delete_in(
    tx: &mut Tx<'_>,
    op: &Op,
    change: &mut Change,
    mut principal: Principal,
) -> Result<(), AppError> {
    if principal.id == op.id() {
        return Err(AppError::invalid("You cannot delete yourself.").with_hint("Ask another administrator."));
    }
    let what = sign_out(tx, &principal, op.at)?;
    change.of(None, object(principal.id), what);
    principal.disabled_at = principal.disabled_at.or(Some(op.at));
    principal.deleted_at = Some(op.at);
    // No name may have this sign, so it cannot be taken, and somebody new may have the name.
    principal.name = format!("{}#{}", principal.name, principal.id);
    principals::update(tx, &principal)?;
    Ok(())
}

/// Enables a principal: its connections are valid again. Its earlier tokens stay revoked: whoever left may have left them anywhere.
///
/// # Errors
/// The caller does not administer the installation, or there is no such principal.
pub async fn enable(steward: &Steward, op: &Op, name: &str) -> Result<Principal, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let name = name.to_owned();
    steward
        .change(op, "principal.enable", move |_, tx, _, change| {
            let mut principal = named(tx, &name)?;
            principals::set_disabled(tx, principal.id, None)?;
            principal.disabled_at = None;
            change.of(None, object(principal.id), json!({"name": principal.name}));
            Ok(principal)
        })
        .await
}

/// Sets a password: an administrator's for anybody, a user's own for himself. All sessions of the user end.
///
/// # Errors
/// The caller is neither, there is no such user, or the password is not valid.
pub async fn set_password(steward: &Steward, op: &Op, name: &str, password: &Secret) -> Result<(), AppError> {
    let own = op.who.principal();
    if own.name != name.to_lowercase() && own.id.to_string() != name.to_lowercase() {
        lookup::tenant(op, TenantAction::ManagePrincipals)?;
    }
    let phc = password::hash(steward, password).await?;
    let name = name.to_owned();
    steward
        .change(op, "principal.password", move |_, tx, _, change| {
            let principal = named(tx, &name)?;
            set_password_in(tx, change, &principal, &phc)
        })
        .await
}

fn set_password_in(tx: &mut Tx<'_>, change: &mut Change, principal: &Principal, phc: &str) -> Result<(), AppError> {
    if principal.kind != PrincipalKind::User {
        return Err(AppError::invalid(format!("`{}` is not a user and has no password.", principal.name)));
    }
    passwords::set(tx, principal.id, phc)?;
    let ended = sessions::delete_of(tx, principal.id)?;
    sign_ins::delete_of(tx, principal.id)?;
    change.of(None, object(principal.id), json!({"name": principal.name, "sessionsEnded": ended}));
    Ok(())
}

/// The members of a group. Every signed-in principal may ask, to know whom sharing with the group reaches.
///
/// # Errors
/// There is no such group.
pub async fn group_members(steward: &Steward, _op: &Op, group: &str) -> Result<Vec<Principal>, AppError> {
    let group = group.to_owned();
    steward
        .read(move |_, tx| {
            let group = group_named(tx, &group)?;
            let members = principals::group_members(tx, group.id)?;
            Ok(principals::by_ids(tx, &members)?)
        })
        .await
}

/// Adds a member to a group, or takes one out.
///
/// # Errors
/// The caller does not administer the installation, or there is no such group or member.
pub async fn set_group_member(
    steward: &Steward,
    op: &Op,
    group: &str,
    member: &str,
    is_member: bool,
) -> Result<(), AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let (group, member) = (group.to_owned(), member.to_owned());
    let action = if is_member { "group.add" } else { "group.remove" };
    steward
        .change(op, action, move |_, tx, _, change| {
            let (group, member) = (group_named(tx, &group)?, named(tx, &member)?);
            if is_member {
                check_member(tx, group.id, &member)?;
                principals::add_group_member(tx, group.id, member.id)?;
            } else {
                principals::remove_group_member(tx, group.id, member.id)?;
            }
            change.of(None, object(group.id), json!({"group": group.name, "member": member.id, "name": member.name}));
            Ok(())
        })
        .await
}

/// How many groups may reach a group through one another.
const MOST_GROUPS: usize = 100;

/// A member must not be a group that the group is in, and is not deleted.
pub(crate) fn check_member(tx: &mut Tx<'_>, group: PrincipalId, member: &Principal) -> Result<(), AppError> {
    if group == member.id {
        return Err(AppError::invalid("A group cannot be its own member."));
    }
    if member.deleted_at.is_some() {
        return Err(AppError::not_found(format!("principal `{}`", member.name)));
    }
    let above = principals::reach(tx, group)?;
    if above.contains(&member.id) {
        let message = format!("`{}` has the group as a member, directly or through others.", member.name);
        return Err(AppError::invalid(message).with_hint("A group cannot be in itself."));
    }
    if member.kind == PrincipalKind::Group && above.len() > MOST_GROUPS {
        return Err(AppError::invalid(format!("The group is in {MOST_GROUPS} groups; it goes no deeper.")));
    }
    Ok(())
}

fn group_named(tx: &mut Tx<'_>, name: &str) -> Result<Principal, AppError> {
    let group = named(tx, name)?;
    if group.kind != PrincipalKind::Group {
        return Err(AppError::not_found(format!("group `{name}`")));
    }
    Ok(group)
}

/// How the audit log names a principal.
pub(crate) fn object(id: PrincipalId) -> String {
    format!("principal/{id}")
}
