//! Who goes on with a connection when its owner may not act any more, named ahead of time.

use model::{Connection, ConnectionAction, ConnectionId, Principal, PrincipalId, Timestamp};
use serde_json::json;
use store::{Tx, connections::successors, principals};

use super::object;
use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    lookup::{self, ManageConnection, SeeConnection},
    principals::named,
};

/// How many successors a connection may have.
const MOST: usize = 10;
/// What a successor may do once it is its turn: sign in anew, and let flows use the connection.
pub(crate) const RIGHTS: [ConnectionAction; 3] =
    [ConnectionAction::See, ConnectionAction::Use, ConnectionAction::Rebind];

/// The successors of a connection, the first one first.
///
/// # Errors
/// The caller may not know of the connection.
pub async fn list(steward: &Steward, op: &Op, environment: &str, id: ConnectionId) -> Result<Vec<Chip>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            lookup::connection::<SeeConnection>(tx, &op, &environment, id)?;
            chips(tx, id, op.at)
        })
        .await
}

/// The same, for a caller that sees the connection.
pub(super) fn chips(tx: &mut Tx<'_>, id: ConnectionId, now: Timestamp) -> Result<Vec<Chip>, AppError> {
    let named = successors::list(tx, id)?;
    People::at(now).chips(tx, &named)
}

/// Names the successors of a connection, the first one first, in place of those that it had.
///
/// # Errors
/// The caller may not manage the connection, or it is private; one who is named is not there or not active, owns the connection, or is
/// named twice; there are more than ten.
pub async fn set(
    steward: &Steward,
    op: &Op,
    environment: &str,
    id: ConnectionId,
    names: Vec<String>,
) -> Result<Vec<Chip>, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "connection.successors", move |_, tx, op, change| {
            let proof = lookup::connection::<ManageConnection>(tx, op, &environment, id)?;
            let connection = proof.connection();
            if connection.private {
                let message = "The connection is private: it is for runs that its owner starts, and nobody succeeds.";
                return Err(AppError::conflict(message).with_hint("Name a successor for another connection."));
            }
            if names.len() > MOST {
                let message = format!("A connection has at most {MOST} successors.");
                return Err(AppError::invalid(message).at("successors"));
            }
            let mut ids = Vec::new();
            for (index, name) in names.iter().enumerate() {
                let found = named(tx, name)?;
                may_succeed(connection, &found, &ids, op.at)
                    .map_err(|error| error.at(format!("successors/{index}")))?;
                ids.push(found.id);
            }
            let before = successors::list(tx, id)?;
            successors::set(tx, id, &ids)?;
            let detail = json!({"before": before, "after": ids});
            change.of(Some(connection.environment), object(id), detail);
            chips(tx, id, op.at)
        })
        .await
}

fn may_succeed(
    connection: &Connection,
    principal: &Principal,
    named: &[PrincipalId],
    now: Timestamp,
) -> Result<(), AppError> {
    let name = &principal.name;
    if !principal.is_active(now) {
        return Err(AppError::invalid(format!("`{name}` is not active, and can succeed nobody.")));
    }
    if principal.id == connection.owner {
        return Err(AppError::invalid(format!("`{name}` owns the connection, and cannot succeed itself.")));
    }
    if named.contains(&principal.id) {
        return Err(AppError::invalid(format!("`{name}` is named twice.")));
    }
    Ok(())
}

/// Whose turn it is: the first successor who is active, once the owner may not act any more.
pub(crate) fn whose_turn(
    tx: &mut Tx<'_>,
    connection: &Connection,
    now: Timestamp,
) -> Result<Option<PrincipalId>, AppError> {
    let owner = principals::by_id(tx, connection.owner)?;
    if owner.is_some_and(|owner| owner.is_active(now)) {
        return Ok(None);
    }
    first_active(tx, connection.id, now)
}

/// The first successor of a connection who is active.
pub(crate) fn first_active(
    tx: &mut Tx<'_>,
    connection: ConnectionId,
    now: Timestamp,
) -> Result<Option<PrincipalId>, AppError> {
    for id in successors::list(tx, connection)? {
        if principals::by_id(tx, id)?.is_some_and(|it| it.is_active(now)) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}
