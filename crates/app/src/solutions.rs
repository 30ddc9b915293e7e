//! Solutions: what is brought into environments, what is there, and what leaves them.
//!
//! Bringing a package in is a plan and then one transaction: everything or nothing, and the previous version runs until it commits. The
//! plan does the same and takes it back, so what it says is what would happen.

mod apply;
mod export;
mod plan;
mod read;
mod release;
mod target;
mod vouched;

use solutions::{SolutionVersion, version::NotAVersion};
use store::{solutions as installed, solutions::InstalledSolution};

pub use export::{ExportHow, package, package_in};
pub use plan::{Bound, How, Origin, Plan, plan_in};
pub use read::{Read, read};
pub use release::{Release, apply_in};
pub use solutions::plan::Mode;

use crate::{
    AppError, Op, Steward,
    lookup::{self, Enter, ManageSolutions},
};

/// The solutions that are installed in an environment.
///
/// # Errors
/// The caller may not know of the environment.
pub async fn list(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<InstalledSolution>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            Ok(installed::list(tx, proof.id())?)
        })
        .await
}

/// Says what bringing a package in would do. Nothing is changed.
///
/// # Errors
/// The caller may not manage solutions there, or the package holds something that cannot be stored.
pub async fn plan(
    steward: &Steward,
    op: &Op,
    environment: &str,
    read: Read,
    how: impl Into<How>,
) -> Result<Plan, AppError> {
    let (environment, how) = (environment.to_owned(), how.into());
    steward
        .rehearse(op, "solution.plan", move |steward, tx, op, _| {
            let proof = lookup::environment::<ManageSolutions>(tx, op, &environment)?;
            plan::carry_out(steward, tx, op, &proof, &read, &how)
        })
        .await
}

/// Brings a package in, as its plan says.
///
/// # Errors
/// The caller may not manage solutions there; a check fails; or the plan is another one than the one with the digest `expect`. Then
/// nothing was done.
pub async fn apply(
    steward: &Steward,
    op: &Op,
    environment: &str,
    read: Read,
    how: impl Into<How>,
    expect: Option<String>,
) -> Result<Release, AppError> {
    let (environment, how) = (environment.to_owned(), how.into());
    steward
        .change(op, "solution.import", move |steward, tx, op, change| {
            let proof = lookup::environment::<ManageSolutions>(tx, op, &environment)?;
            let release = apply_in(steward, tx, op, &proof, &read, &how, expect.as_deref())?;
            change.of(Some(proof.id()), format!("solution/{}", release.record.solution), release.said());
            Ok(release)
        })
        .await
}

/// A version in a request.
///
/// # Errors
/// The text is none.
pub fn version(text: &str) -> Result<SolutionVersion, AppError> {
    text.parse().map_err(|error: NotAVersion| AppError::invalid(sentence(&error.to_string())).at("version"))
}

/// Words as a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if words.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
