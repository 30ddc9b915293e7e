//! Hand-over plans: what leavers have, and who gets it.
//!
//! A plan lists everything that resolves to its leavers and says of each thing what becomes of it. An administrator approves it, which
//! freezes it; whoever gets something accepts; then it is applied, now or at a date, in one transaction and with the rights of its
//! author. For thirty days it can be undone.
//!
//! Start at [`plan`] for writing one and at [`apply`] for making it happen. [`slot`] is what it is all made of.

pub mod answer;
pub mod apply;
mod assign;
pub mod certificate;
pub mod document;
mod inventory;
mod perform;
pub mod plan;
mod ready;
pub mod simulate;
pub mod slot;

use access::TenantAction;
use model::{EnvironmentId, ErrorCode, HandoverId, PrincipalId, Timestamp};
use store::{Tx, connections, environments, handovers, handovers::StoredHandover, principals};
use uuid::Uuid;

pub use document::{Assignment, Because, Document, Row, Rule, Target, Waiver};
pub use perform::{Done, Left};
pub use plan::{HandoverView, NewHandover, RowView};

use crate::{
    AppError, Caller, ErrorKind, Op, SignedInBy,
    lookup::{self, ManageMembers},
};

/// A plan with its newest version.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) stored: StoredHandover,
    pub(crate) document: Document,
    pub(crate) digest: Vec<u8>,
}

/// The plan, if there is one. Whether the caller may know of it is not asked.
pub(crate) fn load(tx: &mut Tx<'_>, id: HandoverId) -> Result<Plan, AppError> {
    let stored = handovers::by_id(tx, id)?.ok_or_else(|| no_such(id))?;
    let newest = handovers::versions(tx, id)?.pop().ok_or_else(|| AppError::internal("a plan has no version"))?;
    Ok(Plan { stored, document: Document::read(&newest.document)?, digest: newest.digest })
}

fn no_such(id: HandoverId) -> AppError {
    AppError::not_found(format!("hand-over plan {id}"))
}

/// The plan, if the caller may write it.
///
/// # Errors
/// Not found for those who may not know of it, forbidden for those who only get something in it.
pub(crate) fn to_write(tx: &mut Tx<'_>, op: &Op, id: HandoverId) -> Result<Plan, AppError> {
    let plan = load(tx, id)?;
    match require(tx, op, &plan.document.leavers, plan.document.environment) {
        Ok(()) => Ok(plan),
        Err(_) if gets_something(tx, &plan, op.id())? => Err(AppError::forbidden(
            "change the hand-over plan",
            "an administrator of the installation, or of the environment that the plan is about",
        )),
        Err(_) => Err(no_such(id)),
    }
}

/// Asks for the right to hand over what these principals have: an administrator's, or everybody's for himself.
pub(crate) fn require(
    tx: &mut Tx<'_>,
    op: &Op,
    leavers: &[PrincipalId],
    environment: Option<EnvironmentId>,
) -> Result<(), AppError> {
    if leavers == [op.id()] {
        return Ok(());
    }
    administers(tx, op, environment)
}

/// Asks for the right to approve: of the installation's administrators, or of the environment's where a plan is about one.
pub(crate) fn administers(tx: &mut Tx<'_>, op: &Op, environment: Option<EnvironmentId>) -> Result<(), AppError> {
    match environment {
        Some(id) if lookup::environment_by_id::<ManageMembers>(tx, op, id).is_ok() => Ok(()),
        _ => lookup::tenant(op, TenantAction::ManageContinuity),
    }
}

/// Whether a principal gets something in a plan.
pub(crate) fn gets_something(tx: &mut Tx<'_>, plan: &Plan, who: PrincipalId) -> Result<bool, AppError> {
    Ok(receivers(tx, plan)?.contains(&who))
}

/// Who gets something in a plan.
pub(crate) fn receivers(tx: &mut Tx<'_>, plan: &Plan) -> Result<Vec<PrincipalId>, AppError> {
    let mut owners = std::collections::HashMap::new();
    for row in &plan.document.rows {
        if let (Assignment::Bind { connection }, Some(environment)) = (&row.assignment, row.environment) {
            owners.extend(connections::by_id(tx, environment, *connection)?.map(|it| (it.id, it.owner)));
        }
    }
    Ok(plan.document.receivers(|connection| owners.get(&connection).copied()))
}

/// An operation of the plan's author, with whose rights it happens.
///
/// # Errors
/// The author is disabled.
pub(crate) fn author(tx: &mut Tx<'_>, plan: &StoredHandover, at: Timestamp) -> Result<Op, AppError> {
    let found = principals::by_id(tx, plan.author)?;
    let author = found.ok_or_else(|| AppError::not_found("author of the hand-over plan"))?;
    if let Some(ended) = author.ended(at) {
        let message = format!("{}, whose rights the hand-over plan is applied with, {ended}.", author.display_name);
        return Err(not_ready(message).with_hint("Make a plan of your own from it."));
    }
    Ok(Op::new(Caller::new(author, SignedInBy::Operator), at, Uuid::now_v7()))
}

/// The name of an environment.
pub(crate) fn environment_name(tx: &mut Tx<'_>, id: EnvironmentId) -> Result<String, AppError> {
    Ok(environments::by_id(tx, id)?.map(|it| it.name).unwrap_or_default())
}

pub(crate) fn not_ready(message: impl Into<String>) -> AppError {
    AppError::new(ErrorKind::Conflict, ErrorCode::HandoverNotReady, message)
}

/// The plan is not in a state for what was asked.
pub(crate) fn wrong_state(plan: &StoredHandover, what: &str) -> AppError {
    let message = format!("The hand-over plan `{}` is {} and cannot be {what}.", plan.name, plan.status.words());
    AppError::new(ErrorKind::Conflict, ErrorCode::HandoverState, message)
}

/// How the audit log names a plan.
pub(crate) fn object(id: HandoverId) -> String {
    format!("handover/{id}")
}
