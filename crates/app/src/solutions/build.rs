//! Building a solution where it is made: its name, version and publisher, and what is in it.

use ::solutions::{
    Contents, ExportOptions, Package, SolutionVersion,
    contents::{Manifest, Publisher},
    export,
    plan::ComponentKind,
};
use model::ErrorCode;
use serde_json::json;
use store::{
    Tx, flows,
    packages::{self, StoredPackage},
    references, roles,
    solutions::{self as installed, InstalledSolution, components as listed},
    tables, variables,
};

use super::{components, names};
use crate::{
    AppError, ErrorKind, FlowName, Op, Steward,
    lookup::{self, BuildSolutions, Edit, EnvironmentFor},
};

/// What the values of a publisher's choices start with, where nothing else is known: the platform's own first one.
const OPTION_PREFIX: u32 = 10_000;

/// What a solution is called, and who makes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewSolution {
    /// What people read.
    pub display_name: String,
    /// Its version (`1.0.0.0`).
    pub version: String,
    /// The publisher's name in files.
    pub publisher: String,
    /// What people read as the publisher.
    pub publisher_name: String,
    /// What the names of the publisher's components start with.
    pub prefix: String,
    /// What the solution is for.
    pub description: Option<String>,
}

/// Makes an unmanaged solution, which holds nothing yet, or says something else of one that is here; what it holds stays.
///
/// # Errors
/// The caller may not build solutions there, the environment is protected, the solution is managed, or something is not valid.
pub async fn put(
    steward: &Steward,
    op: &Op,
    environment: &str,
    unique_name: &str,
    new: NewSolution,
) -> Result<InstalledSolution, AppError> {
    let (environment, unique_name) = (environment.to_owned(), unique_name.to_owned());
    steward
        .change(op, "solution.set", move |_, tx, op, change| {
            let proof = lookup::environment::<BuildSolutions>(tx, op, &environment)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            let (new, version) = checked(&unique_name, new)?;
            let before = installed::by_name(tx, proof.id(), &unique_name)?;
            let made = match &before {
                None => begun(tx, &proof, op, &unique_name, (&new, version))?,
                Some(before) if before.managed => {
                    return Err(components::managed("What would be changed is", before));
                }
                Some(before) => renamed(tx, &proof, op, before, (&new, version))?,
            };
            let said = |it: &InstalledSolution| json!({"displayName": it.display_name, "version": it.version, "publisher": it.publisher});
            let detail = json!({"before": before.as_ref().map(said), "after": said(&made), "prefix": new.prefix});
            change.of(Some(proof.id()), object(&made.unique_name), detail);
            Ok(made)
        })
        .await
}

/// Puts a component into a solution. `key` is the id or name of a flow or role, else the name in files, in any case.
///
/// # Errors
/// The caller may not build solutions there or edit the flow; the environment is protected; there is no such solution or component; the
/// solution is managed, or what it shall hold came with one.
pub async fn add(
    steward: &Steward,
    op: &Op,
    environment: &str,
    unique_name: &str,
    kind: &str,
    key: &str,
) -> Result<(), AppError> {
    let (environment, unique_name) = (environment.to_owned(), unique_name.to_owned());
    let (kind, key) = (kind.to_owned(), key.to_owned());
    steward
        .change(op, "solution.component.add", move |_, tx, op, change| {
            let proof = lookup::environment::<BuildSolutions>(tx, op, &environment)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            let (kind, key, name) = found(tx, op, &proof, &kind, &key)?;
            components::refuse_managed(tx, &proof, kind, &key)?;
            include(tx, &proof, &unique_name, kind, &key)?;
            change.of(Some(proof.id()), object(&unique_name), json!({"kind": kind.word(), "key": key, "name": name}));
            Ok(())
        })
        .await
}

/// Takes a component out of a solution. The component itself stays.
///
/// # Errors
/// The caller may not build solutions there; the environment is protected; the solution is managed, or does not hold that.
pub async fn remove(
    steward: &Steward,
    op: &Op,
    environment: &str,
    unique_name: &str,
    kind: &str,
    key: &str,
) -> Result<(), AppError> {
    let (environment, unique_name) = (environment.to_owned(), unique_name.to_owned());
    let (word, key) = (kind.to_owned(), key.to_lowercase());
    steward
        .change(op, "solution.component.remove", move |_, tx, op, change| {
            let proof = lookup::environment::<BuildSolutions>(tx, op, &environment)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            let solution = unmanaged(tx, &proof, &unique_name)?;
            let key = match found(tx, op, &proof, &word, &key) {
                Ok((_, key, _)) => key,
                // What is not here any more can still be listed.
                Err(_) => key.clone(),
            };
            let same_kind = |other: &str| other == word || word == "table" && other == "columns";
            let mut held = components::of(tx, proof.id(), &solution)?;
            let before = held.len();
            held.retain(|it| !(same_kind(&it.kind) && it.key == key));
            if held.len() == before {
                return Err(AppError::not_found(format!("{word} `{key}` in the solution `{unique_name}`")));
            }
            listed::set(tx, proof.id(), &solution.unique_name, &held)?;
            if let Some(flow) = key.parse().ok().filter(|_| word == "flow")
                && let Some(flow) = flows::by_id(tx, proof.id(), flow)?
                && flow.solution.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(&solution.unique_name))
            {
                flows::set_solution(tx, flow.key, None)?;
            }
            change.of(Some(proof.id()), object(&unique_name), json!({"kind": word, "key": key}));
            Ok(())
        })
        .await
}

/// Puts something that is here into an unmanaged solution.
pub(crate) fn include(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<BuildSolutions>,
    unique_name: &str,
    kind: ComponentKind,
    key: &str,
) -> Result<(), AppError> {
    let solution = unmanaged(tx, proof, unique_name)?;
    let mut held = components::of(tx, proof.id(), &solution)?;
    let wanted = components::component(kind, key);
    if !held.contains(&wanted) {
        held.push(wanted);
        listed::set(tx, proof.id(), &solution.unique_name, &held)?;
    }
    if let Some(id) = key.parse().ok().filter(|_| kind == ComponentKind::Flow)
        && let Some(flow) = flows::by_id(tx, proof.id(), id)?
    {
        flows::set_solution(tx, flow.key, Some(&solution.unique_name))?;
    }
    Ok(())
}

/// The prefix of the publisher of an unmanaged solution.
pub(crate) fn prefix(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<BuildSolutions>,
    unique_name: &str,
) -> Result<String, AppError> {
    let solution = unmanaged(tx, proof, unique_name)?;
    let manifest = components::package(tx, proof.id(), &solution)?.contents().0.manifest;
    Ok(manifest.map(|manifest| manifest.publisher.prefix).unwrap_or_default())
}

/// The solution, if it may be changed here.
pub(super) fn unmanaged<R>(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<R>,
    unique_name: &str,
) -> Result<InstalledSolution, AppError> {
    let solution = installed::by_name(tx, proof.id(), unique_name)?
        .ok_or_else(|| AppError::not_found(format!("solution `{unique_name}`")))?;
    if solution.managed {
        return Err(components::managed("What would be changed is", &solution));
    }
    Ok(solution)
}

/// What a word and a key mean here: the kind, the key under which it is listed, and its name.
fn found(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<BuildSolutions>,
    word: &str,
    key: &str,
) -> Result<(ComponentKind, String, String), AppError> {
    let missing = || AppError::not_found(format!("{word} `{key}` in the environment"));
    let kind = ComponentKind::named(word);
    Ok(match kind {
        Some(kind @ ComponentKind::Flow) => {
            let Ok(name) = key.parse::<FlowName>();
            let flow = lookup::flow::<Edit>(tx, op, &proof.environment().name, &name)?;
            (kind, flow.flow().id.to_string(), flow.flow().name.clone())
        }
        Some(ComponentKind::Table | ComponentKind::TableExtension) => {
            let table = tables::by_name(tx, proof.id(), &key.to_lowercase())?.ok_or_else(missing)?;
            let is_standard = names::is_standard(&table.logical_name);
            let kind = if is_standard { ComponentKind::TableExtension } else { ComponentKind::Table };
            (kind, table.logical_name.clone(), table.display_name.clone())
        }
        Some(kind @ ComponentKind::Variable) => {
            let variable = variables::by_name(tx, proof.id(), key)?.ok_or_else(missing)?;
            (kind, variable.schema_name.to_lowercase(), variable.display_name)
        }
        Some(kind @ ComponentKind::Reference) => {
            let reference = references::by_name(tx, proof.id(), key)?.ok_or_else(missing)?;
            (kind, reference.logical_name.to_lowercase(), reference.display_name)
        }
        Some(kind @ ComponentKind::Role) => {
            let role = match key.parse() {
                Ok(id) => roles::by_id(tx, proof.id(), id)?,
                Err(_) => roles::by_name(tx, proof.id(), key)?,
            };
            let role = role.ok_or_else(missing)?;
            (kind, role.id.to_string(), role.name)
        }
        Some(ComponentKind::Connector) | None => {
            let message = format!("`{word}` is no kind of component: use flow, table, variable, reference or role.");
            return Err(AppError::invalid(message).at("kind"));
        }
    })
}

fn begun(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<BuildSolutions>,
    op: &Op,
    unique_name: &str,
    (new, version): (&NewSolution, SolutionVersion),
) -> Result<InstalledSolution, AppError> {
    let manifest = written(
        Manifest {
            unique_name: unique_name.to_owned(),
            publisher: Publisher { option_value_prefix: Some(OPTION_PREFIX), ..Publisher::default() },
            ..Manifest::default()
        },
        new,
        version,
    );
    let contents = Contents { manifest: Some(manifest), ..Contents::default() };
    let package = export(&contents, &Package::new(), ExportOptions::default()).map_err(AppError::internal)?;
    let solution = InstalledSolution {
        unique_name: unique_name.to_owned(),
        display_name: new.display_name.clone(),
        version: version.to_string(),
        managed: false,
        publisher: new.publisher.clone(),
        package: Some(keep(tx, op, &package)?),
        installed_by: op.id(),
        installed_at: op.at,
    };
    installed::put(tx, proof.id(), &solution)?;
    listed::set(tx, proof.id(), unique_name, &[])?;
    Ok(solution)
}

/// The solution as it shall be called. Its package says so, too, and is as it was otherwise.
fn renamed(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<BuildSolutions>,
    op: &Op,
    before: &InstalledSolution,
    (new, version): (&NewSolution, SolutionVersion),
) -> Result<InstalledSolution, AppError> {
    // What is listed stays so, also where that was never said.
    let held = components::of(tx, proof.id(), before)?;
    let package = components::package(tx, proof.id(), before)?;
    let mut contents = package.contents().0;
    contents.manifest = contents.manifest.map(|manifest| written(manifest, new, version));
    let package = package.revise(&contents).map_err(super::export::revision)?;
    let solution = InstalledSolution {
        display_name: new.display_name.clone(),
        version: version.to_string(),
        publisher: new.publisher.clone(),
        package: Some(keep(tx, op, &package)?),
        ..before.clone()
    };
    installed::put(tx, proof.id(), &solution)?;
    listed::set(tx, proof.id(), &solution.unique_name, &held)?;
    Ok(solution)
}

/// Keeps a package. Answers its digest.
fn keep(tx: &mut Tx<'_>, op: &Op, package: &Package) -> Result<String, AppError> {
    let digest = package.digest();
    let zip = package.write_zip().map_err(AppError::internal)?;
    packages::keep(tx, &digest, &StoredPackage { zip, envelope: None }, op.at)?;
    Ok(digest)
}

fn written(manifest: Manifest, new: &NewSolution, version: SolutionVersion) -> Manifest {
    Manifest {
        display_name: new.display_name.clone(),
        description: new.description.clone(),
        version,
        publisher: Publisher {
            unique_name: new.publisher.clone(),
            display_name: new.publisher_name.clone(),
            prefix: new.prefix.clone(),
            ..manifest.publisher
        },
        ..manifest
    }
}

fn checked(unique_name: &str, new: NewSolution) -> Result<(NewSolution, SolutionVersion), AppError> {
    let version = super::version(&new.version)?;
    names::check_identifier(unique_name, 65, "uniqueName")?;
    names::check_identifier(&new.publisher, 100, "publisher/uniqueName")?;
    names::check_prefix(&new.prefix)?;
    let new = NewSolution {
        display_name: names::display(&new.display_name, "displayName")?,
        publisher_name: names::display(&new.publisher_name, "publisher/displayName")?,
        description: names::description(new.description)?,
        ..new
    };
    Ok((new, version))
}

/// How the audit log names a solution.
pub(crate) fn object(unique_name: &str) -> String {
    format!("solution/{unique_name}")
}

/// Something is used, so it is not deleted. `by` says by what: "the flow `X`".
pub(crate) fn in_use(what: &str, by: &[String]) -> AppError {
    let message = format!("{what} is used by {}, so it is not deleted.", super::listed(by));
    AppError::new(ErrorKind::Conflict, ErrorCode::ComponentInUse, message)
        .with_hint("Change or delete what uses it first.")
}
