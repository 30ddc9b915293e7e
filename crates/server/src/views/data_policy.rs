//! Data policies.

use app::data_policies::{self as policies, DataPolicyView as View, Enforced, NamedScope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::words::ConnectorGroup;

/// Which connectors may stand in one flow.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DataPolicyView {
    /// Its name in addresses.
    pub(crate) name: String,
    /// What people read.
    display_name: String,
    /// Where it holds.
    scope: PolicyScope,
    /// Connectors for business data.
    business: Vec<String>,
    /// Connectors for anything else.
    non_business: Vec<String>,
    /// Connectors that no flow uses.
    blocked: Vec<String>,
    /// Where every other connector belongs.
    new_connectors: ConnectorGroup,
}

/// Where a data policy holds: in all environments but for some, or in those that are named.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum PolicyScope {
    /// In these environments.
    Only(OnlyThese),
    /// In all.
    All(AllBut),
}

/// The environments in which a data policy holds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnlyThese {
    /// Their names.
    environments: Vec<String>,
}

/// All environments, but for some.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AllBut {
    /// Says that it holds in all; it is always true.
    all: bool,
    /// The names of those in which it does not hold.
    #[serde(default)]
    except: Vec<String>,
}

impl From<View> for DataPolicyView {
    fn from(view: View) -> Self {
        let names =
            |group: std::collections::BTreeSet<model::ConnectorName>| group.iter().map(ToString::to_string).collect();
        Self {
            name: view.policy.name,
            display_name: view.policy.display_name,
            scope: match view.scope {
                NamedScope::Only(environments) => PolicyScope::Only(OnlyThese { environments }),
                NamedScope::AllBut(except) => PolicyScope::All(AllBut { all: true, except }),
            },
            business: names(view.policy.business),
            non_business: names(view.policy.non_business),
            blocked: names(view.policy.blocked),
            new_connectors: view.policy.new_connectors.into(),
        }
    }
}

/// What makes a data policy.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewDataPolicy {
    /// Its name in addresses: a to z, 0 to 9 and `-`.
    name: String,
    /// What people read.
    display_name: String,
    /// Where it holds.
    scope: PolicyScope,
    /// Connectors for business data, as files spell them. `http`, `httpwebhook` and `httprequestreceived` are what HTTP needs no
    /// connection for.
    #[serde(default)]
    business: Vec<String>,
    /// Connectors for anything else.
    #[serde(default)]
    non_business: Vec<String>,
    /// Connectors that no flow uses.
    #[serde(default)]
    blocked: Vec<String>,
    /// Where every other connector belongs.
    new_connectors: ConnectorGroup,
    /// Only say what would be.
    #[serde(default)]
    dry_run: bool,
}

/// What a data policy is to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DataPolicyContent {
    /// What people read.
    display_name: String,
    /// Where it holds.
    scope: PolicyScope,
    /// Connectors for business data.
    #[serde(default)]
    business: Vec<String>,
    /// Connectors for anything else.
    #[serde(default)]
    non_business: Vec<String>,
    /// Connectors that no flow uses.
    #[serde(default)]
    blocked: Vec<String>,
    /// Where every other connector belongs.
    new_connectors: ConnectorGroup,
    /// Only say what would be.
    #[serde(default)]
    dry_run: bool,
}

impl DataPolicyContent {
    pub(crate) fn named(self, name: String) -> NewDataPolicy {
        NewDataPolicy {
            name,
            display_name: self.display_name,
            scope: self.scope,
            business: self.business,
            non_business: self.non_business,
            blocked: self.blocked,
            new_connectors: self.new_connectors,
            dry_run: self.dry_run,
        }
    }
}

impl NewDataPolicy {
    /// The policy, and whether only to say what would be.
    pub(crate) fn into_parts(self) -> (policies::NewDataPolicy, bool) {
        let new = policies::NewDataPolicy {
            name: self.name,
            display_name: self.display_name,
            scope: match self.scope {
                PolicyScope::Only(only) => NamedScope::Only(only.environments),
                PolicyScope::All(but) if but.all => NamedScope::AllBut(but.except),
                PolicyScope::All(_) => NamedScope::Only(Vec::new()),
            },
            business: self.business,
            non_business: self.non_business,
            blocked: self.blocked,
            new_connectors: self.new_connectors.into(),
        };
        (new, self.dry_run)
    }
}

/// A change of data policies, and what it does to flows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DataPolicyChange {
    /// The policy; absent where it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<DataPolicyView>,
    /// Flows that it turns off.
    suspended: Vec<EnforcedFlow>,
    /// Flows that are on again.
    resumed: Vec<EnforcedFlow>,
}

/// A flow that a data policy turns off or on.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct EnforcedFlow {
    /// Where it is.
    environment: String,
    /// Its id.
    id: Uuid,
    /// Its name.
    name: String,
    /// Why it is off: the policies and connectors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<String>,
}

impl From<(Option<View>, Enforced)> for DataPolicyChange {
    fn from((policy, enforced): (Option<View>, Enforced)) -> Self {
        let flow = |it: policies::EnforcedFlow| EnforcedFlow {
            environment: it.environment,
            id: it.id.0,
            name: it.name,
            reasons: it.reasons,
        };
        Self {
            policy: policy.map(Into::into),
            suspended: enforced.suspended.into_iter().map(flow).collect(),
            resumed: enforced.resumed.into_iter().map(flow).collect(),
        }
    }
}
