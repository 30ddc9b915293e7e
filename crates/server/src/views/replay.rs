//! What recorded runs would have done with the flows of a package.

use app::{
    AppError,
    solutions::replay::{Outcome, ReplayedRun, Report, Runs, Told},
};
use model::{FlowId, RunId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use wdl::Value;

use super::{
    Instant,
    run::IterationView,
    words::{DifferenceKind, RunStatus},
};

/// Which runs are replayed: either the latest, or these.
#[derive(Clone, PartialEq, Eq, Default, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RunsToReplay {
    /// How many of the newest runs that have ended, of the package's flows: 1 to 200.
    #[schema(minimum = 1, maximum = 200)]
    latest: Option<usize>,
    /// Of these flows only.
    #[serde(default)]
    flows: Vec<Uuid>,
    /// The ids of runs, at most 200.
    #[schema(max_items = 200)]
    runs: Option<Vec<Uuid>>,
}

impl TryFrom<RunsToReplay> for Runs {
    type Error = AppError;

    fn try_from(asked: RunsToReplay) -> Result<Self, AppError> {
        let runs = asked.runs.map(|runs| runs.into_iter().map(RunId).collect());
        Self::new(asked.latest, asked.flows.into_iter().map(FlowId).collect(), runs)
    }
}

/// What recorded runs would have done with the flows of a package.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReplayReport {
    /// The solution's unique name.
    solution: String,
    /// The version in the package.
    version: String,
    /// How many runs would have gone as they did.
    same: usize,
    /// How many would have gone otherwise.
    different: usize,
    /// How many were not replayed.
    not_replayed: usize,
    /// The runs, newest first.
    runs: Vec<ReplayedRunView>,
}

impl From<Report> for ReplayReport {
    fn from(report: Report) -> Self {
        Self {
            same: report.same(),
            different: report.different(),
            not_replayed: report.not_replayed(),
            solution: report.solution,
            version: report.version,
            runs: report.runs.into_iter().map(ReplayedRunView::from).collect(),
        }
    }
}

/// A run that was replayed, or not.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReplayedRun)]
pub(crate) struct ReplayedRunView {
    /// Its id.
    run: Uuid,
    /// Its flow's id. This and what follows is absent where you may not see the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    flow: Option<Uuid>,
    /// Its flow's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_name: Option<String>,
    /// When it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Instant>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<RunStatus>,
    /// How it would end; absent where nobody knows, because it comes to a call that has no recorded answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<RunStatus>,
    /// Whether it was replayed and would have gone as it did.
    same: bool,
    /// What differs, at most a hundred in what it does.
    differences: Vec<ReplayDifference>,
    /// Why it was not replayed, as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl From<ReplayedRun> for ReplayedRunView {
    fn from(run: ReplayedRun) -> Self {
        let (after, differences, why) = match run.outcome {
            Outcome::NotReplayed(why) => (None, Vec::new(), Some(why)),
            Outcome::Compared { after, differences } => (after, differences, None),
        };
        let (flow, flow_name, started_at, before) = match run.seen {
            Some(seen) => (Some(seen.flow.0), Some(seen.flow_name), Some(seen.started_at.into()), Some(seen.status)),
            None => (None, None, None, None),
        };
        Self {
            run: run.run.0,
            flow,
            flow_name,
            started_at,
            before: before.map(RunStatus::from),
            after: after.map(RunStatus::from),
            same: why.is_none() && differences.is_empty(),
            differences: differences.into_iter().map(ReplayDifference::from).collect(),
            why,
        }
    }
}

/// Something that a run would have done otherwise.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReplayDifference {
    /// What kind of difference.
    kind: DifferenceKind,
    /// The action; absent for the run itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<String>,
    /// The iterations that it is in, outermost first.
    iterations: Vec<IterationView>,
    /// How it was; absent where that is not kept, is not shown to anybody, or is larger than 4 KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    before: Option<Value>,
    /// How it would be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    after: Option<Value>,
    /// One sentence for people.
    sentence: String,
}

impl From<Told> for ReplayDifference {
    fn from(told: Told) -> Self {
        Self {
            kind: told.kind.into(),
            action: told.action,
            iterations: told.iterations.into_iter().map(|(of, index)| IterationView { of, index }).collect(),
            before: told.before,
            after: told.after,
            sentence: told.sentence,
        }
    }
}
