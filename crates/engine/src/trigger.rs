//! What is decided about a trigger before there is a run.

use std::cell::Cell;

use model::{RunId, Timestamp};
use wdl::{Array, Instant, Template, Value, definition::Webhook, limits};

use crate::{ErrorInfo, Flow, Place, Run, Start, action, scope::RunScope, step::Stepper};

/// The trigger's outputs for each run that one firing starts, where the trigger splits a list (`splitOn`): the body is the item, all
/// else stays. `None` where it does not split. No item, no run.
///
/// # Errors
/// `InvalidTemplate`: the expression cannot be evaluated, names no list, or one of more than 100,000 items.
/// Source: "Trigger multiple runs on an array".
pub fn split(flow: &std::sync::Arc<Flow>, start: &Start) -> Result<Option<Vec<Value>>, ErrorInfo> {
    let Some(trigger) = flow.definition.trigger() else { return Ok(None) };
    let Some(split_on) = &trigger.split_on else { return Ok(None) };
    let run = Run::new(flow.clone(), start.clone());
    let entropy = Cell::new(0);
    let scope = RunScope { run: &run, frame: 0, at: start.at, entropy: &entropy, callback: None };
    let invalid = |message: String| {
        let name = &trigger.name;
        ErrorInfo::new(
            "InvalidTemplate",
            format!("The trigger '{name}' could not start one run for each item: {message}"),
        )
    };
    let list = split_on.evaluate(&scope, flow.profile).map_err(|error| invalid(error.message().to_owned()))?;
    let items = match &list {
        Value::Null => &Array::default(),
        Value::Array(items) if items.len() <= limits::SPLIT_ITEMS => items,
        Value::Array(items) => {
            return Err(invalid(format!(
                "the list has {} items, and {} is the most.",
                items.len(),
                limits::SPLIT_ITEMS
            )));
        }
        other => {
            let text = format!("its 'splitOn' must be a list and is of type '{}'.", other.type_name());
            return Err(invalid(text));
        }
    };
    let outputs = start.trigger_outputs.as_object().cloned().unwrap_or_default();
    let with_body = |item: &Value| {
        let mut outputs = outputs.clone();
        outputs.insert("body", item.clone());
        Value::Object(outputs)
    };
    Ok(Some(items.iter().map(with_body).collect()))
}

/// Whether all conditions of the trigger hold. One that cannot be evaluated does not hold.
pub fn conditions_hold(flow: &std::sync::Arc<Flow>, start: &Start) -> bool {
    let Some(trigger) = flow.definition.trigger() else { return true };
    if trigger.conditions.is_empty() {
        return true;
    }
    let mut run = Run::new(flow.clone(), start.clone());
    let at = start.at;
    let stepper = Stepper::before_start(&mut run, at);
    let place = Place { frame: 0, action: wdl::definition::ActionIx(u16::MAX) };
    trigger.conditions.iter().all(|condition| action::holds(&stepper, place, condition).unwrap_or(false))
}

/// The instant that a trigger's `postponeuntil` names, if it names one.
pub fn postponed_until(flow: &std::sync::Arc<Flow>, start: &Start, until: &Template) -> Option<Timestamp> {
    let run = Run::new(flow.clone(), start.clone());
    let entropy = Cell::new(0);
    let scope = RunScope { run: &run, frame: 0, at: start.at, entropy: &entropy, callback: None };
    let value = until.evaluate(&scope, flow.profile).ok().filter(|value| !value.is_null())?;
    let ticks = wdl::function::apply("ticks", &[value], &scope, flow.profile).ok()?.as_int()?;
    Some(Timestamp((ticks - Instant::UNIX_EPOCH) / 10))
}

/// The requests of a webhook trigger, `{subscribe, unsubscribe}`, in which `listCallbackUrl()` is an address. Values of parameters are
/// those of now: there is no run yet.
///
/// # Errors
/// `InvalidTemplate`: an expression cannot be evaluated.
pub fn webhook_requests(
    flow: &std::sync::Arc<Flow>,
    it: &Webhook,
    parameters: Value,
    address: &str,
    at: Timestamp,
) -> Result<Value, ErrorInfo> {
    let (trigger_outputs, trigger_inputs) = (Value::Null, Value::Null);
    let start = Start { id: RunId::default(), at, trigger_outputs, trigger_inputs, parameters, is_awaited: false };
    let run = Run::new(flow.clone(), start);
    let entropy = Cell::new(0);
    let scope = RunScope { run: &run, frame: 0, at, entropy: &entropy, callback: Some(address.into()) };
    it.inputs.evaluate(&scope, flow.profile).map_err(|error| ErrorInfo::new("InvalidTemplate", error.message()))
}
