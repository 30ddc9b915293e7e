//! Roles that an environment makes for itself.

use app::custom_roles::CustomRoleView as View;
use serde::{Deserialize, Serialize};
use store::custom_roles::CustomRole;
use utoipa::ToSchema;

use super::principal::PrincipalChip;

/// A custom role.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct CustomRoleView {
    /// Unique in the environment.
    name: String,
    /// What it is for.
    description: String,
    /// What its members may do, by name.
    #[schema(example = json!(["flow.seeRuns", "flow.resubmit"]))]
    privileges: Vec<String>,
    /// Who has it directly.
    members: Vec<PrincipalChip>,
}

impl From<View> for CustomRoleView {
    fn from(view: View) -> Self {
        Self {
            name: view.role.name,
            description: view.role.description,
            privileges: view.role.privileges,
            members: view.members.into_iter().map(PrincipalChip::from).collect(),
        }
    }
}

/// What a custom role is to allow.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomRoleRequest {
    /// What it is for.
    #[serde(default)]
    description: String,
    /// What its members may do, by name.
    privileges: Vec<String>,
}

impl CustomRoleRequest {
    pub(crate) fn named(self, name: String) -> CustomRole {
        CustomRole { name, description: self.description, privileges: self.privileges }
    }
}
