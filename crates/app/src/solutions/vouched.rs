//! What speaks for and against a package, whatever it does: who signed it, and what the solution checker says.

use model::EnvironmentId;
use solutions::{
    checker::Severity,
    envelope::{Signature, Signer, Verdict, verify},
    plan::{Deployment, Outcome},
};
use store::Tx;

use super::Read;
use crate::{
    AppError,
    environments::{Signatures, trust},
};

/// How many findings a plan tells.
const TOLD: usize = 10;

/// Verifies the signature, and says in the plan whether the environment takes a package that is signed so.
pub(super) fn signature(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    read: &Read,
    plan: &mut Deployment,
) -> Result<Signature, AppError> {
    let trust = trust(tx, environment)?;
    // What is stored was looked at when it was set; a key that is none signs nothing.
    let signers =
        trust.signers.into_iter().filter_map(|it| Some(Signer { key: it.public_key.parse().ok()?, name: it.name }));
    let found = verify(read.envelope.as_deref(), &plan.package.digest, &signers.collect::<Vec<_>>());
    let outcome = match (found.verdict, trust.signatures) {
        (Verdict::Valid, _) => Outcome::Pass,
        (_, Signatures::Require) => Outcome::Fail,
        (Verdict::Invalid, Signatures::None) | (_, Signatures::Warn) => Outcome::Warn,
        (Verdict::None | Verdict::UnknownSigner, Signatures::None) => Outcome::Pass,
    };
    let why = found.why.as_deref().unwrap_or_default();
    let message = match (found.verdict, outcome) {
        (Verdict::Valid, _) => format!("the package is signed by {}", found.signer.as_deref().unwrap_or_default()),
        (Verdict::None, Outcome::Pass) => "nobody has to sign packages for this environment".to_owned(),
        (Verdict::None, _) => {
            "nobody signed the package; sign it with the key of a signer of this environment".to_owned()
        }
        (Verdict::UnknownSigner | Verdict::Invalid, _) => format!("the package's signature does not count: {why}"),
    };
    plan.check("Signature", vec![(outcome, message)], "");
    Ok(found)
}

/// Says in the plan what the solution checker found that is of high severity or worse, and that nobody waived.
pub(super) fn findings(read: &Read, plan: &mut Deployment) {
    let bad: Vec<_> = read.findings.iter().filter(|finding| finding.reaches(Severity::High)).collect();
    let mut told: Vec<(Outcome, String)> = bad
        .iter()
        .take(TOLD)
        .map(|finding| (Outcome::Warn, format!("{} {} [{}]", finding.message, finding.fix, finding.code)))
        .collect();
    if let Some(more) = bad.len().checked_sub(TOLD).filter(|more| *more > 0) {
        told.push((Outcome::Warn, format!("the solution checker says {more} more like these")));
    }
    plan.check("Checker", told, "the solution checker finds nothing of high severity");
}
