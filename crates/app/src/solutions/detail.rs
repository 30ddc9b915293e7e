//! A solution with what it holds.

use model::{ConnectionId, VariableKind};
use solutions::{
    contents::Manifest,
    plan::{ComponentKey, Mode, PackageKey, held},
};
use store::{Tx, connections, packages, references, solutions::InstalledSolution, variables};

use super::{Bound, components, live, release, wish::installed_of};
use crate::{
    AppError, Op, Steward,
    lookup::{self, EnvironmentFor, SeeComponents},
};

/// A solution with what it holds.
#[derive(Clone, PartialEq, Debug)]
pub struct SolutionDetail {
    /// The solution.
    pub solution: InstalledSolution,
    /// What its package says of it.
    pub manifest: Manifest,
    /// The package that it came as.
    pub package: Option<PackageKey>,
    /// Whether a staged upgrade is to be finished.
    pub is_staged: bool,
    /// What it brought.
    pub components: Vec<ComponentKey>,
    /// Its connection references, and what each is bound to here.
    pub references: Vec<(String, String, String, Option<Bound>)>,
    /// Its environment variables, with the values here.
    pub variables: Vec<SolutionVariable>,
    /// What is kept in its package and not used here.
    pub kept: Vec<String>,
    /// The solutions that it needs.
    pub dependencies: Vec<String>,
}

/// An environment variable of a solution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SolutionVariable {
    /// Its name in files.
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// Its type.
    pub kind: VariableKind,
    /// The environment's own value.
    pub value: Option<String>,
    /// What holds where there is none.
    pub default_value: Option<String>,
}

/// A solution of an environment.
///
/// # Errors
/// The caller may not see components there, or there is no such solution.
pub async fn get(steward: &Steward, op: &Op, environment: &str, name: &str) -> Result<SolutionDetail, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<SeeComponents>(tx, &op, &environment)?;
            let solution = installed_of(tx, &proof, &name)?;
            detail(steward, tx, &proof, solution)
        })
        .await
}

fn detail(
    steward: &Steward,
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<SeeComponents>,
    solution: InstalledSolution,
) -> Result<SolutionDetail, AppError> {
    let was = components::package(tx, proof.id(), &solution)?.contents().0;
    let listed = components::of(tx, proof.id(), &solution)?;
    let contents = live::contents(steward, tx, proof.id(), &was, &listed)?;
    let package = match &solution.package {
        Some(digest) => packages::size(tx, digest)?
            .map(|size| PackageKey { digest: digest.clone(), size: u64::try_from(size).unwrap_or_default() }),
        None => None,
    };
    let current = release::current(tx, proof, &solution.unique_name)?;
    let mut references_here = Vec::new();
    for reference in &contents.connection_references {
        let here = references::by_name(tx, proof.id(), &reference.logical_name)?;
        let bound = bound(tx, proof, here.and_then(|here| here.connection))?;
        references_here.push((
            reference.logical_name.clone(),
            reference.display_name.clone(),
            reference.connector.to_string(),
            bound,
        ));
    }
    let mut values = Vec::new();
    for variable in &contents.environment_variables {
        let Some(here) = variables::by_name(tx, proof.id(), &variable.schema_name)? else { continue };
        values.push(SolutionVariable {
            schema_name: here.schema_name,
            display_name: here.display_name,
            kind: here.kind,
            value: here.value,
            default_value: here.default_value,
        });
    }
    let manifest = contents.manifest.clone().unwrap_or_default();
    let missing = manifest.missing_dependencies.iter();
    let mut dependencies: Vec<String> = missing.filter_map(|it| it.required.solution.clone()).collect();
    dependencies.retain(|name| !name.is_empty() && name != "Active");
    dependencies.sort();
    dependencies.dedup();
    Ok(SolutionDetail {
        package,
        is_staged: current.is_some_and(|release| release.mode == Mode::Stage.word()),
        components: held(&contents),
        references: references_here,
        variables: values,
        kept: contents.kept.iter().map(|kept| kept.name.clone()).collect(),
        dependencies,
        manifest,
        solution,
    })
}

fn bound(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<SeeComponents>,
    id: Option<ConnectionId>,
) -> Result<Option<Bound>, AppError> {
    let Some(id) = id else { return Ok(None) };
    let found = connections::by_id(tx, proof.id(), id)?;
    Ok(found.map(|connection| Bound {
        id,
        display_name: connection.display_name,
        connector: connection.connector.to_string(),
        owner: connection.owner,
        usable: false,
    }))
}
