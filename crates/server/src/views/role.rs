//! Security roles.

use app::roles::RoleView as Role;
use model::Privilege;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    principal::PrincipalChip,
    words::{Depth, Verb},
};

/// One line of a security role.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrivilegeView {
    /// What may be done.
    verb: Verb,
    /// The table's logical name; `*` is every table.
    table: String,
    /// How far it reaches.
    depth: Depth,
}

impl From<Privilege> for PrivilegeView {
    fn from(privilege: Privilege) -> Self {
        Self { verb: privilege.verb.into(), table: privilege.table, depth: privilege.depth.into() }
    }
}

impl From<PrivilegeView> for Privilege {
    fn from(view: PrivilegeView) -> Self {
        Self { verb: view.verb.into(), table: view.table, depth: view.depth.into() }
    }
}

/// A security role.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleView {
    /// Its id.
    id: Uuid,
    /// Unique in the environment.
    pub(crate) name: String,
    /// Whether its members may act on behalf of others.
    may_act_on_behalf: bool,
    /// What its members may do.
    privileges: Vec<PrivilegeView>,
    /// Who has it directly.
    members: Vec<PrincipalChip>,
}

impl From<Role> for RoleView {
    fn from(view: Role) -> Self {
        Self {
            id: view.role.id.0,
            name: view.role.name,
            may_act_on_behalf: view.role.may_act_on_behalf,
            privileges: view.role.privileges.into_iter().map(PrivilegeView::from).collect(),
            members: view.members.into_iter().map(PrincipalChip::from).collect(),
        }
    }
}

/// What makes a security role.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewRole {
    /// Unique in the environment.
    name: String,
    /// Whether its members may act on behalf of others.
    #[serde(default)]
    may_act_on_behalf: bool,
    /// What its members may do.
    #[serde(default)]
    privileges: Vec<PrivilegeView>,
}

impl From<NewRole> for app::roles::NewRole {
    fn from(new: NewRole) -> Self {
        Self {
            name: new.name,
            may_act_on_behalf: new.may_act_on_behalf,
            privileges: new.privileges.into_iter().map(Privilege::from).collect(),
        }
    }
}
