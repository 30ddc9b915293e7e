//! Connections: credentials of one principal for one connector in one environment.
//!
//! What one may do with a connection is said by `access::connection`; its secret is seen by nobody.

pub mod grants;
mod usable;

use access::{FlowAction, may, may_with_connection};
use model::{Connection, ConnectionAction, ConnectionId, ConnectorName, ErrorCode, FlowId, PrincipalKind, Timestamp};
use serde_json::json;
use store::{Secret, Tx, connections, flows, principals, secrets::Belongs};

pub(crate) use usable::require_usable;

use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    error::ErrorKind,
    lookup::{self, ConnectServiceAccounts, CreateConnection, Enter, EnvironmentFor, ManageConnection, SeeConnection},
    principals::named,
};

/// Whether a connection can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Health {
    /// Yes.
    Ok,
    /// No: its owner is disabled.
    OwnerDisabled {
        /// Since when.
        since: Timestamp,
    },
}

impl Health {
    pub(crate) fn of(owner: &Chip) -> Self {
        owner.disabled_at.map_or(Self::Ok, |since| Self::OwnerDisabled { since })
    }
}

/// Whom a connection hangs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// One person.
    Personal,
    /// One person, and a group has rights on it.
    Team,
    /// A service account.
    ServiceAccount,
}

/// A connection as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectionView {
    /// Its id.
    pub id: ConnectionId,
    /// What it is for.
    pub connector: ConnectorName,
    /// What people read.
    pub display_name: String,
    /// Whose it is.
    pub owner: Chip,
    /// Whether it can be used.
    pub health: Health,
    /// Whom it hangs on.
    pub kind: Kind,
    /// Whether only its owner may use it.
    pub private: bool,
    /// What the caller may do with it.
    pub may: Vec<ConnectionAction>,
    /// The flows that use it, as far as the caller may know of them.
    pub used_by: Vec<(FlowId, String)>,
    /// How many further flows use it.
    pub used_by_others: usize,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What makes a connection.
#[derive(Clone, Debug)]
pub struct NewConnection {
    /// What it is for.
    pub connector: ConnectorName,
    /// What people read; blank takes the connector's and the owner's names.
    pub display_name: String,
    /// A service account, by id or name; else the caller owns it.
    pub owner: Option<String>,
    /// Whether only the caller may use it, for flows that ask those who start them for a connection of their own. Whoever may enter
    /// the environment may make such a one.
    pub private: bool,
    /// The credentials, where the connector needs any.
    pub secret: Option<Secret>,
}

/// Makes a connection.
///
/// # Errors
/// The caller may not make connections there, there is no such connector or service account.
pub async fn create(
    steward: &Steward,
    op: &Op,
    environment: &str,
    new: NewConnection,
) -> Result<ConnectionView, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "connection.create", move |steward, tx, op, change| {
            let proof = lookup::environment::<Enter>(tx, op, &environment)?;
            if !new.private {
                lookup::environment::<CreateConnection>(tx, op, &environment)?;
            }
            let connector = steward.catalogue().connector(&new.connector).ok_or_else(|| {
                let message = format!("There is no connector `{}` here.", new.connector);
                AppError::new(ErrorKind::Invalid, ErrorCode::UnknownOperation, message).at("connector")
            })?;
            let owner = match &new.owner {
                None => op.who.principal().clone(),
                Some(owner) => {
                    let owner = named(tx, owner)?;
                    if owner.id != op.id() {
                        if new.private {
                            return Err(AppError::invalid("A private connection is the caller's own.").at("owner"));
                        }
                        lookup::environment::<ConnectServiceAccounts>(tx, op, &environment)?;
                        if owner.kind != PrincipalKind::ServiceAccount || !owner.is_active() {
                            let message = format!(
                                "`{}` is not an active service account. People connect for themselves.",
                                owner.name
                            );
                            return Err(AppError::invalid(message).at("owner"));
                        }
                    }
                    owner
                }
            };
            let display_name = match new.display_name.trim() {
                "" => format!("{connector} ({})", owner.name),
                display_name => display_name.chars().take(200).collect(),
            };
            let connection = Connection {
                id: ConnectionId::new(),
                environment: proof.id(),
                connector: new.connector,
                owner: owner.id,
                created_by: op.id(),
                display_name,
                private: new.private,
                created_at: op.at,
            };
            let belongs = Belongs { environment: Some(proof.id()), owner: owner.id.0 };
            let sealed = new.secret.map(|secret| steward.keys().seal(&secret, belongs)).transpose()?;
            connections::insert(tx, &connection, sealed.as_deref())?;
            let detail =
                json!({"connector": connection.connector.as_str(), "owner": owner.id, "name": connection.display_name, "private": connection.private});
            change.of(Some(proof.id()), object(connection.id), detail);
            view(tx, op, &proof, &mut People::default(), &connection)
        })
        .await
}

/// The connections of an environment that the caller may see.
///
/// # Errors
/// The caller may not know of the environment.
pub async fn list(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<ConnectionView>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            let mut people = People::default();
            let mut views = Vec::new();
            for connection in connections::list(tx, proof.id())? {
                let view = view(tx, &op, &proof, &mut people, &connection)?;
                if view.may.contains(&ConnectionAction::See) {
                    views.push(view);
                }
            }
            Ok(views)
        })
        .await
}

/// One connection.
///
/// # Errors
/// The caller may not know of it.
pub async fn get(steward: &Steward, op: &Op, environment: &str, id: ConnectionId) -> Result<ConnectionView, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::connection::<SeeConnection>(tx, &op, &environment, id)?;
            view(tx, &op, proof.within(), &mut People::default(), proof.connection())
        })
        .await
}

/// Deletes a connection. References and flows that use it have none then.
///
/// # Errors
/// The caller may not know of it, or may not manage it.
pub async fn delete(steward: &Steward, op: &Op, environment: &str, id: ConnectionId) -> Result<(), AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "connection.delete", move |_, tx, op, change| {
            let proof = lookup::connection::<ManageConnection>(tx, op, &environment, id)?;
            let connection = proof.connection();
            let used_by = connections::used_by(tx, connection.environment, id)?;
            let flows: Vec<String> = used_by.iter().map(|used| used.id.to_string()).collect();
            connections::delete(tx, connection.environment, id)?;
            let detail =
                json!({"connector": connection.connector.as_str(), "owner": connection.owner, "usedBy": flows});
            change.of(Some(connection.environment), object(id), detail);
            Ok(())
        })
        .await
}

fn view<R>(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<R>,
    people: &mut People,
    connection: &Connection,
) -> Result<ConnectionView, AppError> {
    let standing = lookup::connection_standing(tx, op, proof, connection)?;
    let mut shown = brief(tx, people, connection)?;
    for used in connections::used_by(tx, connection.environment, connection.id)? {
        let Some(flow) = flows::by_key(tx, used.flow)? else { continue };
        if may(&lookup::standing(tx, op, proof, &flow)?, FlowAction::See) {
            shown.used_by.push((used.id, used.name));
        } else {
            shown.used_by_others += 1;
        }
    }
    shown.may = ConnectionAction::ALL.into_iter().filter(|action| may_with_connection(&standing, *action)).collect();
    Ok(shown)
}

/// A connection as one that uses it sees it: with no word on who else does, or on what the caller may do with it.
pub(crate) fn brief(tx: &mut Tx<'_>, people: &mut People, connection: &Connection) -> Result<ConnectionView, AppError> {
    let owner = people.chip(tx, connection.owner)?;
    Ok(ConnectionView {
        id: connection.id,
        connector: connection.connector.clone(),
        display_name: connection.display_name.clone(),
        health: Health::of(&owner),
        kind: kind(tx, people, connection.id, &owner)?,
        owner,
        private: connection.private,
        may: Vec::new(),
        used_by: Vec::new(),
        used_by_others: 0,
        created_at: connection.created_at,
    })
}

fn kind(tx: &mut Tx<'_>, people: &mut People, id: ConnectionId, owner: &Chip) -> Result<Kind, AppError> {
    if owner.kind == PrincipalKind::ServiceAccount {
        return Ok(Kind::ServiceAccount);
    }
    for grant in store::connections::grants::list(tx, id)? {
        if people.chip(tx, grant.principal)?.kind == PrincipalKind::Group {
            return Ok(Kind::Team);
        }
    }
    Ok(Kind::Personal)
}

/// Whether a connection can be used now, for the moment before a call. The message names its owner and the remedy.
///
/// # Errors
/// Its owner is disabled.
pub fn check_valid(
    tx: &mut Tx<'_>,
    connection: &Connection,
) -> Result<Result<(), access::AuthenticationFailed>, AppError> {
    let owner = principals::by_id(tx, connection.owner)?.map_or_else(|| Chip::unknown(connection.owner), Chip::from);
    Ok(state(connection, &owner).check())
}

pub(crate) fn state(connection: &Connection, owner: &Chip) -> access::ConnectionState {
    access::ConnectionState {
        name: connection.display_name.clone(),
        connector: connection.connector.to_string(),
        owner_display_name: owner.display_name.clone(),
        owner_name: owner.name.clone(),
        owner_disabled_at: owner.disabled_at,
    }
}

/// The credentials of a connection, for the moment of a call. The caller is the run that uses it, not a person.
///
/// # Errors
/// The secret does not open.
pub fn secret(steward: &Steward, tx: &mut Tx<'_>, connection: &Connection) -> Result<Option<Secret>, AppError> {
    let belongs = Belongs { environment: Some(connection.environment), owner: connection.owner.0 };
    let sealed = connections::sealed_secret(tx, connection.environment, connection.id)?;
    Ok(sealed.map(|sealed| steward.keys().open(&sealed, belongs)).transpose()?)
}

/// How the audit log names a connection.
pub(crate) fn object(id: ConnectionId) -> String {
    format!("connection/{id}")
}
