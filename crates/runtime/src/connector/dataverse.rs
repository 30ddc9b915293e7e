//! The Dataverse connector: operations on our own tables. Source: operations of `shared_commondataserviceforapps`.

use app::rows::{self, RowAnswer, RowRequest};
use engine::{Call, Outcome};
use model::Timestamp;
use store::{StoreError, Tx};
use tables::ODataError;
use wdl::{Object, Value};

use crate::{context::acting_as::Context, runtime::Runtime};

/// Performs an operation as the call's identity. What it changed is undone if it fails; the failure itself is the call's result.
pub(crate) fn perform(
    tx: &mut Tx<'_>,
    runtime: &Runtime,
    context: &Context,
    call: &Call,
    at: Timestamp,
) -> Result<Outcome, StoreError> {
    let acting = Some(context.acting.clone());
    if !context.connection.connector.is_dataverse() {
        let message = format!("Steward has no connector `{}` to make this call with.", context.connection.connector);
        return Ok(Outcome::failed("ConnectorNotAvailable", message).acting_as(acting));
    }
    let Some(request) = RowRequest::of_operation(&context.action.operation, &call.inputs) else {
        let message = format!(
            "The connector `{}` has no operation `{}` here.",
            context.connection.connector, context.action.operation
        );
        return Ok(Outcome::failed("WorkflowOperationInputsApiOperationNotFound", message).acting_as(acting));
    };
    let (steward, environment, caller) = (&runtime.0.steward, context.connection.environment, &context.caller);
    let done = tx.nested(|tx| {
        let mut perform = |request: &RowRequest| match rows::perform(tx, steward, environment, caller, request, at) {
            Ok(answer) => Ok(answer),
            Err(rows::RowError::Refused(error)) => Err(Undone::Refused(error)),
            Err(rows::RowError::Store(error)) => Err(Undone::Store(error)),
        };
        match context.minimum_items.filter(|_| has_pages(&request)) {
            Some(minimum) => read_on(request, minimum as usize, &mut perform),
            None => perform(&request),
        }
    });
    match done {
        Ok(answer) => Ok(succeeded(answer).acting_as(acting)),
        Err(Undone::Refused(error)) => Ok(failed(&error).acting_as(acting)),
        Err(Undone::Store(error)) => Err(error),
    }
}

/// Whether what is asked for is a list that is read page by page. One in FetchXML says itself which page it is.
fn has_pages(request: &RowRequest) -> bool {
    matches!(request, RowRequest::List { options, .. } if options.iter().all(|(name, _)| name != "fetchXml"))
}

/// Reads the pages of a list until there are at least so many rows or no more. Source: pagination policy.
fn read_on(
    mut request: RowRequest,
    minimum: usize,
    perform: &mut dyn FnMut(&RowRequest) -> Result<RowAnswer, Undone>,
) -> Result<RowAnswer, Undone> {
    let mut all: Vec<Value> = Vec::new();
    loop {
        let (value, next) = match perform(&request)? {
            RowAnswer::Rows { value, next, .. } => (value, next),
            other => return Ok(other),
        };
        all.extend(value.as_array().into_iter().flat_map(|rows| rows.iter().cloned()));
        let RowRequest::List { options, .. } = &mut request else { break };
        let Some(next) = next.filter(|_| all.len() < minimum) else { break };
        options.retain(|(name, _)| name != "$skiptoken");
        options.push(("$skiptoken".to_owned(), next));
    }
    Ok(RowAnswer::Rows { value: Value::from(all), next: None, count: None })
}

enum Undone {
    Refused(ODataError),
    Store(StoreError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn succeeded(answer: RowAnswer) -> Outcome {
    let (status, code, body) = match answer {
        RowAnswer::Created(row) => (201, "Created", Some(row)),
        RowAnswer::Row(row) => (200, "OK", Some(row)),
        RowAnswer::Rows { value, next, count } => {
            let mut body = Object::from([("value", value)]);
            if let Some(count) = count {
                body.insert("@odata.count", Value::Int(count));
            }
            if let Some(next) = next {
                body.insert("@odata.nextLink", Value::from(next));
            }
            (200, "OK", Some(Value::Object(body)))
        }
        RowAnswer::Deleted => (204, "NoContent", None),
    };
    let headers = Object::from([("Content-Type", Value::from("application/json; odata.metadata=full"))]);
    let mut outputs = Object::from([("statusCode", Value::Int(status)), ("headers", Value::Object(headers))]);
    if let Some(body) = body {
        outputs.insert("body", body);
    }
    Outcome::succeeded(code, Value::Object(outputs))
}

fn failed(error: &ODataError) -> Outcome {
    let outputs = Object::from([("statusCode", Value::Int(i64::from(error.status()))), ("body", error.to_value())]);
    let code = engine::code_of_status(error.status());
    let mut outcome = Outcome::failed(code, error.to_string()).with_outputs(Value::Object(outputs));
    if let Some(info) = &mut outcome.error {
        info.code = error.code().into();
    }
    outcome
}
