//! Entries of the audit log.

use app::audit::{AuditView as Entry, Verified, hex};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Instant, principal::PrincipalChip};

/// An entry of the audit log.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct AuditView {
    /// Its number, from 1 without gaps.
    pub(crate) seq: i64,
    /// When it happened.
    at: Instant,
    /// Who asked; nobody is the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<PrincipalChip>,
    /// In which environment, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<String>,
    /// What was done.
    #[schema(example = "flow.share")]
    action: String,
    /// To what.
    #[schema(example = "flow/0192f0c1-2b7e-7c1a-9a55-3f1f5f7d9f10")]
    object: String,
    /// Particulars.
    detail: serde_json::Value,
    /// The hash over this entry and the one before, in hexadecimal.
    hash: String,
}

impl From<Entry> for AuditView {
    fn from(entry: Entry) -> Self {
        Self {
            seq: entry.seq,
            at: entry.at.into(),
            actor: entry.actor.map(PrincipalChip::from),
            environment: entry.environment,
            action: entry.action,
            object: entry.object,
            detail: serde_json::from_str(&entry.detail).unwrap_or(serde_json::Value::String(entry.detail)),
            hash: entry.hash,
        }
    }
}

/// Whether the audit log is whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VerifiedView {
    /// How many entries are whole, from the first on.
    pub(crate) entries: i64,
    /// The hash of the last of them, in hexadecimal. Keep it elsewhere: it shows later that no entry was cut off the end.
    pub(crate) head: String,
    /// The first entry that is missing or not what was written, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) broken_at: Option<i64>,
    /// The runs that the entries vouch for.
    pub(crate) runs: SealedRunsView,
}

/// What has become of the runs that the audit log vouches for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct SealedRunsView {
    /// How many are as they were when they ended.
    pub(crate) whole: u64,
    /// How many can no longer be compared, because some of those that ended with them have left the history.
    pub(crate) removed: u64,
    /// The entries whose runs are not what they were.
    pub(crate) changed: Vec<i64>,
}

impl From<Verified> for VerifiedView {
    fn from(verified: Verified) -> Self {
        let Verified { entries, head, broken_at, seals } = verified;
        let runs = SealedRunsView { whole: seals.runs, removed: seals.removed, changed: seals.changed };
        Self { entries, head: hex(&head), broken_at, runs }
    }
}
