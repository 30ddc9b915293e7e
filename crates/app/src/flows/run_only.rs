//! Whose connection a flow uses for somebody who only starts it: the flow's own, or that person's.
//!
//! The choice stands in the flow's file (`runtimeSource`), so that it travels with the flow. Whoever starts a flow only ever provides a
//! connection that he owns himself.

mod choice;

use access::{Facts, TriggerKind, resolve::is_connected};
use model::{ConnectionMode, ConnectorName, EnvironmentId, ErrorCode, PrincipalId};
use store::{Tx, flows::StoredFlow};

pub use choice::{Chosen, RunOnlyView, choose, list};

use super::Compiled;
use crate::{AppError, ErrorKind, Op, Steward, directory::InStore};

/// A connector that somebody has to connect before he can start a flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MissingConnection {
    /// The alias that actions name.
    pub reference: String,
    /// What to connect.
    pub connector: ConnectorName,
}

/// What somebody has to connect before he can start a flow: he is to provide it, and has no connection of his own that can be used.
///
/// # Errors
/// The directory's.
pub(crate) fn missing<F: Facts>(
    known: &mut F,
    environment: EnvironmentId,
    compiled: &Compiled,
    who: PrincipalId,
) -> Result<Vec<MissingConnection>, F::Error> {
    let mut missing = Vec::new();
    let provided = compiled.uses.iter().filter(|used| used.mode == ConnectionMode::RunOnlyUser);
    // Nobody provides anything for other triggers: such a flow cannot be turned on.
    for used in provided.filter(|_| compiled.trigger_kind() == TriggerKind::Button) {
        if !is_connected(known, environment, who, &used.connector)? {
            missing.push(MissingConnection { reference: used.key.clone(), connector: used.connector.clone() });
        }
    }
    Ok(missing)
}

/// Refuses a start by somebody who is to provide connections and has not all of them.
///
/// # Errors
/// [`ErrorCode::RunOnlyConnectionMissing`], which says what to connect; the store's.
pub fn require_connected(steward: &Steward, tx: &mut Tx<'_>, op: &Op, flow: &StoredFlow) -> Result<(), AppError> {
    let compiled = steward.compiled().current(tx, flow)?;
    let missing = missing(&mut InStore::at(tx, op.at), flow.environment, &compiled, op.id())?;
    if missing.is_empty() {
        return Ok(());
    }
    let mut names: Vec<String> = missing.iter().map(|it| title(steward, &it.connector)).collect();
    names.sort();
    names.dedup();
    let message = format!(
        "The flow `{}` uses the connections of whoever starts it, and you have none that works for {}.",
        flow.name,
        names.join(", ")
    );
    Err(AppError::new(ErrorKind::Invalid, ErrorCode::RunOnlyConnectionMissing, message)
        .with_hint("Connect that at Connections, then start the flow again."))
}

fn title(steward: &Steward, connector: &ConnectorName) -> String {
    steward.catalogue().connector(connector).unwrap_or_else(|| connector.to_string())
}

/// Refuses to repeat a run with the connections of somebody else, who provided them for his own run.
///
/// # Errors
/// [`ErrorCode::ConnectionsOfAnother`]; the store's.
pub fn require_own(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    flow: &StoredFlow,
    invoker: Option<PrincipalId>,
) -> Result<(), AppError> {
    let compiled = steward.compiled().current(tx, flow)?;
    let provides = compiled.uses.iter().any(|used| used.mode == ConnectionMode::RunOnlyUser);
    if !provides || invoker.is_none_or(|invoker| invoker == op.id()) {
        return Ok(());
    }
    let message = format!(
        "The flow `{}` uses the connections of whoever starts it, and somebody else started this run: only that person may use those.",
        flow.name
    );
    Err(AppError::new(ErrorKind::Forbidden, ErrorCode::ConnectionsOfAnother, message)
        .with_hint("Ask the person who started the run to start the flow again."))
}
