//! Solutions.

pub(crate) mod detail;
pub(crate) mod preview;

use serde::{Deserialize, Serialize};
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

/// What a solution is called, and who makes it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewSolution {
    /// What people read.
    display_name: String,
    /// Its version.
    #[schema(example = "1.0.0.0")]
    version: String,
    /// Who makes it.
    publisher: NewPublisher,
    /// What it is for.
    description: Option<String>,
}

/// Who makes a solution.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewPublisher {
    /// Its name in files.
    #[schema(example = "Contoso")]
    unique_name: String,
    /// What people read.
    display_name: String,
    /// What the names of its components start with: 2 to 8 letters and digits.
    #[schema(example = "contoso")]
    prefix: String,
}

impl From<NewSolution> for app::solutions::NewSolution {
    fn from(new: NewSolution) -> Self {
        Self {
            display_name: new.display_name,
            version: new.version,
            publisher: new.publisher.unique_name,
            publisher_name: new.publisher.display_name,
            prefix: new.publisher.prefix,
            description: new.description,
        }
    }
}
