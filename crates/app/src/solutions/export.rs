//! Exporting a solution.

use model::ErrorCode;
use solutions::{
    Limits, Package,
    revise::{FlowRevision, Revision},
};
use store::{flows, solutions as installed};

use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{self, ManageSolutions},
};

/// The zip of a solution. An unmanaged one has its flows as they are here now, and everything else, known or unknown, as it came. A managed
/// one is what was installed. Values, connections, shares and runs do not travel.
///
/// # Errors
/// The caller may not manage solutions there, or there is no such solution.
pub async fn package(steward: &Steward, op: &Op, environment: &str, unique_name: &str) -> Result<Vec<u8>, AppError> {
    let (op, environment, unique_name) = (op.clone(), environment.to_owned(), unique_name.to_owned());
    let (zip, revision) = steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<ManageSolutions>(tx, &op, &environment)?;
            let what = || AppError::not_found(format!("solution `{unique_name}`"));
            let solution = installed::by_name(tx, proof.id(), &unique_name)?.ok_or_else(what)?;
            let zip = installed::package(tx, proof.id(), &unique_name)?.ok_or_else(what)?;
            if solution.managed {
                return Ok((zip, None));
            }
            let mut revision = Revision { without_values: true, ..Revision::default() };
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
            Ok((zip, Some(revision)))
        })
        .await?;
    let Some(revision) = revision else { return Ok(zip) };
    tokio::task::spawn_blocking(move || revise(&zip, revision)).await.map_err(AppError::internal)?
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
