//! Asking for a solution at a stage.

use std::sync::Arc;

use model::{EnvironmentId, ErrorCode, PromotionId, PromotionStatus, ReleaseId};
use serde_json::json;
use solutions::{SolutionVersion, plan::Mode};
use store::{
    Tx, environments, packages, packages::StoredPackage, pipelines::StoredPipeline, promotions,
    promotions::StoredPromotion, releases, solutions as installed,
};

use super::{
    Promotion, PromotionView,
    authors::MadeOf,
    complete, object, plan,
    view::view,
    vouched::{Came, vouched},
};
use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{self, ManageSolutions},
    pipelines::{self, environment_of, may_request},
    solutions::{ExportHow, Read, package_in, read},
};

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPromotion {
    /// The pipeline, by name.
    pub pipeline: String,
    /// The stage's environment, by name.
    pub environment: String,
    /// What is to come there; without it nothing is asked for.
    pub what: Option<Wanted>,
    /// How it is applied.
    pub mode: Mode,
    /// Deployment settings, in Microsoft's JSON.
    pub settings: Option<String>,
    /// What the requester says about it.
    pub note: Option<String>,
}

/// What is to come to a stage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// A solution, from the stage before; at the first stage it is exported from the source, with this version where one is given.
    Solution(String, Option<SolutionVersion>),
    /// The package of an earlier release of the stage, again.
    Release(ReleaseId),
}

/// A package, and where it comes from.
struct Taken {
    zip: Vec<u8>,
    settings: Option<String>,
    /// What it was made of, where it was made now.
    made_of: Option<MadeOf>,
    rollback_of: Option<ReleaseId>,
}

/// Asks for a solution at a stage: freezes its package and plans it. With `dry_run` nothing is stored.
///
/// # Errors
/// The caller may not ask for promotions through the pipeline; nothing is asked for; there is no such stage, solution or release; the solution has not come
/// through the stage before; nobody may bring solutions to the stage; or the settings cannot be read.
pub async fn request(steward: &Steward, op: &Op, new: NewPromotion, dry_run: bool) -> Result<PromotionView, AppError> {
    let (asking, asked) = (op.clone(), new.clone());
    let Taken { zip, settings, made_of, rollback_of } =
        steward.read(move |steward, tx| take(steward, tx, &asking, &asked)).await?;
    let settings = new.settings.clone().or(settings);
    let mut read = read(zip, settings.map(String::into_bytes), None).await?;
    let (asking, asked, is_new) = (op.clone(), new.clone(), made_of.is_some());
    let vouch = move |steward: &Steward, tx: &mut Tx<'_>| {
        let (pipeline, _, number) = place(tx, &asking, &asked)?;
        let before = number.checked_sub(1).and_then(|before| pipeline.stages.get(before));
        let came = match (is_new, rollback_of, before) {
            (true, ..) => Came::Now(pipeline.source),
            (_, None, Some(before)) => Came::Through(before.environment),
            _ => Came::Before,
        };
        read.envelope = vouched(steward, tx, &asking, &read, came)?;
        Ok(Arc::new(read))
    };
    let read = steward.read(vouch).await?;
    steward
        .change_unless(dry_run, op, "promotion.request", move |steward, tx, op, change| {
            let (pipeline, environment, _) = place(tx, op, &new)?;
            let package = StoredPackage { zip: read.zip.clone(), envelope: read.envelope.clone() };
            packages::keep(tx, &read.key().digest, &package, op.at)?;
            if let Some(envelope) = &read.envelope {
                packages::vouch(tx, &read.key().digest, envelope)?;
            }
            if let Some(made_of) = &made_of {
                let written = made_of.written(tx, &read.contents)?;
                promotions::set_written(tx, &read.key().digest, pipeline.source, &written)?;
            }
            let stored = stored(op, &new, &pipeline, environment, &read, rollback_of)?;
            let promotion: Promotion = complete(tx, stored, op.at)?;
            let planned = plan::planned(steward, tx, op, &promotion, &read)?;
            let promotion = plan::store(tx, op, promotion, &planned)?;
            let it = &promotion.stored;
            let detail = json!({
                "pipeline": it.pipeline_name, "solution": it.solution, "version": it.version, "from": it.from_version,
                "package": it.package, "plan": it.plan_digest, "deployer": promotion.deployer(), "rollbackOf": it.rollback_of,
                "note": it.note,
            });
            change.of(Some(promotion.environment.id), object(it.id), detail);
            view(tx, op, promotion, true)
        })
        .await
}

/// The pipeline and the stage that are asked for, with the stage's number.
fn place(tx: &mut Tx<'_>, op: &Op, new: &NewPromotion) -> Result<(StoredPipeline, EnvironmentId, usize), AppError> {
    let pipeline = pipelines::known(tx, op, &new.pipeline)?;
    let environment = environments::by_name(tx, &new.environment)?.map(|environment| environment.id);
    let number = pipeline.stages.iter().position(|stage| Some(stage.environment) == environment);
    let (Some(environment), Some(number)) = (environment, number) else {
        let message = format!("`{}` is no stage of the pipeline `{}`.", new.environment, pipeline.name);
        return Err(AppError::invalid(message).at("environment"));
    };
    let goes_back = matches!(new.what, Some(Wanted::Release(_)));
    let manages = goes_back && lookup::environment_by_id::<ManageSolutions>(tx, op, environment).is_ok();
    if manages || may_request(tx, op, &pipeline) {
        return Ok((pipeline, environment, number));
    }
    let source = environment_of(tx, pipeline.source)?.name;
    let who = format!("who may export solutions from `{source}`, such as an admin there");
    Err(AppError::forbidden(format!("ask for promotions through the pipeline `{}`", pipeline.name), who))
}

/// The package that is asked for.
fn take(steward: &Steward, tx: &mut Tx<'_>, op: &Op, new: &NewPromotion) -> Result<Taken, AppError> {
    let (pipeline, environment, number) = place(tx, op, new)?;
    let nothing = || AppError::invalid("Name a solution, or a release that is to come back.").at("solution");
    match (new.what.as_ref().ok_or_else(nothing)?, number.checked_sub(1).and_then(|before| pipeline.stages.get(before)))
    {
        (Wanted::Release(id), _) => {
            let what = || AppError::not_found(format!("release {id} of the environment `{}`", new.environment));
            let release = releases::by_id(tx, environment, *id)?.ok_or_else(what)?;
            let document = releases::document(tx, *id)?.ok_or_else(what)?;
            let package = packages::get(tx, &release.package)?.ok_or_else(what)?;
            Ok(Taken { zip: package.zip, settings: document.settings, made_of: None, rollback_of: Some(*id) })
        }
        (Wanted::Solution(name, version), None) => {
            let source = lookup::environment_by_id::<ManageSolutions>(tx, op, pipeline.source)?;
            let how = ExportHow { managed: true, version: *version };
            let zip = package_in(steward, tx, &source, name, how)?;
            let made_of = Some(MadeOf::now(tx, pipeline.source)?);
            Ok(Taken { zip, settings: None, made_of, rollback_of: None })
        }
        (Wanted::Solution(name, _), Some(before)) => {
            let there = installed::by_name(tx, before.environment, name)?.and_then(|solution| solution.package);
            let came = match &there {
                Some(package) => promotions::was_applied(tx, pipeline.id, before.environment, package)?,
                None => false,
            };
            let (Some(digest), true) = (there, came) else {
                let before = environment_of(tx, before.environment)?.name;
                let message = format!(
                    "`{name}` has not come to `{before}` through the pipeline `{}`, so there is nothing to bring to `{}`.",
                    pipeline.name, new.environment
                );
                return Err(AppError::new(ErrorKind::Conflict, ErrorCode::StageSkipped, message)
                    .with_hint(format!("Promote it to `{before}` first.")));
            };
            let gone = || AppError::internal("the package of an installed solution is gone");
            let package = packages::get(tx, &digest)?.ok_or_else(gone)?;
            Ok(Taken { zip: package.zip, settings: None, made_of: None, rollback_of: None })
        }
    }
}

fn stored(
    op: &Op,
    new: &NewPromotion,
    pipeline: &StoredPipeline,
    environment: EnvironmentId,
    read: &Read,
    rollback_of: Option<ReleaseId>,
) -> Result<StoredPromotion, AppError> {
    let manifest = read.contents.manifest.as_ref();
    let manifest = manifest.ok_or_else(|| AppError::internal("the package of a promotion is no solution"))?;
    let note = new.note.as_deref().map(|note| note.trim().chars().take(2_000).collect::<String>());
    Ok(StoredPromotion {
        id: PromotionId::new(),
        pipeline: pipeline.id,
        pipeline_name: pipeline.name.clone(),
        environment,
        solution: manifest.unique_name.clone(),
        display_name: manifest.display_name.clone(),
        version: manifest.version.to_string(),
        from_version: None,
        package: read.key().digest,
        mode: new.mode.word().to_owned(),
        settings: read.settings_text.clone(),
        note: note.filter(|note| !note.is_empty()),
        rollback_of,
        status: PromotionStatus::Open,
        plan_digest: String::new(),
        can_apply: false,
        problem: None,
        requested_by: op.id(),
        requested_at: op.at,
        release: None,
    })
}
