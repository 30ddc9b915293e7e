//! Looking at releases.

use std::collections::HashSet;

use model::ReleaseId;
use solutions::plan::Mode;
use store::{Tx, packages, releases, releases::StoredRelease};

use super::{Release, release, wish::release_of};
use crate::{
    AppError, Op, Steward,
    lookup::{self, EnvironmentFor, ManageSolutions, SeeComponents},
};

/// The releases of an environment, or those of one solution there, newest first and without their plans.
///
/// # Errors
/// The caller may not see components there.
pub async fn list(
    steward: &Steward,
    op: &Op,
    environment: &str,
    solution: Option<String>,
) -> Result<Vec<Release>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<SeeComponents>(tx, &op, &environment)?;
            let found = match solution {
                Some(solution) => releases::of_solution(tx, proof.id(), &solution)?,
                None => releases::list(tx, proof.id())?,
            };
            let mut seen = HashSet::new();
            let of = |record: StoredRelease| {
                let is_newest = seen.insert(record.solution.to_lowercase());
                Release { is_current: is_newest && record.mode != Mode::Uninstall.word(), record, plan: None }
            };
            Ok(found.into_iter().map(of).collect())
        })
        .await
}

/// A release with its plan.
///
/// # Errors
/// The caller may not manage solutions there, or there is no such release.
pub async fn get(steward: &Steward, op: &Op, environment: &str, id: ReleaseId) -> Result<Release, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<ManageSolutions>(tx, &op, &environment)?;
            let record = release_of(tx, &proof, id)?;
            let current = release::current(tx, &proof, &record.solution)?;
            let document = releases::document(tx, id)?;
            let plan = document.map(|it| serde_json::from_str(&it.plan)).transpose().map_err(AppError::internal)?;
            Ok(Release { is_current: current.is_some_and(|current| current.id == id), record, plan })
        })
        .await
}

/// The zip of a release.
///
/// # Errors
/// The caller may not manage solutions there, or there is no such release.
pub async fn package(steward: &Steward, op: &Op, environment: &str, id: ReleaseId) -> Result<Vec<u8>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<ManageSolutions>(tx, &op, &environment)?;
            package_in(tx, &proof, id)
        })
        .await
}

/// The zip of a release, inside a transaction.
pub(super) fn package_in(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<ManageSolutions>,
    id: ReleaseId,
) -> Result<Vec<u8>, AppError> {
    let record = release_of(tx, proof, id)?;
    let found = packages::get(tx, &record.package)?;
    found.map(|package| package.zip).ok_or_else(|| AppError::internal("the package of a release is gone"))
}
