//! What is signed: an in-toto statement about a package.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

const STATEMENT: &str = "https://in-toto.io/Statement/v1";
const PREDICATE: &str = "urn:steward:provenance:v1";
/// What in-toto calls our way to make a digest: [`Package::digest`](crate::Package::digest).
const DIGEST: &str = "stewardPackage";

/// Where a package comes from, as its signer says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// What made the package (`steward 0.1.0`).
    pub builder: String,
    /// What it was made from (`git+https://git.example/orders@4c0e…`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// The solution's name in files.
    pub solution: String,
    /// The solution's version.
    pub version: String,
    /// When it was signed.
    pub at: String,
    /// What was looked at before.
    #[serde(default)]
    pub checks: Vec<CheckOutcome>,
    /// Who agreed to it.
    #[serde(default)]
    pub approvals: Vec<Approval>,
}

/// What came of a check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CheckOutcome {
    /// The check (`SolutionChecker`).
    pub name: String,
    /// What came of it, in words.
    pub outcome: String,
}

/// Somebody's agreement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Approval {
    /// Who agreed.
    pub by: String,
    /// When, where that is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<String>,
}

/// An in-toto statement, version 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    pub(super) predicate_type: String,
    predicate: Provenance,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Subject {
    name: String,
    digest: BTreeMap<String, String>,
}

impl Statement {
    pub(super) fn of(digest: &str, provenance: &Provenance) -> Self {
        let name = format!("{}_{}", provenance.solution, provenance.version.replace('.', "_"));
        let digest = BTreeMap::from([(DIGEST.to_owned(), digest.to_owned())]);
        Self {
            kind: STATEMENT.to_owned(),
            subject: vec![Subject { name, digest }],
            predicate_type: PREDICATE.to_owned(),
            predicate: provenance.clone(),
        }
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        // Our types have text keys only, so there is nothing to refuse.
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub(super) fn read(json: &[u8]) -> Result<Self, &'static str> {
        let statement: Self =
            serde_json::from_slice(json).map_err(|_| "the envelope holds no statement about a package")?;
        let known = statement.kind == STATEMENT && statement.predicate_type == PREDICATE;
        if known { Ok(statement) } else { Err("the envelope holds a statement of another kind") }
    }

    pub(super) fn is_about(&self, digest: &str) -> bool {
        self.subject.iter().any(|subject| subject.digest.get(DIGEST).is_some_and(|it| it == digest))
    }

    pub(super) fn into_provenance(self) -> Provenance {
        self.predicate
    }
}
