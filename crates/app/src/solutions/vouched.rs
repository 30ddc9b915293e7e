//! What speaks for and against bringing a package in, whatever it does: who signed it, what the solution checker says, and what was
//! changed here by hand meanwhile.

use model::{EnvironmentId, Timestamp};
use solutions::{
    checker::Severity,
    envelope::{Signature, Signer, Verdict, join, verify},
    plan::{Check, ComponentKind, Deployment, Fate, Outcome, Subject},
};
use store::{Tx, packages, packages::StoredPackage};

use super::{Read, components::component};
use crate::{
    AppError, Steward, drift,
    environments::{Signatures, trust},
    lookup::{EnvironmentFor, ManageSolutions},
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
    let policy = trust(tx, environment)?.signatures;
    let found = verify(read.envelope.as_deref(), &plan.package.digest, &signers(tx, environment)?);
    let outcome = match (found.verdict, policy) {
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
    plan.check("Signature", vec![Check::new("Signature", outcome, message)], "");
    Ok(found)
}

/// Who may sign packages for an environment.
fn signers(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<Signer>, AppError> {
    let signers = trust(tx, environment)?.signers.into_iter();
    // What is stored was looked at when it was set; a key that is none signs nothing.
    Ok(signers.filter_map(|it| Some(Signer { key: it.public_key.parse().ok()?, name: it.name })).collect())
}

/// Keeps a package that is brought into an environment. One that is known already takes what now vouches for it, as far as that counts
/// there.
pub(super) fn keep(tx: &mut Tx<'_>, environment: EnvironmentId, read: &Read, at: Timestamp) -> Result<(), AppError> {
    let digest = read.key().digest;
    let package = StoredPackage { zip: read.zip.clone(), envelope: read.envelope.clone() };
    packages::keep(tx, &digest, &package, at)?;
    let Some(envelope) = &read.envelope else { return Ok(()) };
    let kept = packages::get(tx, &digest)?.and_then(|kept| kept.envelope);
    if let Some(joined) = join(kept.as_deref(), envelope, &digest, &signers(tx, environment)?) {
        packages::vouch(tx, &digest, &joined)?;
    }
    Ok(())
}

/// Says in the plan what the solution checker found that is of high severity or worse, and that nobody waived.
pub(super) fn findings(read: &Read, plan: &mut Deployment) {
    let bad: Vec<_> = read.findings.iter().filter(|finding| finding.reaches(Severity::High)).collect();
    let warn = |message: String| Check::new("Checker", Outcome::Warn, message);
    let mut told: Vec<Check> = bad
        .iter()
        .take(TOLD)
        .map(|finding| warn(format!("{} {} [{}]", finding.message, finding.fix, finding.code)))
        .collect();
    if let Some(more) = bad.len().checked_sub(TOLD).filter(|more| *more > 0) {
        told.push(warn(format!("the solution checker says {more} more like these")));
    }
    plan.check("Checker", told, "the solution checker finds nothing of high severity");
}

/// Says in the plan what was changed here by hand, is accepted by nobody, and would be lost. A protected environment takes nothing until
/// somebody has decided; what the package has as it is here was absorbed.
pub(super) fn drift(
    steward: &Steward,
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<ManageSolutions>,
    at: Timestamp,
    plan: &mut Deployment,
) -> Result<(), AppError> {
    let lost = |drift: &drift::Drift| {
        let is_it =
            |kind: &str, key: &str| (kind, key) == (drift.component.kind.as_str(), drift.component.key.as_str());
        !plan.components.iter().any(|it| is_it(it.kind.word(), &it.key) && it.fate == Fate::Keep)
    };
    let touched = plan.components.iter().filter(|it| it.fate != Fate::Keep);
    let touched: Vec<_> = touched.map(|it| component(it.kind, &it.key)).collect();
    let found = drift::open_under(steward, tx, proof, &plan.solution, &touched, at)?;
    let outcome = if proof.environment().protected { Outcome::Fail } else { Outcome::Warn };
    let told = found.iter().filter(|drift| lost(drift)).map(|drift| {
        let (kind, name) = (&drift.component.kind, &drift.name);
        let message = format!(
            "the {kind} `{name}` was changed here by hand; revert it, accept it, or take it into the next version"
        );
        let check = Check::new("NoDrift", outcome, message);
        match ComponentKind::named(kind) {
            Some(kind) => check.about(Subject::new(kind, &drift.component.key, name)),
            None => check,
        }
    });
    let told: Vec<_> = told.collect();
    plan.check("NoDrift", told, "nothing here was changed by hand since the last release");
    Ok(())
}
