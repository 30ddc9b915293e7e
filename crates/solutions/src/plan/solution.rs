//! What becomes of the solution itself, and the rules of versions and managed packages.
//!
//! Source: Upgrade or update a solution; Solution layers.

use super::{Finding, Findings, Target};
use crate::{
    SolutionVersion,
    contents::{ManagedFlag, Manifest, PatchParent},
};

/// What becomes of the solution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SolutionStep {
    /// Its name in files.
    pub unique_name: String,
    /// What people read.
    pub display_name: String,
    /// The version that is installed now.
    pub from: Option<SolutionVersion>,
    /// The version of the package.
    pub to: SolutionVersion,
    /// Whether the package is managed.
    pub managed: bool,
    /// Which of the three it is.
    pub change: SolutionChange,
}

/// What an import is to the solution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SolutionChange {
    /// It is not here yet.
    Install,
    /// A higher version than the one here.
    Upgrade,
    /// The same version again.
    Repeat,
    /// A lower version than the one here. Refused.
    Downgrade,
}

pub(super) fn plan(manifest: &Manifest, target: &Target, findings: &mut Findings) -> SolutionStep {
    if let Some(parent) = &manifest.patch_of {
        findings.errors.extend(unfit(parent, target));
    }
    let Some(installed) = &target.solution else {
        return SolutionStep::new(manifest, None, SolutionChange::Install);
    };
    let name = &manifest.unique_name;
    let change = match manifest.version.cmp(&installed.version) {
        std::cmp::Ordering::Greater => SolutionChange::Upgrade,
        std::cmp::Ordering::Equal => SolutionChange::Repeat,
        std::cmp::Ordering::Less => SolutionChange::Downgrade,
    };
    let step = SolutionStep::new(manifest, Some(installed.version), change);
    if change == SolutionChange::Downgrade {
        findings.errors.push(lower(&step));
    }
    match (installed.managed, manifest.managed) {
        (true, ManagedFlag::Unmanaged) => findings.errors.push(Finding::conflict(format!(
            "`{name}` is installed here as a managed solution, and the package is unmanaged; import a managed package, or \
             uninstall the solution first"
        ))),
        (false, ManagedFlag::Managed) => findings.errors.push(Finding::conflict(format!(
            "`{name}` is here as an unmanaged solution, and the package is managed; import an unmanaged package, or delete \
             the solution first"
        ))),
        _ => {}
    }
    step
}

/// Why a patch does not fit what is here: it changes one minor version of another solution, from a build on.
fn unfit(parent: &PatchParent, target: &Target) -> Option<Finding> {
    let PatchParent { unique_name, version } = parent;
    match target.patched {
        None => Some(Finding::conflict(format!(
            "the package is a patch of `{unique_name}` {version}, which is not installed here; import that first"
        ))),
        Some(here) if here.minor() != version.minor() || here < *version => Some(Finding::conflict(format!(
            "the package is a patch of `{unique_name}` {version}, and {here} is installed here; import a patch of that version"
        ))),
        Some(_) => None,
    }
}

/// Why an import refuses a lower version.
pub(super) fn lower(step: &SolutionStep) -> Finding {
    let (name, there) = (&step.unique_name, step.to);
    let here = step.from.map(|version| version.to_string()).unwrap_or_default();
    Finding::conflict(format!("`{name}` {here} is installed here, and the package has the lower version {there}"))
}
