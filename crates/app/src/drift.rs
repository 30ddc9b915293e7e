//! Drift: what differs in an environment from the packages that were released there.
//!
//! Nothing is remembered of it but what people say about it: it is computed from what is stored whenever somebody asks. Only what somebody guards
//! can drift, which are managed solutions anywhere, and every solution of a protected environment; elsewhere unmanaged ones are there to be changed.

pub(crate) mod hand;
mod look;
mod released;
mod revert;

use model::{BreakGlassId, Environment, EnvironmentId, ErrorCode, Timestamp};
use serde_json::json;
use solutions::{contents::ManagedFlag, diff::Change};
use store::{
    Tx,
    drift::{self as stored, Accepted},
    solutions::{self as installed, InstalledSolution, components::Component},
};

pub use look::Drift;
pub(crate) use released::{Released, ReleasedPackages};
pub use revert::revert;

use crate::{
    AppError, ErrorKind, Op, Steward,
    directory::{Chip, People},
    lookup::{self, Enter, EnvironmentFor, ManageSolutions, SeeAudit},
    solutions::{build::object, components, export::revision},
};
use look::Look;

/// What somebody says about drift.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DriftState {
    /// Nobody accepts it.
    Open,
    /// Somebody accepts it.
    Accepted,
}

/// Drift as it is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct DriftView {
    /// The solution's unique name.
    pub solution: String,
    /// The component.
    pub component: Component,
    /// What people read.
    pub name: String,
    /// What differs: the package first, what is here second.
    pub changes: Vec<Change>,
    /// Who made it what it is, when, and under which break-glass. Nothing where it was changed past us.
    pub author: Option<(Chip, Timestamp, Option<BreakGlassId>)>,
    /// Who accepts it.
    pub accepted: Option<(Chip, Accepted)>,
}

impl DriftView {
    /// Whether somebody accepts it.
    pub fn state(&self) -> DriftState {
        if self.accepted.is_some() { DriftState::Accepted } else { DriftState::Open }
    }
}

/// What drifts in an environment, by solution, kind and key.
///
/// # Errors
/// The caller may not see the environment's audit log.
pub async fn list(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<DriftView>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<SeeAudit>(tx, &op, &environment)?;
            let mut people = People::at(op.at);
            let all = all(steward, tx, proof.environment(), op.at)?;
            all.into_iter().map(|drift| view(tx, &mut people, drift)).collect()
        })
        .await
}

/// The drift that nobody accepts and that bringing a solution in may overwrite: its own, and that of others in the components that it
/// touches.
///
/// # Errors
/// The store's.
pub fn open_under<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<R>,
    unique_name: &str,
    touched: &[Component],
    at: Timestamp,
) -> Result<Vec<Drift>, AppError> {
    let mut found = Vec::new();
    for solution in installed::list(tx, proof.id())? {
        let is_own = solution.unique_name.eq_ignore_ascii_case(unique_name);
        if !is_own && !brings_any(steward, tx, proof.id(), &solution, touched)? {
            continue;
        }
        let drifts = of(steward, tx, proof.environment(), &solution, at)?.into_iter();
        found.extend(drifts.filter(|it| it.accepted.is_none() && (is_own || touched.contains(&it.component))));
    }
    Ok(found)
}

/// Whether a solution brought one of these components. Looking at what drifts takes far longer.
fn brings_any(
    steward: &Steward,
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    solution: &InstalledSolution,
    components: &[Component],
) -> Result<bool, AppError> {
    let released = steward.released().of(tx, environment, solution)?;
    Ok(released.is_some_and(|it| it.brought.iter().any(|brought| components.contains(brought))))
}

/// How many components drift.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DriftSummary {
    /// Those whose drift nobody accepts.
    pub open: usize,
    /// Those whose drift somebody accepts.
    pub accepted: usize,
}

/// How much drifts in an environment, for everybody there.
///
/// # Errors
/// The caller may not know of the environment.
pub async fn summary(steward: &Steward, op: &Op, environment: &str) -> Result<DriftSummary, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            let all = all(steward, tx, proof.environment(), op.at)?;
            let accepted = all.iter().filter(|drift| drift.accepted.is_some()).count();
            Ok(DriftSummary { open: all.len() - accepted, accepted })
        })
        .await
}

fn all(steward: &Steward, tx: &mut Tx<'_>, environment: &Environment, at: Timestamp) -> Result<Vec<Drift>, AppError> {
    let mut found = Vec::new();
    for solution in installed::list(tx, environment.id)? {
        found.extend(of(steward, tx, environment, &solution, at)?);
    }
    Ok(found)
}

/// Whether a solution is there to stay as it was released.
fn is_guarded(environment: &Environment, solution: &InstalledSolution) -> bool {
    solution.managed || environment.protected
}

fn of(
    steward: &Steward,
    tx: &mut Tx<'_>,
    environment: &Environment,
    solution: &InstalledSolution,
    at: Timestamp,
) -> Result<Vec<Drift>, AppError> {
    if !is_guarded(environment, solution) {
        return Ok(Vec::new());
    }
    match Look::at(steward, tx, environment, solution)? {
        Some(look) => look.drifts(tx, environment.id, solution, at),
        None => Ok(Vec::new()),
    }
}

/// Accepts that a component is not what was released, as it is now and until a time: a later change of it is drift again.
///
/// # Errors
/// The caller may not manage solutions there; it does not drift; the reason or the time is not valid.
pub async fn accept(
    steward: &Steward,
    op: &Op,
    environment: &str,
    wanted: Wanted,
    (reason, until): (String, Option<Timestamp>),
) -> Result<DriftView, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "drift.accept", move |steward, tx, op, change| {
            let proof = lookup::environment::<ManageSolutions>(tx, op, &environment)?;
            let reason = reason.trim().to_owned();
            if reason.is_empty() || reason.chars().count() > 500 {
                return Err(AppError::invalid("A reason has 1 to 500 characters.").at("reason"));
            }
            if until.is_some_and(|until| until <= op.at) {
                return Err(AppError::invalid("Drift is accepted until a time that is to come.").at("until"));
            }
            let (solution, _, drift) = wanted.find(steward, tx, op, &proof)?;
            let accepted = Accepted { digest: drift.digest.clone(), by: op.id(), at: op.at, reason, until };
            stored::accept(tx, proof.id(), &solution.unique_name, &drift.component, &accepted)?;
            let told = told(&drift, json!({"reason": accepted.reason, "until": until.map(|it| it.to_string())}));
            change.of(Some(proof.id()), object(&solution.unique_name), told);
            view(tx, &mut People::at(op.at), Drift { accepted: Some(accepted), ..drift })
        })
        .await
}

/// A solution as it is here, as an unmanaged package: for the environment where it is made, so that its next version has what was changed here.
///
/// # Errors
/// The caller may not manage solutions there; no solution is named, there is no such solution, or it did not come in a package; or the format
/// cannot express it.
pub async fn patch(
    steward: &Steward,
    op: &Op,
    environment: &str,
    unique_name: Option<String>,
) -> Result<Vec<u8>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<ManageSolutions>(tx, &op, &environment)?;
            let no_name = || AppError::invalid("No solution is named.").at("solution");
            let unique_name = unique_name.ok_or_else(no_name)?;
            let missing = || AppError::not_found(format!("solution `{unique_name}` that came in a package"));
            let solution = installed::by_name(tx, proof.id(), &unique_name)?.ok_or_else(missing)?;
            let Look { mut is, .. } = Look::at(steward, tx, proof.environment(), &solution)?.ok_or_else(missing)?;
            let package = components::package(tx, proof.id(), &solution)?;
            if let Some(manifest) = &mut is.manifest {
                manifest.managed = ManagedFlag::Unmanaged;
            }
            let revised = package.revise(&is).map_err(revision)?;
            revised
                .write_zip()
                .map_err(|error| AppError::new(ErrorKind::Internal, ErrorCode::PackageTooLarge, error.to_string()))
        })
        .await
}

/// Which component of which solution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// The solution's unique name.
    pub solution: String,
    /// The component.
    pub component: Component,
}

impl Wanted {
    /// The drift of it.
    fn find(
        &self,
        steward: &Steward,
        tx: &mut Tx<'_>,
        op: &Op,
        proof: &EnvironmentFor<ManageSolutions>,
    ) -> Result<(InstalledSolution, Look, Drift), AppError> {
        let Component { kind, key } = &self.component;
        let what = || AppError::not_found(format!("drift of the {kind} `{key}` in the solution `{}`", self.solution));
        let solution = installed::by_name(tx, proof.id(), &self.solution)?.ok_or_else(what)?;
        if !solution.managed && !proof.environment().protected {
            return Err(what());
        }
        let look = Look::at(steward, tx, proof.environment(), &solution)?.ok_or_else(what)?;
        let drifts = look.drifts(tx, proof.id(), &solution, op.at)?;
        let drift = drifts.into_iter().find(|drift| drift.component == self.component).ok_or_else(what)?;
        Ok((solution, look, drift))
    }
}

/// How the audit log tells of drift.
fn told(drift: &Drift, detail: serde_json::Value) -> serde_json::Value {
    let changes: Vec<&str> = drift.changes.iter().map(|change| &*change.sentence).collect();
    json!({"kind": drift.component.kind, "key": drift.component.key, "name": drift.name, "changes": changes, "how": detail})
}

fn view(tx: &mut Tx<'_>, people: &mut People, drift: Drift) -> Result<DriftView, AppError> {
    let author = match drift.author {
        Some(author) => Some((people.chip(tx, author.by)?, author.at, author.break_glass)),
        None => None,
    };
    let accepted = match drift.accepted {
        Some(accepted) => Some((people.chip(tx, accepted.by)?, accepted)),
        None => None,
    };
    let Drift { solution, component, name, changes, .. } = drift;
    Ok(DriftView { solution, component, name, changes, author, accepted })
}
