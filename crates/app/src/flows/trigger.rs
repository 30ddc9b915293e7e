//! A flow's trigger in words, and its registration while the flow is on.

use model::{EnvironmentId, ErrorCode, FlowKey, Timestamp};
use store::{
    Tx,
    runs::limits::{self, Limit},
    triggers,
    triggers::{Poll, RowTrigger, Schedule},
};
use wdl::{
    Value,
    definition::{Concurrency, Frequency, PollTrigger, Recurrence, Trigger, TriggerKind},
};

use super::Compiled;
use crate::AppError;

/// How far ahead a start time may be, in milliseconds.
const FARTHEST: i64 = 49 * 366 * 86_400_000;

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
            TriggerKind::Poll(poll) => format!("{}, when an address has something new", every(&poll.recurrence)),
            TriggerKind::Row(row) => format!("When a row of `{}` is {}", row.table, happens(row.message)),
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
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    flow: FlowKey,
    compiled: &Compiled,
    at: Timestamp,
) -> Result<(), AppError> {
    let former = triggers::schedule_of(tx, flow)?;
    triggers::remove(tx, flow)?;
    let Some(trigger) = compiled.trigger() else { return Ok(()) };
    limits::set(tx, flow, trigger.concurrency.map(|limit| limit_of(&trigger.kind, limit)).as_ref())?;
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
        TriggerKind::Recurrence(recurrence) | TriggerKind::Poll(PollTrigger { recurrence, .. }) => {
            let is_plain = recurrence.sliding.is_none() && matches!(trigger.kind, TriggerKind::Recurrence(_));
            let members: &[&str] = if is_plain { &["recurrence"] } else { &["recurrence", "inputs"] };
            let said = members.iter().filter_map(|member| source(compiled, &trigger.name, member));
            let said = said.map(Value::to_json_string).collect::<Vec<_>>().join(" ");
            // A new version with the same schedule keeps its rhythm.
            let kept = former.filter(|former| former.recurrence == said);
            let schedule = match kept {
                Some(kept) => Some(kept),
                None => first(recurrence, at)?.map(|next_at| Schedule {
                    flow,
                    environment,
                    recurrence: said,
                    anchor: at,
                    next_at,
                    poll: Poll::default(),
                }),
            };
            if let Some(schedule) = schedule {
                triggers::set_schedule(tx, &schedule)?;
            }
        }
        TriggerKind::Request(_) | TriggerKind::Connector { .. } | TriggerKind::Opaque => {}
    }
    Ok(())
}

/// When the clock starts the flow for the first time.
///
/// # Errors
/// It is too far ahead. Source: the start time of a recurrence is at most 49 years ahead.
fn first(recurrence: &Recurrence, at: Timestamp) -> Result<Option<Timestamp>, AppError> {
    if recurrence.start_at(at.0).is_some_and(|start| Timestamp(start) > at.plus_millis(FARTHEST)) {
        let message = "The trigger's `startTime` is more than 49 years ahead.";
        return Err(AppError::invalid(message)
            .with_code(ErrorCode::FlowCannotTurnOn)
            .with_hint("Choose an earlier one."));
    }
    let found = match recurrence.sliding {
        Some(_) => recurrence.window_after(at.0, None).map(|window| window.looked_at),
        None => recurrence.next_after(at.0, at.0 - 1),
    };
    Ok(found.map(Timestamp))
}

/// What the store enforces. A tick of the clock that finds a single instance under way is skipped, and never waits.
fn limit_of(kind: &TriggerKind, limit: Concurrency) -> Limit {
    let never_waits = limit.is_single && matches!(kind, TriggerKind::Recurrence(_) | TriggerKind::Poll(_));
    Limit { runs: limit.runs, waiting: if never_waits { 0 } else { limit.waiting } }
}

/// A member of a trigger as it was saved, beside its inputs or among them.
fn source<'a>(compiled: &'a Compiled, name: &str, member: &str) -> Option<&'a Value> {
    let document = compiled.source.get("properties").unwrap_or(&compiled.source);
    let definition = document.get("definition").unwrap_or(document);
    let trigger = definition.get("triggers")?.get(name)?;
    trigger.get(member).or_else(|| trigger.get("inputs")?.get(member))
}
