//! What a solution is here against what it is elsewhere.

use std::collections::BTreeMap;

use model::{FlowId, ReleaseId, Tier};
use solutions::{Contents, Limits, Package, Side, diff, diff::Change};
use store::{Tx, flows, flows::grants};

use super::{export, export::ExportHow, releases, wish::installed_of};
use crate::{
    AppError, Op, Steward,
    directory::People,
    lookup::{self, EnvironmentFor, ManageSolutions},
};

/// What differs between a solution there and here.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    /// The version there.
    pub from: String,
    /// The version here.
    pub to: String,
    /// What differs, from there to here.
    pub changes: Vec<Change>,
    /// The definitions of the flows that differ, line by line.
    pub text: String,
}

/// Compares a solution with what it is in another environment, or was in a release of this one.
///
/// # Errors
/// The caller may not manage solutions in one of the environments, or there is no such solution or release.
pub async fn compare(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &str,
    with: Option<String>,
) -> Result<Compared, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<ManageSolutions>(tx, &op, &environment)?;
            let Some(with) = with else {
                return Err(AppError::invalid("Say with what it is compared.").at("with"));
            };
            let here = as_it_is(steward, tx, &proof, &name)?;
            let (there, other) = match with.parse::<ReleaseId>() {
                Ok(release) => (releases::package_in(tx, &proof, release)?, None),
                Err(_) => {
                    let other = lookup::environment::<ManageSolutions>(tx, &op, &with)?;
                    (as_it_is(steward, tx, &other, &name)?, Some(other))
                }
            };
            let read = |zip: &[u8]| Package::read_zip(zip, &Limits::default()).map_err(AppError::internal);
            let (was, is) = (read(&there)?, read(&here)?);
            let (before, after) = (was.contents().0, is.contents().0);
            let (mut old, mut new) = (Side::of(&before, &was), Side::of(&after, &is));
            // A release does not say who owned its flows.
            let owners = match &other {
                Some(other) => Some((owners(tx, &op, other, &before)?, owners(tx, &op, &proof, &after)?)),
                None => None,
            };
            if let Some((was, is)) = &owners {
                (old.owners, new.owners) = (Some(was), Some(is));
            }
            let found = diff(old, new);
            let version = |contents: &solutions::Contents| {
                contents.manifest.as_ref().map(|manifest| manifest.version.to_string()).unwrap_or_default()
            };
            Ok(Compared {
                from: version(&before),
                to: version(&after),
                text: found.texts.iter().map(|text| text.unified.as_str()).collect::<Vec<_>>().join("\n"),
                changes: found.changes,
            })
        })
        .await
}

fn as_it_is(
    steward: &Steward,
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<ManageSolutions>,
    name: &str,
) -> Result<Vec<u8>, AppError> {
    let solution = installed_of(tx, proof, name)?;
    let how = ExportHow { managed: solution.managed, version: None };
    export::package_in(steward, tx, proof, &solution.unique_name, how)
}

/// Who owns the flows of a solution in an environment, by what people read.
fn owners(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    contents: &Contents,
) -> Result<BTreeMap<FlowId, Vec<String>>, AppError> {
    let (mut people, mut owners) = (People::at(op.at), BTreeMap::new());
    for file in &contents.flows {
        let Some(flow) = flows::by_id(tx, proof.id(), file.id)? else { continue };
        let shared = grants::list(tx, flow.key, op.at)?.into_iter().filter(|grant| grant.tier >= Tier::CoOwner);
        let mut names = vec![people.chip(tx, flow.primary_owner)?.display_name];
        for grant in shared {
            names.push(people.chip(tx, grant.principal)?.display_name);
        }
        names.sort();
        owners.insert(flow.id, names);
    }
    Ok(owners)
}
