//! Using another connection wherever one is used.

use access::{EnvironmentAction, FlowAction, may};
use model::{Connection, ConnectionId, FlowKey};
use serde_json::json;
use store::{
    Tx, connections,
    flows::{self, connections as uses},
    references,
};

use super::{
    impact::{self, Choice, Impact},
    object, require_usable,
};
use crate::{
    AppError, Op, Steward,
    drift::hand,
    flows::admission,
    lookup::{self, ConnectionFor, SeeConnection},
};

/// What using another connection has done, or would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replaced {
    /// What changes.
    pub impact: Impact,
    /// The references that are bound to the other connection now.
    pub references: Vec<String>,
    /// How many flows go on using the former one, because the caller may not swap their connections.
    pub left: usize,
}

/// Uses another connection wherever the caller may swap the one that is used now. References follow that no other's flow uses; else the
/// caller's flows choose for themselves. Asking for the contrary undoes it.
///
/// # Errors
/// The caller may not know of the connection, owns no flow that uses it, or may not use the other one; the environment is protected; that one is for another connector
/// or lives elsewhere; the impact is not the one that the caller saw.
pub async fn replace(
    steward: &Steward,
    op: &Op,
    environment: &str,
    id: ConnectionId,
    choice: Choice,
) -> Result<Replaced, AppError> {
    let environment = environment.to_owned();
    let Choice { connection: with, asked } = choice;
    steward
        .change_unless(asked.dry_run, op, "connection.replace", move |steward, tx, op, change| {
            let proof = lookup::connection::<SeeConnection>(tx, op, &environment, id)?;
            let leave = lookup::changeable(tx, op, change, proof.within().environment())?;
            let (all, his) = users(tx, op, &proof)?;
            if his.is_empty() {
                let needs = "co-ownership of a flow that uses it, or the role admin in the environment";
                return Err(AppError::forbidden("replace the connection", needs));
            }
            let with = with.ok_or_else(|| AppError::invalid("No connection is named.").at("connection"))?;
            let with = require_usable(tx, op, &environment, with, &proof.connection().connector)?;
            let was = impact::look(steward, tx, op, proof.within(), &his)?;
            let references = use_instead(tx, op, &proof, &with, &his)?;
            hand::note_choices(tx, op, &his, leave.break_glass())?;
            let is = impact::look(steward, tx, op, proof.within(), &his)?;
            let impact = impact::compare(tx, &was, is)?;
            impact.is_as(asked.impact.as_deref())?;
            let left = all.len() - his.len();
            let detail = json!({
                "before": {"connection": id, "owner": proof.connection().owner},
                "after": {"connection": with.id, "owner": with.owner},
                "references": references, "flows": his.len(), "left": left, "identities": impact.told(),
            });
            change.of(Some(proof.within().id()), object(id), detail.clone());
            change.also("connection.bind", Some(proof.within().id()), object(with.id), detail);
            Ok(Replaced { impact, references, left })
        })
        .await
}

/// The flows that use a connection, and those among them whose connections the caller may swap.
pub(super) fn users(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &ConnectionFor<SeeConnection>,
) -> Result<(Vec<FlowKey>, Vec<FlowKey>), AppError> {
    let (mut all, mut his) = (Vec::new(), Vec::new());
    for used in connections::used_by(tx, proof.within().id(), proof.connection().id)? {
        let Some(flow) = flows::by_key(tx, used.flow)? else { continue };
        all.push(flow.key);
        if may(&lookup::standing(tx, op, proof.within(), &flow)?, FlowAction::Rebind) {
            his.push(flow.key);
        }
    }
    Ok((all, his))
}

/// Lets flows use another connection wherever they use one. Answers the references that are bound anew.
pub(super) fn use_instead(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &ConnectionFor<SeeConnection>,
    with: &Connection,
    flows: &[FlowKey],
) -> Result<Vec<String>, AppError> {
    let (environment, former) = (proof.within().id(), proof.connection().id);
    for flow in flows {
        admission::admit(tx, *flow, with.id, op)?;
    }
    let mut bound = Vec::new();
    if proof.within().may(EnvironmentAction::SeeComponents) {
        for reference in references::list(tx, environment)? {
            let used_by = references::used_by(tx, environment, &reference.logical_name)?;
            let is_his = !used_by.is_empty() && used_by.iter().all(|used| flows.contains(&used.flow));
            if reference.connection == Some(former) && is_his {
                references::bind(tx, environment, &reference.logical_name, Some(with.id))?;
                bound.push(reference.logical_name);
            }
        }
    }
    for flow in flows {
        for binding in uses::bindings(tx, *flow)? {
            if binding.connection == Some(former) {
                uses::choose(tx, *flow, &binding.reference.key, Some(with.id))?;
            }
        }
    }
    Ok(bound)
}
