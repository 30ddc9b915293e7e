//! Flows.

mod access;
mod changes;
mod detail;
mod request;

use app::flows::{FlowSummary, Startable, TriggerView as Trigger};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use wdl::Value;

pub(crate) use access::{
    AccessParams, FlowAccess, MissingConnection, RunOnlyConnection, RunOnlyReport, RunOnlyRequest,
};
pub(crate) use changes::FlowChanges;
pub(crate) use detail::{FlowDetail, FlowVersion, GrantView, IdentityView, ReferenceUse};
pub(crate) use request::{
    FlowChange, GrantRequest, NewFlow, ResponseView, RunRequest, StartedRun, SupposedParams, text_of,
};

use super::{
    Instant,
    principal::PrincipalChip,
    words::{FlowAction, RunStatus, Tier},
};

/// Whether a flow's trigger is active.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum FlowState {
    /// It is.
    On,
    /// It is not.
    Off,
}

/// What starts a flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct TriggerView {
    /// Its name in the definition.
    name: String,
    /// Its type in the definition.
    #[serde(rename = "type")]
    type_name: String,
    /// In words.
    summary: String,
}

impl From<Trigger> for TriggerView {
    fn from(view: Trigger) -> Self {
        Self { name: view.name, type_name: view.type_name, summary: view.summary }
    }
}

/// The newest run of a flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LastRun {
    /// Its id.
    pub(crate) id: Uuid,
    /// Where it stands.
    pub(crate) status: RunStatus,
    /// When it was accepted.
    pub(crate) started_at: Instant,
}

/// A flow as lists show it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FlowView {
    /// Its id.
    pub(crate) id: Uuid,
    /// What people read.
    pub(crate) name: String,
    /// The name of its environment.
    environment: String,
    /// Whether its trigger is active.
    state: FlowState,
    /// Why it is off, where something other than a person's wish keeps it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    off_reason: Option<String>,
    /// What starts it.
    trigger: TriggerView,
    /// The one owner that is named first.
    primary_owner: PrincipalChip,
    /// How many owners it has, the primary one included.
    owners: usize,
    /// The caller's tier; nothing for administrators who own no share.
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<Tier>,
    /// What the caller may do with it.
    may: Vec<FlowAction>,
    /// The number of its current version.
    published_version: u32,
    /// The connectors that it uses.
    connectors: Vec<String>,
    /// The solution that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    solution: Option<String>,
    /// Its newest run, for those who may see runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_run: Option<LastRun>,
    /// When it was last changed.
    modified_at: Instant,
}

impl From<FlowSummary> for FlowView {
    fn from(flow: FlowSummary) -> Self {
        Self {
            id: flow.id.0,
            name: flow.name,
            environment: flow.environment,
            state: if flow.is_on { FlowState::On } else { FlowState::Off },
            off_reason: flow.off_reason,
            trigger: flow.trigger.into(),
            primary_owner: flow.primary_owner.into(),
            owners: flow.owners,
            tier: flow.tier.map(Tier::from),
            may: flow.may.into_iter().map(FlowAction::from).collect(),
            published_version: flow.version,
            connectors: flow.connectors.iter().map(ToString::to_string).collect(),
            solution: flow.solution,
            last_run: flow.last_run.map(|(id, status, at)| LastRun {
                id: id.0,
                status: status.into(),
                started_at: at.into(),
            }),
            modified_at: flow.modified_at.into(),
        }
    }
}

/// A flow that the caller may start.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct StartableView {
    /// Its id.
    pub(crate) id: Uuid,
    /// What people read.
    pub(crate) name: String,
    /// Its button.
    trigger: TriggerView,
    /// The JSON schema of what it asks for.
    #[schema(value_type = serde_json::Value)]
    inputs: Value,
    /// What the caller has to connect before.
    #[serde(rename = "missingConnections")]
    missing_connections: Vec<MissingConnection>,
}

impl From<Startable> for StartableView {
    fn from(flow: Startable) -> Self {
        let summary = "When somebody starts it".to_owned();
        let trigger = TriggerView { name: flow.trigger, type_name: "Request".to_owned(), summary };
        let missing_connections = flow.missing.into_iter().map(MissingConnection::from).collect();
        Self { id: flow.id.0, name: flow.name, trigger, inputs: flow.inputs, missing_connections }
    }
}
