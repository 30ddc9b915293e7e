//! What is decided about a trigger before there is a run.

use std::{cell::Cell, sync::Arc};

use model::{RunId, Timestamp};
use wdl::{
    Array, Instant, Template, Value,
    definition::{Trigger, TriggerKind, Webhook},
    limits,
};

use crate::{Awaited, ErrorInfo, Flow, Place, Run, Start, action, scope::RunScope, step::Stepper};

/// The most characters of a tracking id. Source: `x-ms-client-tracking-id`.
const TRACKING_ID: usize = 128;
/// How many mistakes of a body are told.
const TOLD: usize = 10;

/// Refuses a body that does not fit the schema of a request trigger with `EnableSchemaValidation`.
///
/// # Errors
/// `TriggerInputSchemaMismatch`, with what does not fit.
pub fn check_schema(flow: &Flow, trigger_outputs: &Value) -> Result<(), ErrorInfo> {
    let Some(Trigger { name, kind: TriggerKind::Request(request), .. }) = flow.definition.trigger() else {
        return Ok(());
    };
    if !request.validates || request.schema.is_null() {
        return Ok(());
    }
    let body = trigger_outputs.get("body").unwrap_or(&Value::Null);
    let mismatches = action::mismatches(body, &request.schema);
    if mismatches.is_empty() {
        return Ok(());
    }
    let told: Vec<&str> = mismatches.iter().take(TOLD).map(String::as_str).collect();
    let message = format!(
        "The input body for trigger '{name}' of type 'Request' did not match its schema definition. Error details: '{}'.",
        told.join(", ")
    );
    Err(ErrorInfo::new("TriggerInputSchemaMismatch", message))
}

/// The trigger's outputs for each run that one firing starts, where the trigger splits a list (`splitOn`): the body is the item, all
/// else stays. `None` where it does not split. No item, no run.
///
/// # Errors
/// `InvalidTemplate`: the expression cannot be evaluated, names no list, or one of more items than the trigger may split: 100,000, or
/// 100 where its concurrency is limited. Source: "Trigger multiple runs on an array".
pub fn split(flow: &Arc<Flow>, start: &Start) -> Result<Option<Vec<Value>>, ErrorInfo> {
    let Some(trigger) = flow.definition.trigger() else { return Ok(None) };
    let Some(split_on) = &trigger.split_on else { return Ok(None) };
    let invalid = |message: String| {
        let name = &trigger.name;
        ErrorInfo::new(
            "InvalidTemplate",
            format!("The trigger '{name}' could not start one run for each item: {message}"),
        )
    };
    let most = if trigger.concurrency.is_some() { limits::SPLIT_ITEMS_LIMITED } else { limits::SPLIT_ITEMS };
    let list = evaluate(flow, start, split_on).map_err(invalid)?;
    let items = match &list {
        Value::Null => &Array::default(),
        Value::Array(items) if items.len() <= most => items,
        Value::Array(items) => {
            return Err(invalid(format!("the list has {} items, and {most} is the most.", items.len())));
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
pub fn conditions_hold(flow: &Arc<Flow>, start: &Start) -> bool {
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

/// What joins a run with what others log of it: the trigger's `correlation`, else the caller's `x-ms-client-tracking-id`. `None` where
/// neither says anything, and for the run then its own id stands.
pub fn tracking_id(flow: &Arc<Flow>, start: &Start) -> Option<Arc<str>> {
    let computed = flow.definition.trigger().and_then(|trigger| trigger.tracking_id.as_ref());
    let computed = computed.and_then(|template| evaluate(flow, start, template).ok());
    let headers = start.trigger_outputs.get("headers").and_then(Value::as_object);
    let given = || headers?.get_ignore_case("x-ms-client-tracking-id").cloned();
    let id = computed.filter(|id| !id.is_null()).or_else(given)?.to_text();
    let id: String = id.trim().chars().filter(|letter| !letter.is_control()).take(TRACKING_ID).collect();
    (!id.is_empty()).then(|| id.into())
}

/// The instant that a trigger's `postponeuntil` names, if it names one.
pub fn postponed_until(flow: &Arc<Flow>, start: &Start, until: &Template) -> Option<Timestamp> {
    let value = evaluate(flow, start, until).ok().filter(|value| !value.is_null())?;
    let run = Run::new(flow.clone(), start.clone());
    let entropy = Cell::new(0);
    let scope = RunScope { run: &run, frame: 0, at: start.at, entropy: &entropy, callback: None };
    let ticks = wdl::function::apply("ticks", &[value], &scope, flow.profile).ok()?.as_int()?;
    Some(Timestamp((ticks - Instant::UNIX_EPOCH) / 10))
}

/// The requests of a webhook trigger, `{subscribe, unsubscribe}`, in which `listCallbackUrl()` is an address. Values of parameters are
/// those of now: there is no run yet.
///
/// # Errors
/// `InvalidTemplate`: an expression cannot be evaluated.
pub fn webhook_requests(
    flow: &Arc<Flow>,
    it: &Webhook,
    parameters: Value,
    address: &str,
    at: Timestamp,
) -> Result<Value, ErrorInfo> {
    let start = Start {
        id: RunId::default(),
        at,
        trigger_outputs: Value::Null,
        trigger_inputs: Value::Null,
        tracking_id: None,
        parameters,
        awaited: Awaited::Nobody,
    };
    evaluate_called_back(flow, &start, &it.inputs, Some(address.into()))
        .map_err(|message| ErrorInfo::new("InvalidTemplate", message))
}

/// The value of an expression over the trigger alone.
///
/// # Errors
/// Why it has none.
pub fn evaluate(flow: &Arc<Flow>, start: &Start, template: &Template) -> Result<Value, String> {
    evaluate_called_back(flow, start, template, None)
}

fn evaluate_called_back(
    flow: &Arc<Flow>,
    start: &Start,
    template: &Template,
    callback: Option<Arc<str>>,
) -> Result<Value, String> {
    let run = Run::new(flow.clone(), start.clone());
    let entropy = Cell::new(start.id.0.as_u128());
    let scope = RunScope { run: &run, frame: 0, at: start.at, entropy: &entropy, callback };
    template.evaluate(&scope, flow.profile).map_err(|error| error.message().to_owned())
}
