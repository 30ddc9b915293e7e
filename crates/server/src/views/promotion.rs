//! Promotions.

use app::promotions::{
    self, DecisionView as Decision, PromotionView as Promotion, ReplayView,
    request::{NewPromotion as Asked, Wanted},
};
use model::ReleaseId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use solutions::plan::Mode;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Instant,
    deployment::{DeploymentPlan, Known, PackageKey},
    principal::PrincipalChip,
    replay::ReplayedRunView,
    words::{DeploymentMode, PromotionDecision, PromotionState},
};
use crate::error::{ApiError, ApiResult};

/// A request to bring a package to a stage of a pipeline.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PromotionView {
    /// Its id.
    pub(crate) id: Uuid,
    /// The pipeline's name.
    pipeline: String,
    /// The solution's unique name.
    solution: String,
    /// What people read.
    display_name: String,
    /// The version in the package.
    version: String,
    /// The version that was at the stage when it was planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// The frozen package.
    package: PackageKey,
    /// The stage's environment.
    environment: String,
    /// What people read.
    environment_display_name: String,
    /// Who asked for it.
    requested_by: PrincipalChip,
    /// When.
    requested_at: Instant,
    /// With whose rights it is applied.
    deployer: PrincipalChip,
    /// What the requester says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// The release whose package it brings back.
    #[serde(skip_serializing_if = "Option::is_none")]
    rollback_of: Option<Uuid>,
    /// Where it stands.
    state: PromotionState,
    /// Why it failed or is stale.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// What it would do, or did. Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<DeploymentPlan>,
    /// The plan's digest: what is approved.
    plan_digest: String,
    /// The deployment settings, in Microsoft's JSON. Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    settings: Option<Value>,
    /// How many approvals it takes.
    needed: u32,
    /// How many of those it has.
    given: u32,
    /// What was said to its plan, oldest first.
    decisions: Vec<DecisionView>,
    /// The people whose decision counts.
    approvers: Vec<PrincipalChip>,
    /// Who wrote what it changes. They do not approve it.
    authors: Vec<PrincipalChip>,
    /// Whether the caller may approve or reject it.
    may_decide: bool,
    /// Why not, as a sentence, while somebody may; or why it cannot be approved yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<String>,
    /// What recorded runs would do with its plan, where somebody has looked. Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    replay: Option<PromotionReplay>,
    /// Whether the caller may have it applied now.
    may_apply: bool,
    /// Whether the caller may withdraw it or plan it anew.
    may_change: bool,
    /// The release that came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<Uuid>,
    /// The environment of the stage that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl PromotionView {
    /// A promotion, with the principals that its plan mentions.
    pub(crate) fn of(view: Promotion, known: &Known) -> Self {
        let it = view.promotion;
        let settings = it.settings.filter(|_| view.plan.is_some());
        Self {
            id: it.id.0,
            pipeline: it.pipeline_name,
            solution: it.solution,
            display_name: it.display_name,
            version: it.version,
            from: it.from_version,
            package: PackageKey { digest: it.package, size: view.size },
            environment: view.environment.name,
            environment_display_name: view.environment.display_name,
            requested_by: view.requested_by.into(),
            requested_at: it.requested_at.into(),
            deployer: view.deployer.into(),
            note: it.note,
            rollback_of: it.rollback_of.map(|id| id.0),
            state: view.state.into(),
            problem: it.problem,
            settings: settings.and_then(|text| serde_json::from_str(&text).ok()),
            plan: view.plan.map(|plan| DeploymentPlan::of(plan, known)),
            replay: view.replay.map(|replay| PromotionReplay::of(replay, &it.plan_digest)),
            plan_digest: it.plan_digest,
            needed: view.needed,
            given: view.given,
            decisions: view.decisions.into_iter().map(DecisionView::from).collect(),
            approvers: view.approvers.into_iter().map(PrincipalChip::from).collect(),
            authors: view.authors.into_iter().map(PrincipalChip::from).collect(),
            may_decide: view.may_decide,
            why_not: view.why_not,
            may_apply: view.may_apply,
            may_change: view.may_change,
            release: it.release.map(|id| id.0),
            next: view.next,
        }
    }
}

/// What recorded runs would do with a promotion's plan: no values, but what differs.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PromotionReplay {
    /// When they were replayed.
    at: Instant,
    /// By whom, who sees what they did.
    by: PrincipalChip,
    /// The digest of that plan.
    plan_digest: String,
    /// How many runs would have gone as they did.
    same: usize,
    /// How many would have gone otherwise.
    different: usize,
    /// How many were not replayed.
    not_replayed: usize,
    /// The runs, newest first.
    runs: Vec<ReplayedRunView>,
}

impl PromotionReplay {
    fn of(replay: ReplayView, plan_digest: &str) -> Self {
        let ReplayView { by, at, report } = replay;
        Self {
            at: at.into(),
            by: by.into(),
            plan_digest: plan_digest.to_owned(),
            same: report.same(),
            different: report.different(),
            not_replayed: report.not_replayed(),
            runs: report.runs.into_iter().map(ReplayedRunView::from).collect(),
        }
    }
}

/// What an approver said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct DecisionView {
    /// Who.
    by: PrincipalChip,
    /// What.
    decision: PromotionDecision,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    /// When.
    at: Instant,
}

impl From<Decision> for DecisionView {
    fn from(said: Decision) -> Self {
        Self { by: said.by.into(), decision: said.decision.into(), comment: said.comment, at: said.at.into() }
    }
}

/// What is asked for: a solution from the stage before, or the package of an earlier release of the stage again.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewPromotion {
    /// The pipeline's name.
    pipeline: String,
    /// The stage's environment.
    environment: String,
    /// The solution's unique name.
    solution: Option<String>,
    /// The release of the stage that is to come back, instead of a solution.
    release: Option<Uuid>,
    /// At the first stage, the version that the solution is exported with; else the one that it has in the source.
    #[schema(example = "1.1.0.0")]
    version: Option<String>,
    /// `upgrade` (as it is without), `update` or `stage`.
    mode: Option<DeploymentMode>,
    /// Deployment settings, in Microsoft's JSON.
    #[schema(value_type = Option<Object>)]
    settings: Option<Map<String, Value>>,
    /// What there is to say about it.
    note: Option<String>,
    /// Only say what it would be.
    #[serde(default)]
    dry_run: bool,
}

impl NewPromotion {
    /// What is asked for, and whether only to say so.
    pub(crate) fn into_parts(self) -> ApiResult<(Asked, bool)> {
        let version = self.version.as_deref().map(app::solutions::version).transpose()?;
        let what = match (self.solution, self.release) {
            (Some(solution), None) => Some(Wanted::Solution(solution, version)),
            (None, Some(release)) => Some(Wanted::Release(ReleaseId(release))),
            (None, None) => None,
            (Some(_), Some(_)) => {
                return Err(ApiError::bad_request(
                    "Name a `solution`, or a `release` that is to come back, and not both.",
                ));
            }
        };
        let asked = Asked {
            pipeline: self.pipeline,
            environment: self.environment,
            what,
            mode: self.mode.map_or(Mode::Upgrade, Mode::from),
            settings: self.settings.map(text),
            note: self.note,
        };
        Ok((asked, self.dry_run))
    }
}

/// Other deployment settings for a promotion.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PromotionSettings {
    /// In Microsoft's JSON.
    #[schema(value_type = Object)]
    settings: Map<String, Value>,
}

impl PromotionSettings {
    pub(crate) fn into_text(self) -> String {
        text(self.settings)
    }
}

fn text(settings: Map<String, Value>) -> String {
    Value::Object(settings).to_string()
}

/// What an approver says to the plan of a promotion.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PromotionAnswer {
    /// The digest of the plan that was read.
    pub(crate) plan_digest: String,
    /// In words.
    pub(crate) comment: Option<String>,
}

/// Which promotions.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PromotionsWanted {
    /// Only those of this pipeline, by name.
    pipeline: Option<String>,
    /// Only those to this environment.
    environment: Option<String>,
    /// Only those of this solution.
    solution: Option<String>,
    /// Only those that stand so.
    #[param(inline)]
    state: Option<PromotionState>,
    /// `decide`: only those that the caller may approve or reject.
    #[param(inline)]
    mine: Option<Mine>,
}

/// Which promotions are the caller's.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Mine {
    /// Those that the caller may approve or reject.
    Decide,
}

impl From<PromotionsWanted> for promotions::Filter {
    fn from(wanted: PromotionsWanted) -> Self {
        Self {
            pipeline: wanted.pipeline,
            environment: wanted.environment,
            solution: wanted.solution,
            state: wanted.state.map(promotions::PromotionState::from),
            to_decide: wanted.mine.is_some(),
            ..Self::default()
        }
    }
}
