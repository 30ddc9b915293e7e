//! What people say to a promotion: approvers approve or reject its plan, and who asked for it takes it back.

use model::{ErrorCode, PromotionDecision, PromotionId, PromotionStatus};
use serde_json::json;
use solutions::plan::Outcome;
use store::{Tx, promotions, promotions::StoredDecision};

use super::{
    Promotion, PromotionState, PromotionView, complete, known, object,
    plan::{kept, stale},
    view::view,
};
use crate::{AppError, ErrorKind, Op, Steward, directory::People};

/// How many characters of a comment are kept.
const COMMENT: usize = 2_000;

/// Approves or rejects a promotion's plan, known by its digest. A rejection ends the promotion.
///
/// # Errors
/// The caller may not know of the promotion, is not one whose decision counts, or has decided; it is not open; the digest is another
/// plan's; or what is to be approved cannot be applied as it is.
pub async fn decide(
    steward: &Steward,
    op: &Op,
    id: PromotionId,
    decision: PromotionDecision,
    plan_digest: &str,
    comment: Option<String>,
) -> Result<PromotionView, AppError> {
    let digest = plan_digest.to_owned();
    let comment = comment.map(|text| text.trim().chars().take(COMMENT).collect::<String>());
    let comment = comment.filter(|text| !text.is_empty());
    let action = match decision {
        PromotionDecision::Approve => "promotion.approve",
        PromotionDecision::Reject => "promotion.reject",
    };
    steward
        .change(op, action, move |_, tx, op, change| {
            let mut promotion = known(tx, op, id)?;
            let is_open = matches!(promotion.state(), PromotionState::Waiting | PromotionState::Approved);
            if !is_open {
                return Err(promotion.wrong_state("approved or rejected"));
            }
            if let Some(bar) = promotion.review().bar(op.id()) {
                let eligible: Vec<_> = promotion.review().eligible().collect();
                let mut people = People::at(op.at);
                let names = people.chips(tx, &eligible)?.into_iter().map(|chip| chip.name).collect::<Vec<_>>();
                let hint = match names.as_slice() {
                    [] => "It has no other approvers: an administrator of the installation names some in the pipeline."
                        .to_owned(),
                    names => format!("Its approvers are: {}.", names.join(", ")),
                };
                let message = format!("You may not decide on the promotion: {bar}.");
                return Err(AppError::new(ErrorKind::Forbidden, ErrorCode::MayNotDecide, message).with_hint(hint));
            }
            if digest != promotion.stored.plan_digest {
                return Err(stale(&promotion));
            }
            if decision == PromotionDecision::Approve {
                if !promotion.stored.can_apply {
                    return Err(cannot_apply(tx, &promotion)?);
                }
                if let Some(why) = promotion.lacks_replay() {
                    return Err(AppError::new(ErrorKind::Conflict, ErrorCode::PromotionState, why)
                        .with_hint("Replay runs with the promotion, and look at what would go otherwise."));
                }
            }
            let said = StoredDecision { principal: op.id(), decision, comment: comment.clone(), at: op.at };
            promotions::decide(tx, id, &digest, &said)?;
            if decision == PromotionDecision::Reject {
                promotion.stored.status = PromotionStatus::Rejected;
                promotions::put(tx, &promotion.stored, op.at)?;
            }
            let it = &promotion.stored;
            let detail = json!({
                "pipeline": it.pipeline_name, "solution": it.solution, "version": it.version, "package": it.package,
                "plan": digest, "requester": it.requested_by, "comment": comment,
            });
            change.of(Some(promotion.environment.id), object(id), detail);
            let promotion = complete(tx, promotion.stored, op.at)?;
            view(tx, op, promotion, true)
        })
        .await
}

/// What cannot be applied is not approved.
pub(super) fn cannot_apply(tx: &mut Tx<'_>, promotion: &Promotion) -> Result<AppError, AppError> {
    let checks = kept(tx, &promotion.stored)?.deployment.checks.into_iter();
    let failed: Vec<String> = checks.filter(|it| it.outcome == Outcome::Fail).map(|it| it.message).collect();
    let message = format!("{} cannot be applied as it is. {}", promotion.words(), failed.join(" "));
    Ok(AppError::new(ErrorKind::Conflict, ErrorCode::PromotionState, message)
        .with_hint("Whoever asked for it changes its settings, or what stands in the way, and refreshes it."))
}

/// Takes a promotion back.
///
/// # Errors
/// The caller neither asked for it nor may ask for promotions; or something has become of it.
pub async fn withdraw(steward: &Steward, op: &Op, id: PromotionId) -> Result<PromotionView, AppError> {
    steward
        .change(op, "promotion.withdraw", move |_, tx, op, change| {
            let mut promotion = known(tx, op, id)?;
            if !promotion.may_change(tx, op) {
                let who = "who asked for it, or may ask for promotions";
                return Err(AppError::forbidden("withdraw the promotion", who));
            }
            if !matches!(
                promotion.stored.status,
                PromotionStatus::Open | PromotionStatus::Stale | PromotionStatus::Failed
            ) {
                return Err(promotion.wrong_state("withdrawn"));
            }
            promotion.stored.status = PromotionStatus::Withdrawn;
            promotions::put(tx, &promotion.stored, op.at)?;
            let it = &promotion.stored;
            let detail = json!({"pipeline": it.pipeline_name, "solution": it.solution, "version": it.version});
            change.of(Some(promotion.environment.id), object(id), detail);
            view(tx, op, promotion, true)
        })
        .await
}
