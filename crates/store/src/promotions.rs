//! Promotions: requests to bring a package to a stage of a pipeline, what they would do, and what approvers said.

use model::{
    EnvironmentId, PipelineId, PrincipalId, PromotionDecision, PromotionId, PromotionStatus, ReleaseId, Timestamp,
};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, code::Code, params, solutions::components::Component};

/// A promotion without its plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredPromotion {
    /// Its id.
    pub id: PromotionId,
    /// The pipeline, which may be gone.
    pub pipeline: PipelineId,
    /// What the pipeline was called.
    pub pipeline_name: String,
    /// The stage.
    pub environment: EnvironmentId,
    /// The solution's unique name.
    pub solution: String,
    /// What people read.
    pub display_name: String,
    /// The version in the package.
    pub version: String,
    /// The version that was at the stage.
    pub from_version: Option<String>,
    /// The frozen package: its digest.
    pub package: String,
    /// How it is applied: `upgrade`, `update` or `stage`.
    pub mode: String,
    /// Deployment settings, in Microsoft's JSON.
    pub settings: Option<String>,
    /// What the requester says about it.
    pub note: Option<String>,
    /// The release whose package it brings back.
    pub rollback_of: Option<ReleaseId>,
    /// What has become of it.
    pub status: PromotionStatus,
    /// The digest of what it would do, as it was planned last.
    pub plan_digest: String,
    /// Whether that can be applied.
    pub can_apply: bool,
    /// Why it failed or is stale.
    pub problem: Option<String>,
    /// Who asked for it.
    pub requested_by: PrincipalId,
    /// When.
    pub requested_at: Timestamp,
    /// What came of it.
    pub release: Option<ReleaseId>,
}

/// What an approver said to a plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredDecision {
    /// Who.
    pub principal: PrincipalId,
    /// What.
    pub decision: PromotionDecision,
    /// In words.
    pub comment: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What recorded runs would have done with a promotion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredReplay {
    /// Who replayed them.
    pub by: PrincipalId,
    /// When.
    pub at: Timestamp,
    /// How many of the newest runs are in it.
    pub covers: u32,
    /// What would go otherwise: JSON, written and read by the use cases.
    pub report: String,
}

/// That somebody wrote a component of a package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The component.
    pub component: Component,
    /// Which of those with this key: a flow that is made again has another number.
    pub made: i64,
    /// Who.
    pub author: PrincipalId,
    /// The last version of theirs that is in the package: a flow's number, and the instant of all else.
    pub version: i64,
}

const COLUMNS: &str =
    "id, pipeline, pipeline_name, environment, solution, display_name, version, from_version, package, mode,
     settings, note, rollback_of, status, plan_digest, can_apply, problem, requested_by, requested_at, release";

fn read(row: &Row<'_>) -> Result<StoredPromotion, StoreError> {
    Ok(StoredPromotion {
        id: PromotionId(row.uuid(0)?),
        pipeline: PipelineId(row.uuid(1)?),
        pipeline_name: row.text(2)?,
        environment: EnvironmentId(row.int(3)?),
        solution: row.text(4)?,
        display_name: row.text(5)?,
        version: row.text(6)?,
        from_version: row.opt_text(7)?,
        package: row.text(8)?,
        mode: row.text(9)?,
        settings: row.opt_text(10)?,
        note: row.opt_text(11)?,
        rollback_of: row.opt_uuid(12)?.map(ReleaseId),
        status: Code::from_code(row.int(13)?)?,
        plan_digest: row.text(14)?,
        can_apply: row.bool(15)?,
        problem: row.opt_text(16)?,
        requested_by: PrincipalId(row.uuid(17)?),
        requested_at: row.time(18)?,
        release: row.opt_uuid(19)?.map(ReleaseId),
    })
}

/// Stores a promotion of which something becomes now, in place of the one with its id. Package, stage and requester stay.
pub fn put(tx: &mut Tx<'_>, promotion: &StoredPromotion, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        &format!(
            "INSERT INTO promotions ({COLUMNS}, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
             ON CONFLICT (id) DO UPDATE SET from_version = excluded.from_version, settings = excluded.settings, status = excluded.status,
                 plan_digest = excluded.plan_digest, can_apply = excluded.can_apply, problem = excluded.problem, release = excluded.release,
                 changed_at = excluded.changed_at"
        ),
        params![
            promotion.id,
            promotion.pipeline,
            &promotion.pipeline_name,
            promotion.environment,
            &promotion.solution,
            &promotion.display_name,
            &promotion.version,
            promotion.from_version.as_deref(),
            &promotion.package,
            &promotion.mode,
            promotion.settings.as_deref(),
            promotion.note.as_deref(),
            promotion.rollback_of,
            promotion.status.code(),
            &promotion.plan_digest,
            promotion.can_apply,
            promotion.problem.as_deref(),
            promotion.requested_by,
            promotion.requested_at,
            promotion.release,
            now
        ],
    )?;
    Ok(())
}

/// The promotion with this id.
pub fn by_id(tx: &mut Tx<'_>, id: PromotionId) -> Result<Option<StoredPromotion>, StoreError> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM promotions WHERE id = ?1"), params![id], read)
}

/// Promotions that nothing has become of yet, and those of which something became since an instant, oldest first.
pub fn recent(tx: &mut Tx<'_>, since: Timestamp) -> Result<Vec<StoredPromotion>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM promotions WHERE status = ?1 OR changed_at >= ?2 ORDER BY id");
    tx.query(&sql, params![PromotionStatus::Open.code(), since], read)
}

/// Promotions, newest first, that are older than `before`.
pub fn list(tx: &mut Tx<'_>, before: Option<PromotionId>, limit: u32) -> Result<Vec<StoredPromotion>, StoreError> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    let sql = format!("SELECT {COLUMNS} FROM promotions WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    tx.query(&sql, params![before, limit], read)
}

/// The promotions of a pipeline that nothing has become of yet.
pub fn open(tx: &mut Tx<'_>, pipeline: PipelineId) -> Result<Vec<StoredPromotion>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM promotions WHERE pipeline = ?1 AND status = ?2 ORDER BY id");
    tx.query(&sql, params![pipeline, PromotionStatus::Open.code()], read)
}

/// Replaces who wrote the components of a package that was exported from an environment.
pub fn set_written(
    tx: &mut Tx<'_>,
    package: &str,
    environment: EnvironmentId,
    written: &[Written],
) -> Result<(), StoreError> {
    tx.execute("DELETE FROM package_authors WHERE package = ?1 AND environment = ?2", params![package, environment])?;
    for Written { component: Component { kind, key }, made, author, version } in written {
        tx.execute(
            "INSERT INTO package_authors (package, environment, kind, key, made, principal, version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![package, environment, kind, key, *made, *author, *version],
        )?;
    }
    Ok(())
}

/// Who wrote the components of a package that was exported from an environment, by component and author.
pub fn written(tx: &mut Tx<'_>, package: &str, environment: EnvironmentId) -> Result<Vec<Written>, StoreError> {
    tx.query(
        "SELECT kind, key, made, principal, version FROM package_authors WHERE package = ?1 AND environment = ?2
         ORDER BY kind, key, principal",
        params![package, environment],
        |row| {
            Ok(Written {
                component: Component { kind: row.text(0)?, key: row.text(1)? },
                made: row.int(2)?,
                author: PrincipalId(row.uuid(3)?),
                version: row.int(4)?,
            })
        },
    )
}

/// Whether a pipeline has brought a package to a stage.
pub fn was_applied(
    tx: &mut Tx<'_>,
    pipeline: PipelineId,
    environment: EnvironmentId,
    package: &str,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM promotions WHERE pipeline = ?1 AND package = ?2 AND environment = ?3 AND status = ?4";
    let applied = PromotionStatus::Applied.code();
    Ok(tx.query_one(sql, params![pipeline, package, environment, applied], |_| Ok(()))?.is_some())
}

/// Keeps what a promotion would do: JSON, written and read by the use cases. The same plan is kept once.
pub fn add_plan(tx: &mut Tx<'_>, id: PromotionId, digest: &str, plan: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO promotion_plans (promotion, digest, plan) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![id, digest, plan],
    )?;
    Ok(())
}

/// What a promotion would do, as it was planned with this digest.
pub fn plan(tx: &mut Tx<'_>, id: PromotionId, digest: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT plan FROM promotion_plans WHERE promotion = ?1 AND digest = ?2";
    tx.query_one(sql, params![id, digest], |row| row.text(0))
}

/// Keeps a replay of the plan with this digest, in place of the one before.
pub fn set_replay(tx: &mut Tx<'_>, id: PromotionId, digest: &str, replay: &StoredReplay) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO promotion_replays (promotion, digest, replayed_by, at, covers, report) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (promotion) DO UPDATE SET digest = excluded.digest, replayed_by = excluded.replayed_by, at = excluded.at,
             covers = excluded.covers, report = excluded.report",
        params![id, digest, replay.by, replay.at, replay.covers, &replay.report],
    )?;
    Ok(())
}

/// The newest replay, if it is of the plan with this digest.
pub fn replay(tx: &mut Tx<'_>, id: PromotionId, digest: &str) -> Result<Option<StoredReplay>, StoreError> {
    tx.query_one(
        "SELECT replayed_by, at, covers, report FROM promotion_replays WHERE promotion = ?1 AND digest = ?2",
        params![id, digest],
        |row| {
            Ok(StoredReplay {
                by: PrincipalId(row.uuid(0)?),
                at: row.time(1)?,
                covers: u32::try_from(row.int(2)?).map_err(|error| StoreError::corrupt("replay", error))?,
                report: row.text(3)?,
            })
        },
    )
}

/// Replaces who wrote what a promotion changes.
pub fn set_authors(tx: &mut Tx<'_>, id: PromotionId, authors: &[PrincipalId]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM promotion_authors WHERE promotion = ?1", params![id])?;
    for author in authors {
        let sql = "INSERT INTO promotion_authors (promotion, principal) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        tx.execute(sql, params![id, *author])?;
    }
    Ok(())
}

/// Who wrote what a promotion changes, in the order of their ids.
pub fn authors(tx: &mut Tx<'_>, id: PromotionId) -> Result<Vec<PrincipalId>, StoreError> {
    tx.query("SELECT principal FROM promotion_authors WHERE promotion = ?1 ORDER BY principal", params![id], |row| {
        Ok(PrincipalId(row.uuid(0)?))
    })
}

/// Keeps what an approver said to a plan.
///
/// # Errors
/// [`StoreError::Exists`] if the approver has said something to it already.
pub fn decide(tx: &mut Tx<'_>, id: PromotionId, digest: &str, said: &StoredDecision) -> Result<(), StoreError> {
    let added = tx.execute(
        "INSERT INTO promotion_decisions (promotion, digest, principal, decision, comment, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO NOTHING",
        params![id, digest, said.principal, said.decision.code(), said.comment.as_deref(), said.at],
    )?;
    StoreError::unless_added(added, || "a decision of this approver".to_owned())
}

/// What was said to a plan, oldest first.
pub fn decisions(tx: &mut Tx<'_>, id: PromotionId, digest: &str) -> Result<Vec<StoredDecision>, StoreError> {
    tx.query(
        "SELECT principal, decision, comment, at FROM promotion_decisions WHERE promotion = ?1 AND digest = ?2
         ORDER BY at, principal",
        params![id, digest],
        |row| {
            Ok(StoredDecision {
                principal: PrincipalId(row.uuid(0)?),
                decision: Code::from_code(row.int(1)?)?,
                comment: row.opt_text(2)?,
                at: row.time(3)?,
            })
        },
    )
}
