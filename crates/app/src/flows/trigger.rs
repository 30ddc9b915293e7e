//! A flow's trigger in words, and its registration while the flow is on.

use model::Timestamp;
use store::{
    Tx, errands,
    flows::StoredFlow,
    triggers,
    triggers::{RowTrigger, Schedule},
};
use wdl::{
    Value,
    definition::{Frequency, Recurrence, Trigger, TriggerKind},
};

use super::{Compiled, subscription};
use crate::{AppError, Steward};

/// A trigger as lists show it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TriggerView {
    /// Its name in the definition.
    pub name: String,
    /// Its type in the definition.
    pub type_name: String,
    /// What starts the flow, in words.
    pub summary: String,
}

impl TriggerView {
    pub(crate) fn of(trigger: Option<&Trigger>) -> Self {
        let Some(trigger) = trigger else {
            return Self { summary: "Nothing starts it".to_owned(), ..Self::default() };
        };
        let summary = match &trigger.kind {
            TriggerKind::Request(request) if request.is_button() => "When somebody starts it".to_owned(),
            TriggerKind::Request(_) => "When an HTTP request is received".to_owned(),
            TriggerKind::Recurrence(recurrence) => every(recurrence),
            TriggerKind::Row(row) => format!("When a row of `{}` is {}", row.table, happens(row.message)),
            TriggerKind::Webhook(_) => "When a service calls".to_owned(),
            TriggerKind::Connector { operation, .. } => format!("On `{operation}`"),
            TriggerKind::Opaque => format!("On `{}`", trigger.type_name),
        };
        Self { name: trigger.name.to_string(), type_name: trigger.type_name.to_string(), summary }
    }
}

fn happens(message: i64) -> &'static str {
    match message {
        1 => "added",
        2 => "deleted",
        3 => "modified",
        4 => "added or modified",
        5 => "added or deleted",
        6 => "modified or deleted",
        _ => "added, modified or deleted",
    }
}

fn every(recurrence: &Recurrence) -> String {
    let unit = match recurrence.frequency {
        Frequency::Second => "second",
        Frequency::Minute => "minute",
        Frequency::Hour => "hour",
        Frequency::Day => "day",
        Frequency::Week => "week",
        Frequency::Month => "month",
        Frequency::Year => "year",
    };
    match recurrence.interval {
        1 => format!("Every {unit}"),
        interval => format!("Every {interval} {unit}s"),
    }
}

/// Registers the trigger of a flow that is turned on, in place of what was registered.
pub(crate) fn register(
    steward: &Steward,
    tx: &mut Tx<'_>,
    stored: &StoredFlow,
    compiled: &Compiled,
    at: Timestamp,
) -> Result<(), AppError> {
    let (environment, flow) = (stored.environment, stored.key);
    let former = triggers::schedule_of(tx, flow)?;
    let ends = errands::kept(tx, flow)?;
    triggers::remove(tx, flow)?;
    let Some(trigger) = compiled.trigger() else { return Ok(()) };
    match &trigger.kind {
        TriggerKind::Row(row) => {
            // What fires is read from the version; this is for people who look at the database.
            let inputs = source(compiled, &trigger.name, "inputs").and_then(|inputs| inputs.get("parameters"));
            let registration = inputs.map(Value::to_json_string).unwrap_or_default();
            triggers::set_row_trigger(
                tx,
                &RowTrigger { flow, environment, table: row.table.to_string(), registration },
            )?;
        }
        TriggerKind::Recurrence(recurrence) => {
            let text = source(compiled, &trigger.name, "recurrence").map(Value::to_json_string).unwrap_or_default();
            // A new version with the same schedule keeps its rhythm.
            let kept = former.filter(|former| former.recurrence == text);
            let anchor = kept.as_ref().map_or(at, |former| former.anchor);
            let next_at =
                kept.map(|former| former.next_at).or_else(|| recurrence.next_after(at.0, at.0 - 1).map(Timestamp));
            if let Some(next_at) = next_at {
                triggers::set_schedule(tx, &Schedule { flow, environment, recurrence: text, anchor, next_at })?;
            }
        }
        TriggerKind::Webhook(webhook) => {
            subscription::subscribe(steward, tx, stored, compiled, (trigger, webhook), ends)?;
        }
        TriggerKind::Request(_) | TriggerKind::Connector { .. } | TriggerKind::Opaque => {}
    }
    Ok(())
}

/// A member of a trigger as it was saved, beside its inputs or among them.
fn source<'a>(compiled: &'a Compiled, name: &str, member: &str) -> Option<&'a Value> {
    let document = compiled.source.get("properties").unwrap_or(&compiled.source);
    let definition = document.get("definition").unwrap_or(document);
    let trigger = definition.get("triggers")?.get(name)?;
    trigger.get(member).or_else(|| trigger.get("inputs")?.get(member))
}
