//! What differs between two solutions.

use serde::Serialize;
use utoipa::ToSchema;

use super::words::{ChangedKind, Risk};

/// What changes in a solution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ChangedSubject {
    /// What it is.
    kind: ChangedKind,
    /// Its id for flows and roles, else its name in files, in lower case.
    key: String,
    /// What people read.
    name: String,
}

/// One thing that differs between two solutions.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct Change {
    /// What kind of difference it is.
    #[schema(example = "RunAsChanged")]
    code: &'static str,
    /// How much it deserves a look.
    risk: Risk,
    /// What changes.
    subject: ChangedSubject,
    /// Where in it, with slashes. Empty for the whole.
    place: String,
    /// What was there. Typed secrets are not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    before: Option<wdl::Value>,
    /// What is there. Typed secrets are not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    after: Option<wdl::Value>,
    /// All of that in one sentence.
    sentence: String,
}

impl From<solutions::diff::Change> for Change {
    fn from(it: solutions::diff::Change) -> Self {
        let subject = ChangedSubject { kind: it.subject.kind.into(), key: it.subject.key, name: it.subject.name };
        Self {
            code: it.code.as_str(),
            risk: it.risk.into(),
            subject,
            place: it.place,
            before: it.before,
            after: it.after,
            sentence: it.sentence,
        }
    }
}
