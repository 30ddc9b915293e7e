//! Runs and their actions.

mod action;

use app::runs::{RunDetail as Detail, RunSummary as Summary};
use engine::{ErrorInfo, Reply};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use wdl::{Object, Value};

pub(crate) use action::{ActionView, IterationView};

use super::{
    Instant,
    firing::CorrelationView,
    principal::PrincipalChip,
    words::{RunAs, RunStatus, StartKind},
};

/// The flow of a run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct FlowOfRun {
    /// Its id.
    id: Uuid,
    /// Its name.
    name: String,
}

/// A run as lists show it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunView {
    /// Its id.
    pub(crate) id: Uuid,
    /// Its flow.
    flow: FlowOfRun,
    /// The flow's version, to which it is pinned.
    version: u32,
    /// Where it stands.
    status: RunStatus,
    /// What started it.
    start: StartKind,
    /// Who caused it; the clock is nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    started_by: Option<PrincipalChip>,
    /// When it was accepted.
    started_at: Instant,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Instant>,
    /// How long it took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<u64>,
    /// The platform's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// Whose identities its actions have used.
    acting_identities: Vec<PrincipalChip>,
    /// The run that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    resubmit_of: Option<Uuid>,
}

impl From<Summary> for RunView {
    fn from(run: Summary) -> Self {
        Self {
            id: run.id.0,
            flow: FlowOfRun { id: run.flow.0, name: run.flow_name },
            version: run.version,
            status: run.status.into(),
            start: run.start.into(),
            started_by: run.started_by.map(PrincipalChip::from),
            started_at: run.started_at.into(),
            ended_at: run.ended_at.map(Instant::from),
            duration_ms: run.ended_at.map(|ended| ended.micros_since(run.started_at) / 1_000),
            code: run.code,
            message: run.message,
            acting_identities: run.acting.into_iter().map(PrincipalChip::from).collect(),
            resubmit_of: run.resubmit_of.map(|run| run.0),
        }
    }
}

/// What a run began with.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct TriggerOfRun {
    /// The trigger's name.
    name: String,
    /// What it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    inputs: Option<Value>,
    /// What it gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    outputs: Option<Value>,
}

/// What was frozen when the run started, and decides whose identity its actions use.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FactsView {
    /// Who caused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    invoker: Option<PrincipalChip>,
    /// Who owned the row that fired the trigger.
    #[serde(skip_serializing_if = "Option::is_none")]
    row_owner: Option<PrincipalChip>,
    /// The principal of the trigger's connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger_connection: Option<PrincipalChip>,
    /// The trigger's run as.
    #[serde(skip_serializing_if = "Option::is_none")]
    run_as: Option<RunAs>,
}

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct FailureView {
    /// The platform's code.
    pub(crate) code: String,
    /// What people read.
    message: String,
}

impl From<ErrorInfo> for FailureView {
    fn from(error: ErrorInfo) -> Self {
        Self { code: error.code.to_string(), message: error.message }
    }
}

/// A run with what it started with.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunDetail {
    #[serde(flatten)]
    view: RunView,
    /// The name of its environment.
    environment: String,
    /// What it began with.
    trigger: TriggerOfRun,
    /// What joins it with what others log of it.
    correlation: CorrelationView,
    /// Who decides about identities.
    facts: FactsView,
    /// What its caller was answered: status, headers, body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    response: Option<Value>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FailureView>,
    /// Whether the caller may cancel it now.
    may_cancel: bool,
    /// Whether the caller may resubmit it.
    may_resubmit: bool,
    /// How many actions have begun or were skipped.
    actions: usize,
}

impl RunDetail {
    pub(crate) fn new(run: Detail, environment: String) -> Self {
        let error = match (&run.summary.code, &run.summary.message) {
            (Some(code), Some(message)) => Some(FailureView { code: code.clone(), message: message.clone() }),
            _ => None,
        };
        let correlation = CorrelationView { client_tracking_id: run.tracking_id.clone() };
        let (may_cancel, may_resubmit, actions) = (run.may_cancel, run.may_resubmit, run.actions);
        let response = run.reply.clone().map(response);
        let (view, trigger, facts) = began_with(run);
        Self { environment, correlation, response, error, may_cancel, may_resubmit, actions, view, trigger, facts }
    }
}

/// A run as lists show it, with what it began with.
pub(super) fn began_with(run: Detail) -> (RunView, TriggerOfRun, FactsView) {
    let trigger = TriggerOfRun { name: run.trigger, inputs: run.trigger_inputs, outputs: run.trigger_outputs };
    let facts = FactsView {
        invoker: run.invoker.map(PrincipalChip::from),
        row_owner: run.row_owner.map(PrincipalChip::from),
        trigger_connection: run.trigger_connection.map(PrincipalChip::from),
        run_as: run.run_as.map(RunAs::from),
    };
    (run.summary.into(), trigger, facts)
}

fn response(reply: Reply) -> Value {
    let mut headers = Object::new();
    for (name, value) in reply.headers {
        headers.insert(name, Value::from(value));
    }
    let mut response = Object::from([("statusCode", Value::Int(i64::from(reply.status)))]);
    response.insert("headers", Value::Object(headers));
    if let Some(body) = reply.body {
        response.insert("body", body);
    }
    Value::Object(response)
}
