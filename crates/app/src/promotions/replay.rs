//! Replaying recorded runs of a stage with what a promotion would bring there, as part of its review.

use std::sync::Arc;

use model::PromotionId;
use serde_json::json;
use store::{Tx, promotions, promotions::StoredReplay};

use super::{
    Promotion, PromotionState, known, object,
    plan::{deployer, frozen, how, stale},
};
use crate::{
    AppError, Op, Steward,
    solutions::replay::{Report, Runs, choose, compared, rehearsed},
};

/// Says what recorded runs of the stage would have done with a promotion, with the values and connections that its deployer would give. What
/// is told is kept with the promotion and the digest of its plan, without values: another plan drops it.
///
/// # Errors
/// The caller may not have the promotion applied; it is not open; its plan is another one by now, or cannot be applied; or the runs are
/// too much for one replay.
pub async fn replay(steward: &Steward, op: &Op, id: PromotionId, runs: Runs) -> Result<Report, AppError> {
    let asking = op.clone();
    let stored = steward.read(move |_, tx| open(tx, &asking, id)).await?.stored;
    let read = frozen(steward, &stored, stored.settings.clone()).await?;
    let room = steward.room_to_replay().await?;
    let (asking, package, environment) = (op.clone(), read.clone(), stored.environment);
    let chosen = steward.read(move |steward, tx| choose(steward, tx, &asking, environment, &package.contents, &runs));
    let chosen = Arc::new(chosen.await?);
    let (found, digest) = (chosen.clone(), stored.plan_digest.clone());
    let candidates = steward
        .rehearse(op, "promotion.replay", move |steward, tx, op, _| {
            let promotion = open(tx, op, id)?;
            let (deployer, proof) = deployer(tx, op, &promotion)?;
            let candidates = rehearsed(steward, tx, &deployer, &proof, &read, &how(&promotion.stored)?, &found)?;
            if candidates.plan_digest == digest { Ok(candidates) } else { Err(stale(&promotion)) }
        })
        .await?;
    let covers = chosen.covers;
    let report = compared(steward, room, chosen, candidates).await?;
    let kept = StoredReplay {
        by: op.id(),
        at: op.at,
        covers: u32::try_from(covers).unwrap_or(u32::MAX),
        report: serde_json::to_string(&report).map_err(AppError::internal)?,
    };
    let told = json!({
        "pipeline": stored.pipeline_name, "solution": stored.solution, "version": stored.version, "plan": stored.plan_digest,
        "same": report.same(), "different": report.different(), "notReplayed": report.not_replayed(),
    });
    steward
        .change(op, "promotion.replay", move |_, tx, op, change| {
            let promotion = open(tx, op, id)?;
            if promotion.stored.plan_digest != stored.plan_digest {
                return Err(stale(&promotion));
            }
            promotions::set_replay(tx, id, &stored.plan_digest, &kept)?;
            change.of(Some(promotion.environment.id), object(id), told);
            Ok(())
        })
        .await?;
    Ok(report)
}

/// That the caller may replay runs with a promotion.
///
/// # Errors
/// As [`replay`], as far as the promotion goes.
pub async fn allowed(steward: &Steward, op: &Op, id: PromotionId) -> Result<(), AppError> {
    let op = op.clone();
    steward.read(move |_, tx| open(tx, &op, id).map(drop)).await
}

/// The promotion, if it is open and the caller may have it applied.
fn open(tx: &mut Tx<'_>, op: &Op, id: PromotionId) -> Result<Promotion, AppError> {
    let promotion = known(tx, op, id)?;
    if !promotion.may_apply(tx, op) {
        let who = "who asked for it, one of its approvers, or who may install solutions there";
        return Err(AppError::forbidden("replay runs with the promotion", who));
    }
    match promotion.state() {
        PromotionState::Waiting | PromotionState::Approved => Ok(promotion),
        _ => Err(promotion.wrong_state("replayed")),
    }
}
