//! Solutions: what is brought into environments, what is there, and what leaves them.
//!
//! Bringing a package in is a plan and then one transaction: everything or nothing, and the previous version runs until it commits. The
//! plan does the same and takes it back, so what it says is what would happen.

mod apply;
pub(crate) mod build;
mod compare;
pub mod components;
mod detail;
pub(crate) mod export;
pub(crate) mod live;
mod missing;
pub(crate) mod names;
mod owners;
mod plan;
mod preview;
mod read;
mod release;
pub mod releases;
pub mod replay;
mod target;
mod used;
mod vouched;
mod wish;

use solutions::{SolutionVersion, version::NotAVersion};
use store::{solutions as installed, solutions::InstalledSolution};

pub use build::{NewSolution, add, put, remove};
pub use compare::{Compared, compare};
pub use detail::{SolutionDetail, SolutionVariable, get};
pub use export::{ExportHow, envelope, package, package_in};
pub use missing::{Missing, Needing};
pub use plan::{Bound, How, Origin, Plan, plan_in};
pub use preview::{Preview, PreviewReference, PreviewVariable, preview, settings};
pub use read::{Read, read};
pub use release::{Release, apply_in};
pub use solutions::plan::Mode;
pub use wish::{Again, Wish, foresee, fulfil};

use crate::{
    AppError, Op, Steward,
    lookup::{self, Enter},
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
/// As [`foresee`].
pub async fn plan(
    steward: &Steward,
    op: &Op,
    environment: &str,
    read: Read,
    how: impl Into<How>,
) -> Result<Plan, AppError> {
    foresee(steward, op, environment, Wish::Bring(Box::new(read), how.into())).await
}

/// Brings a package in, as its plan says.
///
/// # Errors
/// As [`fulfil`].
pub async fn apply(
    steward: &Steward,
    op: &Op,
    environment: &str,
    read: Read,
    how: impl Into<How>,
    expect: Option<String>,
) -> Result<Release, AppError> {
    fulfil(steward, op, environment, Wish::Bring(Box::new(read), how.into()), expect).await
}

/// A version in a request.
///
/// # Errors
/// The text is none.
pub fn version(text: &str) -> Result<SolutionVersion, AppError> {
    text.parse().map_err(|error: NotAVersion| AppError::invalid(sentence(&error.to_string())).at("version"))
}

/// Several things in words: `a, b and c`.
pub(crate) fn listed(words: &[String]) -> String {
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// Words as a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if words.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
