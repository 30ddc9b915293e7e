//! Calls whose failure nobody handles.

use std::collections::HashSet;

use wdl::{
    Definition,
    definition::{Action, ActionIx, Kind, RunAfter, Status},
};

use super::{CheckCode, Findings, flow::FlowUnderCheck};
use crate::diff::{flow::node, words};

pub(super) fn check(flow: &FlowUnderCheck<'_>, found: &mut Findings) {
    let definition = &flow.definition;
    let handlers = handlers(definition);
    let calls = definition.iter().filter(|(at, action)| {
        let calls = matches!(action.kind, Kind::Connector(_) | Kind::Http(_) | Kind::Webhook(_) | Kind::ChildFlow(_));
        calls && !handlers.contains(at)
    });
    let unhandled: Vec<&Action> = calls.filter(|(at, _)| !is_handled(flow, *at)).map(|(_, action)| action).collect();
    if let Some(first) = unhandled.first() {
        let names: Vec<String> = unhandled.iter().map(|action| node::shown(&action.name)).collect();
        let verb = if names.len() == 1 { "fails" } else { "fail" };
        let said = format!("does nothing about it when {} {verb}.", words::some(&names));
        flow.whole(&format!("actions/{}", first.name), CheckCode::UnhandledFailure, &said, found);
    }
}

/// What runs because something failed, and what stands in it or comes after it: that is where failures are handled.
fn handlers(definition: &Definition) -> HashSet<ActionIx> {
    let fails =
        |after: &RunAfter| after.statuses.contains(Status::Failed) && !after.statuses.contains(Status::Succeeded);
    let first = definition.iter().filter(|(_, action)| action.run_after.iter().any(fails)).map(|(at, _)| at);
    let (mut waiting, mut found): (Vec<ActionIx>, _) = (first.collect(), HashSet::new());
    while let Some(at) = waiting.pop() {
        if let Some(action) = definition.action(at).filter(|_| found.insert(at)) {
            waiting.extend(action.dependents.iter().chain(action.branches.iter().flat_map(|branch| &branch.actions)));
        }
    }
    found
}

/// Whether something runs after an action, or after a block that it stands in, that is meant for its failure.
fn is_handled(flow: &FlowUnderCheck<'_>, at: ActionIx) -> bool {
    let Some(action) = flow.definition.action(at) else { return true };
    let waits = |dependent: &ActionIx| {
        let dependent = flow.definition.action(*dependent);
        let mut after = dependent.iter().flat_map(|dependent| &dependent.run_after);
        after.any(|after| after.on == at && after.statuses.contains(Status::Failed))
    };
    action.dependents.iter().any(waits) || action.parent.is_some_and(|(parent, _)| is_handled(flow, parent))
}
