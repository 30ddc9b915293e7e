//! Pipelines: the order of environments that solutions are promoted through.

use model::{EnvironmentId, PipelineId, PrincipalId};

use crate::{Row, StoreError, Tx, params};

/// A pipeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredPipeline {
    /// Its id.
    pub id: PipelineId,
    /// Unique, lower case, used in addresses.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Where solutions are made.
    pub source: EnvironmentId,
    /// Where they are brought, in order.
    pub stages: Vec<StoredStage>,
}

/// A stage of a pipeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredStage {
    /// Where.
    pub environment: EnvironmentId,
    /// How many approvals it takes.
    pub approvals: u32,
    /// How many runs are replayed before a promotion to it is approved.
    pub replay: u32,
    /// Users and groups who may approve, in the order of their ids.
    pub approvers: Vec<PrincipalId>,
    /// The service account with whose rights packages are brought there; else the requester.
    pub deployer: Option<PrincipalId>,
}

const COLUMNS: &str = "id, name, description, source";

fn read(row: &Row<'_>) -> Result<StoredPipeline, StoreError> {
    Ok(StoredPipeline {
        id: PipelineId(row.uuid(0)?),
        name: row.text(1)?,
        description: row.text(2)?,
        source: EnvironmentId(row.int(3)?),
        stages: Vec::new(),
    })
}

fn stages(tx: &mut Tx<'_>, id: PipelineId) -> Result<Vec<StoredStage>, StoreError> {
    let mut stages = tx.query(
        "SELECT environment, approvals, deployer, replay FROM pipeline_stages WHERE pipeline = ?1 ORDER BY place",
        params![id],
        |row| {
            Ok(StoredStage {
                environment: EnvironmentId(row.int(0)?),
                approvals: u32::try_from(row.int(1)?).map_err(|error| StoreError::corrupt("approvals", error))?,
                approvers: Vec::new(),
                deployer: row.opt_uuid(2)?.map(PrincipalId),
                replay: u32::try_from(row.int(3)?).map_err(|error| StoreError::corrupt("replay", error))?,
            })
        },
    )?;
    for stage in &mut stages {
        stage.approvers = tx.query(
            "SELECT principal FROM pipeline_approvers WHERE pipeline = ?1 AND environment = ?2 ORDER BY principal",
            params![id, stage.environment],
            |row| Ok(PrincipalId(row.uuid(0)?)),
        )?;
    }
    Ok(stages)
}

/// Adds a pipeline.
///
/// # Errors
/// [`StoreError::Exists`] if the name is taken.
pub fn insert(tx: &mut Tx<'_>, pipeline: &StoredPipeline) -> Result<(), StoreError> {
    let added = tx.execute(
        "INSERT INTO pipelines (id, name, description, source) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        params![pipeline.id, &pipeline.name, &pipeline.description, pipeline.source],
    )?;
    StoreError::unless_added(added, || format!("a pipeline named `{}`", pipeline.name))?;
    add_stages(tx, pipeline)
}

/// Stores what a pipeline is now. Its name stays.
pub fn update(tx: &mut Tx<'_>, pipeline: &StoredPipeline) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE pipelines SET description = ?2, source = ?3 WHERE id = ?1",
        params![pipeline.id, &pipeline.description, pipeline.source],
    )?;
    remove_stages(tx, pipeline.id)?;
    add_stages(tx, pipeline)
}

fn add_stages(tx: &mut Tx<'_>, pipeline: &StoredPipeline) -> Result<(), StoreError> {
    for (place, stage) in (0_u32..).zip(&pipeline.stages) {
        tx.execute(
            "INSERT INTO pipeline_stages (pipeline, place, environment, approvals, deployer, replay) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![pipeline.id, place, stage.environment, stage.approvals, stage.deployer, stage.replay],
        )?;
        for approver in &stage.approvers {
            tx.execute(
                "INSERT INTO pipeline_approvers (pipeline, environment, principal) VALUES (?1, ?2, ?3)",
                params![pipeline.id, stage.environment, *approver],
            )?;
        }
    }
    Ok(())
}

fn remove_stages(tx: &mut Tx<'_>, id: PipelineId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM pipeline_approvers WHERE pipeline = ?1", params![id])?;
    tx.execute("DELETE FROM pipeline_stages WHERE pipeline = ?1", params![id])?;
    Ok(())
}

/// Removes a pipeline. Its promotions stay. Answers whether there was one.
pub fn delete(tx: &mut Tx<'_>, id: PipelineId) -> Result<bool, StoreError> {
    remove_stages(tx, id)?;
    Ok(tx.execute("DELETE FROM pipelines WHERE id = ?1", params![id])? > 0)
}

/// The pipeline with this id.
pub fn by_id(tx: &mut Tx<'_>, id: PipelineId) -> Result<Option<StoredPipeline>, StoreError> {
    let found = tx.query_one(&format!("SELECT {COLUMNS} FROM pipelines WHERE id = ?1"), params![id], read)?;
    found.map(|pipeline| whole(tx, pipeline)).transpose()
}

/// The pipeline with this name.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<StoredPipeline>, StoreError> {
    let found = tx.query_one(&format!("SELECT {COLUMNS} FROM pipelines WHERE name = ?1"), params![name], read)?;
    found.map(|pipeline| whole(tx, pipeline)).transpose()
}

/// All pipelines, by name. There are never many.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<StoredPipeline>, StoreError> {
    let found = tx.query(&format!("SELECT {COLUMNS} FROM pipelines ORDER BY name"), params![], read)?;
    found.into_iter().map(|pipeline| whole(tx, pipeline)).collect()
}

/// The names of the pipelines that an environment is a stage of.
pub fn through(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<String>, StoreError> {
    tx.query(
        "SELECT p.name FROM pipeline_stages s JOIN pipelines p ON p.id = s.pipeline WHERE s.environment = ?1 ORDER BY p.name",
        params![environment],
        |row| row.text(0),
    )
}

fn whole(tx: &mut Tx<'_>, pipeline: StoredPipeline) -> Result<StoredPipeline, StoreError> {
    Ok(StoredPipeline { stages: stages(tx, pipeline.id)?, ..pipeline })
}
