//! Environment variables.

use model::EnvironmentVariable;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::VariableKind;

/// An environment variable.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VariableView {
    /// Its name in files.
    pub(crate) schema_name: String,
    /// What people read.
    display_name: String,
    /// Its type.
    #[serde(rename = "type")]
    kind: VariableKind,
    /// What holds where no value is set, as text. Never shown for secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<String>,
    /// The environment's own value, as text. Never shown for secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// Whether a value is in force.
    is_set: bool,
}

impl From<EnvironmentVariable> for VariableView {
    fn from(variable: EnvironmentVariable) -> Self {
        let is_set = variable.effective().is_some();
        let shown = |text: Option<String>| text.filter(|_| variable.kind != model::VariableKind::Secret);
        Self {
            kind: variable.kind.into(),
            default_value: shown(variable.default_value),
            value: shown(variable.value),
            is_set,
            schema_name: variable.schema_name,
            display_name: variable.display_name,
        }
    }
}

/// A value for an environment variable.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValueRequest {
    /// The value as text; null takes it back, so that the default holds.
    pub(crate) value: Option<String>,
}
