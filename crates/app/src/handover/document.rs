//! What a version of a plan says. Stored as JSON; a later form gets a number of its own.

use std::collections::BTreeMap;

use model::{ConnectionId, EnvironmentId, PrincipalId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::slot::{Held, Slot};
use crate::AppError;

/// The form in which a document is stored.
const FORM: u32 = 1;

/// Who gets what a leaver has. The first rule that fits a row decides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Only for flows of this solution; else for everything.
    pub solution: Option<String>,
    /// Who.
    pub to: Target,
}

/// Whom a rule names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "principal", rename_all = "camelCase")]
pub enum Target {
    /// Somebody; of a group the active user who has the fewest flows.
    Principal(PrincipalId),
    /// An active co-owner of the flow.
    CoOwner,
    /// Whom the leaver reports to.
    Manager,
}

/// What happens to one row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "camelCase")]
pub enum Assignment {
    /// Somebody gets it. For a connection that is bound: the connection that this principal has, or will have made by then.
    Give {
        /// Who.
        to: PrincipalId,
    },
    /// Another connection is bound.
    Bind {
        /// Which.
        connection: ConnectionId,
    },
    /// It ends.
    End,
    /// It stays with the leaver, for a reason.
    Keep {
        /// Why.
        reason: String,
    },
    /// Nobody has said.
    Undecided,
}

/// Why an assignment is what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "rule", rename_all = "camelCase")]
pub enum Because {
    /// Somebody chose it for this row.
    Chosen,
    /// The rule with this number, from 0.
    Rule(usize),
    /// The connection's successor was named ahead of time.
    Successor,
    /// It is what becomes of such a thing.
    Usual,
}

/// One thing that resolves to a leaver, and what becomes of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Names the row: the same thing has the same id in each version and plan.
    pub id: String,
    /// Whose it is.
    pub leaver: PrincipalId,
    /// What it is.
    pub slot: Slot,
    /// What the place held when the plan was made. A place that has changed since is left alone.
    pub held: Held,
    /// What people read.
    pub name: String,
    /// Where.
    pub environment: Option<EnvironmentId>,
    /// What becomes of it.
    pub assignment: Assignment,
    /// Why.
    pub because: Because,
}

/// A failure that is expected after the plan and that somebody answers for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waiver {
    /// Names the failure, as the simulation does.
    pub failure: String,
    /// Why it may fail.
    pub reason: String,
}

/// What a version of a plan says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Document {
    /// The form in which it is stored.
    pub form: u32,
    /// Who leaves.
    pub leavers: Vec<PrincipalId>,
    /// The only environment that it is about; else the whole installation.
    pub environment: Option<EnvironmentId>,
    /// Who gets what.
    pub rules: Vec<Rule>,
    /// What was chosen for single rows, by their ids.
    pub choices: BTreeMap<String, Assignment>,
    /// Failures that may be.
    pub waivers: Vec<Waiver>,
    /// What there was, and what becomes of it.
    pub rows: Vec<Row>,
}

impl Document {
    /// A plan for leavers that says nothing yet.
    pub(crate) fn new(leavers: Vec<PrincipalId>, environment: Option<EnvironmentId>) -> Self {
        Self {
            form: FORM,
            leavers,
            environment,
            rules: Vec::new(),
            choices: BTreeMap::new(),
            waivers: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// As it is stored, with its digest.
    pub(crate) fn stored(&self) -> Result<(String, Vec<u8>), AppError> {
        let text = serde_json::to_string(self).map_err(AppError::internal)?;
        let digest = Sha256::digest(&text).to_vec();
        Ok((text, digest))
    }

    /// Reads a stored document.
    pub(crate) fn read(text: &str) -> Result<Self, AppError> {
        serde_json::from_str(text).map_err(AppError::internal)
    }

    /// Who gets something in it, each once. Of a connection that is bound it is its owner, whom `owner_of` knows.
    pub(crate) fn receivers(&self, owner_of: impl Fn(ConnectionId) -> Option<PrincipalId>) -> Vec<PrincipalId> {
        let mut receivers: Vec<PrincipalId> = Vec::new();
        for row in &self.rows {
            let receiver = match row.assignment {
                Assignment::Give { to } => Some(to),
                Assignment::Bind { connection } => owner_of(connection),
                _ => None,
            };
            receivers.extend(receiver.filter(|receiver| !receivers.contains(receiver)));
        }
        receivers
    }
}

/// The id of a row: the first 16 digits of the hash of what it is about.
pub(crate) fn row_id(slot: &Slot) -> Result<String, AppError> {
    let text = serde_json::to_vec(slot).map_err(AppError::internal)?;
    Ok(crate::audit::hex(&Sha256::digest(text)).chars().take(16).collect())
}
