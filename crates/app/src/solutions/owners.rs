//! Who owns the flows of a package: whoever owned them before, whoever brings a new one in, and those whom the deployment settings name.

use model::{Tier, Timestamp};
use solutions::{
    plan::{Check, Deployment, Outcome, PlannedFlow},
    settings::OwnersSetting,
};
use store::{
    Tx, flows,
    flows::{StoredFlow, grants},
};

use super::Read;
use crate::{
    AppError, ErrorKind, Op,
    directory::People,
    flows::{
        owners,
        save::again,
        sharing::{NewGrant, set_in},
    },
    lookup::{self, EnvironmentFor, ManageSolutions, Share},
    principals::named,
};

/// How many active owners a flow that is on should have, so that somebody is there when one leaves.
const ENOUGH: usize = 2;

/// Makes owners of those whom the settings name, with the rights of whoever brings the package in, and says in the plan who owns each flow
/// then. Nobody stops being an owner by that. What is refused is a check that fails.
pub(super) fn share(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    read: &Read,
    plan: &mut Deployment,
) -> Result<(), AppError> {
    let reason = format!(
        "Named in the deployment settings of {} {}.",
        plan.display_name,
        plan.to.as_deref().unwrap_or_default()
    );
    let mut refused = Vec::new();
    for flow in &mut plan.flows {
        let Some(stored) = flows::by_id(tx, proof.id(), flow.id)? else { continue };
        // Who looks after a flow is not what somebody goes back for.
        let wishes = read.settings.owners_of(flow.id, &flow.name).filter(|_| !plan.rollback);
        for wish in wishes {
            if let Err(error) = set(tx, op, proof, &stored, wish, &reason) {
                refused.push(refusal(flow, wish, error)?);
            }
        }
        let stored = again(tx, stored.key)?;
        flow.owners.after = owners::named(tx, &stored, op.at)?;
    }
    plan.checks.extend(refused);
    Ok(())
}

fn set(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    flow: &StoredFlow,
    wish: &OwnersSetting,
    reason: &str,
) -> Result<(), AppError> {
    let primary = wish.primary_owner.iter().map(|who| (who, Tier::PrimaryOwner));
    for (who, tier) in primary.chain(wish.co_owners.iter().map(|who| (who, Tier::CoOwner))) {
        let principal = named(tx, who)?;
        let granted = grants::get(tx, flow.key, principal.id)?.filter(|grant| grant.counts_at(op.at));
        let is_primary = again(tx, flow.key)?.primary_owner == principal.id;
        if !is_primary && granted.is_none_or(|grant| grant.tier < tier) {
            let flow = lookup::flow::<Share>(tx, op, &proof.environment().name, &flow.id.into())?;
            set_in(tx, op, &flow, &principal, NewGrant { reason: Some(reason.to_owned()), ..tier.into() })?;
        }
    }
    Ok(())
}

/// What the settings ask for and is refused, as a check. What broke is an error.
fn refusal(flow: &PlannedFlow, wish: &OwnersSetting, error: AppError) -> Result<Check, AppError> {
    if !matches!(error.kind, ErrorKind::NotFound | ErrorKind::Forbidden | ErrorKind::Conflict | ErrorKind::Invalid) {
        return Err(error);
    }
    let message = format!("the flow `{}` cannot be owned as the settings say: {}", flow.name, error.message);
    let check = Check::new("Owners", Outcome::Fail, message).about(flow.subject());
    Ok(Check { place: Some(wish.place), ..check })
}

/// Says in the plan which flows will be on and nobody would look after if one owner left. A protected environment leaves no such flow on,
/// and a new one waits there, off, for a second owner.
pub(super) fn check(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<ManageSolutions>,
    at: Timestamp,
    plan: &mut Deployment,
) -> Result<(), AppError> {
    let (mut found, mut people) = (Vec::new(), People::at(at));
    let protected = proof.environment().protected;
    for flow in plan.flows.iter().filter(|flow| flow.on || protected && flow.wanted) {
        let Some(stored) = flows::by_id(tx, proof.id(), flow.id)? else { continue };
        let active: Vec<_> = owners::active(tx, &stored, at)?.into_iter().collect();
        if active.len() >= ENOUGH {
            continue;
        }
        let outcome = if protected && (flow.before || flow.on) { Outcome::Fail } else { Outcome::Warn };
        let who = match people.chips(tx, &active)?.first() {
            Some(only) => format!("one active owner, {}", only.display_name),
            None => "no active owner".to_owned(),
        };
        let message = format!(
            "the flow `{}` has {who}; name another owner under `Owners` in the settings, or share it with a co-owner",
            flow.name
        );
        found.push(Check::new("Owners", outcome, message).about(flow.subject()));
    }
    plan.check("Owners", found, "every flow that will be on has two active owners");
    Ok(())
}
