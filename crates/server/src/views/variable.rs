//! Environment variables.

use app::variables::VariableView as Variable;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{UsedBy, words::VariableKind};

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
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Whether the platform insists on a value.
    required: bool,
    /// What holds where no value is set, as text. Never shown for secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<String>,
    /// The environment's own value, as text. Never shown for secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// Whether a value is in force.
    is_set: bool,
    /// The flows that read it, as far as the caller may know of them.
    used_by: Vec<UsedBy>,
}

impl From<Variable> for VariableView {
    fn from(Variable { variable, used_by }: Variable) -> Self {
        let is_set = variable.effective().is_some();
        let shown = |text: Option<String>| text.filter(|_| variable.kind != model::VariableKind::Secret);
        Self {
            kind: variable.kind.into(),
            default_value: shown(variable.default_value),
            value: shown(variable.value),
            is_set,
            used_by: used_by.into_iter().map(UsedBy::from).collect(),
            description: variable.description,
            required: variable.required,
            schema_name: variable.schema_name,
            display_name: variable.display_name,
        }
    }
}

/// What makes an environment variable.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewVariable {
    /// Its name in files, with a publisher's prefix.
    #[schema(example = "contoso_Limit")]
    schema_name: String,
    /// What people read.
    display_name: String,
    /// What it is for.
    description: Option<String>,
    /// Its type, which never changes.
    #[serde(rename = "type")]
    kind: VariableKind,
    /// What holds where no value is set, as text. Of a secret, where it is kept.
    default_value: Option<String>,
    /// Whether the platform insists on a value.
    #[serde(default)]
    required: bool,
    /// The connector whose data a data source names.
    connector: Option<String>,
    /// Which parameter of that connector it is.
    parameter_key: Option<String>,
    /// The solution that it becomes part of.
    solution: Option<String>,
}

impl From<NewVariable> for app::variables::NewVariable {
    fn from(new: NewVariable) -> Self {
        Self {
            schema_name: new.schema_name,
            display_name: new.display_name,
            description: new.description,
            kind: new.kind.into(),
            default_value: new.default_value,
            required: new.required,
            connector: new.connector,
            parameter_key: new.parameter_key,
            solution: new.solution,
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
