//! Isolation boundaries.

use serde::{Deserialize, Serialize};

use crate::EnvironmentId;

/// Development, acceptance or production.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EnvironmentKind {
    /// Where flows are made.
    Dev,
    /// Where they are accepted.
    Test,
    /// Where they matter.
    Prod,
}

/// Owns flows, tables, connections, solutions and variable values. Nothing in one can reach another's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Environment {
    /// Its id.
    pub id: EnvironmentId,
    /// Unique, lower case, used in addresses (`dev`).
    pub name: String,
    /// What people read.
    pub display_name: String,
    /// Development, acceptance or production.
    pub kind: EnvironmentKind,
    /// Changes only through a deployment.
    pub protected: bool,
}
