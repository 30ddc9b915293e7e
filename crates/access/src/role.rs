//! What each role may do, in an environment and in the installation.

use model::{EnvironmentRole, TenantRole};

use crate::privilege::{EnvironmentAction, FlowAction, Privilege, TenantAction};

/// Roles in an environment, smallest first.
pub const ROLES: [EnvironmentRole; 4] =
    [EnvironmentRole::User, EnvironmentRole::Auditor, EnvironmentRole::Maker, EnvironmentRole::Admin];

/// What somebody is in an environment. Roles, own and through groups, add up.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Membership {
    /// The roles there.
    pub roles: Vec<EnvironmentRole>,
    /// What custom roles there give.
    pub custom: Vec<Privilege>,
    /// The role in the installation, which counts in every environment.
    pub tenant_role: Option<TenantRole>,
}

impl Membership {
    /// The largest role, which is what lists show.
    pub fn role(&self) -> Option<EnvironmentRole> {
        self.roles.iter().max().copied()
    }

    /// Whether this administers the environment.
    pub fn administers(&self) -> bool {
        self.effective().any(|role| role == EnvironmentRole::Admin)
    }

    /// The roles that count: those there, and what the role in the installation is worth there.
    fn effective(&self) -> impl Iterator<Item = EnvironmentRole> {
        let everywhere = self.tenant_role.map(|role| match role {
            TenantRole::Admin => EnvironmentRole::Admin,
            TenantRole::Auditor => EnvironmentRole::Auditor,
        });
        self.roles.iter().copied().chain(everywhere)
    }

    /// Whether this gives a right on every flow of the environment, whoever owns it.
    pub(crate) fn allows_on_flows(&self, action: FlowAction) -> bool {
        let custom = self.custom.iter().any(|held| match held {
            // Nothing can be done with what is not known.
            Privilege::Flow(held) => *held == action || action == FlowAction::Know,
            Privilege::Environment(_) => false,
        });
        custom || self.effective().any(|role| role_allows_on_flows(role, action))
    }

    /// Whether this includes a privilege, on every flow where it is one on flows.
    pub fn has(&self, privilege: Privilege) -> bool {
        match privilege {
            Privilege::Flow(action) => self.allows_on_flows(action),
            Privilege::Environment(action) => may_in_environment(self, action),
        }
    }
}

/// Whether somebody may do this in an environment.
pub fn may_in_environment(membership: &Membership, action: EnvironmentAction) -> bool {
    let enters = action == EnvironmentAction::Enter && !membership.custom.is_empty();
    let custom = enters || membership.custom.contains(&Privilege::Environment(action));
    custom || membership.effective().any(|role| role_allows(role, action))
}

/// Whether somebody may do this in the installation.
pub fn may_in_tenant(role: Option<TenantRole>, action: TenantAction) -> bool {
    use TenantAction::{SeeAudit, SeeContinuity, SeeDataPolicies, SeeNodes};
    match role {
        None => false,
        Some(TenantRole::Auditor) => matches!(action, SeeAudit | SeeNodes | SeeContinuity | SeeDataPolicies),
        Some(TenantRole::Admin) => true,
    }
}

fn role_allows(role: EnvironmentRole, action: EnvironmentAction) -> bool {
    use EnvironmentAction::{
        BindReferences, BuildSolutions, CreateConnection, CreateFlow, Enter, SeeAudit, SeeComponents, SeeConnections,
    };
    match role {
        EnvironmentRole::User => action == Enter,
        EnvironmentRole::Auditor => matches!(action, Enter | SeeComponents | SeeConnections | SeeAudit),
        EnvironmentRole::Maker => {
            matches!(action, Enter | SeeComponents | BindReferences | CreateFlow | BuildSolutions | CreateConnection)
        }
        EnvironmentRole::Admin => true,
    }
}

/// What a role in an environment gives.
pub fn privileges_of(role: EnvironmentRole) -> impl Iterator<Item = Privilege> {
    Privilege::all().filter(move |privilege| match privilege {
        Privilege::Flow(action) => role_allows_on_flows(role, *action),
        Privilege::Environment(action) => role_allows(role, *action),
    })
}

/// Administrators may do everything with every flow, auditors see everything, and the other roles give nothing on somebody else's.
fn role_allows_on_flows(role: EnvironmentRole, action: FlowAction) -> bool {
    match role {
        EnvironmentRole::User | EnvironmentRole::Maker => false,
        EnvironmentRole::Auditor => matches!(action, FlowAction::Know | FlowAction::See | FlowAction::SeeRuns),
        EnvironmentRole::Admin => true,
    }
}

impl EnvironmentAction {
    /// The smallest role that has it.
    pub fn smallest_role(self) -> EnvironmentRole {
        ROLES.into_iter().find(|role| role_allows(*role, self)).unwrap_or(EnvironmentRole::Admin)
    }
}

impl TenantAction {
    /// Who may, for people.
    pub fn who(self) -> &'static str {
        if may_in_tenant(Some(TenantRole::Auditor), self) {
            "an auditor or an administrator of the installation"
        } else {
            "an administrator of the installation"
        }
    }
}

/// What people call a role in an environment.
pub fn role_words(role: EnvironmentRole) -> &'static str {
    match role {
        EnvironmentRole::User => "user",
        EnvironmentRole::Auditor => "auditor",
        EnvironmentRole::Maker => "maker",
        EnvironmentRole::Admin => "admin",
    }
}

/// What people call a role in the installation.
pub fn tenant_role_words(role: TenantRole) -> &'static str {
    match role {
        TenantRole::Auditor => "auditor",
        TenantRole::Admin => "admin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_add_up() {
        let both =
            Membership { roles: vec![EnvironmentRole::Maker, EnvironmentRole::Auditor], ..Membership::default() };
        assert!(may_in_environment(&both, EnvironmentAction::CreateFlow));
        assert!(may_in_environment(&both, EnvironmentAction::SeeConnections));
        assert!(both.allows_on_flows(FlowAction::See) && !both.allows_on_flows(FlowAction::Edit));
        assert_eq!(both.role(), Some(EnvironmentRole::Maker));
    }

    #[test]
    fn the_smallest_role_is_named() {
        assert_eq!(EnvironmentAction::Enter.smallest_role(), EnvironmentRole::User);
        assert_eq!(EnvironmentAction::CreateFlow.smallest_role(), EnvironmentRole::Maker);
        assert_eq!(EnvironmentAction::SeeAudit.smallest_role(), EnvironmentRole::Auditor);
        assert_eq!(EnvironmentAction::ManageRoles.smallest_role(), EnvironmentRole::Admin);
    }
}
