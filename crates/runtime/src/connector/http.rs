//! The `Http` action, and the requests of others.

use std::sync::Arc;

use connectors::http::Answer;
use engine::{Asks, Call, Outcome};
use wdl::{Object, Value};

use crate::{run::active::Active, runtime::Runtime};

/// A call, with what its action says about it.
pub(crate) struct Told {
    call: Call,
    minimum_items: Option<u32>,
    in_chunks: bool,
}

impl Told {
    /// The call with the headers that say who makes it.
    pub(crate) fn of(active: &Active, mut call: Call) -> Self {
        let action = active.prepared.flow.definition.action(call.place.action);
        let is_silent = action.is_some_and(|action| action.options.has("SuppressWorkflowHeaders"));
        if !is_silent && let Some(inputs) = call.inputs.as_object() {
            call.inputs = Value::Object(with_headers(inputs, workflow_headers(active, &call)));
        }
        let in_chunks = action.is_some_and(|action| action.options.in_chunks);
        Self { call, minimum_items: action.and_then(|action| action.options.minimum_items), in_chunks }
    }
}

/// Makes the call and says how it ended.
pub(crate) async fn call(runtime: &Runtime, told: Told) -> Outcome {
    let Told { call, minimum_items, in_chunks } = told;
    #[cfg(test)]
    if let Some(outcome) = crate::simulation::world::called(&call) {
        return outcome.await;
    }
    let http = &runtime.0.http;
    let mut answered = match &call.what {
        Asks::Poll(address) => http.poll(&call.inputs, address).await,
        _ if in_chunks => http.call_in_chunks(&call.inputs, &call.idempotency_key).await,
        _ => http.call(&call.inputs, &call.idempotency_key).await,
    };
    if let (Ok(first), Some(minimum)) = (&answered, minimum_items) {
        answered = http.read_on(&call.inputs, first.clone(), minimum as usize).await;
    }
    match answered {
        Ok(Answer { status, outputs, retry_after, poll, .. }) => {
            Outcome { retry_after, poll: poll.map(Arc::from), ..Outcome::answered(status, outputs) }
        }
        Err(failure) => Outcome { may_retry: failure.may_retry, ..Outcome::failed(failure.code, failure.message) },
    }
}

/// Inputs with more headers, but for those that the action sets itself.
fn with_headers(inputs: &Object, more: Vec<(&'static str, String)>) -> Object {
    let mut headers = inputs.get("headers").and_then(Value::as_object).cloned().unwrap_or_default();
    for (name, value) in more {
        if headers.get_ignore_case(name).is_none() {
            headers.insert(name, Value::from(value));
        }
    }
    let mut inputs = inputs.clone();
    inputs.insert("headers", Value::Object(headers));
    inputs
}

/// Which flow, run and action call. Source: headers of outbound calls.
fn workflow_headers(active: &Active, call: &Call) -> Vec<(&'static str, String)> {
    let (prepared, run) = (&active.prepared, active.id().to_string());
    let name = |action| prepared.flow.definition.action(action).map_or("", |action| &*action.name);
    let caller = active.run.start().trigger_outputs.get("headers").and_then(Value::as_object);
    let tracking = caller.and_then(|headers| headers.get_ignore_case("x-ms-client-tracking-id")?.as_str());
    let mut headers = vec![
        ("x-ms-workflow-id", prepared.id.to_string()),
        ("x-ms-workflow-version", prepared.version.to_string()),
        ("x-ms-workflow-name", prepared.name.clone()),
        ("x-ms-workflow-run-id", run.clone()),
        ("x-ms-workflow-run-tracking-id", run.clone()),
        ("x-ms-workflow-operation-name", name(call.place.action).to_owned()),
        ("x-ms-client-tracking-id", tracking.map_or(run, str::to_owned)),
        ("x-ms-action-tracking-id", call.idempotency_key.clone()),
    ];
    if let Some((of, index)) = active.run.path(call.place).last() {
        headers.push(("x-ms-workflow-repeatitem-scope-name", name(*of).to_owned()));
        headers.push(("x-ms-workflow-repeatitem-index", index.to_string()));
    }
    headers.iter().map(|(name, value)| (*name, plain(value))).collect()
}

/// A text as a header can hold it: what is not plain is percent-encoded.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' '..=b'~' if byte != b'%' => plain.push(char::from(byte)),
            _ => plain.push_str(&format!("%{byte:02X}")),
        }
    }
    plain
}
