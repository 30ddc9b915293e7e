//! Ids. Each is its own type, so that two of the same shape cannot be swapped.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id. Version 7, so that ids made later sort later.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            /// Accepts any case, with or without braces.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text.trim()).map(Self)
            }
        }
    )*};
}

uuid_ids! {
    /// A user, service account or group. The same id is the row's `systemuserid` in every environment's tables.
    PrincipalId
    /// A flow's id as files know it (`WorkflowId`). Unique within one environment only: a solution keeps its ids when it moves.
    FlowId
    /// One execution of a flow version. Unique everywhere.
    RunId
    /// Credentials of one principal for one connector in one environment.
    ConnectionId
    /// A security role of one environment.
    RoleId
    /// A row of a table.
    RowId
    /// A signed-in browser.
    SessionId
    /// An API token.
    TokenId
    /// A hand-over plan.
    HandoverId
    /// An hour in which a protected environment may be changed by hand.
    BreakGlassId
    /// A certificate that nothing resolves to somebody any more.
    CertificateId
    /// The record that a package was applied to an environment.
    ReleaseId
    /// An order of environments that solutions are promoted through.
    PipelineId
    /// A request to bring a package to a stage of a pipeline.
    PromotionId
}

macro_rules! number_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

number_ids! {
    /// An environment. Small, because every run and row carries it; people use the environment's name.
    EnvironmentId
    /// A flow of one environment, in this store. Small, because every run carries it; people use [`FlowId`] and the environment.
    FlowKey
}
