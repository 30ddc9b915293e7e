//! Data policies, and the flows that they keep off.

use std::collections::BTreeSet;

use model::{ConnectorGroup, ConnectorName, DataPolicy, EnvironmentId, FlowKey, PolicyScope, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Row, StoreError, Tx, params};

/// What a policy says, as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition {
    scope: PolicyScope,
    business: BTreeSet<ConnectorName>,
    non_business: BTreeSet<ConnectorName>,
    blocked: BTreeSet<ConnectorName>,
    new_connectors: ConnectorGroup,
}

/// A flow that a data policy keeps off.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SuspendedFlow {
    /// Which.
    pub flow: FlowKey,
    /// What it was when it was turned off, as whoever did told it: a flow that has changed is not turned on again by itself.
    pub was: String,
}

fn read(row: &Row<'_>) -> Result<DataPolicy, StoreError> {
    let it: Definition =
        serde_json::from_str(&row.text(2)?).map_err(|error| StoreError::corrupt("data policy", error))?;
    Ok(DataPolicy {
        name: row.text(0)?,
        display_name: row.text(1)?,
        scope: it.scope,
        business: it.business,
        non_business: it.non_business,
        blocked: it.blocked,
        new_connectors: it.new_connectors,
    })
}

/// Adds a policy, or replaces the one of its name.
pub fn put(tx: &mut Tx<'_>, policy: &DataPolicy) -> Result<(), StoreError> {
    let definition = Definition {
        scope: policy.scope.clone(),
        business: policy.business.clone(),
        non_business: policy.non_business.clone(),
        blocked: policy.blocked.clone(),
        new_connectors: policy.new_connectors,
    };
    let definition = serde_json::to_string(&definition).map_err(|error| StoreError::corrupt("data policy", error))?;
    tx.configure(
        "INSERT INTO data_policies (name, display_name, definition) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET display_name = excluded.display_name, definition = excluded.definition",
        params![&policy.name, &policy.display_name, &definition],
    )?;
    Ok(())
}

/// The policy of this name.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<DataPolicy>, StoreError> {
    tx.query_one("SELECT name, display_name, definition FROM data_policies WHERE name = ?1", params![name], read)
}

/// All policies, by name. There are never many.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<DataPolicy>, StoreError> {
    tx.query("SELECT name, display_name, definition FROM data_policies ORDER BY name", params![], read)
}

/// Removes a policy. Answers whether there was one.
pub fn delete(tx: &mut Tx<'_>, name: &str) -> Result<bool, StoreError> {
    Ok(tx.configure("DELETE FROM data_policies WHERE name = ?1", params![name])? > 0)
}

/// Notes that a policy keeps a flow off, which the caller has turned off. Turning it on or off again forgets that.
pub fn suspend(tx: &mut Tx<'_>, flow: &SuspendedFlow, at: Timestamp) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO suspended_flows (flow, was, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (flow) DO UPDATE SET was = excluded.was, at = excluded.at",
        params![flow.flow, &flow.was, at],
    )?;
    Ok(())
}

/// The flows of an environment that policies keep off.
pub fn suspended(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<SuspendedFlow>, StoreError> {
    tx.query(
        "SELECT s.flow, s.was FROM suspended_flows s JOIN flows f ON f.key = s.flow WHERE f.environment = ?1 ORDER BY s.flow",
        params![environment],
        |row| Ok(SuspendedFlow { flow: FlowKey(row.int(0)?), was: row.text(1)? }),
    )
}
