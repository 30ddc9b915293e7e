//! What a promotion would do.

use std::sync::Arc;

use model::{ErrorCode, PromotionId, PromotionStatus};
use serde_json::json;
use solutions::plan::Mode;
use store::{Tx, packages, promotions, promotions::StoredPromotion};

use super::{Promotion, PromotionView, authors::authors, complete, known, object, view::view};
use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{self, EnvironmentFor, ManageSolutions},
    pipelines::deploying,
    solutions::{How, Origin, Plan, Read, plan_in, read},
};

/// Gives a promotion other deployment settings, and plans it anew. Only who asked for it does: its settings are part of what was asked.
///
/// # Errors
/// The caller did not ask for it; nothing can become of it any more; or the settings cannot be read.
pub async fn set_settings(
    steward: &Steward,
    op: &Op,
    id: PromotionId,
    settings: Option<String>,
) -> Result<PromotionView, AppError> {
    let check = move |promotion: &Promotion, op: &Op| {
        if promotion.stored.requested_by == op.id() {
            return Ok(());
        }
        Err(AppError::forbidden("change the settings of the promotion", "who asked for it"))
    };
    replan(steward, op, id, "promotion.settings", Some(settings), check).await
}

/// Plans a promotion anew: one that is stale or failed waits again, for approvals of what it would do now.
///
/// # Errors
/// The caller neither asked for it nor may ask for promotions; or nothing can become of it any more.
pub async fn refresh(steward: &Steward, op: &Op, id: PromotionId) -> Result<PromotionView, AppError> {
    replan(steward, op, id, "promotion.refresh", None, |_, _| Ok(())).await
}

async fn replan(
    steward: &Steward,
    op: &Op,
    id: PromotionId,
    action: &'static str,
    settings: Option<Option<String>>,
    check: impl Fn(&Promotion, &Op) -> Result<(), AppError> + Clone + Send + 'static,
) -> Result<PromotionView, AppError> {
    let allowed = move |tx: &mut Tx<'_>, op: &Op| {
        let promotion = known(tx, op, id)?;
        if !promotion.may_change(tx, op) {
            return Err(AppError::forbidden("plan the promotion anew", "who asked for it, or may ask for promotions"));
        }
        check(&promotion, op)?;
        match promotion.stored.status {
            PromotionStatus::Open | PromotionStatus::Stale | PromotionStatus::Failed => Ok(promotion),
            _ => Err(promotion.wrong_state("planned anew")),
        }
    };
    let (asking, first) = (op.clone(), allowed.clone());
    let stored = steward.read(move |_, tx| first(tx, &asking)).await?.stored;
    let settings = settings.unwrap_or_else(|| stored.settings.clone());
    let read = frozen(steward, &stored, settings).await?;
    steward
        .change(op, action, move |steward, tx, op, change| {
            let mut promotion = allowed(tx, op)?;
            promotion.stored.settings = read.settings_text.clone();
            let before = promotion.stored.plan_digest.clone();
            let plan = planned(steward, tx, op, &promotion, &read)?;
            let promotion = store(tx, op, promotion, &plan)?;
            let detail = json!({
                "pipeline": promotion.stored.pipeline_name, "solution": promotion.stored.solution,
                "version": promotion.stored.version, "planBefore": before, "plan": promotion.stored.plan_digest,
            });
            change.of(Some(promotion.environment.id), object(id), detail);
            view(tx, op, promotion, true)
        })
        .await
}

/// Keeps what a promotion would do now, and who wrote that. What was said to another plan does not count any more.
pub(super) fn store(tx: &mut Tx<'_>, op: &Op, promotion: Promotion, plan: &Plan) -> Result<Promotion, AppError> {
    let Promotion { mut stored, environment, pipeline, .. } = promotion;
    let pipeline = pipeline.ok_or_else(|| AppError::internal("the pipeline of a promotion is gone"))?;
    stored.status = PromotionStatus::Open;
    stored.problem = None;
    stored.from_version = plan.deployment.from.clone();
    stored.plan_digest = plan.digest();
    stored.can_apply = plan.deployment.can_apply();
    promotions::put(tx, &stored, op.at)?;
    let text = serde_json::to_string(plan).map_err(AppError::internal)?;
    promotions::add_plan(tx, stored.id, &stored.plan_digest, &text)?;
    let authors = authors(tx, pipeline.source, environment.id, &plan.deployment)?;
    promotions::set_authors(tx, stored.id, &authors)?;
    complete(tx, stored, op.at)
}

/// The plan of a promotion, as it was made last.
pub(super) fn kept(tx: &mut Tx<'_>, stored: &StoredPromotion) -> Result<Plan, AppError> {
    let text = promotions::plan(tx, stored.id, &stored.plan_digest)?;
    let text = text.ok_or_else(|| AppError::internal("the plan of a promotion is gone"))?;
    serde_json::from_str(&text).map_err(AppError::internal)
}

/// The package of a promotion, as it was frozen.
pub(super) async fn frozen(
    steward: &Steward,
    stored: &StoredPromotion,
    settings: Option<String>,
) -> Result<Arc<Read>, AppError> {
    let digest = stored.package.clone();
    let package = steward
        .read(move |_, tx| packages::get(tx, &digest)?.ok_or_else(|| AppError::internal("a frozen package is gone")))
        .await?;
    Ok(Arc::new(read(package.zip, settings.map(String::into_bytes), package.envelope).await?))
}

/// What applying a promotion would do now, with its deployer's rights.
pub(super) fn planned(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    promotion: &Promotion,
    read: &Read,
) -> Result<Plan, AppError> {
    let (deployer, proof) = deployer(tx, op, promotion)?;
    plan_in(steward, tx, &deployer, &proof, read, &how(&promotion.stored)?)
}

/// An operation of a promotion's deployer, and that it may install solutions at the stage.
pub(super) fn deployer(
    tx: &mut Tx<'_>,
    op: &Op,
    promotion: &Promotion,
) -> Result<(Op, EnvironmentFor<ManageSolutions>), AppError> {
    let deployer = deploying(tx, op, &promotion.environment, promotion.deployer())?;
    let proof = lookup::environment_by_id::<ManageSolutions>(tx, &deployer, promotion.environment.id)?;
    Ok((deployer, proof))
}

/// How a promotion is carried out.
pub(super) fn how(stored: &StoredPromotion) -> Result<How, AppError> {
    let mode = Mode::named(&stored.mode).ok_or_else(|| AppError::internal("a promotion has no mode"))?;
    let origin = Origin { promotion: Some(stored.id), note: stored.note.clone(), rollback_of: stored.rollback_of };
    Ok(How { mode, origin })
}

/// What was reviewed is not what would happen.
pub(super) fn stale(promotion: &Promotion) -> AppError {
    let message = format!("{} would do something else than what was approved.", promotion.words());
    AppError::new(ErrorKind::Conflict, ErrorCode::PromotionStale, message)
        .with_hint("Refresh it: it is planned anew, and its approvers see what has changed.")
}
