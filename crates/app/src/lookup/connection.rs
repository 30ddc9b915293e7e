//! Connections, with the right to do something with one.

use std::marker::PhantomData;

use access::{ConnectionStanding, EnvironmentAction, FlowAction, may, may_with_connection};
use model::{Connection, ConnectionAction, ConnectionId, PrincipalKind};
use store::{
    Tx,
    connections::{self, grants},
    flows, principals,
};

use super::{Enter, EnvironmentFor, environment, standing as flow_standing};
use crate::{AppError, Op};

/// A right on a connection, as a type.
pub trait ConnectionRight: Send + 'static {
    /// The right.
    const ACTION: ConnectionAction;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident = $action:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl ConnectionRight for $name {
            const ACTION: ConnectionAction = ConnectionAction::$action;
        }
    )*};
}

rights! {
    /// See it.
    SeeConnection = See
    /// Let flows use it.
    UseConnection = Use
    /// Give it other credentials.
    RebindConnection = Rebind
    /// Delete it, and give rights on it.
    ManageConnection = Manage
}

/// A connection on which the caller has a right.
#[derive(Debug)]
pub struct ConnectionFor<R> {
    connection: Connection,
    within: EnvironmentFor<Enter>,
    standing: ConnectionStanding,
    right: PhantomData<R>,
}

impl<R> ConnectionFor<R> {
    /// The connection.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Where it lives.
    pub fn within(&self) -> &EnvironmentFor<Enter> {
        &self.within
    }

    /// What the caller is to it.
    pub fn standing(&self) -> &ConnectionStanding {
        &self.standing
    }

    /// Whether the caller may do something else with it, too.
    pub fn may(&self, action: ConnectionAction) -> bool {
        may_with_connection(&self.standing, action)
    }
}

/// What a caller is to a connection.
pub(crate) fn connection_standing<R>(
    tx: &mut Tx<'_>,
    op: &Op,
    within: &EnvironmentFor<R>,
    connection: &Connection,
) -> Result<ConnectionStanding, AppError> {
    let mut standing = ConnectionStanding {
        // Whoever signed in for a service account answers for that connection.
        owns: connection.owner == op.id() || connection.created_by == op.id(),
        answers: answers(tx, op, within, connection)?,
        granted: grants::of(tx, connection.id, within.reach())?,
        owns_a_flow: false,
        sees_all: within.may(EnvironmentAction::SeeConnections),
        manages_all: within.may(EnvironmentAction::ManageConnections),
        private: connection.private,
    };
    if !may_with_connection(&standing, ConnectionAction::See) {
        for used in connections::used_by(tx, connection.environment, connection.id)? {
            let Some(flow) = flows::by_key(tx, used.flow)? else { continue };
            standing.owns_a_flow |= may(&flow_standing(tx, op, within, &flow)?, FlowAction::See);
        }
    }
    Ok(standing)
}

/// Whether the caller sponsors the service account that owns a connection, or is in its team.
fn answers<R>(tx: &mut Tx<'_>, op: &Op, within: &EnvironmentFor<R>, connection: &Connection) -> Result<bool, AppError> {
    let owner = principals::by_id(tx, connection.owner)?;
    let Some(account) = owner.filter(|owner| owner.kind == PrincipalKind::ServiceAccount) else { return Ok(false) };
    let is_in_team = account.team.is_some_and(|team| within.reach().contains(&team));
    Ok(is_in_team || principals::sponsors(tx, account.id)?.contains(&op.id()))
}

/// The connection of this id in an environment, with the right `R` on it.
///
/// # Errors
/// Not found for those who may not know of it, forbidden for those who may but lack the right.
pub fn connection<R: ConnectionRight>(
    tx: &mut Tx<'_>,
    op: &Op,
    environment_name: &str,
    id: ConnectionId,
) -> Result<ConnectionFor<R>, AppError> {
    let within = environment::<Enter>(tx, op, environment_name)?;
    let what = || AppError::not_found(format!("connection {id}"));
    let connection = connections::by_id(tx, within.id(), id)?.ok_or_else(what)?;
    let standing = connection_standing(tx, op, &within, &connection)?;
    if !may_with_connection(&standing, ConnectionAction::See) {
        return Err(what());
    }
    if !may_with_connection(&standing, R::ACTION) {
        return Err(refused(&connection, R::ACTION));
    }
    Ok(ConnectionFor { connection, within, standing, right: PhantomData })
}

/// Who sees the connection, but may not do this with it.
pub(crate) fn refused(connection: &Connection, action: ConnectionAction) -> AppError {
    let needs = if connection.private {
        "its owner: the connection is private".to_owned()
    } else {
        format!("a right on `{}` that its owner or the role admin in the environment gives", connection.display_name)
    };
    AppError::forbidden(action.words(), needs)
}
