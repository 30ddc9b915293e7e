//! What solutions hold, and what that means for whoever wants to change it.

use model::{EnvironmentId, ErrorCode};
use solutions::{
    Contents, Limits, Package, Settings, Target,
    plan::{ComponentKind, plan},
};
use store::{
    Tx,
    solutions::{
        self as installed, InstalledSolution,
        components::{self, Component},
    },
};

use crate::{
    AppError, ErrorKind,
    lookup::{BuildSolutions, EnvironmentFor},
};

/// What a solution holds: what was said of it, else what its package has.
///
/// # Errors
/// The store's, or its package cannot be read any more.
pub fn of(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    solution: &InstalledSolution,
) -> Result<Vec<Component>, AppError> {
    if let Some(listed) = components::list(tx, environment, &solution.unique_name)? {
        return Ok(listed);
    }
    Ok(brought(&package(tx, environment, solution)?.contents().0))
}

/// What a package brings.
pub(crate) fn brought(contents: &Contents) -> Vec<Component> {
    let steps = plan(contents, &Settings::default(), &Target::default()).components;
    steps.into_iter().map(|step| component(step.component.kind, step.component.key)).collect()
}

/// The package that a solution came in, or was begun with.
pub(crate) fn package(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    solution: &InstalledSolution,
) -> Result<Package, AppError> {
    let zip = installed::package(tx, environment, &solution.unique_name)?.unwrap_or_default();
    Package::read_zip(&zip, &Limits::default()).map_err(AppError::internal)
}

/// A component. `key` is its id for flows and roles, else its name in any case.
pub(crate) fn component(kind: ComponentKind, key: impl AsRef<str>) -> Component {
    Component { kind: kind.word().to_owned(), key: key.as_ref().to_lowercase() }
}

/// The solutions that hold a component, by name.
pub(crate) fn holders(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    wanted: &Component,
) -> Result<Vec<InstalledSolution>, AppError> {
    let mut found = Vec::new();
    for solution in installed::list(tx, environment)? {
        if of(tx, environment, &solution)?.contains(wanted) {
            found.push(solution);
        }
    }
    Ok(found)
}

/// Refuses to change by hand what came with a managed solution.
pub(crate) fn refuse_managed(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<BuildSolutions>,
    kind: ComponentKind,
    key: &str,
) -> Result<(), AppError> {
    let holders = holders(tx, proof.id(), &component(kind, key))?;
    match holders.iter().find(|solution| solution.managed) {
        None => Ok(()),
        Some(solution) => Err(managed(&format!("The {kind} `{key}` came with"), solution)),
    }
}

/// The refusal of a change of what is managed. `what` goes before the solution.
pub(crate) fn managed(what: &str, solution: &InstalledSolution) -> AppError {
    let message = format!("{what} the managed solution `{}`, and is changed only with that.", solution.unique_name);
    AppError::new(ErrorKind::Forbidden, ErrorCode::ComponentManaged, message)
        .with_hint("Change it where the solution is built, and bring the next version of the solution here.")
}

/// Takes a component out of every unmanaged solution, because it is gone.
pub(crate) fn forget(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    kind: ComponentKind,
    key: &str,
) -> Result<(), AppError> {
    let gone = component(kind, key);
    for solution in holders(tx, environment, &gone)? {
        let mut left = of(tx, environment, &solution)?;
        left.retain(|component| *component != gone);
        components::set(tx, environment, &solution.unique_name, &left)?;
    }
    Ok(())
}
