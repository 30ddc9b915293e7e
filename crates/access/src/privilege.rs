//! What one may do in an environment, and in the installation.

use std::fmt;

use model::EnvironmentRole;

/// Something that one may do in an environment, apart from what a flow's tiers and security roles give.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EnvironmentAction {
    /// Know that it exists, and use what is shared with one there.
    Enter,
    /// See the names of connection references, variables, tables and solutions.
    SeeComponents,
    /// Make flows.
    CreateFlow,
    /// Make connections, for oneself.
    CreateConnection,
    /// Give variables their values.
    SetVariables,
    /// See and delete everybody's connections, and use them.
    ManageConnections,
    /// Install and export solutions.
    ManageSolutions,
    /// Add and remove members.
    ManageMembers,
    /// Make security roles and say who has them.
    ManageRoles,
    /// Own service accounts' connections.
    ConnectServiceAccounts,
}

impl EnvironmentAction {
    /// All actions.
    pub const ALL: [Self; 10] = [
        Self::Enter,
        Self::SeeComponents,
        Self::CreateFlow,
        Self::CreateConnection,
        Self::SetVariables,
        Self::ManageConnections,
        Self::ManageSolutions,
        Self::ManageMembers,
        Self::ManageRoles,
        Self::ConnectServiceAccounts,
    ];

    /// The smallest role that has it.
    pub fn smallest_role(self) -> EnvironmentRole {
        match self {
            Self::Enter => EnvironmentRole::User,
            Self::SeeComponents | Self::CreateFlow | Self::CreateConnection => EnvironmentRole::Maker,
            Self::SetVariables
            | Self::ManageConnections
            | Self::ManageSolutions
            | Self::ManageMembers
            | Self::ManageRoles
            | Self::ConnectServiceAccounts => EnvironmentRole::Admin,
        }
    }

    /// What people read after "may".
    pub fn words(self) -> &'static str {
        match self {
            Self::Enter => "use the environment",
            Self::SeeComponents => "see the environment's components",
            Self::CreateFlow => "create flows",
            Self::CreateConnection => "create connections",
            Self::SetVariables => "set environment variables",
            Self::ManageConnections => "manage connections of others",
            Self::ManageSolutions => "install and export solutions",
            Self::ManageMembers => "manage members",
            Self::ManageRoles => "manage security roles",
            Self::ConnectServiceAccounts => "create connections for service accounts",
        }
    }
}

impl fmt::Display for EnvironmentAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Something that only administrators of the installation may do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TenantAction {
    /// Create, disable and enable principals, set passwords, issue tokens for service accounts.
    ManagePrincipals,
    /// Create environments.
    ManageEnvironments,
    /// Read and verify the audit log.
    SeeAudit,
    /// See the servers that are up.
    SeeNodes,
}

impl TenantAction {
    /// All actions.
    pub const ALL: [Self; 4] = [Self::ManagePrincipals, Self::ManageEnvironments, Self::SeeAudit, Self::SeeNodes];

    /// What people read after "may".
    pub fn words(self) -> &'static str {
        match self {
            Self::ManagePrincipals => "manage principals",
            Self::ManageEnvironments => "manage environments",
            Self::SeeAudit => "see the audit log",
            Self::SeeNodes => "see the servers",
        }
    }
}

impl fmt::Display for TenantAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Whether a member with this role, or an administrator of the installation, may do this in an environment.
pub fn may_in_environment(role: Option<EnvironmentRole>, tenant_admin: bool, action: EnvironmentAction) -> bool {
    tenant_admin || role.is_some_and(|role| role >= action.smallest_role())
}

/// Whether somebody may do this in the installation.
pub fn may_in_tenant(tenant_admin: bool, _action: TenantAction) -> bool {
    tenant_admin
}

/// What people call a role in an environment.
pub fn role_words(role: EnvironmentRole) -> &'static str {
    match role {
        EnvironmentRole::User => "user",
        EnvironmentRole::Maker => "maker",
        EnvironmentRole::Admin => "admin",
    }
}
