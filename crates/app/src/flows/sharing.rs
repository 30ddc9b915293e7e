//! Sharing a flow.

use access::{EnvironmentAction, may_in_environment, tier::tier_words};
use model::{EnvironmentId, EnvironmentRole, Principal, PrincipalKind, Tier, Timestamp};
use serde_json::json;
use store::{
    Tx, environments,
    environments::Member,
    flows,
    flows::{
        StoredFlow,
        grants::{self, Grant},
    },
    principals,
};

use super::object;
use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    lookup::{self, FlowName, Share},
    principals::named,
};

/// A share of a flow. The primary owner is listed among them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrantView {
    /// To whom.
    pub principal: Chip,
    /// What it allows.
    pub tier: Tier,
    /// Since when.
    pub since: Timestamp,
}

/// The shares of a flow, the primary owner first.
///
/// # Errors
/// The caller may not share the flow.
pub async fn list(steward: &Steward, op: &Op, environment: &str, name: &FlowName) -> Result<Vec<GrantView>, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.clone());
    steward
        .read(move |_, tx| {
            let proof = lookup::flow::<Share>(tx, &op, &environment, &name)?;
            views(tx, &mut People::default(), proof.flow())
        })
        .await
}

pub(crate) fn views(tx: &mut Tx<'_>, people: &mut People, flow: &StoredFlow) -> Result<Vec<GrantView>, AppError> {
    let mut views = vec![GrantView {
        principal: people.chip(tx, flow.primary_owner)?,
        tier: Tier::PrimaryOwner,
        since: flow.created_at,
    }];
    for grant in grants::list(tx, flow.key)? {
        views.push(GrantView { principal: people.chip(tx, grant.principal)?, tier: grant.tier, since: grant.since });
    }
    Ok(views)
}

/// Shares a flow with a principal, or changes what it is shared as. A principal that is no member of the environment becomes one.
/// Sharing as primary owner makes the former primary owner a co-owner.
///
/// # Errors
/// The caller may not share the flow; there is no such active principal; the principal is the primary owner, or cannot become it.
pub async fn set(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    principal: &str,
    tier: Tier,
) -> Result<GrantView, AppError> {
    let (environment, name, principal) = (environment.to_owned(), name.clone(), principal.to_owned());
    steward
        .change(op, "flow.share", move |_, tx, op, change| {
            let proof = lookup::flow::<Share>(tx, op, &environment, &name)?;
            let flow = proof.flow();
            let principal = named(tx, &principal)?;
            check(flow, &principal, tier)?;
            let before = grants::tiers(tx, flow.key, &[principal.id])?.first().copied();
            if tier == Tier::PrimaryOwner {
                grants::remove(tx, flow.key, principal.id)?;
                let former =
                    Grant { principal: flow.primary_owner, tier: Tier::CoOwner, granted_by: op.id(), since: op.at };
                grants::set(tx, flow.key, &former)?;
                flows::set_primary_owner(tx, flow.key, principal.id, op.at)?;
            } else {
                let grant = Grant { principal: principal.id, tier, granted_by: op.id(), since: op.at };
                grants::set(tx, flow.key, &grant)?;
            }
            let joined = join(tx, flow, &principal)?;
            let detail = json!({
                "flow": flow.name, "principal": principal.id, "name": principal.name,
                "before": before, "after": tier, "joinedEnvironment": joined,
            });
            change.of(Some(flow.environment), object(flow), detail);
            Ok(GrantView { principal: principal.into(), tier, since: op.at })
        })
        .await
}

fn check(flow: &StoredFlow, principal: &Principal, tier: Tier) -> Result<(), AppError> {
    if !principal.is_active() {
        return Err(AppError::invalid(format!("`{}` is disabled, so nothing can be shared with it.", principal.name)));
    }
    if principal.id == flow.primary_owner {
        let message =
            format!("`{}` is the primary owner of the flow, which is more than {}.", principal.name, tier_words(tier));
        return Err(AppError::conflict(message).with_hint("Make somebody else the primary owner first."));
    }
    if tier == Tier::PrimaryOwner && principal.kind == PrincipalKind::Group {
        return Err(AppError::invalid("The primary owner is one user or service account, not a group."));
    }
    Ok(())
}

/// Makes a principal a member of the flow's environment, if it is none. Answers whether it was.
fn join(tx: &mut Tx<'_>, flow: &StoredFlow, principal: &Principal) -> Result<bool, AppError> {
    if !is_outside(tx, flow.environment, principal)? {
        return Ok(false);
    }
    let member = Member { principal: principal.id, role: EnvironmentRole::User };
    environments::set_member(tx, flow.environment, member)?;
    Ok(true)
}

/// Whether a principal may not enter an environment.
pub(crate) fn is_outside(tx: &mut Tx<'_>, environment: EnvironmentId, who: &Principal) -> Result<bool, AppError> {
    let reach = principals::reach(tx, who.id)?;
    let role = environments::role_of(tx, environment, &reach)?;
    Ok(!may_in_environment(role, who.tenant_admin, EnvironmentAction::Enter))
}

/// Ends a share.
///
/// # Errors
/// The caller may not share the flow, it is not shared with the principal, or the principal is the primary owner.
pub async fn remove(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    principal: &str,
) -> Result<(), AppError> {
    let (environment, name, principal) = (environment.to_owned(), name.clone(), principal.to_owned());
    steward
        .change(op, "flow.unshare", move |_, tx, op, change| {
            let proof = lookup::flow::<Share>(tx, op, &environment, &name)?;
            let flow = proof.flow();
            let principal = named(tx, &principal)?;
            if principal.id == flow.primary_owner {
                let message = format!("`{}` is the primary owner and cannot be removed.", principal.name);
                return Err(AppError::conflict(message).with_hint("Make somebody else the primary owner first."));
            }
            let before = grants::tiers(tx, flow.key, &[principal.id])?.first().copied();
            if !grants::remove(tx, flow.key, principal.id)? {
                return Err(AppError::not_found(format!("share of `{}` with `{}`", flow.name, principal.name)));
            }
            let detail =
                json!({"flow": flow.name, "principal": principal.id, "name": principal.name, "before": before});
            change.of(Some(flow.environment), object(flow), detail);
            Ok(())
        })
        .await
}
