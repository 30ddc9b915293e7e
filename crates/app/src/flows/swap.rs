//! Which connection answers for each reference of a flow, and swapping one.

use model::{ConnectionId, ConnectionMode, ConnectorName, Timestamp};
use serde_json::json;
use store::{
    Tx, connections,
    flows::{StoredFlow, connections as uses},
};

use super::{Compiled, admission, object};
use crate::{
    AppError, Op, Steward,
    connections::{
        ConnectionView, brief,
        impact::{self, Choice, Impact},
        rebound, require_usable,
    },
    directory::People,
    lookup::{self, Enter, FlowName, Rebind},
};

/// A connection reference as a flow uses it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferenceUseView {
    /// The alias that actions name.
    pub key: String,
    /// The connection reference behind it.
    pub logical_name: Option<String>,
    /// What it is for.
    pub connector: ConnectorName,
    /// How it is used.
    pub mode: ConnectionMode,
    /// What answers.
    pub connection: Option<ConnectionView>,
    /// Whether what answers is this flow's own choice, rather than what the reference is bound to.
    pub of_flow: bool,
    /// The actions that use it. The trigger is not among them.
    pub actions: Vec<String>,
}

pub(crate) fn views(
    tx: &mut Tx<'_>,
    people: &mut People,
    flow: &StoredFlow,
    compiled: &Compiled,
    at: Timestamp,
) -> Result<Vec<ReferenceUseView>, AppError> {
    let mut views = Vec::new();
    for uses::Binding { reference, connection, of_flow } in uses::bindings(tx, flow.key)? {
        let connection = match connection {
            Some(id) => connections::by_id(tx, flow.environment, id)?,
            None => None,
        };
        views.push(ReferenceUseView {
            actions: compiled.actions_of(&reference.key),
            key: reference.key,
            logical_name: reference.logical_name,
            connector: reference.connector,
            mode: reference.mode,
            connection: connection.map(|connection| brief(tx, people, &connection, at)).transpose()?,
            of_flow,
        });
    }
    Ok(views)
}

/// What a swap has done, or would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Swapped {
    /// The references of the flow afterwards.
    pub references: Vec<ReferenceUseView>,
    /// What changes.
    pub impact: Impact,
    /// What the flow had chosen before: choosing that again undoes the swap.
    pub undo: Option<ConnectionId>,
}

/// Chooses another connection for one reference of one flow, or takes that choice back. Other flows are not touched. This is how a
/// co-owner repairs a flow after a colleague has left: with a connection of his own. In a protected environment he signs in anew instead.
///
/// # Errors
/// The caller may not swap the flow's connections, or the environment is protected; or may not use the connection; the flow has no such reference; the connection is
/// for another connector or lives in another environment; the impact is not the one that the caller saw.
pub async fn swap(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    key: &str,
    choice: impl Into<Choice>,
) -> Result<Swapped, AppError> {
    let (environment, name, key) = (environment.to_owned(), name.clone(), key.to_owned());
    let Choice { connection, asked } = choice.into();
    steward
        .change_unless(asked.dry_run, op, "flow.connection.swap", move |steward, tx, op, change| {
            let proof = lookup::flow::<Rebind>(tx, op, &environment, &name)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            let flow = proof.flow();
            let compiled = steward.compiled().current(tx, flow)?;
            let used = compiled
                .use_of(&key)
                .ok_or_else(|| AppError::not_found(format!("reference `{key}` in the flow `{}`", flow.name)))?;
            let logical_name = used.logical_name.as_deref();
            let before = uses::connection_for(tx, flow.environment, flow.key, &used.key, logical_name)?;
            let undo = uses::bindings(tx, flow.key)?
                .into_iter()
                .find(|binding| binding.of_flow && binding.reference.key == used.key)
                .and_then(|binding| binding.connection);
            let within = lookup::environment_by_id::<Enter>(tx, op, flow.environment)?;
            let was = impact::look(steward, tx, op, &within, &[flow.key])?;
            if let Some(id) = connection {
                // A connection that the flow uses already may serve another of its references, too.
                let admitted = connections::by_id(tx, flow.environment, id)?
                    .filter(|it| it.connector == used.connector)
                    .is_some_and(|it| uses::is_admitted(tx, flow.key, it.id).unwrap_or(false));
                if !admitted {
                    require_usable(tx, op, &environment, id, &used.connector)?;
                    admission::admit(tx, flow.key, id, op)?;
                }
            }
            uses::choose(tx, flow.key, &used.key, connection)?;
            let after = uses::connection_for(tx, flow.environment, flow.key, &used.key, logical_name)?;
            let is = impact::look(steward, tx, op, &within, &[flow.key])?;
            let impact = impact::compare(tx, &was, is)?;
            impact.is_as(asked.impact.as_deref())?;
            let detail = json!({
                "flow": flow.name, "reference": used.key, "before": before, "after": after, "identities": impact.told(),
            });
            rebound(change, flow.environment, (before, after), &detail);
            change.of(Some(flow.environment), object(flow), detail);
            let references = views(tx, &mut People::at(op.at), flow, &compiled, op.at)?;
            Ok(Swapped { references, impact, undo })
        })
        .await
}
