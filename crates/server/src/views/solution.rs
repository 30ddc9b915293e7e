//! Solutions.

use serde::Serialize;
use store::solutions::InstalledSolution;
use utoipa::ToSchema;

use super::Instant;

/// An installed solution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SolutionView {
    /// Its unique name.
    pub(crate) unique_name: String,
    /// What people read.
    display_name: String,
    /// Its version.
    #[schema(example = "1.0.0.0")]
    version: String,
    /// Whether its components may not be changed here.
    managed: bool,
    /// The publisher's unique name.
    publisher: String,
    /// When this version was installed.
    installed_at: Instant,
}

impl From<InstalledSolution> for SolutionView {
    fn from(solution: InstalledSolution) -> Self {
        Self {
            unique_name: solution.unique_name,
            display_name: solution.display_name,
            version: solution.version,
            managed: solution.managed,
            publisher: solution.publisher,
            installed_at: solution.installed_at.into(),
        }
    }
}
