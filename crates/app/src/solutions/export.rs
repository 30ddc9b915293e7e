//! Exporting a solution.

use model::ErrorCode;
use solutions::{
    Limits, Package, SolutionVersion,
    contents::ManagedFlag,
    revise::{FlowRevision, Revision},
};
use store::{Tx, flows, solutions as installed};

use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{self, EnvironmentFor, ManageSolutions},
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

/// The zip of a solution, inside a transaction. An unmanaged one has its flows as they are here now, and everything else, known or
/// unknown, as it came; the same content is the same bytes. A managed one is what was installed. Values, connections, shares and runs
/// do not travel.
///
/// # Errors
/// There is no such solution; or it is managed, and was asked for with another version.
pub fn package_in<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<R>,
    unique_name: &str,
    how: ExportHow,
) -> Result<Vec<u8>, AppError> {
    let what = || AppError::not_found(format!("solution `{unique_name}`"));
    let solution = installed::by_name(tx, proof.id(), unique_name)?.ok_or_else(what)?;
    let zip = installed::package(tx, proof.id(), unique_name)?.ok_or_else(what)?;
    if solution.managed {
        if how.version.is_some_and(|version| version.to_string() != solution.version) {
            let message = format!(
                "The solution `{unique_name}` is managed here, so it is exported as version {}, which it came as.",
                solution.version
            );
            return Err(AppError::invalid(message).with_code(ErrorCode::SolutionConflict).at("version"));
        }
        return Ok(zip);
    }
    let managed = if how.managed { ManagedFlag::Managed } else { ManagedFlag::Unmanaged };
    let mut revision =
        Revision { version: how.version, managed: Some(managed), without_values: true, ..Revision::default() };
    for flow in flows::list(tx, proof.id())? {
        if !flow.solution.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(&solution.unique_name)) {
            continue;
        }
        let compiled = steward.compiled().current(tx, &flow)?;
        revision.flows.push(FlowRevision {
            id: flow.id,
            name: Some(flow.name),
            on: Some(flow.is_on),
            clientdata: Some(compiled.source.clone()),
        });
    }
    revise(&zip, revision)
}

fn revise(zip: &[u8], mut revision: Revision) -> Result<Vec<u8>, AppError> {
    let package = Package::read_zip(zip, &Limits::default()).map_err(AppError::internal)?;
    let here = package.contents().0.flows;
    // A flow of which nothing changed is left as it came, to the byte.
    revision.flows.retain(|flow| {
        here.iter().any(|it| {
            it.id == flow.id
                && (Some(&it.clientdata) != flow.clientdata.as_ref() || Some(&it.name) != flow.name.as_ref())
        })
    });
    for flow in &mut revision.flows {
        let same = here.iter().any(|it| it.id == flow.id && Some(&it.clientdata) == flow.clientdata.as_ref());
        if same {
            flow.clientdata = None;
        }
    }
    let invalid = |error: solutions::revise::RevisionError| {
        AppError::new(ErrorKind::Invalid, error.code(), super::sentence(&error.to_string()))
    };
    let revised = package.revise(&revision).map_err(invalid)?;
    revised
        .write_zip()
        .map_err(|error| AppError::new(ErrorKind::Internal, ErrorCode::PackageTooLarge, error.to_string()))
}
