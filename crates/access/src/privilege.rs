//! What one may do with a flow, in an environment, and in the installation. Each has a name by which roles and the API know it, and words.

use std::fmt;

macro_rules! actions {
    ($($(#[$doc:meta])* $enum:ident of $kind:literal { $($(#[$what:meta])* $variant:ident = $name:literal, $words:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $enum {
            $($(#[$what])* $variant,)*
        }

        impl $enum {
            /// All actions.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name of the privilege to do it, which never changes.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($kind, ".", $name),)*
                }
            }

            /// What people read after "may".
            pub fn words(self) -> &'static str {
                match self {
                    $(Self::$variant => $words,)*
                }
            }
        }

        impl fmt::Display for $enum {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.words())
            }
        }
    )*};
}

actions! {
    /// Something that one may do with a flow.
    FlowAction of "flow" {
        /// Know that the flow exists, by name. Without this it does not exist for the caller.
        Know = "know", "know of the flow";
        /// See what is inside: the definition, its connections and who acts.
        See = "see", "see what is inside the flow";
        /// Change the definition and its trigger.
        Edit = "edit", "edit the flow";
        /// Add and remove owners, run-only users and viewers.
        Share = "share", "share the flow";
        /// Swap a connection.
        Rebind = "rebind", "swap the flow's connections";
        /// Turn the flow on and off.
        Enable = "enable", "turn the flow on or off";
        /// Delete the flow.
        Delete = "delete", "delete the flow";
        /// Start the flow.
        Run = "run", "start the flow";
        /// See the run history, inputs and outputs included.
        SeeRuns = "seeRuns", "see the flow's runs";
        /// Repeat a run.
        Resubmit = "resubmit", "resubmit the flow's runs";
        /// Stop a run.
        Cancel = "cancel", "cancel the flow's runs";
    }

    /// Something that one may do in an environment, apart from what a flow's tiers and security roles give.
    EnvironmentAction of "environment" {
        /// Know that it exists, and use what is shared with one there.
        Enter = "enter", "use the environment";
        /// See the names of connection references, variables, tables and solutions.
        SeeComponents = "seeComponents", "see the environment's components";
        /// See everybody's connections, and never what is secret in them.
        SeeConnections = "seeConnections", "see the connections of others";
        /// Read what the audit log says of the environment.
        SeeAudit = "seeAudit", "see the environment's audit log";
        /// Bind connection references that only flows of one's own use.
        BindReferences = "bindReferences", "bind connection references";
        /// Make flows.
        CreateFlow = "createFlow", "create flows";
        /// Make solutions, and what they hold: tables, connection references and environment variables.
        BuildSolutions = "buildSolutions", "build solutions and what they hold";
        /// Make connections, for oneself.
        CreateConnection = "createConnection", "create connections";
        /// Give variables their values.
        SetVariables = "setVariables", "set environment variables";
        /// See and delete everybody's connections, and use them.
        ManageConnections = "manageConnections", "manage connections of others";
        /// Install and export solutions.
        ManageSolutions = "manageSolutions", "install and export solutions";
        /// Add and remove members.
        ManageMembers = "manageMembers", "manage members";
        /// Make security roles and say who has them.
        ManageRoles = "manageRoles", "manage security roles";
        /// Ask that a protected environment may be changed by hand for a while, and agree when somebody else asks.
        BreakGlass = "breakGlass", "ask for break-glass and approve it";
        /// Own service accounts' connections.
        ConnectServiceAccounts = "connectServiceAccounts", "create connections for service accounts";
    }

    /// Something that one may do in the whole installation.
    TenantAction of "installation" {
        /// Create, disable and enable principals, set passwords, issue tokens for service accounts.
        ManagePrincipals = "managePrincipals", "manage principals";
        /// Create environments.
        ManageEnvironments = "manageEnvironments", "manage environments";
        /// Read and verify the audit log.
        SeeAudit = "seeAudit", "see the audit log";
        /// See the servers that are up.
        SeeNodes = "seeNodes", "see the servers";
        /// See what breaks when somebody leaves, and how well flows are prepared for it.
        SeeContinuity = "seeContinuity", "see what breaks when somebody leaves";
        /// Plan and perform hand-overs.
        ManageContinuity = "manageContinuity", "plan and perform hand-overs";
        /// See data policies.
        SeeDataPolicies = "seeDataPolicies", "see data policies";
        /// Say which connectors may stand in one flow.
        ManageDataPolicies = "manageDataPolicies", "manage data policies";
    }
}

/// What a custom role may hold: a privilege on all flows of its environment, or in the environment itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Privilege {
    /// On every flow there.
    Flow(FlowAction),
    /// In the environment.
    Environment(EnvironmentAction),
}

impl Privilege {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let flows = FlowAction::ALL.iter().map(|action| Self::Flow(*action));
        flows.chain(EnvironmentAction::ALL.iter().map(|action| Self::Environment(*action)))
    }

    /// The privilege of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|privilege| privilege.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flow(action) => action.name(),
            Self::Environment(action) => action.name(),
        }
    }

    /// What people read after "may".
    pub fn words(self) -> &'static str {
        match self {
            Self::Flow(action) => action.words(),
            Self::Environment(action) => action.words(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_privilege_is_found_by_its_name() {
        for privilege in Privilege::all() {
            assert_eq!(Privilege::named(privilege.name()), Some(privilege));
        }
        assert_eq!(Privilege::named("installation.managePrincipals"), None, "no custom role reaches so far");
    }
}
