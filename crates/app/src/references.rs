//! Connection references: which connection answers for a name in an environment.

use access::{FlowAction, may};
use model::{ConnectionId, ConnectionReference, FlowId};
use serde_json::json;
use store::{Tx, connections, flows, references};

use crate::{
    AppError, Op, Steward,
    connections::{ConnectionView, brief, require_usable},
    directory::People,
    flows::admission,
    lookup::{self, EnvironmentFor, SeeComponents},
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
            let mut people = People::default();
            let mut views = Vec::new();
            for reference in references::list(tx, proof.id())? {
                views.push(view(tx, &op, &proof, &mut people, reference)?);
            }
            Ok(views)
        })
        .await
}

/// Binds a connection reference to a connection, or to none. Every flow that uses the reference uses that connection from then
/// on, so it takes the right to swap connections on each of them, and a connection that the caller may use.
///
/// # Errors
/// The caller may not see components, may not rebind one of the flows, or may not use the connection; the connection is for
/// another connector or lives elsewhere.
pub async fn bind(
    steward: &Steward,
    op: &Op,
    environment: &str,
    logical_name: &str,
    connection: Option<ConnectionId>,
) -> Result<ReferenceView, AppError> {
    let (environment, logical_name) = (environment.to_owned(), logical_name.to_owned());
    steward
        .change(op, "reference.bind", move |_, tx, op, change| {
            let proof = lookup::environment::<SeeComponents>(tx, op, &environment)?;
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
            if let Some(id) = connection {
                require_usable(tx, op, &environment, id, &before.connector)?;
                for user in &users {
                    admission::admit(tx, user.flow, id, op)?;
                }
            }
            references::bind(tx, proof.id(), &logical_name, connection)?;
            let detail = json!({"before": before.connection, "after": connection, "flows": users.len()});
            change.of(Some(proof.id()), object(&before.logical_name), detail);
            view(tx, op, &proof, &mut People::default(), ConnectionReference { connection, ..before })
        })
        .await
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
    let connection = connection.map(|connection| brief(tx, people, &connection)).transpose()?;
    let mut used_by = Vec::new();
    for used in references::used_by(tx, proof.id(), &reference.logical_name)? {
        let Some(flow) = flows::by_key(tx, used.flow)? else { continue };
        if may(&lookup::standing(tx, op, proof, &flow)?, FlowAction::Know) {
            used_by.push((used.id, used.name));
        }
    }
    Ok(ReferenceView { reference, connection, used_by })
}

/// How the audit log names a reference.
pub(crate) fn object(logical_name: &str) -> String {
    format!("connection-reference/{logical_name}")
}
