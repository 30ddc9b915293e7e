//! What is known about a principal: who answers for it, and until when it is there.

use access::TenantAction;
use model::{Principal, PrincipalId, PrincipalKind, PrincipalSource, TenantRole, Timestamp};
use serde_json::{Value, json};
use store::{Tx, principals};

use super::{display_name, named, object};
use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    lookup,
};

/// How many sponsors a service account may have.
const MOST_SPONSORS: usize = 20;

/// A principal with all that is known about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrincipalView {
    /// Who it is.
    pub chip: Chip,
    /// Mail address.
    pub email: Option<String>,
    /// What it is in the installation.
    pub tenant_role: Option<TenantRole>,
    /// Whom a user reports to.
    pub manager: Option<Chip>,
    /// The group that owns a service account.
    pub team: Option<Chip>,
    /// Who answers for a service account.
    pub sponsors: Vec<Chip>,
    /// What the identity provider calls it.
    pub external_id: Option<String>,
    /// Where what is known about it comes from.
    pub source: PrincipalSource,
    /// What is wrong with it, one sentence each.
    pub warnings: Vec<String>,
}

/// Changes of what is known. What is `None` stays as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// What people read.
    pub display_name: Option<String>,
    /// Mail address.
    pub email: Option<Option<String>>,
    /// When a user will leave.
    pub leaves_at: Option<Option<Timestamp>>,
    /// From when on a user or service account may not act any more.
    pub expires_at: Option<Option<Timestamp>>,
    /// Whom a user reports to, by id or name.
    pub manager: Option<Option<String>>,
    /// The group that owns a service account, by id or name.
    pub team: Option<Option<String>>,
    /// The users who answer for a service account, by id or name.
    pub sponsors: Option<Vec<String>>,
}

/// All that is known about principals. Every signed-in principal may ask.
pub async fn views(steward: &Steward, op: &Op, of: Vec<Principal>) -> Result<Vec<PrincipalView>, AppError> {
    let at = op.at;
    steward
        .read(move |_, tx| {
            let mut people = People::at(at);
            of.into_iter().map(|principal| view(tx, &mut people, principal, at)).collect()
        })
        .await
}

fn view(tx: &mut Tx<'_>, people: &mut People, principal: Principal, now: Timestamp) -> Result<PrincipalView, AppError> {
    let ids = match principal.kind {
        PrincipalKind::ServiceAccount => principals::sponsors(tx, principal.id)?,
        PrincipalKind::User | PrincipalKind::Group => Vec::new(),
    };
    let sponsors = people.chips(tx, &ids)?;
    let mut warnings = Vec::new();
    if principal.kind == PrincipalKind::ServiceAccount {
        if principal.team.is_none() {
            warnings.push("No team owns this service account, so only administrators manage it.".to_owned());
        }
        if !sponsors.iter().any(Chip::is_active) {
            warnings.push("No active sponsor answers for this service account.".to_owned());
        }
    }
    Ok(PrincipalView {
        email: principal.email.clone(),
        tenant_role: principal.tenant_role,
        manager: principal.manager.map(|id| people.chip(tx, id)).transpose()?,
        team: principal.team.map(|id| people.chip(tx, id)).transpose()?,
        sponsors,
        external_id: principal.external_id.clone(),
        source: principal.source,
        warnings,
        chip: Chip::of(principal, now),
    })
}

/// Changes what is known about a principal.
///
/// # Errors
/// The caller does not administer the installation, there is no such principal, or a fact does not fit its kind.
pub async fn update(steward: &Steward, op: &Op, name: &str, facts: Facts) -> Result<Principal, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let name = name.to_owned();
    steward
        .change(op, "principal.update", move |_, tx, op, change| {
            let before = named(tx, &name)?;
            let mut after = before.clone();
            let sponsors = set(tx, &mut after, &facts)?;
            if before.id == op.id() && !after.is_active(op.at) {
                return Err(AppError::invalid("You cannot let yourself expire at once.")
                    .with_hint("Ask another administrator."));
            }
            principals::update(tx, &after)?;
            let mut detail = json!({"name": after.name, "before": known(&before), "after": known(&after)});
            if let Some(sponsors) = sponsors {
                principals::set_sponsors(tx, after.id, &sponsors)?;
                detail["sponsors"] = json!(sponsors);
            }
            change.of(None, object(after.id), detail);
            Ok(after)
        })
        .await
}

/// Sets facts of a principal that is not stored yet. Answers its sponsors, where `facts` says who they are.
pub(super) fn set(
    tx: &mut Tx<'_>,
    principal: &mut Principal,
    facts: &Facts,
) -> Result<Option<Vec<PrincipalId>>, AppError> {
    use PrincipalKind::{Group, ServiceAccount, User};
    let kind = principal.kind;
    let only = |given: bool, kinds: &[PrincipalKind], field: &'static str, message: &str| {
        if given && !kinds.contains(&kind) { Err(AppError::invalid(message).at(field)) } else { Ok(()) }
    };
    only(facts.leaves_at.is_some(), &[User], "leavesAt", "Only users have a leaving date.")?;
    only(facts.expires_at.is_some(), &[User, ServiceAccount], "expiresAt", "A group does not expire.")?;
    only(facts.manager.is_some(), &[User], "manager", "Only users have a manager.")?;
    only(facts.team.is_some(), &[ServiceAccount], "team", "Only service accounts are owned by a team.")?;
    only(facts.sponsors.is_some(), &[ServiceAccount], "sponsors", "Only service accounts have sponsors.")?;
    if let Some(wanted) = &facts.display_name {
        principal.display_name = display_name(wanted, &principal.name)?;
    }
    if let Some(email) = &facts.email {
        principal.email = email.as_deref().map(str::trim).filter(|email| !email.is_empty()).map(str::to_owned);
    }
    principal.leaves_at = facts.leaves_at.unwrap_or(principal.leaves_at);
    principal.expires_at = facts.expires_at.unwrap_or(principal.expires_at);
    if let Some(manager) = &facts.manager {
        principal.manager = optional(tx, manager.as_deref(), User, "manager")?.filter(|id| *id != principal.id);
    }
    if let Some(team) = &facts.team {
        principal.team = optional(tx, team.as_deref(), Group, "team")?;
    }
    let Some(sponsors) = &facts.sponsors else { return Ok(None) };
    if sponsors.len() > MOST_SPONSORS {
        return Err(
            AppError::invalid(format!("A service account has at most {MOST_SPONSORS} sponsors.")).at("sponsors")
        );
    }
    sponsors.iter().map(|sponsor| of_kind(tx, sponsor, User, "sponsors")).collect::<Result<_, _>>().map(Some)
}

fn optional(
    tx: &mut Tx<'_>,
    name: Option<&str>,
    kind: PrincipalKind,
    field: &'static str,
) -> Result<Option<PrincipalId>, AppError> {
    name.map(|name| of_kind(tx, name, kind, field)).transpose()
}

fn of_kind(tx: &mut Tx<'_>, name: &str, kind: PrincipalKind, field: &'static str) -> Result<PrincipalId, AppError> {
    let found = named(tx, name).map_err(|error| error.at(field))?;
    if found.kind == kind {
        return Ok(found.id);
    }
    let wanted = if kind == PrincipalKind::Group { "group" } else { "user" };
    Err(AppError::invalid(format!("`{}` is not a {wanted}.", found.name)).at(field))
}

/// The facts as the audit log keeps them.
pub(super) fn known(principal: &Principal) -> Value {
    json!({
        "displayName": principal.display_name, "email": principal.email, "manager": principal.manager, "team": principal.team,
        "leavesAt": principal.leaves_at.map(|at| at.to_string()), "expiresAt": principal.expires_at.map(|at| at.to_string()),
    })
}
