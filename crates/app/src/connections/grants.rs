//! Who else may do something with a connection.

use model::{ConnectionAction, ConnectionId, Timestamp};
use serde_json::json;
use store::{
    Tx,
    connections::grants::{self, Grant},
};

use super::object;
use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    lookup::{self, ConnectionFor, ManageConnection, SeeConnection},
    principals::named,
};

/// Rights of one principal on a connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectionGrantView {
    /// Whose.
    pub principal: Chip,
    /// What they allow.
    pub actions: Vec<ConnectionAction>,
    /// Who gave them.
    pub granted_by: Chip,
    /// Since when.
    pub since: Timestamp,
}

/// The grants on a connection, oldest first. Its owner is not among them. Whoever may manage it sees all, others what reaches them.
///
/// # Errors
/// The caller may not know of it.
pub async fn list(
    steward: &Steward,
    op: &Op,
    environment: &str,
    id: ConnectionId,
) -> Result<Vec<ConnectionGrantView>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::connection::<SeeConnection>(tx, &op, &environment, id)?;
            let mut people = People::at(op.at);
            let seen = |grant: &Grant| {
                proof.may(ConnectionAction::Manage) || proof.within().reach().contains(&grant.principal)
            };
            let found = grants::list(tx, id)?.into_iter().filter(seen);
            found.map(|grant| view(tx, &mut people, grant)).collect()
        })
        .await
}

fn view(tx: &mut Tx<'_>, people: &mut People, grant: Grant) -> Result<ConnectionGrantView, AppError> {
    Ok(ConnectionGrantView {
        principal: people.chip(tx, grant.principal)?,
        actions: grant.actions,
        granted_by: people.chip(tx, grant.granted_by)?,
        since: grant.since,
    })
}

/// Gives a principal rights on a connection, in place of those that it had. Nobody gives a right that he does not have.
///
/// # Errors
/// The caller may not manage the connection, or lacks a right that he gives; the connection is private; there is no such active
/// principal, or it owns the connection; no right is given.
pub async fn set(
    steward: &Steward,
    op: &Op,
    environment: &str,
    id: ConnectionId,
    principal: &str,
    actions: Vec<ConnectionAction>,
) -> Result<ConnectionGrantView, AppError> {
    let (environment, principal) = (environment.to_owned(), principal.to_owned());
    steward
        .change(op, "connection.share", move |_, tx, op, change| {
            let proof = lookup::connection::<ManageConnection>(tx, op, &environment, id)?;
            let principal = named(tx, &principal)?;
            check(&proof, &actions)?;
            if !principal.is_active(op.at) {
                let message = format!("`{}` is disabled, so nothing can be shared with it.", principal.name);
                return Err(AppError::invalid(message));
            }
            if principal.id == proof.connection().owner {
                let message = format!("`{}` owns the connection, which is more than any right on it.", principal.name);
                return Err(AppError::conflict(message));
            }
            let before = grants::of(tx, id, &[principal.id])?;
            let grant = Grant { principal: principal.id, actions, granted_by: op.id(), since: op.at };
            grants::set(tx, id, &grant)?;
            let detail = json!({
                "principal": principal.id, "name": principal.name, "before": before, "after": grant.actions,
            });
            change.of(Some(proof.connection().environment), object(id), detail);
            view(tx, &mut People::at(op.at), grant)
        })
        .await
}

fn check(proof: &ConnectionFor<ManageConnection>, actions: &[ConnectionAction]) -> Result<(), AppError> {
    if proof.connection().private {
        let message = "The connection is private: it is for runs that its owner starts, and nobody else may use it.";
        return Err(AppError::conflict(message).with_hint("Share another connection."));
    }
    if actions.is_empty() {
        return Err(AppError::invalid("No right is named.").at("actions").with_hint("Name one, or end the share."));
    }
    match actions.iter().find(|action| !proof.may(**action)) {
        Some(missing) => Err(AppError::forbidden(
            format!("give a right that you do not have: to {}", missing.words()),
            "that right on the connection",
        )),
        None => Ok(()),
    }
}

/// Takes a principal's rights on a connection back. Flows that were let use it go on using it.
///
/// # Errors
/// The caller may not manage the connection, or the principal has no rights on it.
pub async fn remove(
    steward: &Steward,
    op: &Op,
    environment: &str,
    id: ConnectionId,
    principal: &str,
) -> Result<(), AppError> {
    let (environment, principal) = (environment.to_owned(), principal.to_owned());
    steward
        .change(op, "connection.unshare", move |_, tx, op, change| {
            let proof = lookup::connection::<ManageConnection>(tx, op, &environment, id)?;
            let principal = named(tx, &principal)?;
            let before = grants::of(tx, id, &[principal.id])?;
            if !grants::remove(tx, id, principal.id)? {
                let name = &proof.connection().display_name;
                return Err(AppError::not_found(format!("share of `{name}` with `{}`", principal.name)));
            }
            let detail = json!({"principal": principal.id, "name": principal.name, "before": before});
            change.of(Some(proof.connection().environment), object(id), detail);
            Ok(())
        })
        .await
}
