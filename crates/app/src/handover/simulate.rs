//! What would fail once a plan is applied and its leavers have gone, and does not fail now.

use access::continuity::Change;
use model::{EndedBy, HandoverId};
use store::Tx;

use super::{Document, Done, Left, Plan, author, not_ready, perform::perform, to_write};
use crate::{
    AppError, Op, Steward,
    continuity::{Failing, failing},
    steward::Rehearsed,
};

/// A failure that is expected after a plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expected {
    /// Names it for a waiver: the same failure has the same name in each version.
    pub id: String,
    /// What fails.
    pub failing: Failing,
    /// Why it may, if somebody answers for it.
    pub waived: Option<String>,
}

/// What is expected to fail after a plan. Nothing is changed.
///
/// # Errors
/// The caller may not change the plan, or a row of it cannot happen.
pub async fn simulate(steward: &Steward, op: &Op, id: HandoverId) -> Result<Vec<Expected>, AppError> {
    steward
        .rehearse(op, "handover.simulate", move |steward, tx, op, _| {
            let plan = to_write(tx, op, id)?;
            let author = author(tx, &plan.stored, op.at)?;
            Ok(hand_over(steward, tx, &author, &plan.document)?.1)
        })
        .await
}

/// Makes a plan happen, and says what would fail without its leavers that did not fail before.
pub(crate) fn hand_over(
    steward: &Steward,
    tx: &mut Tx<'_>,
    author: &Op,
    document: &Document,
) -> Result<(Done, Vec<Expected>), AppError> {
    let before = failing(steward, tx, document.environment, &[], author.at)?;
    let done = perform(tx, author, document)?.map_err(cannot)?;
    let since = author.at;
    let gone = document.leavers.iter().map(|id| Change::Ended { principal: *id, by: EndedBy::Disabled, since });
    let mut expected = Vec::new();
    for failing in failing(steward, tx, document.environment, &gone.collect::<Vec<_>>(), author.at)? {
        if before.iter().any(|it| it.flow == failing.flow && it.path == failing.path) {
            continue;
        }
        let id = format!("{}/{}/{}", failing.environment, failing.flow.1, failing.path);
        let waiver = document.waivers.iter().find(|waiver| waiver.failure == id);
        expected.push(Expected { waived: waiver.map(|waiver| waiver.reason.clone()), id, failing });
    }
    Ok((done, expected))
}

/// The same, with nothing changed.
pub(crate) fn rehearse(
    steward: &Steward,
    tx: &mut Tx<'_>,
    author: &Op,
    plan: &Plan,
) -> Result<Vec<Expected>, AppError> {
    let rehearsed: Result<(), Rehearsed<Vec<Expected>>> = tx.nested(|tx| {
        let (_, expected) = hand_over(steward, tx, author, &plan.document).map_err(Rehearsed::Failed)?;
        Err(Rehearsed::Done(expected))
    });
    match rehearsed {
        Err(Rehearsed::Done(expected)) => Ok(expected),
        Err(Rehearsed::Failed(failed)) => Err(failed),
        Ok(()) => Ok(Vec::new()),
    }
}

/// Refuses what would fail, unless somebody answers for it.
pub(crate) fn refuse(expected: &[Expected]) -> Result<(), AppError> {
    let unwaived: Vec<&Expected> = expected.iter().filter(|it| it.waived.is_none()).collect();
    let Some(first) = unwaived.first() else { return Ok(()) };
    let Failing { environment, flow_name, action, message, .. } = &first.failing;
    let message = format!(
        "Without its leavers, {} of flows would fail after the plan. The first is `{action}` of `{flow_name}` in `{environment}`: {message}",
        match unwaived.len() {
            1 => "1 action".to_owned(),
            more => format!("{more} actions"),
        }
    );
    Err(not_ready(message)
        .with_hint("Bind another connection or give the security role along, or waive the failure with a reason."))
}

fn cannot(left: Left) -> AppError {
    not_ready(format!("`{}` cannot be handed over: {} Nothing was changed.", left.name, left.why))
        .with_hint("Withdraw the plan, and change what becomes of it.")
}
