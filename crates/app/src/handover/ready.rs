//! Whether a row can happen: who gets it must be able to have it, and the plan's author must have the right to give it.

use access::TenantAction;
use model::{Connection, ConnectorName, FlowKey, Principal, PrincipalId, PrincipalKind};
use store::{Tx, connections, principals, references};

use super::{
    document::{Assignment, Document, Row},
    environment_name,
    slot::Slot,
};
use crate::{
    AppError, ErrorKind, Op,
    lookup::{self, Enter, ManageConnection, ManageMembers, ManageRoles, Rebind, Share, UseConnection},
};

/// What is to happen to a row.
#[derive(Clone, Debug)]
pub(crate) enum Next {
    /// It stays as it is.
    Nothing,
    /// It ends.
    End,
    /// Somebody gets it.
    Give(Principal),
    /// A connection is bound.
    Bind(Connection),
}

/// What is to happen to a row, or why it cannot.
pub(crate) fn next(
    tx: &mut Tx<'_>,
    author: &Op,
    document: &Document,
    row: &Row,
) -> Result<Result<Next, String>, AppError> {
    let next = match &row.assignment {
        Assignment::Undecided => return Ok(Err("Nobody has said what becomes of it.".to_owned())),
        Assignment::Keep { .. } => return Ok(Ok(Next::Nothing)),
        Assignment::End => match row.slot {
            Slot::PrimaryOwner { .. } => return Ok(Err("A flow always has a primary owner.".to_owned())),
            Slot::Reference { .. } | Slot::FlowConnection { .. } => {
                return Ok(Err("Flows need a connection here. Bind another one.".to_owned()));
            }
            _ => Next::End,
        },
        Assignment::Give { to } => match receiver(tx, author, document, row, *to)? {
            Ok(to) if is_binding(&row.slot) => match own_connection(tx, row, &to)? {
                Ok(connection) => Next::Bind(connection),
                Err(why) => return Ok(Err(why)),
            },
            Ok(to) => Next::Give(to),
            Err(why) => return Ok(Err(why)),
        },
        Assignment::Bind { connection } => {
            let found = match row.environment {
                Some(environment) if is_binding(&row.slot) => connections::by_id(tx, environment, *connection)?,
                _ => return Ok(Err("No connection can be bound here.".to_owned())),
            };
            let Some(found) = found else {
                return Ok(Err("There is no such connection in the environment.".to_owned()));
            };
            if found.private {
                return Ok(Err(format!("`{}` is private: no flow can use it.", found.display_name)));
            }
            if connector(tx, row)?.is_some_and(|wanted| wanted != found.connector) {
                return Ok(Err(format!("`{}` is for another connector.", found.display_name)));
            }
            match receiver(tx, author, document, row, found.owner)? {
                Ok(_) => Next::Bind(found),
                Err(why) => return Ok(Err(why)),
            }
        }
    };
    match permit(tx, author, row, &next) {
        Ok(()) => Ok(Ok(next)),
        Err(refused) if matches!(refused.kind, ErrorKind::Forbidden | ErrorKind::NotFound) => {
            let author = author.who.principal();
            Ok(Err(format!("{} (`{}`) may not give it: {}", author.display_name, author.name, refused.message)))
        }
        Err(failed) => Err(failed),
    }
}

/// The principal, if it can have the thing.
fn receiver(
    tx: &mut Tx<'_>,
    author: &Op,
    document: &Document,
    row: &Row,
    id: PrincipalId,
) -> Result<Result<Principal, String>, AppError> {
    let Some(to) = principals::by_id(tx, id)? else { return Ok(Err("There is no such principal.".to_owned())) };
    let needs_one = is_binding(&row.slot) || matches!(row.slot, Slot::PrimaryOwner { .. });
    Ok(if let Some(ended) = to.ended(author.at) {
        Err(format!("{} {ended}.", to.display_name))
    } else if document.leavers.contains(&id) {
        Err(format!("{} leaves, too.", to.display_name))
    } else if needs_one && to.kind == PrincipalKind::Group {
        Err("It takes one user or service account, not a group.".to_owned())
    } else if matches!(row.slot, Slot::Sponsor { .. }) && to.kind != PrincipalKind::User {
        Err("People answer for service accounts.".to_owned())
    } else if matches!(row.slot, Slot::Token { .. }) {
        Err("A token signs in one principal. It can only end.".to_owned())
    } else {
        Ok(to)
    })
}

pub(crate) fn is_binding(slot: &Slot) -> bool {
    matches!(slot, Slot::Reference { .. } | Slot::FlowConnection { .. })
}

/// What the bound connection is for.
pub(crate) fn connector(tx: &mut Tx<'_>, row: &Row) -> Result<Option<ConnectorName>, AppError> {
    let (Some(environment), Some(bound)) = (row.environment, row.held.connection()) else { return Ok(None) };
    Ok(connections::by_id(tx, environment, bound)?.map(|it| it.connector))
}

/// The connection that somebody has for what the row binds.
fn own_connection(tx: &mut Tx<'_>, row: &Row, to: &Principal) -> Result<Result<Connection, String>, AppError> {
    let (Some(environment), Some(connector)) = (row.environment, connector(tx, row)?) else {
        return Ok(Err("The connection that is bound now is gone.".to_owned()));
    };
    let fits = |it: &Connection| it.environment == environment && it.connector == connector && !it.private;
    let found = connections::of_owner(tx, to.id)?.into_iter().rfind(fits);
    Ok(found.ok_or_else(|| format!("{} has no connection to {connector} there yet.", to.display_name)))
}

/// Asks for the right that giving it by hand would take.
fn permit(tx: &mut Tx<'_>, author: &Op, row: &Row, next: &Next) -> Result<(), AppError> {
    match &row.slot {
        Slot::PrimaryOwner { flow } | Slot::Grant { flow, .. } => {
            lookup::flow_by_key::<Share>(tx, author, *flow).map(|_| ())?;
        }
        Slot::FlowConnection { flow, .. } | Slot::Admission { flow, .. } => {
            lookup::flow_by_key::<Rebind>(tx, author, *flow).map(|_| ())?;
        }
        Slot::Reference { environment, name } => {
            lookup::environment_by_id::<Enter>(tx, author, *environment).map(|_| ())?;
            for used in references::used_by(tx, *environment, name)? {
                lookup::flow_by_key::<Rebind>(tx, author, used.flow).map(|_| ())?;
            }
        }
        Slot::ConnectionGrant { environment, connection, .. } => {
            let name = environment_name(tx, *environment)?;
            lookup::connection::<ManageConnection>(tx, author, &name, *connection).map(|_| ())?;
        }
        Slot::Member { environment, .. } => {
            lookup::environment_by_id::<ManageMembers>(tx, author, *environment).map(|_| ())?;
        }
        Slot::SecurityRole { environment, .. } => {
            lookup::environment_by_id::<ManageRoles>(tx, author, *environment).map(|_| ())?;
        }
        Slot::GroupMember { .. } | Slot::Sponsor { .. } => lookup::tenant(author, TenantAction::ManagePrincipals)?,
        Slot::Token { principal, .. } if *principal == author.id() => {}
        Slot::Token { .. } => lookup::tenant(author, TenantAction::ManagePrincipals)?,
    }
    match next {
        Next::Bind(connection) => consents(tx, author, connection),
        _ => Ok(()),
    }
}

/// People answer for themselves whether their connection is used: they accept the plan. Nobody answers for a service account, so the
/// author must be one who may use its connections.
fn consents(tx: &mut Tx<'_>, author: &Op, connection: &Connection) -> Result<(), AppError> {
    let owner = principals::by_id(tx, connection.owner)?;
    if owner.is_none_or(|owner| owner.kind == PrincipalKind::User) {
        return Ok(());
    }
    let name = environment_name(tx, connection.environment)?;
    lookup::connection::<UseConnection>(tx, author, &name, connection.id).map(|_| ())
}

/// The flows that get a connection with a row.
pub(crate) fn flows_of(tx: &mut Tx<'_>, slot: &Slot) -> Result<Vec<FlowKey>, AppError> {
    Ok(match slot {
        Slot::Reference { environment, name } => {
            references::used_by(tx, *environment, name)?.into_iter().map(|used| used.flow).collect()
        }
        Slot::FlowConnection { flow, .. } => vec![*flow],
        _ => Vec::new(),
    })
}
