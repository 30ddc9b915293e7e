//! What an export would be: what is in it, what is missing, and which version it should have.

use ::solutions::{
    Limits, Package, Settings, Side, SolutionVersion,
    checker::{self, Finding},
    diff,
    plan::{ComponentKey, Target, plan},
    suggest::{Step, step},
};
use model::{ConnectorName, VariableKind};
use store::{Tx, environments, solutions as installed, variables};

use super::{Missing, components, export::Draft};
use crate::{
    AppError, Op, Steward,
    lookup::{self, ManageSolutions, SeeComponents},
};

/// How many reasons for a version are told.
const TOLD: usize = 10;

/// What an export of a solution would be.
#[derive(Clone, PartialEq, Debug)]
pub struct Preview {
    /// The solution's unique name.
    pub unique_name: String,
    /// The version that it has here.
    pub version: String,
    /// The version that it should have, by what changed since it was last brought elsewhere.
    pub suggested_version: String,
    /// Each reason for that, as a sentence.
    pub why: Vec<String>,
    /// What is in it.
    pub components: Vec<ComponentKey>,
    /// What it needs and does not hold.
    pub missing: Vec<Missing>,
    /// What is kept in its package and not used here.
    pub kept: Vec<String>,
    /// What is a bad idea in it.
    pub findings: Vec<Finding>,
    /// Its environment variables. Their values here do not travel.
    pub variables: Vec<PreviewVariable>,
    /// Its connection references. What they are bound to here does not travel.
    pub references: Vec<PreviewReference>,
}

/// An environment variable of an export.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PreviewVariable {
    /// Its name in files.
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// Its type.
    pub kind: VariableKind,
    /// The default, which travels.
    pub default: Option<String>,
    /// The value here, which does not. Never that of a secret.
    pub current: Option<String>,
}

/// A connection reference of an export.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PreviewReference {
    /// Its name in files.
    pub logical_name: String,
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub connector: ConnectorName,
}

/// What an export of a solution would be.
///
/// # Errors
/// The caller may not manage solutions there, there is no such solution, or it is managed.
pub async fn preview(steward: &Steward, op: &Op, environment: &str, unique_name: &str) -> Result<Preview, AppError> {
    let (op, environment, unique_name) = (op.clone(), environment.to_owned(), unique_name.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<ManageSolutions>(tx, &op, &environment)?;
            let solution = super::build::unmanaged(tx, &proof, &unique_name)?;
            let draft = Draft::of(steward, tx, &proof, &solution)?;
            let (suggested, why) = suggested(tx, &op, &unique_name, &draft, &environment)?;
            let here = variables::list(tx, proof.id())?;
            let current = |name: &str| {
                let variable = here.iter().find(|it| it.schema_name.eq_ignore_ascii_case(name))?;
                variable.value.clone().filter(|_| variable.kind != VariableKind::Secret)
            };
            let revised = draft.base.revise(&draft.is).map_err(super::export::revision)?;
            let steps = plan(&draft.is, &Settings::default(), &Target::default()).components;
            Ok(Preview {
                unique_name: solution.unique_name,
                version: solution.version,
                suggested_version: suggested.to_string(),
                why,
                components: steps.into_iter().map(|step| step.component).collect(),
                findings: checker::check(&draft.is, &revised),
                kept: draft.is.kept.iter().map(|kept| format!("{} {}", kept.kind, kept.name)).collect(),
                variables: draft
                    .is
                    .environment_variables
                    .iter()
                    .map(|it| PreviewVariable {
                        schema_name: it.schema_name.clone(),
                        display_name: it.display_name.clone(),
                        kind: it.kind,
                        default: it.default_value.clone(),
                        current: current(&it.schema_name),
                    })
                    .collect(),
                references: draft
                    .is
                    .connection_references
                    .iter()
                    .map(|it| PreviewReference {
                        logical_name: it.logical_name.clone(),
                        display_name: it.display_name.clone(),
                        connector: it.connector.clone(),
                    })
                    .collect(),
                missing: draft.missing,
            })
        })
        .await
}

/// The version that an export should have, and why. It follows from what differs from the newest version elsewhere, as far as the
/// caller sees other environments, else from what came in here.
fn suggested(
    tx: &mut Tx<'_>,
    op: &Op,
    unique_name: &str,
    draft: &Draft,
    environment: &str,
) -> Result<(SolutionVersion, Vec<String>), AppError> {
    let version =
        |contents: &::solutions::Contents| contents.manifest.as_ref().map(|it| it.version).unwrap_or_default();
    let own = version(&draft.is);
    let (place, last) = match newest(tx, op, unique_name, environment)? {
        Some((place, package)) => (format!("in `{place}`"), package),
        None if draft.was.is_empty() => {
            let first = format!("It is nowhere else yet, as far as you may see, so its first version is {own}.");
            return Ok((own, vec![first]));
        }
        None => ("that came in here".to_owned(), draft.base.clone()),
    };
    let was = last.contents().0;
    let from = version(&was);
    let since = format!("the version {from} {place}");
    let found = diff(Side { files: None, ..Side::of(&was, &last) }, Side { files: None, ..Side::of(&draft.is, &last) });
    let Some((step, changes)) = step(&found) else {
        return Ok((own.max(from), vec![format!("Nothing differs from {since}.")]));
    };
    let next = from.after(step);
    let kind = match step {
        Step::Major => "Something is gone or changed that others rely on",
        Step::Minor => "There is something new, or somebody else acts or may do more",
        Step::Patch => "Only small things differ",
    };
    let mut why = vec![format!("{kind}, against {since}.")];
    why.extend(changes.iter().take(TOLD).map(|change| change.sentence.clone()));
    if changes.len() > TOLD {
        why.push(format!("And {} more.", changes.len() - TOLD));
    }
    if own > next {
        why.push(format!("Its own version {own} is higher already."));
    }
    Ok((next.max(own), why))
}

/// The package of the highest version of a solution in another environment whose components the caller may see, with that one's name.
fn newest(
    tx: &mut Tx<'_>,
    op: &Op,
    unique_name: &str,
    environment: &str,
) -> Result<Option<(String, Package)>, AppError> {
    let mut newest: Option<(SolutionVersion, String, Package)> = None;
    for other in environments::list(tx)? {
        if other.name == environment || lookup::environment_by_id::<SeeComponents>(tx, op, other.id).is_err() {
            continue;
        }
        let Some(solution) = installed::by_name(tx, other.id, unique_name)? else { continue };
        let version: SolutionVersion = solution.version.parse().unwrap_or_default();
        if newest.as_ref().is_none_or(|(highest, ..)| version > *highest) {
            newest = Some((version, other.name, components::package(tx, other.id, &solution)?));
        }
    }
    Ok(newest.map(|(_, name, package)| (name, package)))
}

/// The settings file to fill in for another environment: Microsoft's deployment settings with blank values.
///
/// # Errors
/// As [`super::package`].
pub async fn settings(steward: &Steward, op: &Op, environment: &str, unique_name: &str) -> Result<String, AppError> {
    let zip = super::package(steward, op, environment, unique_name, super::ExportHow::default()).await?;
    let package = Package::read_zip(&zip, &Limits::default()).map_err(AppError::internal)?;
    Ok(Settings::template(&package.contents().0).to_json())
}
