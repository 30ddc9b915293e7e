//! What was brought into environments.

use model::{EnvironmentId, PrincipalId, PromotionId, ReleaseId, Timestamp};

use crate::{Row, StoreError, Tx, params};

/// The record that a package was applied to an environment, or that its solution was uninstalled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredRelease {
    /// Its id. Later ones sort later.
    pub id: ReleaseId,
    /// Where.
    pub environment: EnvironmentId,
    /// The solution's unique name.
    pub solution: String,
    /// What people read.
    pub display_name: String,
    /// The version that it brought, or took away.
    pub version: String,
    /// The version that was there before.
    pub from: Option<String>,
    /// How it was brought: the word of the plan.
    pub mode: String,
    /// Which release it went back to.
    pub rollback_of: Option<ReleaseId>,
    /// The digest of the package.
    pub package: String,
    /// How many bytes its zip has. Ignored when a release is recorded.
    pub size: i64,
    /// The digest of the plan.
    pub plan_digest: String,
    /// Who.
    pub by: PrincipalId,
    /// When.
    pub at: Timestamp,
    /// Which promotion asked for it.
    pub promotion: Option<PromotionId>,
    /// What its author said.
    pub note: Option<String>,
}

/// What a release came with and did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// The text of the settings that came with it.
    pub settings: Option<String>,
    /// The plan that was carried out, as JSON, written and read by the use cases.
    pub plan: String,
}

const SELECT: &str = "SELECT id, environment, solution, display_name, version, from_version, mode, rollback_of, package,
    coalesce((SELECT length(p.package) FROM packages p WHERE p.digest = releases.package), 0), plan_digest, released_by, at, promotion, note
    FROM releases";

fn read(row: &Row<'_>) -> Result<StoredRelease, StoreError> {
    Ok(StoredRelease {
        id: ReleaseId(row.uuid(0)?),
        environment: EnvironmentId(row.int(1)?),
        solution: row.text(2)?,
        display_name: row.text(3)?,
        version: row.text(4)?,
        from: row.opt_text(5)?,
        mode: row.text(6)?,
        rollback_of: row.opt_uuid(7)?.map(ReleaseId),
        package: row.text(8)?,
        size: row.int(9)?,
        plan_digest: row.text(10)?,
        by: PrincipalId(row.uuid(11)?),
        at: row.time(12)?,
        promotion: row.opt_uuid(13)?.map(PromotionId),
        note: row.opt_text(14)?,
    })
}

/// Records a release.
pub fn insert(tx: &mut Tx<'_>, release: &StoredRelease, document: &Document) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO releases (id, environment, solution, display_name, version, from_version, mode, rollback_of, package, settings, plan,
             plan_digest, released_by, at, promotion, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        params![
            release.id,
            release.environment,
            &release.solution,
            &release.display_name,
            &release.version,
            release.from.as_deref(),
            &release.mode,
            release.rollback_of,
            &release.package,
            document.settings.as_deref(),
            &document.plan,
            &release.plan_digest,
            release.by,
            release.at,
            release.promotion,
            release.note.as_deref()
        ],
    )?;
    Ok(())
}

/// The release of an environment with this id.
pub fn by_id(tx: &mut Tx<'_>, environment: EnvironmentId, id: ReleaseId) -> Result<Option<StoredRelease>, StoreError> {
    tx.query_one(&format!("{SELECT} WHERE environment = ?1 AND id = ?2"), params![environment, id], read)
}

/// What a release came with and did.
pub fn document(tx: &mut Tx<'_>, id: ReleaseId) -> Result<Option<Document>, StoreError> {
    tx.query_one("SELECT settings, plan FROM releases WHERE id = ?1", params![id], |row| {
        Ok(Document { settings: row.opt_text(0)?, plan: row.text(1)? })
    })
}

/// The newest release of a solution in an environment, whatever it did.
pub fn newest(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    solution: &str,
) -> Result<Option<StoredRelease>, StoreError> {
    let sql = format!("{SELECT} WHERE environment = ?1 AND solution = ?2 ORDER BY id DESC LIMIT 1");
    tx.query_one(&sql, params![environment, solution], read)
}

/// The releases of an environment, newest first.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<StoredRelease>, StoreError> {
    tx.query(&format!("{SELECT} WHERE environment = ?1 ORDER BY id DESC"), params![environment], read)
}

/// The releases of a solution in an environment, newest first.
pub fn of_solution(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    solution: &str,
) -> Result<Vec<StoredRelease>, StoreError> {
    let sql = format!("{SELECT} WHERE environment = ?1 AND solution = ?2 ORDER BY id DESC");
    tx.query(&sql, params![environment, solution], read)
}
