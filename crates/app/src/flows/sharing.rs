//! Sharing a flow.

use access::{
    EnvironmentAction, Privilege, may_in_environment,
    tier::{actions_of, tier_words},
};
use model::{EnvironmentId, EnvironmentRole, ErrorCode, Principal, PrincipalKind, Tier, Timestamp};
use serde_json::{Value, json};
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

use super::{object, owners};
use crate::{
    AppError, ErrorKind, Op, Steward,
    custom_roles::cannot_give,
    directory::{Chip, People},
    environments::{self as policies, SharingPolicy},
    lookup::{self, FlowFor, FlowName, See, Share},
    principals::named,
};

/// A share of a flow. The primary owner is listed among them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrantView {
    /// To whom.
    pub principal: Chip,
    /// What it allows.
    pub tier: Tier,
    /// Who shared; nobody made the primary owner of a flow the one who made it.
    pub granted_by: Option<Chip>,
    /// Since when.
    pub since: Timestamp,
    /// When it ends. From that moment on it counts nowhere.
    pub ends_at: Option<Timestamp>,
    /// Whether it has ended.
    pub ended: bool,
    /// Why it was shared.
    pub reason: Option<String>,
    /// How many a group reaches.
    pub group_size: Option<GroupSize>,
}

/// How many a group reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GroupSize {
    /// Its direct members, groups among them.
    pub direct: usize,
    /// The users and service accounts in it and in the groups in it, each once.
    pub all: usize,
}

/// What a share is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewGrant {
    /// What it allows.
    pub tier: Tier,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    /// Why.
    pub reason: Option<String>,
}

impl From<Tier> for NewGrant {
    fn from(tier: Tier) -> Self {
        Self { tier, ends_at: None, reason: None }
    }
}

/// How many characters a reason has at most.
const LONGEST_REASON: usize = 200;
/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

/// The shares of a flow, the primary owner first, those that have ended included.
///
/// # Errors
/// The caller may not see what is inside the flow.
pub async fn list(steward: &Steward, op: &Op, environment: &str, name: &FlowName) -> Result<Vec<GrantView>, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.clone());
    steward
        .read(move |_, tx| {
            let proof = lookup::flow::<See>(tx, &op, &environment, &name)?;
            views(tx, &mut People::at(op.at), proof.flow(), op.at)
        })
        .await
}

pub(crate) fn views(
    tx: &mut Tx<'_>,
    people: &mut People,
    flow: &StoredFlow,
    at: Timestamp,
) -> Result<Vec<GrantView>, AppError> {
    let mut views = vec![GrantView {
        principal: people.chip(tx, flow.primary_owner)?,
        tier: Tier::PrimaryOwner,
        granted_by: None,
        since: flow.created_at,
        ends_at: None,
        ended: false,
        reason: None,
        group_size: None,
    }];
    for grant in grants::all(tx, flow.key)? {
        views.push(view(tx, people, grant, at)?);
    }
    Ok(views)
}

fn view(tx: &mut Tx<'_>, people: &mut People, grant: Grant, at: Timestamp) -> Result<GrantView, AppError> {
    let principal = people.chip(tx, grant.principal)?;
    let group_size = if principal.kind == PrincipalKind::Group {
        let all = owners::people(tx, vec![principal.id], |it| it.deleted_at.is_none())?.len();
        Some(GroupSize { direct: principals::group_members(tx, principal.id)?.len(), all })
    } else {
        None
    };
    Ok(GrantView {
        principal,
        tier: grant.tier,
        granted_by: Some(people.chip(tx, grant.granted_by)?),
        since: grant.since,
        ends_at: grant.ends_at,
        ended: !grant.counts_at(at),
        reason: grant.reason,
        group_size,
    })
}

/// Shares a flow with a principal, or changes what it is shared as. A principal that is no member of the environment becomes one.
/// Sharing as primary owner makes the former primary owner a co-owner.
///
/// # Errors
/// The caller may not share the flow, or lacks what the tier gives; there is no such active principal; the principal is the primary owner,
/// or cannot become it; the environment asks more of the share; nobody active would own the flow, now or when the share ends.
pub async fn set(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    principal: &str,
    new: impl Into<NewGrant>,
) -> Result<GrantView, AppError> {
    let (environment, name, principal) = (environment.to_owned(), name.clone(), principal.to_owned());
    let new = new.into();
    steward
        .change(op, "flow.share", move |_, tx, op, change| {
            let proof = lookup::flow::<Share>(tx, op, &environment, &name)?;
            let principal = named(tx, &principal)?;
            let (grant, detail) = set_in(tx, op, &proof, &principal, new)?;
            change.of(Some(proof.flow().environment), object(proof.flow()), detail);
            view(tx, &mut People::at(op.at), grant, op.at)
        })
        .await
}

/// As [`set`], inside a transaction. Answers the share, and what the audit log says of it.
pub(crate) fn set_in(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &FlowFor<Share>,
    principal: &Principal,
    new: NewGrant,
) -> Result<(Grant, Value), AppError> {
    let NewGrant { tier, ends_at, reason } = new;
    let flow = proof.flow();
    check(flow, principal, tier, op.at)?;
    if let Some(lacking) = actions_of(tier).find(|action| !proof.may(*action)) {
        return Err(cannot_give(Privilege::Flow(lacking)));
    }
    check_end(tier, ends_at, op.at)?;
    let reason = checked(reason)?;
    let policy = policies::sharing_policy(tx, flow.environment)?;
    let longest = policy.grant_days.map(|days| op.at.plus_millis(i64::from(days) * DAY));
    require(&policy, longest, ends_at, reason.as_deref())?;
    let ends_at = if tier == Tier::PrimaryOwner { None } else { ends_at.or(longest) };
    let before = grants::get(tx, flow.key, principal.id)?;
    let grant = Grant { principal: principal.id, tier, granted_by: op.id(), since: op.at, ends_at, reason };
    let instants: Vec<_> = [op.at].into_iter().chain(ends_at).collect();
    owners::keeping_one(tx, flow, &instants, |tx| {
        if tier != Tier::PrimaryOwner {
            return Ok(grants::set(tx, flow.key, &grant)?);
        }
        grants::remove(tx, flow.key, principal.id)?;
        let (principal_before, reason) = (flow.primary_owner, grant.reason.clone());
        let former = Grant { principal: principal_before, tier: Tier::CoOwner, ends_at: longest, reason, ..grant };
        grants::set(tx, flow.key, &former)?;
        Ok(flows::set_primary_owner(tx, flow.key, principal.id, op.at)?)
    })?;
    let joined = join(tx, flow, principal)?;
    let detail = json!({
        "flow": flow.name, "principal": principal.id, "name": principal.name,
        "before": before.as_ref().map(|it| it.tier), "after": tier, "joinedEnvironment": joined,
        "endedBefore": before.and_then(|it| it.ends_at).map(|at| at.to_string()),
        "endsAt": ends_at.map(|at| at.to_string()), "reason": grant.reason,
    });
    Ok((grant, detail))
}

fn check(flow: &StoredFlow, principal: &Principal, tier: Tier, now: Timestamp) -> Result<(), AppError> {
    if let Some(ended) = principal.ended(now) {
        return Err(AppError::invalid(format!("`{}` {ended}, so nothing can be shared with it.", principal.name)));
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

fn check_end(tier: Tier, ends_at: Option<Timestamp>, now: Timestamp) -> Result<(), AppError> {
    let Some(end) = ends_at else { return Ok(()) };
    if tier == Tier::PrimaryOwner {
        return Err(AppError::invalid("Primary ownership does not end; it passes to somebody else.").at("endsAt"));
    }
    if end <= now {
        return Err(AppError::invalid("A share ends in the future.").at("endsAt"));
    }
    Ok(())
}

/// Refuses what the environment does not allow.
fn require(
    policy: &SharingPolicy,
    longest: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    reason: Option<&str>,
) -> Result<(), AppError> {
    let refused = |message: String| AppError::new(ErrorKind::Invalid, ErrorCode::SharePolicy, message);
    if let (Some(days), true) = (policy.grant_days, ends_at.zip(longest).is_some_and(|(end, longest)| end > longest)) {
        return Err(refused(format!("Shares in this environment last {days} days at most.")).at("endsAt"));
    }
    if policy.reason_required && reason.is_none() {
        return Err(refused("Shares in this environment say why they are given.".to_owned()).at("reason"));
    }
    Ok(())
}

/// A reason as it is kept: trimmed, and nothing where it is blank.
fn checked(reason: Option<String>) -> Result<Option<String>, AppError> {
    let reason = reason.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    if reason.as_ref().is_some_and(|it| it.chars().count() > LONGEST_REASON) {
        return Err(AppError::invalid(format!("A reason has at most {LONGEST_REASON} characters.")).at("reason"));
    }
    Ok(reason)
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
    let membership = lookup::membership(tx, environment, &reach, who.tenant_role)?;
    Ok(!may_in_environment(&membership, EnvironmentAction::Enter))
}

/// Ends a share.
///
/// # Errors
/// The caller may not share the flow, it is not shared with the principal, the principal is the primary owner, or nobody active would own
/// the flow any more.
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
            let before = grants::get(tx, flow.key, principal.id)?.map(|it| it.tier);
            if !owners::keeping_one(tx, flow, &[op.at], |tx| Ok(grants::remove(tx, flow.key, principal.id)?))? {
                return Err(AppError::not_found(format!("share of `{}` with `{}`", flow.name, principal.name)));
            }
            let detail =
                json!({"flow": flow.name, "principal": principal.id, "name": principal.name, "before": before});
            change.of(Some(flow.environment), object(flow), detail);
            Ok(())
        })
        .await
}
