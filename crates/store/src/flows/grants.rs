//! Who a flow is shared with. The primary owner is named in the flow itself and is not among the grants.

use model::{EnvironmentId, FlowKey, PrincipalId, Tier, Timestamp};

use crate::{Row, StoreError, Tx, code::Code, params};

/// A share of a flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Grant {
    /// To whom.
    pub principal: PrincipalId,
    /// What it allows.
    pub tier: Tier,
    /// Who shared.
    pub granted_by: PrincipalId,
    /// Since when.
    pub since: Timestamp,
}

fn read(row: &Row<'_>) -> Result<Grant, StoreError> {
    Ok(Grant {
        principal: PrincipalId(row.uuid(0)?),
        tier: Code::from_code(row.int(1)?)?,
        granted_by: PrincipalId(row.uuid(2)?),
        since: row.time(3)?,
    })
}

/// Shares a flow, or changes the tier of who has it already.
pub fn set(tx: &mut Tx<'_>, flow: FlowKey, grant: &Grant) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO flow_grants (flow, principal, tier, granted_by, since) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (flow, principal) DO UPDATE SET tier = excluded.tier, granted_by = excluded.granted_by, since = excluded.since",
        params![flow, grant.principal, grant.tier.code(), grant.granted_by, grant.since],
    )?;
    Ok(())
}

/// Ends a share. Answers whether there was one.
pub fn remove(tx: &mut Tx<'_>, flow: FlowKey, principal: PrincipalId) -> Result<bool, StoreError> {
    Ok(tx.configure("DELETE FROM flow_grants WHERE flow = ?1 AND principal = ?2", params![flow, principal])? > 0)
}

/// The shares of a flow, oldest first.
pub fn list(tx: &mut Tx<'_>, flow: FlowKey) -> Result<Vec<Grant>, StoreError> {
    tx.query(
        "SELECT principal, tier, granted_by, since FROM flow_grants WHERE flow = ?1 ORDER BY since, principal",
        params![flow],
        read,
    )
}

/// The tiers that grants to any of these principals give on a flow.
pub fn tiers(tx: &mut Tx<'_>, flow: FlowKey, principals: &[PrincipalId]) -> Result<Vec<Tier>, StoreError> {
    let mut tiers = Vec::new();
    for principal in principals {
        tiers.extend(tx.query_one(
            "SELECT tier FROM flow_grants WHERE flow = ?1 AND principal = ?2",
            params![flow, *principal],
            |row| Tier::from_code(row.int(0)?),
        )?);
    }
    Ok(tiers)
}

/// Every flow of an environment that is shared with one principal directly, and how.
pub fn of_principal(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    principal: PrincipalId,
) -> Result<Vec<(FlowKey, Tier)>, StoreError> {
    tx.query(
        "SELECT g.flow, g.tier FROM flow_grants g JOIN flows f ON f.key = g.flow
         WHERE g.principal = ?2 AND f.environment = ?1",
        params![environment, principal],
        |row| Ok((FlowKey(row.int(0)?), Tier::from_code(row.int(1)?)?)),
    )
}

/// The shares of all flows of an environment.
pub fn of_environment(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<(FlowKey, Grant)>, StoreError> {
    tx.query(
        "SELECT g.principal, g.tier, g.granted_by, g.since, g.flow FROM flow_grants g JOIN flows f ON f.key = g.flow
         WHERE f.environment = ?1",
        params![environment],
        |row| Ok((FlowKey(row.int(4)?), read(row)?)),
    )
}
