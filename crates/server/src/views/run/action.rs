//! Actions of runs.

use app::runs::{ActingView as Acting, ActionView as Action, AttemptView as Attempt, EchoView as Echo};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use wdl::Value;

use super::FailureView;
use crate::views::{
    Instant,
    principal::PrincipalChip,
    words::{ActingRule, ActionStatus},
};

/// The iteration of a loop.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct IterationView {
    /// The loop.
    #[serde(rename = "loop")]
    pub(crate) of: String,
    /// From 0.
    pub(crate) index: u32,
}

/// The connection that made a call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectionUsed {
    /// Its id.
    id: Uuid,
    /// What people call it; empty once it is gone.
    display_name: String,
    /// Its connector.
    connector: String,
    /// The version of its secret, from 1; absent where it has none, and where the history does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_version: Option<i64>,
}

/// Whose identity an action used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ActingView {
    /// Whose identity the target saw.
    principal: PrincipalChip,
    /// Whose connection made the call.
    connection: ConnectionUsed,
    /// The connection's principal, where the call was on behalf of another.
    #[serde(skip_serializing_if = "Option::is_none")]
    impersonator: Option<PrincipalChip>,
    /// Which line of the table decided.
    rule: ActingRule,
    /// The rule as a sentence.
    sentence: String,
}

impl From<Acting> for ActingView {
    fn from(acting: Acting) -> Self {
        Self {
            principal: acting.principal.into(),
            connection: ConnectionUsed {
                id: acting.connection.0,
                display_name: acting.connection_name,
                connector: acting.connector,
                secret_version: Some(acting.secret_version).filter(|version| *version != 0),
            },
            impersonator: acting.impersonator.map(PrincipalChip::from),
            sentence: acting.rule.sentence().to_owned(),
            rule: acting.rule.into(),
        }
    }
}

/// Whom a row names since a call has made or changed it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EchoView {
    /// Who owns it: a user or a team.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<PrincipalChip>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<PrincipalChip>,
    /// Who made it on behalf of that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    created_on_behalf_by: Option<PrincipalChip>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_by: Option<PrincipalChip>,
    /// Who changed it last on behalf of that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_on_behalf_by: Option<PrincipalChip>,
    /// Whether it was changed last by whom the call was made as, on behalf by whom the call was made.
    matches: bool,
}

impl From<Echo> for EchoView {
    fn from(echo: Echo) -> Self {
        Self {
            owner: echo.owner.map(PrincipalChip::from),
            created_by: echo.created_by.map(PrincipalChip::from),
            created_on_behalf_by: echo.created_on_behalf_by.map(PrincipalChip::from),
            modified_by: echo.modified_by.map(PrincipalChip::from),
            modified_on_behalf_by: echo.modified_on_behalf_by.map(PrincipalChip::from),
            matches: echo.matches,
        }
    }
}

/// One attempt of a call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AttemptView {
    /// From 1.
    number: u32,
    /// When it began.
    started_at: Instant,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Instant>,
    /// How it ended.
    code: String,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// As whom it was made, where it came to that.
    #[serde(skip_serializing_if = "Option::is_none")]
    acting: Option<ActingView>,
    /// Whom the target says that it saw, where it tells: our own tables do, in the row.
    #[serde(skip_serializing_if = "Option::is_none")]
    echo: Option<EchoView>,
}

impl From<Attempt> for AttemptView {
    fn from(view: Attempt) -> Self {
        let attempt = view.attempt;
        Self {
            acting: view.acting.map(ActingView::from),
            echo: view.echo.map(EchoView::from),
            number: attempt.number,
            started_at: attempt.started_at.into(),
            ended_at: attempt.ended_at.map(Instant::from),
            code: attempt.code,
            message: attempt.message,
        }
    }
}

/// A side of an action.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Side {
    /// What it was told.
    Inputs,
    /// What it made.
    Outputs,
}

/// An action of a run, in one iteration of the loops around it.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActionView {
    /// Its name.
    name: String,
    /// Its type.
    #[serde(rename = "type")]
    type_name: String,
    /// Where it stands.
    status: ActionStatus,
    /// The platform's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// When it began.
    started_at: Instant,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Instant>,
    /// How long it took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<u64>,
    /// What it was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    inputs: Option<Value>,
    /// What it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    outputs: Option<Value>,
    /// What the flow tracks of it (`trackedProperties`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    tracked_properties: Option<Value>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FailureView>,
    /// The iterations it is in, outermost first.
    path: Vec<IterationView>,
    /// How many iterations a loop has begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    iterations: Option<u32>,
    /// The first iterations of a loop that did not end well: numbers from 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    failed_iterations: Vec<u32>,
    /// How many actions are directly inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    children: Option<usize>,
    /// The action that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    /// In which branch of it, where it has several: `actions`, `else`, `default` or a case's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<String>,
    /// Whose identity was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    acting: Option<ActingView>,
    /// Attempts of a call, the last one included.
    attempts: Vec<AttemptView>,
    /// What the flow keeps out of the history.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    secured: Vec<Side>,
}

impl From<Action> for ActionView {
    fn from(action: Action) -> Self {
        let micros = action.micros();
        let unfinished = if action.record.is_waiting { ActionStatus::Waiting } else { ActionStatus::Running };
        let is_loop = matches!(action.type_name.to_ascii_lowercase().as_str(), "foreach" | "until");
        Self {
            name: action.name,
            type_name: action.type_name,
            status: action.record.status.map_or(unfinished, ActionStatus::from),
            code: Some(action.record.code.into_owned()).filter(|code| !code.is_empty()),
            started_at: action.record.started_at.into(),
            ended_at: action.record.ended_at.map(Instant::from),
            duration_ms: micros.map(|micros| micros / 1_000),
            inputs: action.record.inputs.filter(|inputs| !inputs.is_null()),
            outputs: action.record.outputs,
            error: action.record.error.map(FailureView::from),
            path: action.path.into_iter().map(|(of, index)| IterationView { of, index }).collect(),
            iterations: is_loop.then_some(action.record.iterations),
            children: Some(action.children).filter(|children| *children > 0),
            parent: action.parent,
            branch: action.branch,
            failed_iterations: action.record.failed_iterations,
            tracked_properties: action.record.tracked,
            acting: action.acting.map(ActingView::from),
            attempts: action.attempts.into_iter().map(AttemptView::from).collect(),
            secured: action
                .secured
                .into_iter()
                .map(|side| if side == "inputs" { Side::Inputs } else { Side::Outputs })
                .collect(),
        }
    }
}
