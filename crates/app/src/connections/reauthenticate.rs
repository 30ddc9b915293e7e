//! Signing in anew, so that what uses a connection goes on with the caller's credentials. The former ones are never read.

use access::{Reauthentication, ReauthenticationFacts, reauthentication};
use model::{Connection, ConnectionId, FlowKey, PrincipalKind, SecretVersion};
use serde_json::json;
use store::{Tx, connections};

use super::{
    ConnectionView,
    credentials::{self, Given, NewCredentials},
    impact::{self, Asked, Impact},
    object,
    replace::{use_instead, users},
    view,
};
use crate::{
    AppError, Op, Steward,
    directory::People,
    drift::hand,
    flows::admission,
    lookup::{self, ConnectionFor, SeeConnection},
};

/// What signing in anew has done, or would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reauthenticated {
    /// How it repairs what uses the connection.
    pub how: Reauthentication,
    /// The connection that is used from then on.
    pub connection: ConnectionView,
    /// What changes.
    pub impact: Impact,
    /// How many flows go on using the former connection as it was.
    pub left: usize,
}

/// Signs in anew. `access::reauthentication` decides what that means for this caller: new credentials for the same owner, a
/// connection that becomes the caller's, or one of the caller's own in its place in the caller's flows.
///
/// # Errors
/// The caller may not know of the connection, or has no part in it; it would become the caller's under flows that others own, and the
/// caller has not seen which; it would lead elsewhere under flows that others own, and the caller may not manage it; it would lead elsewhere
/// in a protected environment; the impact is not the one that the caller saw.
pub async fn reauthenticate(
    steward: &Steward,
    op: &Op,
    environment: &str,
    id: ConnectionId,
    new: NewCredentials,
    asked: Asked,
) -> Result<Reauthenticated, AppError> {
    let environment = environment.to_owned();
    steward
        .change_unless(asked.dry_run, op, "connection.reauthenticate", move |steward, tx, op, change| {
            let proof = lookup::connection::<SeeConnection>(tx, op, &environment, id)?;
            let (connection, within) = (proof.connection(), proof.within());
            let (all, his) = users(tx, op, &proof)?;
            let how = how(tx, op, &proof, all.len(), his.len())?;
            if how == Reauthentication::TakeOver && his.len() < all.len() && !asked.dry_run && asked.impact.is_none() {
                let (name, others) = (&connection.display_name, all.len() - his.len());
                let message = format!("Signing in anew for `{name}` changes {others} flows that you do not own.");
                return Err(impact::unseen(message));
            }
            let pointed = credentials::pointed(connection, new.parameters.as_ref());
            if how == Reauthentication::Renew || how == Reauthentication::TakeOver && his.len() < all.len() {
                credentials::require_same_place(steward, &proof, &pointed)?;
            }
            credentials::require_free_place(steward, tx, op, change, &proof, &pointed)?;
            let reached = if how == Reauthentication::Replace { &his } else { &all };
            let was = impact::look(steward, tx, op, within, reached)?;
            let after = match how {
                Reauthentication::Renew => pointed,
                Reauthentication::TakeOver => take_over(tx, op, &pointed, &all)?,
                Reauthentication::Replace => replace(tx, op, &proof, pointed, &his)?,
            };
            // Whoever only asks what it would do has not typed them yet.
            if !asked.dry_run || !new.credentials.is_empty() {
                give(steward, tx, op, &proof, &after, &new)?;
            }
            let after = connections::by_id(tx, within.id(), after.id)?.unwrap_or(after);
            let is = impact::look(steward, tx, op, within, reached)?;
            let impact = impact::compare(tx, &was, is)?;
            impact.is_as(asked.impact.as_deref())?;
            let left = all.len() - reached.len();
            let detail = json!({
                "how": word(how),
                "before": {"connection": id, "owner": connection.owner},
                "after": {"connection": after.id, "owner": after.owner},
                "flows": reached.len(), "left": left,
            });
            change.of(Some(within.id()), object(id), detail.clone());
            if after.id != id {
                change.also("connection.create", Some(within.id()), object(after.id), detail);
            }
            let connection = view(tx, op, within, &mut People::at(op.at), &after)?;
            Ok(Reauthenticated { how, connection, impact, left })
        })
        .await
}

fn how(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &ConnectionFor<SeeConnection>,
    flows: usize,
    rebindable: usize,
) -> Result<Reauthentication, AppError> {
    let owner = People::at(op.at).chip(tx, proof.connection().owner)?;
    let facts = ReauthenticationFacts {
        standing: proof.standing().clone(),
        of_service_account: owner.kind == PrincipalKind::ServiceAccount,
        owner_is_gone: !owner.is_active(),
        flows,
        rebindable,
    };
    reauthentication(&facts).ok_or_else(|| {
        let needs = "the right `rebind` on the connection, or co-ownership of a flow that uses it";
        AppError::forbidden("sign in anew for the connection", needs)
    })
}

fn take_over(tx: &mut Tx<'_>, op: &Op, connection: &Connection, users: &[FlowKey]) -> Result<Connection, AppError> {
    connections::hand_over(tx, connection, op.id(), op.at)?;
    for flow in users {
        admission::admit(tx, *flow, connection.id, op)?;
    }
    Ok(Connection { owner: op.id(), created_by: op.id(), ..connection.clone() })
}

fn replace(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &ConnectionFor<SeeConnection>,
    connection: Connection,
    his: &[FlowKey],
) -> Result<Connection, AppError> {
    let after = Connection {
        id: ConnectionId::new(),
        owner: op.id(),
        created_by: op.id(),
        display_name: format!("{} ({})", connection.connector, op.who.principal().name),
        private: false,
        created_at: op.at,
        ..connection
    };
    connections::insert(tx, &after)?;
    use_instead(tx, op, proof, &after, his)?;
    hand::note_choices(tx, op, his, None)?;
    Ok(after)
}

/// Gives a connection its new credentials, in place of all that there were.
fn give(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &ConnectionFor<SeeConnection>,
    connection: &Connection,
    new: &NewCredentials,
) -> Result<(), AppError> {
    connections::set_parameters(tx, connection)?;
    let version = SecretVersion { expires_at: new.expires_at, ..credentials::version(op, None, 0) };
    let given = Given { credentials: &new.credentials, version };
    credentials::give_first(steward, tx, op, proof.within(), connection, given)
}

fn word(how: Reauthentication) -> &'static str {
    match how {
        Reauthentication::Renew => "renew",
        Reauthentication::TakeOver => "takeOver",
        Reauthentication::Replace => "replace",
    }
}
