//! `Workflow`: runs another flow of the environment and waits for its answer.

use std::sync::Arc;

use super::{RetryPolicy, http, read::Reader};
use crate::{Template, Value};

/// `inputs = {host: {workflowReferenceName}, body?, headers?, retryPolicy?}`
#[derive(Clone, Debug)]
pub struct ChildFlow {
    /// The called flow's id (`host.workflowReferenceName`), as spelled.
    pub flow: Arc<str>,
    /// All inputs but the retry policy.
    pub inputs: Template,
    /// Retries. Each starts a run of its own, so there are none unless the file asks for them.
    pub retry: RetryPolicy,
}

/// `None` where the action is another, or the called flow is not named by its id, as in other kinds of files.
pub(super) fn read_if(type_name: &str, reader: &mut Reader, inputs: Option<&Value>) -> Option<ChildFlow> {
    if type_name != "workflow" {
        return None;
    }
    let flow = inputs?.get("host")?.get("workflowReferenceName")?.as_str()?.trim();
    if flow.is_empty() || flow.contains('@') {
        return None;
    }
    let members = inputs.and_then(Value::as_object).cloned().unwrap_or_default();
    let told = members
        .iter()
        .filter(|(name, _)| &***name != "retryPolicy")
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Some(reader.at("inputs", |reader| ChildFlow {
        flow: flow.into(),
        inputs: reader.parse_template(&Value::Object(told)),
        retry: http::read_retry(reader, inputs).unwrap_or(RetryPolicy::None),
    }))
}
