//! Promotions: somebody asks for a solution at a stage of a pipeline; its package is frozen and planned; others approve exactly that plan;
//! then it is applied.
//!
//! What a promotion brings never changes: the package is known by its digest, and what it does by the digest of its plan. Whatever
//! changes the plan takes its approvals with it, because they were for another one.
//!
//! Start at [`request`] for asking and at [`apply`] for making it happen; who approves is decided by [`access::promotion`].

pub mod apply;
mod authors;
pub mod decide;
mod plan;
pub mod replay;
pub mod request;
mod view;
mod vouched;

use access::promotion::{Approval, Review};
use model::{Environment, ErrorCode, PrincipalId, PromotionDecision, PromotionId, PromotionStatus, Timestamp};
use store::{
    Tx, pipelines,
    pipelines::{StoredPipeline, StoredStage},
    promotions,
    promotions::{StoredDecision, StoredPromotion, StoredReplay},
};

pub use plan::{refresh, set_settings};
pub use view::{DecisionView, Filter, PromotionView, ReplayView, get, list};

use crate::{
    AppError, ErrorKind, Op,
    lookup::{self, ManageSolutions, SeeComponents},
    pipelines::{environment_of, may_request, people},
};

/// Where a promotion stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PromotionState {
    /// Approvals are missing.
    Waiting,
    /// It can be applied.
    Approved,
    /// The package is there.
    Applied,
    /// An approver did not want it.
    Rejected,
    /// It is not wanted any more.
    Withdrawn,
    /// What applying it would do is not what was reviewed.
    Stale,
    /// It could not be applied.
    Failed,
}

/// A promotion with everything that decides about it.
#[derive(Clone, Debug)]
pub(crate) struct Promotion {
    pub(crate) stored: StoredPromotion,
    /// The stage.
    pub(crate) environment: Environment,
    /// The pipeline as it is now; none where it is gone.
    pub(crate) pipeline: Option<StoredPipeline>,
    /// The active people who may approve there, groups resolved.
    people: Vec<PrincipalId>,
    authors: Vec<PrincipalId>,
    pub(crate) decisions: Vec<StoredDecision>,
    said: Vec<(PrincipalId, PromotionDecision)>,
    /// The newest replay of its plan.
    replay: Option<StoredReplay>,
}

impl Promotion {
    /// What its pipeline says of the stage now.
    pub(crate) fn stage(&self) -> Option<&StoredStage> {
        self.pipeline.as_ref()?.stages.iter().find(|stage| stage.environment == self.environment.id)
    }

    /// With whose rights it is applied.
    pub(crate) fn deployer(&self) -> PrincipalId {
        self.stage().and_then(|stage| stage.deployer).unwrap_or(self.stored.requested_by)
    }

    /// How its approval stands.
    pub(crate) fn review(&self) -> Review<'_> {
        Review {
            needed: self.stage().map_or(0, |stage| stage.approvals),
            requester: self.stored.requested_by,
            authors: &self.authors,
            approvers: &self.people,
            decisions: &self.said,
            to_replay: self.stage().map_or(0, |stage| stage.replay),
            replayed: self.replay.as_ref().map_or(0, |replay| replay.covers),
        }
    }

    /// Where it stands.
    pub(crate) fn state(&self) -> PromotionState {
        match self.stored.status {
            PromotionStatus::Open => match self.review().approval() {
                Approval::Waiting => PromotionState::Waiting,
                Approval::Approved => PromotionState::Approved,
                Approval::Rejected => PromotionState::Rejected,
            },
            PromotionStatus::Applied => PromotionState::Applied,
            PromotionStatus::Rejected => PromotionState::Rejected,
            PromotionStatus::Withdrawn => PromotionState::Withdrawn,
            PromotionStatus::Stale => PromotionState::Stale,
            PromotionStatus::Failed => PromotionState::Failed,
        }
    }

    /// What it is about, in a sentence.
    pub(crate) fn words(&self) -> String {
        let StoredPromotion { solution, version, .. } = &self.stored;
        format!("The promotion of `{solution}` {version} to `{}`", self.environment.name)
    }

    /// It is not in a state for what was asked.
    fn wrong_state(&self, what: &str) -> AppError {
        let is = match self.state() {
            PromotionState::Waiting => {
                let review = self.review();
                match review.needed.saturating_sub(review.given()) {
                    0 => "waits for a replay".to_owned(),
                    1 => "waits for 1 more approval".to_owned(),
                    more => format!("waits for {more} more approvals"),
                }
            }
            PromotionState::Approved => "is approved".to_owned(),
            _ => format!("is {}", self.stored.status.words()),
        };
        AppError::new(
            ErrorKind::Conflict,
            ErrorCode::PromotionState,
            format!("{} {is} and cannot be {what}.", self.words()),
        )
    }

    /// Why it cannot be approved yet, as far as replays go.
    fn lacks_replay(&self) -> Option<String> {
        let runs = match self.review().lacks_replay()? {
            1 => "the newest run".to_owned(),
            count => format!("the {count} newest runs"),
        };
        let there = &self.environment.name;
        Some(format!(
            "It cannot be approved before somebody who sees {runs} of its flows in `{there}` has replayed them."
        ))
    }

    /// Whether the caller may take it back or plan it anew.
    fn may_change(&self, tx: &mut Tx<'_>, op: &Op) -> bool {
        self.stored.requested_by == op.id() || self.pipeline.as_ref().is_some_and(|it| may_request(tx, op, it))
    }

    /// Whether the caller may know of it: it concerns him, or he may see what is in its environment.
    fn may_know(&self, tx: &mut Tx<'_>, op: &Op) -> bool {
        self.may_change(tx, op)
            || self.people.contains(&op.id())
            || lookup::environment_by_id::<SeeComponents>(tx, op, self.environment.id).is_ok()
    }

    /// Whether the caller may have it applied once it is approved. It happens with the deployer's rights, and is what was approved.
    fn may_apply(&self, tx: &mut Tx<'_>, op: &Op) -> bool {
        self.may_change(tx, op)
            || self.people.contains(&op.id())
            || lookup::environment_by_id::<ManageSolutions>(tx, op, self.environment.id).is_ok()
    }
}

/// The promotion with everything that decides about it, if the caller may know of it.
fn known(tx: &mut Tx<'_>, op: &Op, id: PromotionId) -> Result<Promotion, AppError> {
    let what = || AppError::not_found(format!("promotion {id}"));
    let stored = promotions::by_id(tx, id)?.ok_or_else(what)?;
    let promotion = complete(tx, stored, op.at)?;
    if promotion.may_know(tx, op) { Ok(promotion) } else { Err(what()) }
}

/// A stored promotion with everything that decides about it.
pub(crate) fn complete(tx: &mut Tx<'_>, stored: StoredPromotion, now: Timestamp) -> Result<Promotion, AppError> {
    let decisions = promotions::decisions(tx, stored.id, &stored.plan_digest)?;
    let mut promotion = Promotion {
        environment: environment_of(tx, stored.environment)?,
        pipeline: pipelines::by_id(tx, stored.pipeline)?,
        people: Vec::new(),
        authors: promotions::authors(tx, stored.id)?,
        said: decisions.iter().map(|it| (it.principal, it.decision)).collect(),
        decisions,
        replay: promotions::replay(tx, stored.id, &stored.plan_digest)?,
        stored,
    };
    if let Some(stage) = promotion.stage() {
        let approvers = stage.approvers.clone();
        promotion.people = people(tx, &approvers, now)?;
    }
    Ok(promotion)
}

/// How the audit log names a promotion.
fn object(id: PromotionId) -> String {
    format!("promotion/{id}")
}
