//! Data policies: which connectors may stand in one flow.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{ConnectorName, EnvironmentId};

/// Where a connector belongs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ConnectorGroup {
    /// It holds what belongs to the business.
    Business,
    /// It does not, and what belongs to the business does not go there.
    NonBusiness,
    /// No flow uses it.
    Blocked,
}

/// The environments that a policy is for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PolicyScope {
    /// All, but for these.
    AllBut(BTreeSet<EnvironmentId>),
    /// These.
    Only(BTreeSet<EnvironmentId>),
}

/// A data policy. It puts every connector into one group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataPolicy {
    /// Unique, lower case, used in addresses.
    pub name: String,
    /// What people read.
    pub display_name: String,
    /// Where it holds.
    pub scope: PolicyScope,
    /// Connectors for business data.
    pub business: BTreeSet<ConnectorName>,
    /// Connectors for anything else.
    pub non_business: BTreeSet<ConnectorName>,
    /// Connectors that no flow uses.
    pub blocked: BTreeSet<ConnectorName>,
    /// Where every other connector belongs.
    pub new_connectors: ConnectorGroup,
}
