//! Connections, connection references and environment variables.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{ConnectionId, EnvironmentId, PrincipalId, Timestamp};

/// A connector's name as files spell it, lower case (`shared_commondataserviceforapps`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectorName(String);

impl ConnectorName {
    /// The Dataverse connector: our tables.
    pub const DATAVERSE: &'static str = "shared_commondataserviceforapps";

    /// The connector for HTTP with a connection.
    pub const HTTP: &'static str = "shared_webcontents";

    /// Accepts a bare name or a path such as `/providers/Microsoft.PowerApps/apis/shared_x`.
    pub fn new(text: &str) -> Self {
        Self(text.rsplit('/').next().unwrap_or(text).to_ascii_lowercase())
    }

    /// The bare name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the built-in Dataverse connector.
    pub fn is_dataverse(&self) -> bool {
        self.0 == Self::DATAVERSE
    }
}

impl fmt::Display for ConnectorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Credentials of one principal for one connector in one environment. The secret itself never leaves the store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// Where it lives.
    pub environment: EnvironmentId,
    /// What it is for.
    pub connector: ConnectorName,
    /// Whose it is.
    pub owner: PrincipalId,
    /// Who made it: its owner, or for a service account's connection whoever signed in for it.
    pub created_by: PrincipalId,
    /// What people read.
    pub display_name: String,
    /// Whether only its owner may use it, for flows that ask those who start them for a connection of their own.
    pub private: bool,
    /// What it is made with besides its secret: an address, the kind of its authentication.
    pub parameters: BTreeMap<String, String>,
    /// Which version of its secret is used, counted from 1; 0 has none.
    pub secret_version: i64,
    /// When that version expires, where it is known.
    pub expires_at: Option<Timestamp>,
    /// Since when the target refuses that version.
    pub failing_since: Option<Timestamp>,
    /// When the target was first heard to accept that version.
    pub accepted_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Something that one may do with a connection. Whoever may do any of it may see the connection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionAction {
    /// See whose it is, whether it works and what uses it. Nobody sees its credentials.
    See,
    /// Let flows use it.
    Use,
    /// Sign in anew, so that all that uses it goes on with other credentials.
    Rebind,
    /// Delete it, and give others rights on it.
    Manage,
}

impl ConnectionAction {
    /// All actions.
    pub const ALL: [Self; 4] = [Self::See, Self::Use, Self::Rebind, Self::Manage];

    /// What people read after "may".
    pub fn words(self) -> &'static str {
        match self {
            Self::See => "see the connection",
            Self::Use => "let flows use the connection",
            Self::Rebind => "sign in anew for the connection",
            Self::Manage => "manage the connection",
        }
    }
}

/// One version of a connection's secret, without the secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SecretVersion {
    /// Its number, counted from 1.
    pub version: i64,
    /// Who gave it.
    pub created_by: PrincipalId,
    /// When.
    pub created_at: Timestamp,
    /// When it expires, where it is known.
    pub expires_at: Option<Timestamp>,
    /// When it becomes the one that is used.
    pub switch_at: Option<Timestamp>,
    /// How long the former version opens after that, in milliseconds.
    pub overlap: i64,
    /// When it is wiped, or was.
    pub wipe_at: Option<Timestamp>,
    /// Whether its secret is gone.
    pub is_wiped: bool,
}

/// What came of trying a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProbeOutcome {
    /// The target accepts it.
    Accepted,
    /// The target refuses it.
    Refused,
    /// The target answered, and what it said tells nothing of whether it accepts the connection.
    Unclear,
    /// The target did not answer, or may not be called.
    Unreachable,
}

/// How trying a connection went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Probe {
    /// When it was tried.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: ProbeOutcome,
    /// How long that took, in milliseconds.
    pub took: i64,
    /// What it means and what to do, in a sentence.
    pub message: String,
    /// What the target said, without secrets; empty where it said nothing.
    pub raw: String,
    /// Who asked for it; `None` is the server by itself.
    pub asked_by: Option<PrincipalId>,
}

/// A named placeholder that flows use and each environment binds to a connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectionReference {
    /// Where it lives.
    pub environment: EnvironmentId,
    /// Its name in files (`contoso_shareddataverse_d9b87`), compared without case.
    pub logical_name: String,
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub connector: ConnectorName,
    /// What it is bound to.
    pub connection: Option<ConnectionId>,
}

/// The types of an environment variable, with the numbers that files use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum VariableKind {
    /// 100000000
    String,
    /// 100000001
    Number,
    /// 100000002, stored as `yes` or `no`
    Boolean,
    /// 100000003
    Json,
    /// 100000004
    DataSource,
    /// 100000005
    Secret,
}

impl VariableKind {
    /// The kind that a file's number names.
    pub fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            100_000_000 => Self::String,
            100_000_001 => Self::Number,
            100_000_002 => Self::Boolean,
            100_000_003 => Self::Json,
            100_000_004 => Self::DataSource,
            100_000_005 => Self::Secret,
            _ => return None,
        })
    }
}

/// A typed, named value. The definition travels in the solution, the value stays in the environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnvironmentVariable {
    /// Its name in files (`contoso_outcomeformlink`), compared without case.
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// Its type.
    pub kind: VariableKind,
    /// What holds where no value is set, as text.
    pub default_value: Option<String>,
    /// The environment's own value, as text.
    pub value: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether the platform insists on a value.
    pub required: bool,
    /// The connector whose data a data source names (`shared_sharepointonline`).
    pub connector: Option<String>,
    /// Which parameter of that connector it is (`dataset`, `table`).
    pub parameter_key: Option<String>,
}

impl EnvironmentVariable {
    /// The value in force: the environment's own, else the default.
    pub fn effective(&self) -> Option<&str> {
        self.value.as_deref().or(self.default_value.as_deref())
    }
}
