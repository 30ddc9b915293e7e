//! What callers send about flows.

use app::flows::{Supposed, sharing::NewGrant};
use model::FlowId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use wdl::Value;

use crate::{error::ApiError, views::words::Tier};

/// What makes a flow.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFlow {
    /// What people read.
    name: String,
    /// A cloud flow's file (`clientdata`) or a bare definition, as JSON or as its text.
    #[schema(value_type = serde_json::Value)]
    definition: Value,
    /// Its id, where it has one already.
    id: Option<Uuid>,
}

impl From<NewFlow> for app::flows::NewFlow {
    fn from(new: NewFlow) -> Self {
        Self { name: new.name, definition: text_of(&new.definition), id: new.id.map(FlowId) }
    }
}

/// What changes a flow. What is absent stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlowChange {
    /// The new name.
    pub(crate) name: Option<String>,
    /// The new definition, as JSON or as its text.
    #[schema(value_type = Option<serde_json::Value>)]
    pub(crate) definition: Option<Value>,
}

impl FlowChange {
    /// The new definition as text.
    pub(crate) fn text(&self) -> Option<String> {
        self.definition.as_ref().map(text_of)
    }
}

/// For whom the identities of a flow's actions are asked.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SupposedParams {
    /// Who is taken to press the button, or to change the row: id or name. Identities that depend on it are then those of that person.
    invoker: Option<String>,
    /// Who is taken to own the row: id or name of a principal; a group is a team.
    row_owner: Option<String>,
}

impl From<SupposedParams> for Supposed {
    fn from(params: SupposedParams) -> Self {
        Self { invoker: params.invoker, row_owner: params.row_owner }
    }
}

/// A definition that comes as text is that text.
pub(crate) fn text_of(definition: &Value) -> String {
    definition.as_str().map_or_else(|| definition.to_json_string(), str::to_owned)
}

/// As what a flow is shared, until when, and why.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct GrantRequest {
    /// The tier.
    tier: Tier,
    /// When it ends; never, where that is not said.
    #[schema(format = DateTime)]
    ends_at: Option<String>,
    /// Why, in at most 200 characters.
    reason: Option<String>,
}

impl TryFrom<GrantRequest> for NewGrant {
    type Error = ApiError;

    fn try_from(new: GrantRequest) -> Result<Self, ApiError> {
        let ends_at = new.ends_at.map(|text| text.parse()).transpose();
        let ends_at =
            ends_at.map_err(|_| ApiError::bad_request("`endsAt` is an instant such as 2027-01-31T00:00:00Z."))?;
        Ok(Self { tier: new.tier.into(), ends_at, reason: new.reason })
    }
}

/// What a flow is started with.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunRequest {
    /// What its button asks for.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    pub(crate) inputs: Value,
}

/// A run that was accepted.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct StartedRun {
    /// Its id; absent where a condition of the trigger did not hold, so that no run started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) run: Option<Uuid>,
    /// What its Response action answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) response: Option<ResponseView>,
}

/// What a Response action answered.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResponseView {
    /// HTTP status.
    status_code: u16,
    /// The body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    body: Option<Value>,
}

impl From<engine::Reply> for ResponseView {
    fn from(reply: engine::Reply) -> Self {
        Self { status_code: reply.status, body: reply.body }
    }
}
