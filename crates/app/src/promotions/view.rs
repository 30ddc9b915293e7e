//! Promotions as they are shown.

use model::{Environment, PromotionDecision, PromotionId, Timestamp};
use store::{Tx, environments, packages, pipelines, promotions, promotions::StoredPromotion};

use super::{Promotion, PromotionState, complete, known, plan::kept};
use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    pipelines::environment_of,
    solutions::{Plan, replay::Report},
};

/// How many promotions are looked at at a time.
const BATCH: u32 = 200;

/// A promotion as it is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct PromotionView {
    /// What it is.
    pub promotion: StoredPromotion,
    /// The stage.
    pub environment: Environment,
    /// How many bytes the package has.
    pub size: u64,
    /// Who asked for it.
    pub requested_by: Chip,
    /// With whose rights it is applied.
    pub deployer: Chip,
    /// Where it stands.
    pub state: PromotionState,
    /// What it would do, or did; not in lists.
    pub plan: Option<Plan>,
    /// How many approvals it takes.
    pub needed: u32,
    /// How many of those it has.
    pub given: u32,
    /// What was said to its plan, oldest first.
    pub decisions: Vec<DecisionView>,
    /// The people whose decision counts.
    pub approvers: Vec<Chip>,
    /// Who wrote what it changes.
    pub authors: Vec<Chip>,
    /// Whether the caller may approve or reject it.
    pub may_decide: bool,
    /// Why not, as a sentence, while somebody may; or why it cannot be approved yet.
    pub why_not: Option<String>,
    /// What recorded runs would do with its plan, where somebody has looked; not in lists.
    pub replay: Option<ReplayView>,
    /// Whether the caller may have it applied now.
    pub may_apply: bool,
    /// Whether the caller may withdraw it or plan it anew.
    pub may_change: bool,
    /// The stage that follows, by name.
    pub next: Option<String>,
}

/// A replay that is kept.
#[derive(Clone, PartialEq, Debug)]
pub struct ReplayView {
    /// Who replayed them.
    pub by: Chip,
    /// When.
    pub at: Timestamp,
    /// What would go otherwise, without values.
    pub report: Report,
}

/// What an approver said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecisionView {
    /// Who.
    pub by: Chip,
    /// What.
    pub decision: PromotionDecision,
    /// In words.
    pub comment: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Which promotions to list.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Filter {
    /// Of this pipeline.
    pub pipeline: Option<String>,
    /// To this environment.
    pub environment: Option<String>,
    /// Of this solution, ignoring case.
    pub solution: Option<String>,
    /// That stand so.
    pub state: Option<PromotionState>,
    /// That the caller may decide on.
    pub to_decide: bool,
    /// Older than this one.
    pub before: Option<PromotionId>,
    /// At most so many.
    pub limit: u32,
}

/// The promotions that the caller may know of, newest first.
///
/// # Errors
/// The store's.
pub async fn list(steward: &Steward, op: &Op, filter: Filter) -> Result<Vec<PromotionView>, AppError> {
    let op = op.clone();
    steward.read(move |_, tx| found(tx, &op, &filter)).await
}

/// One promotion, with its plan.
///
/// # Errors
/// The caller may not know of it.
pub async fn get(steward: &Steward, op: &Op, id: PromotionId) -> Result<PromotionView, AppError> {
    let op = op.clone();
    steward
        .read(move |_, tx| {
            let promotion = known(tx, &op, id)?;
            view(tx, &op, promotion, true)
        })
        .await
}

fn found(tx: &mut Tx<'_>, op: &Op, filter: &Filter) -> Result<Vec<PromotionView>, AppError> {
    let to = match &filter.environment {
        Some(name) => match environments::by_name(tx, name)? {
            Some(environment) => Some(environment.id),
            None => return Ok(Vec::new()),
        },
        None => None,
    };
    let may_fit = |stored: &StoredPromotion| {
        filter.pipeline.as_ref().is_none_or(|name| *name == stored.pipeline_name)
            && to.is_none_or(|id| id == stored.environment)
            && filter.solution.as_ref().is_none_or(|name| name.eq_ignore_ascii_case(&stored.solution))
    };
    let (mut before, mut views) = (filter.before, Vec::new());
    loop {
        let batch = if filter.to_decide { open(tx, before)? } else { promotions::list(tx, before, BATCH)? };
        let Some(last) = batch.last() else { return Ok(views) };
        before = Some(last.id);
        for stored in batch.into_iter().filter(&may_fit) {
            let promotion = complete(tx, stored, op.at)?;
            let fits = filter.state.is_none_or(|state| state == promotion.state())
                && (!filter.to_decide || promotion.review().bar(op.id()).is_none());
            if fits && promotion.may_know(tx, op) {
                views.push(view(tx, op, promotion, false)?);
            }
            if views.len() >= filter.limit as usize {
                return Ok(views);
            }
        }
    }
}

/// The promotions of all pipelines that nothing has become of yet, newest first. There are never many.
fn open(tx: &mut Tx<'_>, before: Option<PromotionId>) -> Result<Vec<StoredPromotion>, AppError> {
    let mut all = Vec::new();
    for pipeline in pipelines::list(tx)? {
        all.extend(promotions::open(tx, pipeline.id)?);
    }
    all.retain(|it| before.is_none_or(|before| it.id < before));
    all.sort_by_key(|it| std::cmp::Reverse(it.id));
    Ok(all)
}

/// A promotion as the caller sees it.
pub(super) fn view(tx: &mut Tx<'_>, op: &Op, promotion: Promotion, with_plan: bool) -> Result<PromotionView, AppError> {
    let mut people = People::at(op.at);
    let (state, review) = (promotion.state(), promotion.review());
    let is_open = matches!(state, PromotionState::Waiting | PromotionState::Approved);
    let bar = review.bar(op.id());
    let eligible: Vec<_> = review.eligible().collect();
    let (needed, given) = (review.needed, review.given());
    let stored = &promotion.stored;
    let plan = if with_plan { Some(kept(tx, stored)?) } else { None };
    let mut decisions = Vec::new();
    for said in &promotion.decisions {
        decisions.push(DecisionView {
            by: people.chip(tx, said.principal)?,
            decision: said.decision,
            comment: said.comment.clone(),
            at: said.at,
        });
    }
    let replay = match promotion.replay.as_ref().filter(|_| with_plan) {
        Some(kept) => Some(ReplayView {
            by: people.chip(tx, kept.by)?,
            at: kept.at,
            report: serde_json::from_str(&kept.report).map_err(AppError::internal)?,
        }),
        None => None,
    };
    let why_not = bar.map(|bar| format!("You may not decide on it: {bar}.")).or_else(|| promotion.lacks_replay());
    let stages = promotion.pipeline.iter().flat_map(|pipeline| &pipeline.stages);
    let next = stages.skip_while(|stage| stage.environment != promotion.environment.id).nth(1);
    let next = next.map(|stage| stage.environment);
    Ok(PromotionView {
        size: packages::size(tx, &stored.package)?.and_then(|size| size.try_into().ok()).unwrap_or_default(),
        requested_by: people.chip(tx, stored.requested_by)?,
        deployer: people.chip(tx, promotion.deployer())?,
        state,
        plan,
        needed,
        given,
        decisions,
        approvers: people.chips(tx, &eligible)?,
        authors: people.chips(tx, &promotion.authors)?,
        may_decide: is_open && bar.is_none(),
        why_not: why_not.filter(|_| is_open),
        replay,
        may_apply: state == PromotionState::Approved && stored.can_apply && promotion.may_apply(tx, op),
        may_change: promotion.may_change(tx, op),
        next: next.map(|id| environment_of(tx, id)).transpose()?.map(|environment| environment.name),
        environment: promotion.environment,
        promotion: promotion.stored,
    })
}
