//! What starts a flow too often: the clock, and the flow itself.

use wdl::{
    Value,
    definition::{RowTrigger, TriggerKind},
};

use super::{
    CheckCode, Findings,
    flow::{FlowUnderCheck, given},
};
use crate::{
    diff::flow::node::{Node, NodeKind},
    text::fold,
};

pub(super) fn check(flow: &FlowUnderCheck<'_>, found: &mut Findings) {
    let Some(trigger) = flow.trigger() else { return };
    often(flow, trigger, found);
    match flow.definition.trigger().map(|trigger| (&trigger.kind, trigger.conditions.is_empty())) {
        Some((TriggerKind::Row(row), true)) if row.filter_expression.is_none() => itself(flow, row, found),
        _ => {}
    }
}

/// Polls have a recurrence, too.
fn often(flow: &FlowUnderCheck<'_>, trigger: &Node<'_>, found: &mut Findings) {
    let at = |name: &str| trigger.at(&["recurrence", name]);
    let seconds = at("frequency").and_then(Value::as_str).is_some_and(|word| word.eq_ignore_ascii_case("second"));
    let interval = at("interval").and_then(Value::as_int).unwrap_or(1);
    if seconds && interval < 60 {
        let said = format!("starts a run every {interval} seconds.");
        flow.on(trigger, "recurrence", CheckCode::FrequentRecurrence, &said, found);
    }
}

/// What a change of rows is, as the bits of a trigger's message: added, deleted, modified.
const MESSAGES: [[bool; 3]; 7] = [
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [true, false, true],
    [true, true, false],
    [false, true, true],
    [true, true, true],
];

fn itself(flow: &FlowUnderCheck<'_>, row: &RowTrigger, found: &mut Findings) {
    let place = usize::try_from(row.message - 1).ok();
    let Some([added, deleted, modified]) = place.and_then(|place| MESSAGES.get(place)).copied() else { return };
    for node in flow.nodes.iter().filter(|node| node.kind == NodeKind::Action) {
        let dataverse = flow.connector(node).is_some_and(|connector| connector.as_str().contains("commondataservice"));
        let table = given(node, "entityName").or_else(|| given(node, "table")).and_then(Value::as_str);
        if !dataverse || !table.is_some_and(|set| is_set_of(flow, set, &row.table)) {
            continue;
        }
        let fires = match node.operation().unwrap_or_default() {
            "CreateRecord" | "CreateRecordWithOrganization" | "PostItem_V2" => added,
            "DeleteRecord" | "DeleteRecordWithOrganization" | "DeleteItem" => deleted,
            "UpdateRecord" | "UpdateOnlyRecord" | "UpdateRecordWithOrganization" | "PatchItem_V2" => {
                modified && touches(node, &row.filtering_attributes)
            }
            _ => false,
        };
        if fires {
            let said = format!("changes rows of the table `{}`, whose changes start the flow.", row.table);
            flow.on(node, "", CheckCode::TriggersItself, &said, found);
        }
    }
}

/// Whether an update names one of the columns that start the flow. One whose columns are not typed in may name any.
fn touches(node: &Node<'_>, columns: &[String]) -> bool {
    let parameters = node.at(&["inputs", "parameters"]).and_then(Value::as_object);
    let named: Vec<String> = parameters
        .iter()
        .flat_map(|parameters| parameters.keys())
        .filter_map(|key| Some(fold(key.strip_prefix("item/")?.split('@').next()?)))
        .collect();
    let columns: Vec<String> = columns.iter().map(|column| fold(column.trim())).collect();
    columns.is_empty() || named.is_empty() || named.iter().any(|name| columns.contains(name))
}

/// Whether the name in addresses (`contacts`) is that of a table (`contact`): as the solution says, else by how such names are made.
fn is_set_of(flow: &FlowUnderCheck<'_>, set: &str, table: &str) -> bool {
    let (set, table) = (fold(set), fold(table));
    match flow.contents.tables.iter().find(|it| fold(&it.logical_name) == table) {
        Some(known) => fold(&known.entity_set) == set,
        None => {
            [format!("{table}s"), format!("{table}es")].contains(&set)
                || table.strip_suffix('y').is_some_and(|stem| set == format!("{stem}ies"))
        }
    }
}
