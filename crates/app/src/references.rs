//! Connection references: which connection answers for a name in an environment.

mod define;

use access::{FlowAction, may};
use model::{ConnectionId, ConnectionReference, FlowId, FlowKey};
use serde_json::json;
use store::{Tx, connections, flows, flows::connections as uses, references};

pub use define::{NewReference, create, delete};

use crate::{
    AppError, Op, Steward,
    connections::{
        ConnectionView, brief,
        impact::{self, Choice, Impact},
        rebound, require_usable,
    },
    directory::People,
    flows::admission,
    lookup::{self, BindReferences, EnvironmentFor, SeeComponents},
};

/// A connection reference as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferenceView {
    /// The reference.
    pub reference: ConnectionReference,
    /// What it is bound to.
    pub connection: Option<ConnectionView>,
    /// The flows that use it, as far as the caller may know of them.
    pub used_by: Vec<(FlowId, String)>,
    /// The other references that are bound to the same connection: one of them would do.
    pub duplicates: Vec<String>,
}

/// What binding a reference has done, or would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bound {
    /// The reference afterwards.
    pub reference: ReferenceView,
    /// What changes.
    pub impact: Impact,
    /// What it was bound to before: binding it to that again undoes this.
    pub undo: Option<ConnectionId>,
}

/// The connection references of an environment.
///
/// # Errors
/// The caller may not see components there.
pub async fn list(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<ReferenceView>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<SeeComponents>(tx, &op, &environment)?;
            let mut people = People::at(op.at);
            let mut views = Vec::new();
            for reference in references::list(tx, proof.id())? {
                views.push(view(tx, &op, &proof, &mut people, reference)?);
            }
            Ok(views)
        })
        .await
}

/// Binds a connection reference to a connection, or to none. Every flow that uses the reference uses that connection from then
/// on, so it takes the right to swap connections on each of them, and a connection that the caller may use or that each of them was
/// let use.
///
/// # Errors
/// The caller may not bind references, the environment is protected, the caller may not rebind one of the flows, or may not use the connection; the connection is for
/// another connector or lives elsewhere; the impact is not the one that the caller saw.
pub async fn bind(
    steward: &Steward,
    op: &Op,
    environment: &str,
    logical_name: &str,
    choice: impl Into<Choice>,
) -> Result<Bound, AppError> {
    let (environment, logical_name) = (environment.to_owned(), logical_name.to_owned());
    let Choice { connection, asked } = choice.into();
    steward
        .change_unless(asked.dry_run, op, "reference.bind", move |steward, tx, op, change| {
            let proof = lookup::environment::<BindReferences>(tx, op, &environment)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            let before = references::by_name(tx, proof.id(), &logical_name)?
                .ok_or_else(|| AppError::not_found(format!("connection reference `{logical_name}`")))?;
            let users = references::used_by(tx, proof.id(), &logical_name)?;
            for user in &users {
                let Some(flow) = flows::by_key(tx, user.flow)? else { continue };
                if !may(&lookup::standing(tx, op, &proof, &flow)?, FlowAction::Rebind) {
                    return Err(AppError::forbidden(
                        format!("bind `{}`: flows that others own use it", before.logical_name),
                        "co-ownership of every flow that uses it, or the role admin in the environment",
                    ));
                }
            }
            let keys: Vec<FlowKey> = users.iter().map(|user| user.flow).collect();
            let was = impact::look(steward, tx, op, &proof, &keys)?;
            if let Some(id) = connection
                && !are_admitted(tx, &before, &keys, id)?
            {
                require_usable(tx, op, &environment, id, &before.connector)?;
                for key in &keys {
                    admission::admit(tx, *key, id, op)?;
                }
            }
            references::bind(tx, proof.id(), &logical_name, connection)?;
            let is = impact::look(steward, tx, op, &proof, &keys)?;
            let impact = impact::compare(tx, &was, is)?;
            impact.is_as(asked.impact.as_deref())?;
            let detail = json!({
                "reference": before.logical_name, "before": before.connection, "after": connection, "flows": users.len(),
            });
            rebound(change, proof.id(), (before.connection, connection), &detail);
            change.of(Some(proof.id()), object(&before.logical_name), detail);
            let undo = before.connection;
            let reference = ConnectionReference { connection, ..before };
            let reference = view(tx, op, &proof, &mut People::at(op.at), reference)?;
            Ok(Bound { reference, impact, undo })
        })
        .await
}

/// Whether every flow that uses a reference was let use a connection for its connector before, and there is such a flow.
fn are_admitted(
    tx: &mut Tx<'_>,
    reference: &ConnectionReference,
    flows: &[FlowKey],
    id: ConnectionId,
) -> Result<bool, AppError> {
    let connection = connections::by_id(tx, reference.environment, id)?;
    if flows.is_empty() || connection.is_none_or(|connection| connection.connector != reference.connector) {
        return Ok(false);
    }
    for flow in flows {
        if !uses::is_admitted(tx, *flow, id)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn view<R>(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<R>,
    people: &mut People,
    reference: ConnectionReference,
) -> Result<ReferenceView, AppError> {
    let connection = match reference.connection {
        Some(id) => connections::by_id(tx, proof.id(), id)?,
        None => None,
    };
    let connection = connection.map(|connection| brief(tx, people, &connection, op.at)).transpose()?;
    let mut used_by = Vec::new();
    for used in references::used_by(tx, proof.id(), &reference.logical_name)? {
        let Some(flow) = flows::by_key(tx, used.flow)? else { continue };
        if may(&lookup::standing(tx, op, proof, &flow)?, FlowAction::Know) {
            used_by.push((used.id, used.name));
        }
    }
    let mut duplicates = Vec::new();
    if reference.connection.is_some() {
        let same = |it: &ConnectionReference| {
            it.connection == reference.connection && it.logical_name != reference.logical_name
        };
        let all = references::list(tx, proof.id())?.into_iter();
        duplicates.extend(all.filter(same).map(|it| it.logical_name));
    }
    Ok(ReferenceView { reference, connection, used_by, duplicates })
}

/// How the audit log names a reference.
pub(crate) fn object(logical_name: &str) -> String {
    format!("connection-reference/{logical_name}")
}
