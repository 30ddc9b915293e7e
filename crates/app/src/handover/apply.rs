//! Making an approved plan happen: now, or when its time has come. And taking it back.

use model::{HandoverId, HandoverStatus, Timestamp};
use serde_json::json;
use store::{Tx, handovers};

use super::{
    Done, HandoverView, Plan, author, load, not_ready, object,
    perform::undo as take_back,
    plan,
    simulate::{hand_over, refuse},
    slot::SlotChange,
    to_write, wrong_state,
};
use crate::{AppError, ErrorKind, Op, Steward, change::Change};

/// How long a plan can be undone, in milliseconds: thirty days.
const UNDO: i64 = 30 * 24 * 3_600_000;

/// A plan, and what was done.
pub type Applied = (HandoverView, Done);

/// Applies a plan now. With `dry_run` nothing is stored, and the plan may be in any state before it is applied.
///
/// # Errors
/// The caller may not change the plan; it is not approved; somebody has not accepted; a row cannot happen, or something would fail
/// that nobody answers for; then nothing does.
pub async fn apply(steward: &Steward, op: &Op, id: HandoverId, dry_run: bool) -> Result<Applied, AppError> {
    let work = move |steward: &Steward, tx: &mut Tx<'_>, op: &Op, change: &mut Change| {
        let plan = to_write(tx, op, id)?;
        if !dry_run {
            refuse_unanswered(tx, &plan)?;
        }
        run(steward, tx, op, plan, change)
    };
    if dry_run {
        return steward.rehearse(op, "handover.apply", work).await;
    }
    steward.change(op, "handover.apply", work).await
}

/// Sets the time at which a plan is applied.
///
/// # Errors
/// The caller may not change the plan, it is not approved, or the time has passed.
pub async fn schedule(steward: &Steward, op: &Op, id: HandoverId, at: Timestamp) -> Result<HandoverView, AppError> {
    steward
        .change(op, "handover.schedule", move |_, tx, op, change| {
            let mut plan = to_write(tx, op, id)?;
            if !matches!(plan.stored.status, HandoverStatus::Approved | HandoverStatus::Scheduled) {
                return Err(wrong_state(&plan.stored, "scheduled").with_hint("Have it approved first."));
            }
            if at <= op.at {
                return Err(AppError::invalid("The time has passed.").at("at"));
            }
            plan.stored.status = HandoverStatus::Scheduled;
            plan.stored.due_at = Some(at);
            plan.stored.problem = None;
            handovers::put(tx, &plan.stored)?;
            let detail = json!({"name": plan.stored.name, "at": at.to_string()});
            change.of(plan.document.environment, object(id), detail);
            plan::view(tx, op, plan)
        })
        .await
}

/// Applies the plans whose time has come, each in a transaction of its own and once, however many servers try. One that cannot happen is
/// approved again, and says why. Answers how many were applied.
///
/// # Errors
/// The store's; what is still due is tried again.
pub async fn apply_due(steward: &Steward) -> Result<usize, AppError> {
    let now = steward.now();
    let due = steward.read(move |_, tx| Ok(handovers::due(tx, now)?)).await?;
    let mut applied = 0;
    for id in due {
        match apply_one(steward, id).await {
            Ok(true) => applied += 1,
            // Another server was first, or somebody has withdrawn it.
            Ok(false) => {}
            Err(failed) if is_passing(failed.kind) => return Err(failed),
            Err(refused) => put_off(steward, id, refused.message).await?,
        }
    }
    Ok(applied)
}

async fn apply_one(steward: &Steward, id: HandoverId) -> Result<bool, AppError> {
    steward
        .change_by_itself("handover.apply", move |steward, tx, change| {
            let (plan, now) = (load(tx, id)?, steward.now());
            if !is_due(&plan, now) {
                return Ok(false);
            }
            refuse_unanswered(tx, &plan)?;
            let author = author(tx, &plan.stored, now)?;
            run(steward, tx, &author, plan, change)?;
            Ok(true)
        })
        .await
}

fn is_due(plan: &Plan, now: Timestamp) -> bool {
    plan.stored.status == HandoverStatus::Scheduled && plan.stored.due_at.is_some_and(|due| due <= now)
}

/// Whether trying again may help.
fn is_passing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Busy { .. } | ErrorKind::Unavailable { .. } | ErrorKind::Internal)
}

/// Says why a plan that was due did not happen.
async fn put_off(steward: &Steward, id: HandoverId, problem: String) -> Result<(), AppError> {
    steward
        .change_by_itself("handover.put-off", move |steward, tx, change| {
            let mut plan = load(tx, id)?;
            if is_due(&plan, steward.now()) {
                let detail = json!({"name": plan.stored.name, "problem": problem});
                change.of(plan.document.environment, object(id), detail);
                plan.stored.status = HandoverStatus::Approved;
                plan.stored.due_at = None;
                plan.stored.problem = Some(problem);
                handovers::put(tx, &plan.stored)?;
            }
            Ok(())
        })
        .await
}

fn refuse_unanswered(tx: &mut Tx<'_>, plan: &Plan) -> Result<(), AppError> {
    if !matches!(plan.stored.status, HandoverStatus::Approved | HandoverStatus::Scheduled) {
        return Err(wrong_state(&plan.stored, "applied").with_hint("Have it approved first."));
    }
    let mut names = Vec::new();
    for id in plan::awaited(tx, plan)? {
        names.extend(store::principals::by_id(tx, id)?.map(|it| it.display_name));
    }
    if names.is_empty() {
        return Ok(());
    }
    Err(not_ready(format!("These have not accepted what they get: {}.", names.join(", ")))
        .with_hint("Remind them, or withdraw the plan and give it to others."))
}

/// Does what a plan says, keeps what it changed, and writes it into the audit.
fn run(steward: &Steward, tx: &mut Tx<'_>, op: &Op, mut plan: Plan, change: &mut Change) -> Result<Applied, AppError> {
    if matches!(plan.stored.status, HandoverStatus::Applied | HandoverStatus::Undone) {
        return Err(wrong_state(&plan.stored, "applied"));
    }
    let id = plan.stored.id;
    let author = author(tx, &plan.stored, op.at)?;
    let (done, expected) = hand_over(steward, tx, &author, &plan.document)?;
    refuse(&expected)?;
    for (number, slot_change) in done.changes.iter().enumerate() {
        handovers::record(tx, id, number, &serde_json::to_string(slot_change).map_err(AppError::internal)?)?;
    }
    plan.stored.status = HandoverStatus::Applied;
    plan.stored.applied_at = Some(op.at);
    (plan.stored.due_at, plan.stored.problem) = (None, None);
    handovers::put(tx, &plan.stored)?;
    told(tx, &plan, "handover.change", &done, change)?;
    Ok((plan::view(tx, op, plan)?, done))
}

/// The audit lines: one for the plan, one for each change.
fn told(tx: &mut Tx<'_>, plan: &Plan, action: &'static str, done: &Done, change: &mut Change) -> Result<(), AppError> {
    let (id, left) = (plan.stored.id, done.left.len());
    let detail = json!({"name": plan.stored.name, "changes": done.changes.len(), "left": left});
    change.of(plan.document.environment, object(id), detail);
    for SlotChange { slot, before, after } in &done.changes {
        let detail = json!({"handover": id, "slot": slot, "before": before, "after": after});
        let environment = slot.environment(tx)?;
        change.also(action, environment, slot.object(tx)?, detail);
    }
    Ok(())
}

/// Takes back what a plan changed within the last thirty days, wherever nobody has changed it since. What was left as it is, and why, is
/// answered. With `dry_run` nothing is stored.
///
/// # Errors
/// The caller may not change the plan, it is not applied, or it was longer ago.
pub async fn undo(steward: &Steward, op: &Op, id: HandoverId, dry_run: bool) -> Result<Applied, AppError> {
    let work = move |_: &Steward, tx: &mut Tx<'_>, op: &Op, change: &mut Change| {
        let mut plan = to_write(tx, op, id)?;
        if plan.stored.status != HandoverStatus::Applied {
            return Err(wrong_state(&plan.stored, "undone"));
        }
        if plan.stored.applied_at.is_none_or(|at| at.plus_millis(UNDO) <= op.at) {
            return Err(wrong_state(&plan.stored, "undone: that was possible for thirty days")
                .with_hint("Make a new plan that gives the things back."));
        }
        let mut changes = Vec::new();
        for text in handovers::changes(tx, id)? {
            changes.push(serde_json::from_str(&text).map_err(AppError::internal)?);
        }
        let done = take_back(tx, op, changes)?;
        plan.stored.status = HandoverStatus::Undone;
        handovers::put(tx, &plan.stored)?;
        told(tx, &plan, "handover.restore", &done, change)?;
        Ok((plan::view(tx, op, plan)?, done))
    };
    if dry_run {
        return steward.rehearse(op, "handover.undo", work).await;
    }
    steward.change(op, "handover.undo", work).await
}

/// Until when a plan can be undone.
pub fn undoable_until(view: &HandoverView) -> Option<Timestamp> {
    let is_applied = view.plan.status == HandoverStatus::Applied;
    view.plan.applied_at.filter(|_| is_applied).map(|at| at.plus_millis(UNDO))
}
