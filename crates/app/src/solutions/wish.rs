//! What may be done to the solutions of an environment: each is a package that is brought in, in some way.

use model::{ErrorCode, ReleaseId};
use solutions::plan::Mode;
use store::{
    Tx, packages,
    packages::StoredPackage,
    releases,
    releases::StoredRelease,
    solutions::{self as installed, InstalledSolution},
};

use super::{How, Origin, Plan, Read, Release, apply_in, plan, release};
use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{self, EnvironmentFor, ManageSolutions},
};

/// What somebody wants done to the solutions of an environment.
#[derive(Debug)]
pub enum Wish {
    /// A package is brought in.
    Bring(Box<Read>, How),
    /// The package of a release is brought in again, with its settings.
    RollBack {
        /// The release.
        to: ReleaseId,
        /// What there is to say about it.
        note: Option<String>,
    },
    /// What a staged upgrade left is removed.
    FinishUpgrade {
        /// The solution's unique name.
        solution: String,
    },
    /// A solution is taken away.
    Uninstall {
        /// Its unique name.
        solution: String,
    },
}

impl Wish {
    fn action(&self) -> &'static str {
        match self {
            Self::Bring(..) => "solution.import",
            Self::RollBack { .. } => "solution.rollback",
            Self::FinishUpgrade { .. } => "solution.finishUpgrade",
            Self::Uninstall { .. } => "solution.uninstall",
        }
    }

    /// The package, and how it is brought in.
    fn find(self, tx: &mut Tx<'_>, proof: &EnvironmentFor<ManageSolutions>) -> Result<(Read, How), AppError> {
        match self {
            Self::Bring(read, how) => Ok((*read, how)),
            Self::RollBack { to, note } => {
                let release = release_of(tx, proof, to)?;
                let origin = Origin { rollback_of: Some(to), note, promotion: None };
                Ok((read_again(tx, &release)?, How { mode: Mode::Upgrade, origin }))
            }
            Self::FinishUpgrade { solution } => {
                let current = release::current(tx, proof, &solution)?;
                let staged = current.filter(|release| release.mode == Mode::Stage.word()).ok_or_else(|| {
                    AppError::new(
                        ErrorKind::Conflict,
                        ErrorCode::SolutionConflict,
                        format!("The solution `{solution}` has no staged upgrade that could be finished."),
                    )
                    .with_hint("Bring a package in with the mode `stage` first.")
                })?;
                Ok((read_again(tx, &staged)?, Mode::Upgrade.into()))
            }
            Self::Uninstall { solution } => {
                let InstalledSolution { unique_name, .. } = installed_of(tx, proof, &solution)?;
                let zip = installed::package(tx, proof.id(), &unique_name)?.unwrap_or_default();
                Ok((Read::of(zip, None, None)?, Mode::Uninstall.into()))
            }
        }
    }
}

/// Says what fulfilling a wish would do. Nothing is changed.
///
/// # Errors
/// The caller may not manage solutions there; there is no such solution or release; or a package cannot be stored.
pub async fn foresee(steward: &Steward, op: &Op, environment: &str, wish: Wish) -> Result<Plan, AppError> {
    let environment = environment.to_owned();
    steward
        .rehearse(op, wish.action(), move |steward, tx, op, _| {
            let proof = lookup::environment::<ManageSolutions>(tx, op, &environment)?;
            let (read, how) = wish.find(tx, &proof)?;
            plan::carry_out(steward, tx, op, &proof, &read, &how)
        })
        .await
}

/// Does what is wished for, as its plan says.
///
/// # Errors
/// As [`foresee`]; or a check fails; or the plan is another one than the one with the digest `expect`. Then nothing was done.
pub async fn fulfil(
    steward: &Steward,
    op: &Op,
    environment: &str,
    wish: Wish,
    expect: Option<String>,
) -> Result<Release, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, wish.action(), move |steward, tx, op, change| {
            let proof = lookup::environment::<ManageSolutions>(tx, op, &environment)?;
            let (read, how) = wish.find(tx, &proof)?;
            let release = apply_in(steward, tx, op, &proof, &read, &how, expect.as_deref())?;
            change.of(Some(proof.id()), format!("solution/{}", release.record.solution), release.said());
            Ok(release)
        })
        .await
}

/// The release of an environment with this id.
pub(super) fn release_of<R>(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<R>,
    id: ReleaseId,
) -> Result<StoredRelease, AppError> {
    releases::by_id(tx, proof.id(), id)?.ok_or_else(|| AppError::not_found(format!("release {id}")))
}

/// The solution of an environment with this unique name.
pub(super) fn installed_of<R>(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<R>,
    name: &str,
) -> Result<InstalledSolution, AppError> {
    installed::by_name(tx, proof.id(), name)?.ok_or_else(|| AppError::not_found(format!("solution `{name}`")))
}

/// The package of a release with what came with it.
fn read_again(tx: &mut Tx<'_>, release: &StoredRelease) -> Result<Read, AppError> {
    let gone = || AppError::internal(format!("the package of the release {} is gone", release.id));
    let StoredPackage { zip, envelope } = packages::get(tx, &release.package)?.ok_or_else(gone)?;
    let document = releases::document(tx, release.id)?.ok_or_else(gone)?;
    Read::of(zip, document.settings.map(String::into_bytes), envelope)
}
