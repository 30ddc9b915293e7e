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

use super::{How, Origin, Plan, Read, Release, apply_in, plan, read, release};
use crate::{
    AppError, ErrorKind, Op, Steward, data_policies,
    lookup::{self, EnvironmentFor, ManageSolutions},
};

/// What somebody wants done to the solutions of an environment.
#[derive(Debug)]
pub enum Wish {
    /// A package is brought in.
    Bring(Box<Read>, How),
    /// Something is done with a package that is here.
    Again(Again),
}

/// What is done with a package that is here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Again {
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

/// Where a package that is here is found.
#[derive(PartialEq, Eq)]
enum Source {
    Release(Box<StoredRelease>),
    Installed(InstalledSolution),
}

impl Wish {
    fn action(&self) -> &'static str {
        match self {
            Self::Bring(..) => "solution.import",
            Self::Again(Again::RollBack { .. }) => "solution.rollback",
            Self::Again(Again::FinishUpgrade { .. }) => "solution.finishUpgrade",
            Self::Again(Again::Uninstall { .. }) => "solution.uninstall",
        }
    }
}

impl Again {
    fn how(&self) -> How {
        match self {
            Self::RollBack { to, note } => {
                let origin = Origin { rollback_of: Some(*to), note: note.clone(), promotion: None };
                How { mode: Mode::Upgrade, origin }
            }
            Self::FinishUpgrade { .. } => Mode::Upgrade.into(),
            Self::Uninstall { .. } => Mode::Uninstall.into(),
        }
    }

    fn source<R>(&self, tx: &mut Tx<'_>, proof: &EnvironmentFor<R>) -> Result<Source, AppError> {
        match self {
            Self::RollBack { to, .. } => Ok(Source::Release(Box::new(release_of(tx, proof, *to)?))),
            Self::FinishUpgrade { solution } => {
                let current = release::current(tx, proof, solution)?;
                let staged = current.filter(|release| release.mode == Mode::Stage.word()).ok_or_else(|| {
                    AppError::new(
                        ErrorKind::Conflict,
                        ErrorCode::SolutionConflict,
                        format!("The solution `{solution}` has no staged upgrade that could be finished."),
                    )
                    .with_hint("Bring a package in with the mode `stage` first.")
                })?;
                Ok(Source::Release(Box::new(staged)))
            }
            Self::Uninstall { solution } => Ok(Source::Installed(installed_of(tx, proof, solution)?)),
        }
    }
}

impl Source {
    /// The package, and the settings that came with it.
    fn files<R>(
        &self,
        tx: &mut Tx<'_>,
        proof: &EnvironmentFor<R>,
    ) -> Result<(StoredPackage, Option<String>), AppError> {
        match self {
            Self::Release(release) => {
                let gone = || AppError::internal(format!("the package of the release {} is gone", release.id));
                let package = packages::get(tx, &release.package)?.ok_or_else(gone)?;
                Ok((package, releases::document(tx, release.id)?.ok_or_else(gone)?.settings))
            }
            Self::Installed(solution) => {
                let zip = installed::package(tx, proof.id(), &solution.unique_name)?.unwrap_or_default();
                Ok((StoredPackage { zip, envelope: None }, None))
            }
        }
    }
}

/// A package that was read outside any transaction, and how it is brought in.
struct Ready {
    read: Read,
    how: How,
    /// Where it was found, and for what.
    found: Option<(Again, Source)>,
}

impl Ready {
    async fn of(steward: &Steward, op: &Op, environment: &str, wish: Wish) -> Result<Self, AppError> {
        let again = match wish {
            Wish::Bring(read, how) => return Ok(Self { read: *read, how, found: None }),
            Wish::Again(again) => again,
        };
        let (op, environment, how) = (op.clone(), environment.to_owned(), again.how());
        let (found, package, settings) = steward
            .read(move |_, tx| {
                let proof = lookup::environment::<ManageSolutions>(tx, &op, &environment)?;
                let source = again.source(tx, &proof)?;
                let (package, settings) = source.files(tx, &proof)?;
                Ok((Some((again, source)), package, settings))
            })
            .await?;
        let read = read(package.zip, settings.map(String::into_bytes), package.envelope).await?;
        Ok(Self { read, how, found })
    }

    /// Refuses where what was read is not what is here any more.
    fn check<R>(&self, tx: &mut Tx<'_>, proof: &EnvironmentFor<R>) -> Result<(), AppError> {
        let Some((again, source)) = &self.found else { return Ok(()) };
        if again.source(tx, proof)? == *source {
            return Ok(());
        }
        let name = match source {
            Source::Release(release) => &release.solution,
            Source::Installed(solution) => &solution.unique_name,
        };
        Err(AppError::conflict(format!("Somebody else changed the solution `{name}` at the same time."))
            .with_hint("Look at what it is now, and try again."))
    }
}

/// Says what fulfilling a wish would do. Nothing is changed.
///
/// # Errors
/// The caller may not manage solutions there; there is no such solution or release; or a package cannot be stored.
pub async fn foresee(steward: &Steward, op: &Op, environment: &str, wish: Wish) -> Result<Plan, AppError> {
    let action = wish.action();
    let ready = Ready::of(steward, op, environment, wish).await?;
    let environment = environment.to_owned();
    steward
        .rehearse(op, action, move |steward, tx, op, _| {
            let proof = lookup::environment::<ManageSolutions>(tx, op, &environment)?;
            ready.check(tx, &proof)?;
            plan::carry_out(steward, tx, op, &proof, &ready.read, &ready.how)
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
    let action = wish.action();
    let ready = Ready::of(steward, op, environment, wish).await?;
    let environment = environment.to_owned();
    steward
        .change(op, action, move |steward, tx, op, change| {
            let proof = lookup::environment::<ManageSolutions>(tx, op, &environment)?;
            ready.check(tx, &proof)?;
            let release = apply_in(steward, tx, op, &proof, &ready.read, &ready.how, expect.as_deref())?;
            change.of(Some(proof.id()), format!("solution/{}", release.record.solution), release.said());
            data_policies::enforce(steward, tx, op, change, proof.id())?;
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
