//! What people say to a plan: an administrator approves it, who gets something accepts, and both may send it back.

use model::{HandoverAnswer, HandoverId, HandoverStatus};
use serde_json::json;
use store::{Tx, handovers, handovers::Answer};

use super::{
    HandoverView, Plan, administers, author, gets_something, load, no_such, not_ready, object, perform::blockers, plan,
    simulate, to_write, wrong_state,
};
use crate::{AppError, Op, Steward};

/// Approves a draft, and so freezes it. Who gets something is asked to accept from then on.
///
/// # Errors
/// The caller administers neither the installation nor the plan's environment; the plan is no draft; a row cannot happen; or something
/// would fail after it that nobody answers for.
pub async fn approve(steward: &Steward, op: &Op, id: HandoverId) -> Result<HandoverView, AppError> {
    steward
        .change(op, "handover.approve", move |steward, tx, op, change| {
            let plan = to_write(tx, op, id)?;
            administers(tx, op, plan.document.environment)?;
            if plan.stored.status != HandoverStatus::Draft {
                return Err(wrong_state(&plan.stored, "approved"));
            }
            let author = author(tx, &plan.stored, op.at)?;
            refuse_blockers(tx, &author, &plan.document)?;
            simulate::refuse(&simulate::rehearse(steward, tx, &author, &plan)?)?;
            let Plan { mut stored, document, digest } = plan;
            stored.status = HandoverStatus::Approved;
            stored.problem = None;
            handovers::put(tx, &stored)?;
            let answer = Answer { principal: op.id(), kind: HandoverAnswer::Approved, at: op.at };
            handovers::answer(tx, id, stored.version, answer)?;
            let detail = json!({"name": stored.name, "version": stored.version, "digest": crate::audit::hex(&digest)});
            change.of(document.environment, object(id), detail);
            plan::view(tx, op, Plan { stored, document, digest })
        })
        .await
}

/// A row without a connection yet may still get one until the plan is applied; anything else stands in the way now.
fn refuse_blockers(tx: &mut Tx<'_>, author: &Op, document: &super::Document) -> Result<(), AppError> {
    let blockers = blockers(tx, author, document)?;
    let Some((id, why)) = blockers.first() else { return Ok(()) };
    let name = document.rows.iter().find(|row| row.id == *id).map(|row| row.name.clone()).unwrap_or_default();
    let more = match blockers.len() - 1 {
        0 => String::new(),
        more => format!(" The same plan has {more} more such rows."),
    };
    Err(not_ready(format!("`{name}` cannot be handed over: {why}{more}"))
        .with_hint("Change what becomes of it, or say why it stays."))
}

/// Accepts what the caller gets in a plan: to own it, and to let flows use the caller's connections.
///
/// # Errors
/// The caller gets nothing in it, or it is not approved.
pub async fn accept(steward: &Steward, op: &Op, id: HandoverId) -> Result<HandoverView, AppError> {
    steward
        .change(op, "handover.accept", move |_, tx, op, change| {
            let plan = of_receiver(tx, op, id, "accepted")?;
            let answer = Answer { principal: op.id(), kind: HandoverAnswer::Accepted, at: op.at };
            handovers::answer(tx, id, plan.stored.version, answer)?;
            let detail = json!({"name": plan.stored.name, "version": plan.stored.version});
            change.of(plan.document.environment, object(id), detail);
            plan::view(tx, op, plan)
        })
        .await
}

/// Declines what the caller gets in a plan. It is a draft again, and says who declined and why.
///
/// # Errors
/// As [`accept`], or no reason is given.
pub async fn decline(steward: &Steward, op: &Op, id: HandoverId, reason: String) -> Result<HandoverView, AppError> {
    steward
        .change(op, "handover.decline", move |_, tx, op, change| {
            let mut plan = of_receiver(tx, op, id, "declined")?;
            let reason: String = reason.trim().chars().take(500).collect();
            if reason.is_empty() {
                return Err(AppError::invalid("Say why you decline.").at("reason"));
            }
            let who = &op.who.principal().display_name;
            plan.stored.problem = Some(format!("{who} declined: {reason}"));
            reopen(tx, &mut plan)?;
            change.of(plan.document.environment, object(id), json!({"name": plan.stored.name, "reason": reason}));
            plan::view(tx, op, plan)
        })
        .await
}

/// Makes a plan that was not applied yet a draft again. What was answered to it is forgotten.
///
/// # Errors
/// The caller may not change it, or it is neither approved nor scheduled.
pub async fn withdraw(steward: &Steward, op: &Op, id: HandoverId) -> Result<HandoverView, AppError> {
    steward
        .change(op, "handover.withdraw", move |_, tx, op, change| {
            let mut plan = to_write(tx, op, id)?;
            if !is_frozen(plan.stored.status) {
                return Err(wrong_state(&plan.stored, "withdrawn"));
            }
            plan.stored.problem = None;
            reopen(tx, &mut plan)?;
            change.of(plan.document.environment, object(id), json!({"name": plan.stored.name}));
            plan::view(tx, op, plan)
        })
        .await
}

fn of_receiver(tx: &mut Tx<'_>, op: &Op, id: HandoverId, what: &str) -> Result<Plan, AppError> {
    let plan = load(tx, id)?;
    if !gets_something(tx, &plan, op.id())? {
        // Whoever may write it is told why; to others there is no such plan.
        to_write(tx, op, id)?;
        let message = format!("You get nothing in `{}`, so there is nothing to accept or decline.", plan.stored.name);
        return Err(AppError::invalid(message));
    }
    match plan.stored.status {
        HandoverStatus::Draft if to_write(tx, op, id).is_err() => Err(no_such(id)),
        status if is_frozen(status) => Ok(plan),
        _ => Err(wrong_state(&plan.stored, what)),
    }
}

fn reopen(tx: &mut Tx<'_>, plan: &mut Plan) -> Result<(), AppError> {
    handovers::forget_answers(tx, plan.stored.id, plan.stored.version)?;
    plan.stored.status = HandoverStatus::Draft;
    plan.stored.due_at = None;
    Ok(handovers::put(tx, &plan.stored)?)
}

fn is_frozen(status: HandoverStatus) -> bool {
    matches!(status, HandoverStatus::Approved | HandoverStatus::Scheduled)
}
