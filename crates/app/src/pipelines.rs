//! Pipelines: the order of environments that solutions are promoted through, who approves at each stage, and with whose rights packages
//! are brought there.
//!
//! Administrators of the installation make them, because a pipeline lends a service account's rights to whoever is approved.

mod approvers;
mod only;

use access::TenantAction;
use model::{Environment, EnvironmentId, ErrorCode, PipelineId, PrincipalId, PrincipalKind};
use serde_json::{Value, json};
use store::{
    Tx, environments, pipelines,
    pipelines::{StoredPipeline, StoredStage},
    principals, promotions,
};

pub(crate) use approvers::people;
pub(crate) use only::refuse_direct;

use crate::{
    AppError, ErrorKind, Op, Steward,
    change::Change,
    directory::{Chip, People},
    lookup::{self, ManageSolutions, SeeComponents},
    principals::named,
};

/// How many stages a pipeline has at most.
const MOST_STAGES: usize = 10;
/// How many approvals a stage takes at most.
const MOST_APPROVALS: u32 = 10;
/// How many approvers, people and groups, are named at a stage at most.
const MOST_APPROVERS: usize = 50;
/// How many runs a stage has replayed at most: as many as are replayed at once.
const MOST_REPLAYED: u32 = 200;

/// What a pipeline is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPipeline {
    /// Its name in addresses.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The environment in which solutions are made, by name.
    pub source: String,
    /// Where they are brought, in order.
    pub stages: Vec<NewStage>,
}

/// What a stage is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewStage {
    /// The environment, by name.
    pub environment: String,
    /// How many approvals it takes.
    pub approvals: u32,
    /// Users and groups who may approve, by id or name.
    pub approvers: Vec<String>,
    /// The service account with whose rights packages are brought there, by id or name; else the requester's.
    pub deployer: Option<String>,
    /// How many of the newest runs are replayed before a promotion to it is approved.
    pub replay: u32,
}

/// A pipeline as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PipelineView {
    /// Its id.
    pub id: PipelineId,
    /// Its name in addresses.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Where solutions are made, by name.
    pub source: String,
    /// Where they are brought, in order.
    pub stages: Vec<StageView>,
    /// Whether the caller may change it.
    pub may_manage: bool,
    /// Whether the caller may ask for promotions.
    pub may_request: bool,
}

/// A stage as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StageView {
    /// The environment.
    pub environment: Environment,
    /// How many approvals it takes.
    pub approvals: u32,
    /// Users and groups who may approve.
    pub approvers: Vec<Chip>,
    /// The service account with whose rights packages are brought there.
    pub deployer: Option<Chip>,
    /// How many of the newest runs are replayed before a promotion to it is approved.
    pub replay: u32,
}

/// The pipelines that the caller may know of, by name.
///
/// # Errors
/// The store's.
pub async fn list(steward: &Steward, op: &Op) -> Result<Vec<PipelineView>, AppError> {
    let op = op.clone();
    steward
        .read(move |_, tx| {
            let mut views = Vec::new();
            for pipeline in pipelines::list(tx)? {
                if may_know(tx, &op, &pipeline)? {
                    views.push(view(tx, &op, pipeline)?);
                }
            }
            Ok(views)
        })
        .await
}

/// One pipeline.
///
/// # Errors
/// The caller may not know of it.
pub async fn get(steward: &Steward, op: &Op, name: &str) -> Result<PipelineView, AppError> {
    let (op, name) = (op.clone(), name.to_owned());
    steward
        .read(move |_, tx| {
            let pipeline = known(tx, &op, &name)?;
            view(tx, &op, pipeline)
        })
        .await
}

/// Makes a pipeline. With `dry_run` nothing is stored.
///
/// # Errors
/// The caller does not administer the installation, the name is taken, or something named is not there or cannot be that.
pub async fn create(steward: &Steward, op: &Op, new: NewPipeline, dry_run: bool) -> Result<PipelineView, AppError> {
    lookup::tenant(op, TenantAction::ManageEnvironments)?;
    steward
        .change_unless(dry_run, op, "pipeline.create", move |_, tx, op, change| {
            let pipeline = checked(tx, op, PipelineId::new(), new)?;
            pipelines::insert(tx, &pipeline)?;
            change.of(None, object(pipeline.id), told(&pipeline));
            view(tx, op, pipeline)
        })
        .await
}

/// Changes what a pipeline is; its name stays. With `dry_run` nothing is stored.
///
/// # Errors
/// As [`create`]; there is no such pipeline, or a promotion to a stage that would go is open.
pub async fn update(steward: &Steward, op: &Op, new: NewPipeline, dry_run: bool) -> Result<PipelineView, AppError> {
    lookup::tenant(op, TenantAction::ManageEnvironments)?;
    steward
        .change_unless(dry_run, op, "pipeline.update", move |_, tx, op, change| {
            let before = known(tx, op, &new.name)?;
            let after = checked(tx, op, before.id, new)?;
            let stays = |id: EnvironmentId| after.stages.iter().any(|stage| stage.environment == id);
            refuse_open(tx, &before, |id| before.source != after.source || !stays(id))?;
            pipelines::update(tx, &after)?;
            change.of(None, object(after.id), json!({"before": told(&before), "after": told(&after)}));
            view(tx, op, after)
        })
        .await
}

/// Removes a pipeline. What was promoted through it stays known.
///
/// # Errors
/// The caller does not administer the installation, there is no such pipeline, or one of its promotions is open.
pub async fn delete(steward: &Steward, op: &Op, name: &str) -> Result<(), AppError> {
    lookup::tenant(op, TenantAction::ManageEnvironments)?;
    let name = name.to_owned();
    steward
        .change(op, "pipeline.delete", move |_, tx, op, change: &mut Change| {
            let pipeline = known(tx, op, &name)?;
            refuse_open(tx, &pipeline, |_| true)?;
            pipelines::delete(tx, pipeline.id)?;
            change.of(None, object(pipeline.id), told(&pipeline));
            Ok(())
        })
        .await
}

/// The pipeline of this name, if the caller may know of it.
pub(crate) fn known(tx: &mut Tx<'_>, op: &Op, name: &str) -> Result<StoredPipeline, AppError> {
    let what = || AppError::not_found(format!("pipeline `{name}`"));
    let pipeline = pipelines::by_name(tx, name)?.ok_or_else(what)?;
    if may_know(tx, op, &pipeline)? { Ok(pipeline) } else { Err(what()) }
}

/// Whoever may see what is in one of its environments knows the whole of it, and so do its approvers.
fn may_know(tx: &mut Tx<'_>, op: &Op, pipeline: &StoredPipeline) -> Result<bool, AppError> {
    let mut places = std::iter::once(pipeline.source).chain(pipeline.stages.iter().map(|stage| stage.environment));
    if places.any(|id| lookup::environment_by_id::<SeeComponents>(tx, op, id).is_ok()) {
        return Ok(true);
    }
    for stage in &pipeline.stages {
        if people(tx, &stage.approvers, op.at)?.contains(&op.id()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whoever may take solutions out of the source may ask for them to be promoted.
pub(crate) fn may_request(tx: &mut Tx<'_>, op: &Op, pipeline: &StoredPipeline) -> bool {
    lookup::environment_by_id::<ManageSolutions>(tx, op, pipeline.source).is_ok()
}

fn view(tx: &mut Tx<'_>, op: &Op, pipeline: StoredPipeline) -> Result<PipelineView, AppError> {
    let mut people = People::at(op.at);
    let may_request = may_request(tx, op, &pipeline);
    let mut stages = Vec::new();
    for StoredStage { environment, approvals, approvers, deployer, replay } in pipeline.stages {
        stages.push(StageView {
            environment: environment_of(tx, environment)?,
            approvals,
            approvers: people.chips(tx, &approvers)?,
            deployer: deployer.map(|id| people.chip(tx, id)).transpose()?,
            replay,
        });
    }
    Ok(PipelineView {
        id: pipeline.id,
        name: pipeline.name,
        description: pipeline.description,
        source: environment_of(tx, pipeline.source)?.name,
        stages,
        may_manage: lookup::tenant(op, TenantAction::ManageEnvironments).is_ok(),
        may_request,
    })
}

/// The environment of this id, which a pipeline names.
pub(crate) fn environment_of(tx: &mut Tx<'_>, id: EnvironmentId) -> Result<Environment, AppError> {
    environments::by_id(tx, id)?.ok_or_else(|| AppError::internal("a pipeline names an environment that is not there"))
}

/// Promotions to stages that `goes` would be left behind.
fn refuse_open(
    tx: &mut Tx<'_>,
    pipeline: &StoredPipeline,
    goes: impl Fn(EnvironmentId) -> bool,
) -> Result<(), AppError> {
    let open = promotions::open(tx, pipeline.id)?;
    let Some(left) = open.iter().find(|promotion| goes(promotion.environment)) else { return Ok(()) };
    let to = environment_of(tx, left.environment)?.name;
    let message = format!("The promotion of `{}` {} to `{to}` is open.", left.solution, left.version);
    Err(AppError::new(ErrorKind::Conflict, ErrorCode::PromotionState, message)
        .with_hint("Have it applied or rejected, or withdraw it, and try again."))
}

/// What a caller asks for, if it can be.
fn checked(tx: &mut Tx<'_>, op: &Op, id: PipelineId, new: NewPipeline) -> Result<StoredPipeline, AppError> {
    let name = new.name.trim().to_owned();
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if name.is_empty() || name.len() > 40 || !name.chars().all(allowed) || name.starts_with('-') {
        let message = "A pipeline's name has 1 to 40 characters: a to z, 0 to 9 and -, not starting with -.";
        return Err(AppError::invalid(message).at("name"));
    }
    let description = new.description.trim().to_owned();
    if description.chars().count() > 500 {
        return Err(AppError::invalid("A pipeline's description has at most 500 characters.").at("description"));
    }
    if new.stages.is_empty() || new.stages.len() > MOST_STAGES {
        return Err(AppError::invalid(format!("A pipeline has 1 to {MOST_STAGES} stages.")).at("stages"));
    }
    let source = environment_named(tx, &new.source).map_err(|error| error.at("source"))?.id;
    let mut pipeline = StoredPipeline { id, name, description, source, stages: Vec::new() };
    for (number, stage) in new.stages.into_iter().enumerate() {
        let stage = stage_of(tx, op, &pipeline, stage).map_err(|error| {
            let within = error.path.clone().unwrap_or_default();
            error.at(format!("stages/{number}/{within}"))
        })?;
        pipeline.stages.push(stage);
    }
    Ok(pipeline)
}

fn stage_of(tx: &mut Tx<'_>, op: &Op, before: &StoredPipeline, new: NewStage) -> Result<StoredStage, AppError> {
    let environment = environment_named(tx, &new.environment).map_err(|error| error.at("environment"))?;
    let is_there = before.stages.iter().any(|stage| stage.environment == environment.id);
    if is_there || before.source == environment.id {
        let message = format!("The environment `{}` is in the pipeline twice.", environment.name);
        return Err(AppError::invalid(message).at("environment"));
    }
    let mut approvers = Vec::new();
    for name in &new.approvers {
        approvers.push(approver(tx, op, name).map_err(|error| error.at("approvers"))?);
    }
    approvers.sort();
    approvers.dedup();
    if approvers.len() > MOST_APPROVERS {
        return Err(AppError::invalid(format!("A stage names at most {MOST_APPROVERS} approvers.")).at("approvers"));
    }
    if new.approvals > MOST_APPROVALS || (new.approvals > 0 && approvers.is_empty()) {
        let message = format!("A stage takes at most {MOST_APPROVALS} approvals, and none where nobody may approve.");
        return Err(AppError::invalid(message).with_hint("Name people or groups who may approve.").at("approvals"));
    }
    if new.replay > MOST_REPLAYED {
        return Err(AppError::invalid(format!("A stage has at most {MOST_REPLAYED} runs replayed.")).at("replay"));
    }
    let deployer = new.deployer.map(|name| deployer(tx, op, &environment, &name)).transpose();
    let deployer = deployer.map_err(|error| error.at("deployer"))?;
    let (approvals, replay) = (new.approvals, new.replay);
    Ok(StoredStage { environment: environment.id, approvals, approvers, deployer, replay })
}

fn environment_named(tx: &mut Tx<'_>, name: &str) -> Result<Environment, AppError> {
    let name = name.trim();
    environments::by_name(tx, name)?.ok_or_else(|| AppError::invalid(format!("There is no environment `{name}`.")))
}

/// People approve, and groups of them.
fn approver(tx: &mut Tx<'_>, op: &Op, name: &str) -> Result<PrincipalId, AppError> {
    let approver = named(tx, name)?;
    if approver.kind == PrincipalKind::ServiceAccount || !approver.is_active(op.at) {
        let message = format!("`{}` is no active user or group, so it cannot approve.", approver.name);
        return Err(AppError::invalid(message));
    }
    Ok(approver.id)
}

/// A service account that may bring solutions to an environment.
fn deployer(tx: &mut Tx<'_>, op: &Op, environment: &Environment, name: &str) -> Result<PrincipalId, AppError> {
    let account = named(tx, name)?;
    if account.kind != PrincipalKind::ServiceAccount {
        return Err(AppError::invalid(format!("`{}` is no service account, so it cannot deploy.", account.name)));
    }
    deploying(tx, op, environment, account.id).map(|op| op.id())
}

/// An operation with the rights of whoever brings packages to an environment.
///
/// # Errors
/// That principal may not act any more, or may not install solutions there.
pub(crate) fn deploying(tx: &mut Tx<'_>, op: &Op, environment: &Environment, who: PrincipalId) -> Result<Op, AppError> {
    let principal = principals::by_id(tx, who)?.ok_or_else(|| AppError::not_found("principal that deploys"))?;
    let unable = |why: String| {
        AppError::new(ErrorKind::Invalid, ErrorCode::DeployerUnable, why).with_hint(format!(
            "Make the deployer an admin of `{}`, or name another one in the pipeline.",
            environment.name
        ))
    };
    if let Some(ended) = principal.ended(op.at) {
        let message =
            format!("{}, with whose rights packages come to `{}`, {ended}.", principal.display_name, environment.name);
        return Err(unable(message));
    }
    let name = principal.display_name.clone();
    let deploying = op.with_rights_of(principal);
    lookup::environment_by_id::<ManageSolutions>(tx, &deploying, environment.id)
        .map_err(|_| unable(format!("{name} may not install solutions in `{}`.", environment.name)))?;
    Ok(deploying)
}

fn told(pipeline: &StoredPipeline) -> Value {
    let stages = pipeline.stages.iter().map(|stage| {
        json!({
            "environment": stage.environment, "approvals": stage.approvals, "approvers": stage.approvers,
            "deployer": stage.deployer, "replay": stage.replay,
        })
    });
    json!({"name": pipeline.name, "source": pipeline.source, "stages": stages.collect::<Vec<_>>()})
}

/// How the audit log names a pipeline.
fn object(id: PipelineId) -> String {
    format!("pipeline/{id}")
}
