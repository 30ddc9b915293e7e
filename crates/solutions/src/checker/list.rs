//! Lists that are longer than they need to be, and loops.

use wdl::{Value, definition::Kind};

use super::{
    CheckCode, Findings,
    flow::{FlowUnderCheck, given},
};
use crate::diff::flow::node::{Node, shown};

/// Operations that list rows.
const LISTS: [&str; 4] = ["ListRecords", "ListRecordsWithOrganization", "GetItems", "GetItems_V2"];

pub(super) fn check(flow: &FlowUnderCheck<'_>, found: &mut Findings) {
    for node in &flow.nodes {
        rows(flow, node, found);
        match flow.action(node).map(|action| &action.kind) {
            Some(Kind::Until(until)) if until.count.is_none() && until.timeout.is_none() => {
                let said =
                    "goes on until its condition holds, for 60 rounds or an hour, because it does not say how long.";
                flow.on(node, "limit", CheckCode::UntilWithoutLimit, said, found);
            }
            Some(Kind::Foreach(each)) if each.concurrency.is_none() => pages(flow, node, found),
            _ => {}
        }
    }
}

fn rows(flow: &FlowUnderCheck<'_>, node: &Node<'_>, found: &mut Findings) {
    if !node.operation().is_some_and(|operation| LISTS.contains(&operation)) || flow.action(node).is_none() {
        return;
    }
    let Some(connector) = flow.connector(node) else { return };
    let has = |names: &[&str]| names.iter().any(|name| given(node, name).is_some());
    let queried = has(&["fetchXml"]);
    if !queried && !has(&["$filter", "$top"]) {
        flow.on(node, "inputs", CheckCode::ListWithoutFilter, "lists rows without a filter.", found);
    }
    if connector.as_str().contains("commondataservice") && !queried && !has(&["$select"]) {
        flow.on(node, "inputs", CheckCode::ListWithoutSelect, "lists rows with all their columns.", found);
    }
}

/// A loop over what an action lists page by page.
fn pages(flow: &FlowUnderCheck<'_>, node: &Node<'_>, found: &mut Findings) {
    let text = |key: &str| node.value.get(key).and_then(Value::as_str).unwrap_or_default();
    let sequential = text("operationOptions").split(',').any(|it| it.trim().eq_ignore_ascii_case("Sequential"));
    let listed = text("foreach").split("('").nth(1).and_then(|rest| rest.split('\'').next());
    let Some(action) = listed.and_then(|name| flow.definition.find(name)).and_then(|at| flow.definition.action(at))
    else {
        return;
    };
    if !sequential && action.options.minimum_items.is_some() {
        let listed = shown(&action.name);
        let said = format!("goes through all pages of {listed}, and does not say how many rounds at a time.");
        flow.on(node, "runtimeConfiguration/concurrency", CheckCode::LoopOverPages, &said, found);
    }
}
