//! Drift.

use app::drift::{DriftSummary as Summary, DriftView as View, Wanted};
use serde::{Deserialize, Serialize};
use store::solutions::components::Component;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Instant, Moment, deployment::Change, principal::PrincipalChip, words::DriftState};

/// How a component differs from the package that was released.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DriftView {
    /// The solution's unique name.
    solution: String,
    /// What differs.
    subject: DriftSubject,
    /// How: the package first, what is here second.
    changes: Vec<Change>,
    /// Who made it what it is; absent where nobody is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<PrincipalChip>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Instant>,
    /// Whether it was changed past the product, so that nobody is known.
    direct: bool,
    /// The break-glass that made it possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    break_glass: Option<Uuid>,
    /// Whether it is accepted.
    state: DriftState,
    /// Who accepts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<AcceptedView>,
}

/// How much drifts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct DriftSummary {
    /// How many components differ from what was released, and nobody accepts it.
    open: usize,
    /// How many differ, and somebody accepts it.
    accepted: usize,
}

impl From<Summary> for DriftSummary {
    fn from(Summary { open, accepted }: Summary) -> Self {
        Self { open, accepted }
    }
}

/// A component that drifts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct DriftSubject {
    /// Its kind: flow, table, columns, role, variable or reference.
    #[schema(example = "flow")]
    kind: String,
    /// Its id for flows and roles, else its name in files, in lower case.
    key: String,
    /// What people read.
    name: String,
}

/// That somebody accepts drift.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct AcceptedView {
    /// Who.
    by: PrincipalChip,
    /// When.
    at: Instant,
    /// Why it may be.
    reason: String,
    /// Until when; absent where for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Instant>,
}

impl From<View> for DriftView {
    fn from(view: View) -> Self {
        let (state, direct) = (view.state().into(), view.author.is_none());
        let (by, at, break_glass) = match view.author {
            Some((by, at, break_glass)) => (Some(by.into()), Some(at.into()), break_glass.map(|id| id.0)),
            None => (None, None, None),
        };
        let Component { kind, key } = view.component;
        Self {
            solution: view.solution,
            subject: DriftSubject { kind, key, name: view.name },
            changes: view.changes.into_iter().map(Change::from).collect(),
            by,
            at,
            direct,
            break_glass,
            state,
            accepted: view.accepted.map(|(by, accepted)| AcceptedView {
                by: by.into(),
                at: accepted.at.into(),
                reason: accepted.reason,
                until: accepted.until.map(Instant::from),
            }),
        }
    }
}

/// Which drift is accepted, and why.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptDrift {
    /// The solution's unique name.
    solution: String,
    /// The kind of the component, as the list says it.
    kind: String,
    /// Its key, as the list says it.
    key: String,
    /// Why it may be: 1 to 500 characters.
    pub(crate) reason: String,
    /// Until when; for good, where it is absent.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) until: Option<Moment>,
}

impl AcceptDrift {
    pub(crate) fn wanted(&self) -> Wanted {
        wanted(&self.solution, &self.kind, &self.key)
    }
}

/// Which drift is taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RevertDrift {
    /// The solution's unique name.
    solution: String,
    /// The kind of the component, as the list says it.
    kind: String,
    /// Its key, as the list says it.
    key: String,
    /// Only to say what would be taken back.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

impl RevertDrift {
    pub(crate) fn wanted(&self) -> Wanted {
        wanted(&self.solution, &self.kind, &self.key)
    }
}

fn wanted(solution: &str, kind: &str, key: &str) -> Wanted {
    Wanted { solution: solution.to_owned(), component: Component { kind: kind.to_owned(), key: key.to_lowercase() } }
}
