//! What a flow needs of the flows that it calls. Source: child flows.

use std::collections::HashSet;

use model::{ConnectionMode, ErrorCode, FlowId};
use store::{Tx, flows, flows::StoredFlow};
use wdl::definition::{Kind, TriggerKind};

use super::{Compiled, checks::Need};
use crate::{
    AppError, Op, Steward,
    lookup::{self, FlowFor, Know, Run},
};

/// The flows that a definition calls: the calling action's name and the called flow's id, as spelled.
fn calls(compiled: &Compiled) -> impl Iterator<Item = (&str, &str)> {
    compiled.clientdata.definition.actions.iter().filter_map(|action| match &action.kind {
        Kind::ChildFlow(called) => Some((&*action.name, &*called.flow)),
        _ => None,
    })
}

/// The flows that a definition calls, by id.
pub(super) fn called(compiled: &Compiled) -> impl Iterator<Item = FlowId> {
    calls(compiled).filter_map(|(_, spelled)| spelled.parse().ok())
}

/// The called flows must be here, be on, answer, and use no connection that a run-only user provides.
pub(super) fn needs<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &FlowFor<R>,
    compiled: &Compiled,
    needs: &mut Vec<Need>,
) -> Result<(), AppError> {
    let parent = proof.flow();
    let mut say = |text| needs.push(Need::new(ErrorCode::FlowCannotTurnOn, text));
    for (action, spelled) in calls(compiled) {
        let not_here = || {
            format!(
                "The action `{action}` calls the flow `{spelled}`, which is not in this environment, or which you may not start."
            )
        };
        let found = match spelled.parse::<FlowId>() {
            Ok(id) => flows::by_id(tx, parent.environment, id)?,
            Err(_) => None,
        };
        let Some(child) = found else {
            say(not_here());
            continue;
        };
        // Calling a flow is starting it with its owner's connections: whoever brings the call in must be allowed to.
        let is_new = !parent.is_on || !is_in_current(steward, tx, parent, spelled)?;
        if is_new && lookup::flow_by_key::<Run>(tx, op, child.key).is_err() {
            say(not_here());
            continue;
        }
        let knows = lookup::flow_by_key::<Know>(tx, op, child.key).is_ok();
        let name = if knows { child.name.as_str() } else { spelled };
        let who = format!("The workflow with id '{}', name {name}", child.id);
        if !child.is_on {
            say(format!("{who}, which the action `{action}` calls, is off. Turn it on first."));
        }
        let called = steward.compiled().current(tx, &child)?;
        let answers = called.clientdata.definition.has(|kind| matches!(kind, Kind::Response(_)));
        if called.uses.iter().any(|used| used.mode == ConnectionMode::RunOnlyUser) {
            say(format!(
                "{who} cannot be used as a child workflow because child workflows only support embedded connections."
            ));
        }
        if !answers {
            say(format!(
                "{who} cannot be used as a child workflow because it has no Response action, so it would never answer."
            ));
        }
        match called.trigger() {
            Some(trigger) if !matches!(trigger.kind, TriggerKind::Request(_)) => {
                say(format!("{who} cannot be used as a child workflow because it has no trigger that can be called."));
            }
            Some(trigger) if trigger.split_on.is_some() => {
                say(format!("{who} cannot be used as a child workflow because its trigger starts several runs."));
            }
            _ => {}
        }
        if reaches(steward, tx, child, parent.id)? {
            say(format!("{who} cannot be used as a child workflow because it is this flow, or calls it in turn."));
        }
    }
    Ok(())
}

/// The flows that are on and call a flow.
pub(crate) fn callers(steward: &Steward, tx: &mut Tx<'_>, called: &StoredFlow) -> Result<Vec<StoredFlow>, AppError> {
    let mut callers = Vec::new();
    for flow in flows::list(tx, called.environment)?.into_iter().filter(|flow| flow.is_on) {
        let compiled = steward.compiled().current(tx, &flow)?;
        if calls(&compiled).any(|(_, spelled)| spelled.parse() == Ok(called.id)) {
            callers.push(flow);
        }
    }
    Ok(callers)
}

/// Whether the version that is on calls the flow already.
fn is_in_current(steward: &Steward, tx: &mut Tx<'_>, flow: &StoredFlow, spelled: &str) -> Result<bool, AppError> {
    let current = steward.compiled().current(tx, flow)?;
    Ok(calls(&current).any(|(_, called)| called == spelled))
}

/// Whether a flow is the one sought, or calls it, directly or through others.
fn reaches(steward: &Steward, tx: &mut Tx<'_>, from: StoredFlow, sought: FlowId) -> Result<bool, AppError> {
    let (mut waiting, mut seen) = (vec![from], HashSet::new());
    while let Some(flow) = waiting.pop() {
        if flow.id == sought {
            return Ok(true);
        }
        if !seen.insert(flow.id) {
            continue;
        }
        let compiled = steward.compiled().current(tx, &flow)?;
        for id in called(&compiled) {
            waiting.extend(flows::by_id(tx, flow.environment, id)?);
        }
    }
    Ok(false)
}
