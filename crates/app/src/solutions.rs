//! Solutions: importing, listing, exporting.
//!
//! An import is a plan and then one transaction: everything or nothing, and the previous versions run until it commits. A dry run does
//! the same and takes it back, so that what it reports is what would happen.

mod apply;
pub(crate) mod build;
pub mod components;
pub(crate) mod export;
pub(crate) mod live;
mod missing;
pub(crate) mod names;
mod preview;
mod report;
mod target;

use model::ErrorCode;
use serde_json::json;
use solutions::{Contents, Limits, Package, Settings, SolutionVersion, plan, version::NotAVersion};
use store::{solutions as installed, solutions::InstalledSolution};
use wdl::Severity;

pub use build::{NewSolution, add, put, remove};
pub use export::{ExportHow, package, package_in};
pub use missing::{Missing, Needing};
pub use preview::{Preview, PreviewReference, PreviewVariable, preview, settings};
pub use report::{ImportReport, ImportedFlow, ImportedReference, ImportedVariable};

use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{self, Enter, ManageSolutions},
};

/// How many problems of a package are told.
const TOLD: usize = 10;

/// A package that was read, outside any transaction.
struct Read {
    bytes: Vec<u8>,
    contents: Contents,
    settings: Settings,
    warnings: Vec<String>,
}

/// The solutions that are installed in an environment.
///
/// # Errors
/// The caller may not know of the environment.
pub async fn list(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<InstalledSolution>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            Ok(installed::list(tx, proof.id())?)
        })
        .await
}

/// Imports a solution: the zip, and the deployment settings where there are any.
///
/// # Errors
/// The caller may not manage solutions there; the package or the settings cannot be read; the plan refuses. Then nothing was done.
pub async fn import(
    steward: &Steward,
    op: &Op,
    environment: &str,
    package: Vec<u8>,
    settings: Option<Vec<u8>>,
    dry_run: bool,
) -> Result<ImportReport, AppError> {
    let (asking, within) = (op.clone(), environment.to_owned());
    // Whoever may not import does not get a package unpacked.
    steward.read(move |_, tx| lookup::environment::<ManageSolutions>(tx, &asking, &within).map(|_| ())).await?;
    let read = tokio::task::spawn_blocking(move || read(package, settings)).await.map_err(AppError::internal)??;
    let environment = environment.to_owned();
    steward
        .change_unless(dry_run, op, "solution.import", move |steward, tx, op, change| {
            let proof = lookup::environment::<ManageSolutions>(tx, op, &environment)?;
            let target = target::target(steward, tx, op, &proof, &read.contents)?;
            let plan = plan(&read.contents, &read.settings, &target);
            refuse(&plan)?;
            let mut report = report::report(&plan, &read.contents, &read.warnings);
            apply::apply(steward, tx, op, &proof, &read, &plan, &mut report)?;
            report.applied = !dry_run;
            let detail = json!({
                "version": report.version,
                "from": plan.solution.from.map(|version| version.to_string()),
                "components": report.components.iter().map(|it| format!("{} {}: {}", it.0, it.1, report::word(it.2))).collect::<Vec<_>>(),
                "references": report.references.iter().map(|it| json!([it.logical_name, it.bound_to.as_ref().map(|to| to.0)])).collect::<Vec<_>>(),
                "flows": report.flows.iter().map(|it| json!([it.id, it.on])).collect::<Vec<_>>(),
            });
            change.of(Some(proof.id()), format!("solution/{}", plan.solution.unique_name), detail);
            Ok(report)
        })
        .await
}

/// Reads package and settings. Runs off the asynchronous threads: a package may take a second to inflate.
fn read(bytes: Vec<u8>, settings: Option<Vec<u8>>) -> Result<Read, AppError> {
    let package = Package::read_zip(&bytes, &Limits::default()).map_err(|error| {
        let kind = if error.code() == ErrorCode::PackageTooLarge { ErrorKind::TooLarge } else { ErrorKind::Invalid };
        AppError::new(kind, error.code(), sentence(&error.to_string())).at("package")
    })?;
    let (contents, problems) = package.contents();
    let (errors, warnings): (Vec<_>, Vec<_>) = problems.iter().partition(|it| it.severity == Severity::Error);
    if let Some(first) = errors.first() {
        let all: Vec<String> = errors.iter().take(TOLD).map(ToString::to_string).collect();
        let message = format!("The package cannot be imported. {}", all.join(" "));
        return Err(AppError::new(ErrorKind::Invalid, ErrorCode::PackageFileInvalid, message).at(first.file.clone()));
    }
    let settings = match settings {
        None => Settings::default(),
        Some(text) => Settings::parse(&text).map_err(|error| {
            AppError::new(ErrorKind::Invalid, error.code(), sentence(&error.to_string())).at("settings")
        })?,
    };
    Ok(Read { bytes, contents, settings, warnings: warnings.iter().map(ToString::to_string).collect() })
}

fn refuse(plan: &solutions::plan::Plan) -> Result<(), AppError> {
    let Some(first) = plan.errors.first() else { return Ok(()) };
    let all: Vec<String> = plan.errors.iter().map(|it| sentence(&it.message)).collect();
    let message = format!("The solution cannot be imported. {}", all.join(" "));
    let error = AppError::new(ErrorKind::Invalid, first.code, message);
    Err(match first.place {
        Some(place) => error.at(format!("settings: {place}")),
        None => error,
    })
}

/// A version in a request.
///
/// # Errors
/// The text is none.
pub fn version(text: &str) -> Result<SolutionVersion, AppError> {
    text.parse().map_err(|error: NotAVersion| AppError::invalid(sentence(&error.to_string())).at("version"))
}

/// Words as a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if words.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
