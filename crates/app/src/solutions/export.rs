//! Exporting a solution.

use model::ErrorCode;
use solutions::{
    Contents, ExportError, Package, RevisionError, SolutionVersion,
    contents::{ManagedFlag, MissingDependency},
};
use store::{
    Tx,
    solutions::{self as installed, InstalledSolution},
};

use super::{components, live, missing, read};
use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{self, EnvironmentFor, ManageSolutions},
    signing_key,
};

/// How a solution is exported.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ExportHow {
    /// Whether the package may not be changed where it is installed.
    pub managed: bool,
    /// The version that it says; else the one that the solution has here.
    pub version: Option<SolutionVersion>,
}

/// The zip of a solution, as [`package_in`] makes it.
///
/// # Errors
/// The caller may not manage solutions there, or as [`package_in`].
pub async fn package(
    steward: &Steward,
    op: &Op,
    environment: &str,
    unique_name: &str,
    how: ExportHow,
) -> Result<Vec<u8>, AppError> {
    let (op, environment, unique_name) = (op.clone(), environment.to_owned(), unique_name.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<ManageSolutions>(tx, &op, &environment)?;
            package_in(steward, tx, &proof, &unique_name, how)
        })
        .await
}

/// What this installation says of the package that [`package`] makes: an envelope to lie beside it.
///
/// # Errors
/// As [`package`].
pub async fn envelope(
    steward: &Steward,
    op: &Op,
    environment: &str,
    unique_name: &str,
    how: ExportHow,
) -> Result<Vec<u8>, AppError> {
    let zip = package(steward, op, environment, unique_name, how).await?;
    let read = read(zip, None, None).await?;
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<ManageSolutions>(tx, &op, &environment)?;
            let provenance = signing_key::made(&op, &proof.environment().name, &read.contents, &read.findings);
            signing_key::vouch(steward, tx, &read.package, &provenance)
        })
        .await
}

/// The zip of a solution, inside a transaction. An unmanaged one has its components as they are here now; whatever else its package
/// has, known or unknown, is as it came, to the byte; the same content is the same bytes. A managed one is what was installed. Values,
/// connections, shares and runs do not travel.
///
/// # Errors
/// There is no such solution; it is managed, and was asked for with another version; or a component is none that a package can hold.
pub fn package_in<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<R>,
    unique_name: &str,
    how: ExportHow,
) -> Result<Vec<u8>, AppError> {
    let what = || AppError::not_found(format!("solution `{unique_name}`"));
    let solution = installed::by_name(tx, proof.id(), unique_name)?.ok_or_else(what)?;
    if solution.managed {
        if how.version.is_some_and(|version| version.to_string() != solution.version) {
            let message = format!(
                "The solution `{unique_name}` is managed here, so it is exported as version {}, which it came as.",
                solution.version
            );
            return Err(AppError::invalid(message).with_code(ErrorCode::SolutionConflict).at("version"));
        }
        return installed::package(tx, proof.id(), unique_name)?.ok_or_else(what);
    }
    let mut draft = Draft::of(steward, tx, proof, &solution)?;
    draft.depends();
    if let Some(manifest) = &mut draft.is.manifest {
        manifest.managed = if how.managed { ManagedFlag::Managed } else { ManagedFlag::Unmanaged };
        manifest.version = how.version.unwrap_or(manifest.version);
    }
    let revised = draft.base.revise(&draft.is).map_err(revision)?;
    revised
        .write_zip()
        .map_err(|error| AppError::new(ErrorKind::Internal, ErrorCode::PackageTooLarge, error.to_string()))
}

/// An unmanaged solution as it is here now, beside the package that it began with.
pub(crate) struct Draft {
    /// The package that it came in, or was begun with.
    pub(crate) base: Package,
    /// What that holds.
    pub(crate) was: Contents,
    /// What the solution holds now.
    pub(crate) is: Contents,
    /// What it needs and does not hold.
    pub(crate) missing: Vec<missing::Missing>,
}

impl Draft {
    pub(crate) fn of<R>(
        steward: &Steward,
        tx: &mut Tx<'_>,
        proof: &EnvironmentFor<R>,
        solution: &InstalledSolution,
    ) -> Result<Self, AppError> {
        let base = components::package(tx, proof.id(), solution)?;
        let was = base.contents().0;
        let held = components::of(tx, proof.id(), solution)?;
        let is = live::contents(steward, tx, proof.id(), &was, &held)?;
        let missing = missing::of(tx, proof.id(), &is)?;
        Ok(Self { base, was, is, missing })
    }

    /// Writes down what the components that are new or changed need and the solution does not hold. Of the others their package said
    /// it; what the solution holds now is no longer missing.
    fn depends(&mut self) {
        let told = self.missing.iter().flat_map(|it| it.pairs(&self.was, &self.is));
        let told: Vec<MissingDependency> = told.collect();
        let Some(manifest) = &mut self.is.manifest else { return };
        let mut pairs = std::mem::take(&mut manifest.missing_dependencies);
        pairs.retain(|pair| !missing::holds(&self.is, &pair.required));
        for pair in told {
            let same = |known: &MissingDependency| missing::same(known, &pair);
            if !pairs.iter().any(same) {
                pairs.push(pair);
            }
        }
        if let Some(manifest) = &mut self.is.manifest {
            manifest.missing_dependencies = pairs;
        }
    }
}

/// A package that cannot be made, as an answer.
pub(crate) fn revision(error: RevisionError) -> AppError {
    let hint = match &error {
        RevisionError::Export(ExportError::EveryTable { .. }) => {
            Some("Let the role name the tables, or take it out of the solution.")
        }
        _ => None,
    };
    let refused = AppError::new(ErrorKind::Invalid, error.code(), super::sentence(&error.to_string()));
    match hint {
        Some(hint) => refused.with_hint(hint),
        None => refused,
    }
}
