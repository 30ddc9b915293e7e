//! Child flows: a call of another flow of the environment starts one run of it, and its Response ends the call.
//!
//! The child's run is queued in the transaction that stores the call, so a call has exactly one, whatever crashes. What the child
//! answers is stored in the child's own transaction. A parent that only waits is let go of; the answer makes it due again.

use app::start::{Firing, Occasion, prepare_run};
use engine::{
    Awaited, Call, Entry, Outcome, Reply,
    journal::{decode_value, encode_value},
};
use model::{FlowId, RunId, StartKind, Timestamp};
use store::{
    StoreError, Tx, child_calls,
    child_calls::{Called, ChildCall},
    flows, runs,
};
use wdl::{Object, Value, definition::Kind};

use super::active::Active;
use crate::runtime::Runtime;

/// How many flows may call each other in a row. Turning on refuses circles; versions saved later are held by this.
const DEEPEST: i64 = 32;
/// How many milliseconds a parent waits for a child before it looks again by itself.
pub(crate) const LOOKS_AGAIN: i64 = 3_600_000;
/// The same while the parent is in memory.
pub(crate) const LOOKS_SOON: i64 = 2_000;

/// The run that called this one.
pub(crate) fn parent_of(trigger_inputs: &Value) -> Option<RunId> {
    trigger_inputs.get("parent")?.get("run")?.as_str()?.parse().ok()
}

/// The key of a call.
fn key(parent: RunId, call: &Call) -> ChildCall {
    ChildCall { parent, frame: call.place.frame, action: call.place.action.0, attempt: call.attempt }
}

/// Whether a call is of another flow.
pub(crate) fn is_child_call(active: &Active, call: &Call) -> bool {
    let action = active.prepared.flow.definition.action(call.place.action);
    matches!(action.map(|action| &action.kind), Some(Kind::ChildFlow(_)))
}

/// The calls of other flows that a run waits for.
pub(crate) fn waited_for(active: &Active) -> Vec<ChildCall> {
    let calls = active.run.outstanding_calls();
    calls.iter().filter(|call| is_child_call(active, call)).map(|call| key(active.id(), call)).collect()
}

/// Starts the child, or looks how one that was started came out. `None`: it has not answered yet.
pub(crate) fn perform(
    tx: &mut Tx<'_>,
    runtime: &Runtime,
    active: &Active,
    call: &Call,
    at: Timestamp,
) -> Result<Option<Outcome>, StoreError> {
    let (steward, environment) = (&runtime.0.steward, active.prepared.environment);
    let key = key(active.id(), call);
    let Some(Called { child, answer }) = child_calls::get(tx, &key)? else {
        return start(tx, runtime, active, call, &key, at);
    };
    let answered = |answer: &[u8]| {
        let plain = steward.plain_form(environment, child, answer)?;
        decode_value(&plain).map(outcome).map_err(|error| StoreError::corrupt("answer", error))
    };
    if let Some(answer) = answer {
        return answered(&answer).map(Some);
    }
    let is_gone = runs::get(tx, environment, child)?.is_none_or(|run| run.progress.status.is_final());
    if !is_gone {
        return Ok(None);
    }
    // It may have answered and ended between the two looks: the answer is stored with the end at the latest.
    match child_calls::get(tx, &key)?.and_then(|called| called.answer) {
        Some(answer) => answered(&answer).map(Some),
        None => Ok(Some(outcome(no_response(child)))),
    }
}

fn start(
    tx: &mut Tx<'_>,
    runtime: &Runtime,
    active: &Active,
    call: &Call,
    key: &ChildCall,
    at: Timestamp,
) -> Result<Option<Outcome>, StoreError> {
    let (prepared, failed) = (&active.prepared, |code, message| Ok(Some(Outcome::failed(code, message))));
    let Some(Kind::ChildFlow(called)) = prepared.flow.definition.action(call.place.action).map(|action| &action.kind)
    else {
        return failed("InternalError", "The call is of no flow.".to_owned());
    };
    let id = called.flow.parse::<FlowId>().ok();
    let found = match id {
        Some(id) => flows::by_id(tx, prepared.environment, id)?,
        None => None,
    };
    let Some(flow) = found else {
        let message = format!("The workflow with id '{}' could not be found in this environment.", called.flow);
        return failed("WorkflowNotFound", message);
    };
    let child = runtime.0.steward.prepared().get(tx, &flow)?;
    let trigger = child.flow.definition.trigger().map_or("manual", |trigger| &*trigger.name);
    if !flow.is_on {
        let message = format!(
            "Could not execute workflow '{}' trigger '{trigger}' with state 'Disabled': trigger is not enabled.",
            flow.id
        );
        return failed("WorkflowTriggerIsNotEnabled", message);
    }
    let depth = active.run.start().trigger_inputs.get("parent").and_then(|parent| parent.get("depth")?.as_int());
    let depth = depth.unwrap_or(0) + 1;
    if depth > DEEPEST {
        let message = format!("More than {DEEPEST} flows call each other; the flow '{}' was not started.", flow.name);
        return failed("NestedWorkflowTooDeep", message);
    }
    let parent = Object::from([
        ("run", Value::from(active.id().to_string())),
        ("flow", Value::from(prepared.id.to_string())),
        ("action", Value::from(prepared.flow.definition.action(call.place.action).map_or("", |action| &*action.name))),
        ("depth", Value::Int(depth)),
    ]);
    let member = |name: &str| call.inputs.get(name).filter(|value| !value.is_null()).cloned();
    let nothing = || Value::Object(Object::new());
    let outputs = Object::from([
        ("headers", member("headers").unwrap_or_else(nothing)),
        ("body", member("body").unwrap_or_else(nothing)),
    ]);
    let occasion = Occasion {
        trigger_inputs: Value::Object(Object::from([("parent", Value::Object(parent))])),
        awaited: Awaited::Parent,
        ..Occasion::new(StartKind::Button, Value::Object(outputs))
    };
    match prepare_run(tx, &runtime.0.steward, &flow, occasion, at)? {
        Firing::One(run) => {
            child_calls::insert(tx, key, run.row.id)?;
            run.queue(tx, None)?;
            Ok(None)
        }
        Firing::Each(_) => failed(
            "NestedWorkflowCannotAnswer",
            format!("The trigger of the flow '{}' starts several runs, so none of them could answer.", flow.name),
        ),
        Firing::Skipped(why) => {
            failed("TriggerConditionNotMet", format!("The flow '{}' was not started: {}", flow.name, why.message))
        }
        Firing::Failed(error) => failed("BadRequest", error.message),
    }
}

/// What a run tells the run that called it, if it has answered or ended in these entries.
pub(crate) fn answer(entries: &[Entry], child: RunId) -> Option<Value> {
    entries.iter().find_map(|entry| match entry {
        Entry::Replied(reply) => Some(replied(reply)),
        Entry::RunEnded { .. } => Some(no_response(child)),
        _ => None,
    })
}

/// The stored form of an answer.
pub(crate) fn encode(active: &Active, steward: &app::Steward, answer: &Value) -> Result<Vec<u8>, StoreError> {
    let prepared = &active.prepared;
    steward.stored_form(prepared.is_secure, prepared.environment, active.id(), encode_value(answer))
}

fn replied(reply: &Reply) -> Value {
    let mut headers = Object::new();
    for (name, value) in &reply.headers {
        headers.insert(name.as_str(), Value::from(value.as_str()));
    }
    let mut outputs =
        Object::from([("statusCode", Value::Int(i64::from(reply.status))), ("headers", Value::Object(headers))]);
    if let Some(body) = &reply.body {
        outputs.insert("body", body.clone());
    }
    Value::Object(outputs)
}

/// What stands in for the answer of a run that ended without one. Source: "NoResponse" of nested workflows.
fn no_response(child: RunId) -> Value {
    let message =
        format!("The server did not receive a response from an upstream server. Request tracking id '{child}'.");
    let error = Object::from([("code", Value::from("NoResponse")), ("message", Value::from(message))]);
    let body = Object::from([("error", Value::Object(error))]);
    Value::Object(Object::from([
        ("statusCode", Value::Int(502)),
        ("headers", Value::Object(Object::new())),
        ("body", Value::Object(body)),
    ]))
}

fn outcome(outputs: Value) -> Outcome {
    let status = outputs.get("statusCode").and_then(Value::as_int).and_then(|status| u16::try_from(status).ok());
    Outcome::answered(status.unwrap_or(502), outputs)
}
