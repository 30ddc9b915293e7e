//! Pipelines.

use app::pipelines::{self, PipelineView as Pipeline, StageView as Stage};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{principal::PrincipalChip, words::EnvironmentKind};

/// The order of environments that solutions are promoted through.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PipelineView {
    /// Its id.
    id: Uuid,
    /// Its name in addresses.
    pub(crate) name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// The environment in which solutions are made.
    source: String,
    /// Where they are brought, in order.
    stages: Vec<PipelineStage>,
    /// Whether the caller may change it.
    may_manage: bool,
    /// Whether the caller may ask for promotions.
    may_request: bool,
}

/// An environment that a pipeline brings solutions to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PipelineStage {
    /// Its name.
    environment: String,
    /// What people read.
    display_name: String,
    /// What it is for.
    kind: EnvironmentKind,
    /// Whether it changes only through a deployment.
    protected: bool,
    /// How many approvals a promotion to it takes.
    approvals: u32,
    /// Users and groups who may approve.
    approvers: Vec<PrincipalChip>,
    /// The service account with whose rights packages are brought there; else the requester's.
    #[serde(skip_serializing_if = "Option::is_none")]
    deployer: Option<PrincipalChip>,
    /// How many of the newest runs are replayed before a promotion to it is approved; none where it is 0.
    replay: u32,
}

impl From<Pipeline> for PipelineView {
    fn from(view: Pipeline) -> Self {
        Self {
            id: view.id.0,
            name: view.name,
            description: view.description,
            source: view.source,
            stages: view.stages.into_iter().map(PipelineStage::from).collect(),
            may_manage: view.may_manage,
            may_request: view.may_request,
        }
    }
}

impl From<Stage> for PipelineStage {
    fn from(stage: Stage) -> Self {
        Self {
            environment: stage.environment.name,
            display_name: stage.environment.display_name,
            kind: stage.environment.kind.into(),
            protected: stage.environment.protected,
            approvals: stage.approvals,
            approvers: stage.approvers.into_iter().map(PrincipalChip::from).collect(),
            deployer: stage.deployer.map(PrincipalChip::from),
            replay: stage.replay,
        }
    }
}

/// What makes a pipeline.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewPipeline {
    /// Its name in addresses: a to z, 0 to 9 and `-`.
    name: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// The environment in which solutions are made.
    source: String,
    /// Where they are brought, in order.
    stages: Vec<NewStage>,
    /// Only say what it would be.
    #[serde(default)]
    dry_run: bool,
}

/// What a pipeline is to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PipelineContent {
    /// What it is for.
    #[serde(default)]
    description: String,
    /// The environment in which solutions are made.
    source: String,
    /// Where they are brought, in order.
    stages: Vec<NewStage>,
    /// Only say what it would be.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// What a stage of a pipeline is to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewStage {
    /// The environment's name.
    environment: String,
    /// How many approvals a promotion to it takes.
    #[serde(default)]
    approvals: u32,
    /// Users and groups who may approve, by id or name.
    #[serde(default)]
    approvers: Vec<String>,
    /// The service account with whose rights packages are brought there, by id or name; else the requester's.
    deployer: Option<String>,
    /// How many of the newest runs are replayed before a promotion to it is approved, at most 200.
    #[serde(default)]
    #[schema(maximum = 200)]
    replay: u32,
}

impl NewPipeline {
    /// What is asked for, and whether only to say so.
    pub(crate) fn into_parts(self) -> (pipelines::NewPipeline, bool) {
        let Self { name, description, source, stages, dry_run } = self;
        (PipelineContent { description, source, stages, dry_run }.named(name), dry_run)
    }
}

impl PipelineContent {
    pub(crate) fn named(self, name: String) -> pipelines::NewPipeline {
        let stages = self.stages.into_iter().map(|stage| pipelines::NewStage {
            environment: stage.environment,
            approvals: stage.approvals,
            approvers: stage.approvers,
            deployer: stage.deployer,
            replay: stage.replay,
        });
        pipelines::NewPipeline { name, description: self.description, source: self.source, stages: stages.collect() }
    }
}
