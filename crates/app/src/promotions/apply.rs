//! Making an approved promotion happen.

use std::sync::Arc;

use model::{ErrorCode, PrincipalId, PromotionDecision, PromotionId, PromotionStatus};
use serde_json::json;
use store::{Tx, promotions};

use super::{
    Promotion, PromotionState, PromotionView, complete,
    decide::cannot_apply,
    known, object,
    plan::{deployer, frozen, how, planned, stale},
    view::view,
};
use crate::{
    AppError, ErrorKind, Op, Steward,
    change::Change,
    data_policies,
    solutions::{Read, apply_in},
};

/// Applies an approved promotion: exactly the plan that was approved, with the deployer's rights, once, however many servers try. Where
/// that plan is not what would happen now, nothing is done and the promotion is stale; where it cannot be done, it has failed.
///
/// # Errors
/// The caller may not know of the promotion or not have it applied; it is not approved; or as said.
pub async fn apply(steward: &Steward, op: &Op, id: PromotionId) -> Result<PromotionView, AppError> {
    let asking = op.clone();
    let ready = steward.read(move |_, tx| approved(tx, &asking, id)).await?;
    let read = frozen(steward, &ready.stored, ready.stored.settings.clone()).await?;
    let tried = {
        let read = read.clone();
        steward
            .change(op, "promotion.apply", move |steward, tx, op, change| bring(steward, tx, op, id, &read, change))
            .await
    };
    match tried {
        Err(failed) if !is_passing(failed.kind) => {
            settle(steward, op, id, read).await?;
            Err(if failed.code == ErrorCode::PlanChanged { stale(&ready) } else { failed })
        }
        tried => tried,
    }
}

/// The promotion, if it is approved and the caller may have it applied.
fn approved(tx: &mut Tx<'_>, op: &Op, id: PromotionId) -> Result<Promotion, AppError> {
    let promotion = known(tx, op, id)?;
    if !promotion.may_apply(tx, op) {
        let who = "who asked for it, one of its approvers, or who may install solutions there";
        return Err(AppError::forbidden("apply the promotion", who));
    }
    match promotion.state() {
        PromotionState::Approved if promotion.stored.can_apply => Ok(promotion),
        PromotionState::Approved => Err(cannot_apply(tx, &promotion)?),
        PromotionState::Waiting => {
            let names = "Its approvers see it under what they may decide.".to_owned();
            let hint = promotion.lacks_replay().unwrap_or(names);
            Err(promotion.wrong_state("applied").with_hint(hint))
        }
        PromotionState::Stale | PromotionState::Failed => {
            Err(promotion.wrong_state("applied").with_hint("Refresh it: it is planned anew."))
        }
        _ => Err(promotion.wrong_state("applied")),
    }
}

fn bring(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    id: PromotionId,
    read: &Read,
    change: &mut Change,
) -> Result<PromotionView, AppError> {
    let mut promotion = approved(tx, op, id)?;
    let (deployer, proof) = deployer(tx, op, &promotion)?;
    let expect = promotion.stored.plan_digest.clone();
    let release = apply_in(steward, tx, &deployer, &proof, read, &how(&promotion.stored)?, Some(&expect))?;
    promotion.stored.status = PromotionStatus::Applied;
    promotion.stored.release = Some(release.record.id);
    promotions::put(tx, &promotion.stored, op.at)?;
    let it = &promotion.stored;
    let approvers: Vec<PrincipalId> =
        promotion.said.iter().filter(|(_, said)| *said == PromotionDecision::Approve).map(|(by, _)| *by).collect();
    let detail = json!({
        "pipeline": it.pipeline_name, "solution": it.solution, "version": it.version, "from": it.from_version,
        "package": it.package, "plan": it.plan_digest, "release": release.record.id, "rollbackOf": it.rollback_of,
        "deployer": deployer.id(), "requester": it.requested_by, "approvers": approvers,
    });
    change.of(Some(proof.id()), object(id), detail);
    change.also("solution.import", Some(proof.id()), format!("solution/{}", it.solution), release.said());
    data_policies::enforce(steward, tx, &deployer, change, proof.id())?;
    view(tx, op, promotion, true)
}

/// Whether trying again may help.
fn is_passing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Busy { .. } | ErrorKind::Unavailable { .. } | ErrorKind::Internal)
}

/// Says what has become of a promotion that was approved and could not be applied: it would do something else now, or cannot be done.
async fn settle(steward: &Steward, op: &Op, id: PromotionId, read: Arc<Read>) -> Result<(), AppError> {
    let op = op.clone();
    steward
        .change_by_itself("promotion.settle", move |steward, tx, change| {
            let Some(stored) = promotions::by_id(tx, id)? else { return Ok(()) };
            let mut promotion = complete(tx, stored, op.at)?;
            // Another server was first, or somebody has withdrawn it.
            if promotion.state() != PromotionState::Approved {
                return Ok(());
            }
            let (status, action, problem) = match planned(steward, tx, &op, &promotion, &read) {
                Ok(plan) if plan.digest() == promotion.stored.plan_digest => return Ok(()),
                Ok(_) => (PromotionStatus::Stale, "promotion.stale", stale(&promotion).message),
                Err(failed) if is_passing(failed.kind) => return Err(failed),
                Err(failed) => (PromotionStatus::Failed, "promotion.fail", failed.message),
            };
            promotion.stored.status = status;
            promotion.stored.problem = Some(problem.clone());
            promotions::put(tx, &promotion.stored, op.at)?;
            let it = &promotion.stored;
            let detail = json!({
                "pipeline": it.pipeline_name, "solution": it.solution, "version": it.version, "plan": it.plan_digest,
                "problem": problem,
            });
            change.also(action, Some(promotion.environment.id), object(id), detail);
            Ok(())
        })
        .await
}
