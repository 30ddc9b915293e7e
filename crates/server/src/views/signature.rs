//! Who vouches for a package.

use serde::Serialize;
use solutions::envelope;
use utoipa::ToSchema;

/// How a package and the envelope beside it go together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Verdict {
    /// There is no envelope.
    None,
    /// A signer of the environment signed this very package.
    Valid,
    /// Somebody else signed it.
    UnknownSigner,
    /// The envelope is broken, was changed, or is about another package.
    Invalid,
}

/// Who vouches for a package.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct PackageSignature {
    /// How package and envelope go together.
    verdict: Verdict,
    /// The name of the signer, where that is proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<String>,
    /// What the signer says about the package, where that is proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<Provenance>,
    /// Why it does not count, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

/// Where a package comes from, as its signer says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct Provenance {
    /// What made the package.
    #[schema(example = "steward 0.1.0")]
    builder: String,
    /// What it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// The solution's unique name.
    solution: String,
    /// The solution's version.
    version: String,
    /// When it was signed.
    at: String,
    /// What was looked at before.
    checks: Vec<ProvenanceCheck>,
    /// Who agreed to it.
    approvals: Vec<ProvenanceApproval>,
}

/// What came of a check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ProvenanceCheck {
    /// The check.
    #[schema(example = "SolutionChecker")]
    name: String,
    /// What came of it, in words.
    outcome: String,
}

/// Somebody's agreement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ProvenanceApproval {
    /// Who agreed.
    by: String,
    /// When, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

impl From<envelope::Verdict> for Verdict {
    fn from(it: envelope::Verdict) -> Self {
        match it {
            envelope::Verdict::None => Self::None,
            envelope::Verdict::Valid => Self::Valid,
            envelope::Verdict::UnknownSigner => Self::UnknownSigner,
            envelope::Verdict::Invalid => Self::Invalid,
        }
    }
}

impl From<envelope::Signature> for PackageSignature {
    fn from(it: envelope::Signature) -> Self {
        Self {
            verdict: it.verdict.into(),
            signer: it.signer,
            provenance: it.provenance.map(Provenance::from),
            why: it.why,
        }
    }
}

impl From<envelope::Provenance> for Provenance {
    fn from(it: envelope::Provenance) -> Self {
        let check = |it: envelope::CheckOutcome| ProvenanceCheck { name: it.name, outcome: it.outcome };
        let approval = |it: envelope::Approval| ProvenanceApproval { by: it.by, at: it.at };
        Self {
            builder: it.builder,
            source: it.source,
            solution: it.solution,
            version: it.version,
            at: it.at,
            checks: it.checks.into_iter().map(check).collect(),
            approvals: it.approvals.into_iter().map(approval).collect(),
        }
    }
}
