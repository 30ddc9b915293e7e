//! Who a flow is shared with. The primary owner is named in the flow itself and is not among the grants.

use model::{EnvironmentId, FlowKey, PrincipalId, Tier, Timestamp};

use crate::{Row, StoreError, Tx, code::Code, params};

/// A share of a flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    /// To whom.
    pub principal: PrincipalId,
    /// What it allows.
    pub tier: Tier,
    /// Who shared.
    pub granted_by: PrincipalId,
    /// Since when.
    pub since: Timestamp,
    /// When it ends; it counts nowhere from that moment on. Never, where there is none.
    pub ends_at: Option<Timestamp>,
    /// Why it was shared, in the sharer's words.
    pub reason: Option<String>,
}

impl Grant {
    /// Whether it counts at an instant.
    pub fn counts_at(&self, at: Timestamp) -> bool {
        self.ends_at.is_none_or(|end| at < end)
    }
}

const COLUMNS: &str = "principal, tier, granted_by, since, ends_at, reason";

fn read(row: &Row<'_>) -> Result<Grant, StoreError> {
    Ok(Grant {
        principal: PrincipalId(row.uuid(0)?),
        tier: Code::from_code(row.int(1)?)?,
        granted_by: PrincipalId(row.uuid(2)?),
        since: row.time(3)?,
        ends_at: row.opt_time(4)?,
        reason: row.opt_text(5)?,
    })
}

/// Shares a flow, or changes the share of who has one already.
pub fn set(tx: &mut Tx<'_>, flow: FlowKey, grant: &Grant) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO flow_grants (flow, principal, tier, granted_by, since, ends_at, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (flow, principal) DO UPDATE SET tier = excluded.tier, granted_by = excluded.granted_by,
             since = excluded.since, ends_at = excluded.ends_at, reason = excluded.reason",
        params![
            flow,
            grant.principal,
            grant.tier.code(),
            grant.granted_by,
            grant.since,
            grant.ends_at,
            grant.reason.as_deref()
        ],
    )?;
    Ok(())
}

/// Ends a share. Answers whether there was one.
pub fn remove(tx: &mut Tx<'_>, flow: FlowKey, principal: PrincipalId) -> Result<bool, StoreError> {
    Ok(tx.configure("DELETE FROM flow_grants WHERE flow = ?1 AND principal = ?2", params![flow, principal])? > 0)
}

/// The share of a flow with one principal, ended or not.
pub fn get(tx: &mut Tx<'_>, flow: FlowKey, principal: PrincipalId) -> Result<Option<Grant>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM flow_grants WHERE flow = ?1 AND principal = ?2");
    tx.query_one(&sql, params![flow, principal], read)
}

/// The shares of a flow that count at an instant, oldest first.
pub fn list(tx: &mut Tx<'_>, flow: FlowKey, at: Timestamp) -> Result<Vec<Grant>, StoreError> {
    Ok(all(tx, flow)?.into_iter().filter(|grant| grant.counts_at(at)).collect())
}

/// The shares of a flow, those that have ended included, oldest first.
pub fn all(tx: &mut Tx<'_>, flow: FlowKey) -> Result<Vec<Grant>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM flow_grants WHERE flow = ?1 ORDER BY since, principal");
    tx.query(&sql, params![flow], read)
}

/// The tiers that grants to any of these principals give on a flow at an instant.
pub fn tiers(
    tx: &mut Tx<'_>,
    flow: FlowKey,
    principals: &[PrincipalId],
    at: Timestamp,
) -> Result<Vec<Tier>, StoreError> {
    let mut tiers = Vec::new();
    for principal in principals {
        tiers.extend(get(tx, flow, *principal)?.filter(|grant| grant.counts_at(at)).map(|grant| grant.tier));
    }
    Ok(tiers)
}

/// Every flow of an environment that is shared with one principal directly at an instant, and how.
pub fn of_principal(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    principal: PrincipalId,
    at: Timestamp,
) -> Result<Vec<(FlowKey, Tier)>, StoreError> {
    tx.query(
        "SELECT g.flow, g.tier FROM flow_grants g JOIN flows f ON f.key = g.flow
         WHERE g.principal = ?2 AND f.environment = ?1 AND (g.ends_at IS NULL OR g.ends_at > ?3)",
        params![environment, principal, at],
        |row| Ok((FlowKey(row.int(0)?), Tier::from_code(row.int(1)?)?)),
    )
}

/// The shares of all flows of an environment that count at an instant.
pub fn of_environment(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    at: Timestamp,
) -> Result<Vec<(FlowKey, Grant)>, StoreError> {
    let found = tx.query(
        "SELECT g.principal, g.tier, g.granted_by, g.since, g.ends_at, g.reason, g.flow
         FROM flow_grants g JOIN flows f ON f.key = g.flow WHERE f.environment = ?1",
        params![environment],
        |row| Ok((FlowKey(row.int(6)?), read(row)?)),
    )?;
    Ok(found.into_iter().filter(|(_, grant)| grant.counts_at(at)).collect())
}
