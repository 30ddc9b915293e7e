//! Connections: credentials of one principal for one connector in one environment.
//!
//! What one may do with a connection is said by `access::connection`; its secret is seen by nobody.

pub mod credentials;
mod form;
pub mod grants;
mod health;
pub mod impact;
pub mod probes;
pub mod reauthenticate;
pub mod replace;
mod usable;
pub mod uses;

use std::collections::BTreeMap;

use access::{FlowAction, may, may_with_connection};
use model::{
    Connection, ConnectionAction, ConnectionId, ConnectorName, EnvironmentId, ErrorCode, FlowId, PrincipalKind,
    SecretVersion, Timestamp,
};
use serde_json::{Value, json};
use store::{Tx, connections, flows};

pub use form::{Credential, Credentials};
pub use health::Health;
pub(crate) use usable::require_usable;

use self::credentials::Given;
use crate::{
    AppError, Op, Steward,
    change::Change,
    directory::{Chip, People},
    error::ErrorKind,
    lookup::{self, ConnectServiceAccounts, CreateConnection, Enter, EnvironmentFor, ManageConnection, SeeConnection},
    principals::named,
};

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

/// How long a connection goes unused before that is worth a word.
const UNUSED: i64 = 90 * 24 * 3_600 * 1_000_000;

/// Something about a connection that somebody should see to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConnectionWarning {
    /// A person's in a protected environment.
    PersonalInProtected,
    /// No flow uses it.
    UsedByNobody,
    /// No run has used it for 90 days.
    Unused,
}

impl ConnectionWarning {
    /// What is wrong and the one thing to do.
    pub fn text(self) -> &'static str {
        match self {
            Self::PersonalInProtected => {
                "It is a person's, and the environment is protected: what uses it stops when that person leaves. Use a service account's."
            }
            Self::UsedByNobody => "No flow uses it. Delete it if it is not needed.",
            Self::Unused => "No flow that uses it has run for 90 days. Delete it if it is not needed.",
        }
    }
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
    /// What it is made with besides its secret.
    pub parameters: BTreeMap<String, String>,
    /// Which version of its secret is used; 0 has none.
    pub secret_version: i64,
    /// When that one expires, where it is known.
    pub expires_at: Option<Timestamp>,
    /// When a flow that uses it last began a run, as far back as runs are kept.
    pub last_used_at: Option<Timestamp>,
    /// Who caused that run, for those who may see it.
    pub last_used_by: Option<Chip>,
    /// What somebody should see to.
    pub warnings: Vec<ConnectionWarning>,
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
    /// What the connector asks for that is not secret.
    pub parameters: BTreeMap<String, String>,
    /// What it asks for that is.
    pub credentials: Credentials,
    /// When those expire, where it is known.
    pub expires_at: Option<Timestamp>,
}

impl NewConnection {
    /// A connection of the caller's own to a connector that asks for nothing.
    pub fn to(connector: ConnectorName) -> Self {
        Self {
            connector,
            display_name: String::new(),
            owner: None,
            private: false,
            parameters: BTreeMap::new(),
            credentials: Credentials::new(),
            expires_at: None,
        }
    }
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
                        if owner.kind != PrincipalKind::ServiceAccount || !owner.is_active(op.at) {
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
                parameters: new.parameters,
                secret_version: 0,
                expires_at: None,
                failing_since: None,
                accepted_at: None,
                created_at: op.at,
            };
            connections::insert(tx, &connection)?;
            let version = SecretVersion { expires_at: new.expires_at, ..credentials::version(op, None, 0) };
            let given = Given { credentials: &new.credentials, version };
            credentials::give_first(steward, tx, op, &proof, &connection, given)?;
            let connection = connections::by_id(tx, proof.id(), connection.id)?.unwrap_or(connection);
            let detail =
                json!({"connector": connection.connector.as_str(), "owner": owner.id, "name": connection.display_name, "private": connection.private});
            change.of(Some(proof.id()), object(connection.id), detail);
            view(tx, op, &proof, &mut People::at(op.at), &connection)
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
            let mut people = People::at(op.at);
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
            view(tx, &op, proof.within(), &mut People::at(op.at), proof.connection())
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
    let mut shown = brief(tx, people, connection, op.at)?;
    let mut users = Vec::new();
    for used in connections::used_by(tx, connection.environment, connection.id)? {
        let Some(flow) = flows::by_key(tx, used.flow)? else { continue };
        users.push(flow.key);
        if may(&lookup::standing(tx, op, proof, &flow)?, FlowAction::See) {
            shown.used_by.push((used.id, used.name));
        } else {
            shown.used_by_others += 1;
        }
    }
    let is_used = !users.is_empty();
    if let Some(run) = uses::newest_run(tx, users)? {
        shown.last_used_at = Some(run.started_at);
        if let Some(flow) = flows::by_key(tx, run.flow)?
            && may(&lookup::standing(tx, op, proof, &flow)?, FlowAction::SeeRuns)
        {
            shown.last_used_by = run.invoker.map(|invoker| people.chip(tx, invoker)).transpose()?;
        }
    }
    shown.warnings = warnings(&shown, proof.environment().protected, is_used, op.at);
    shown.may = ConnectionAction::ALL.into_iter().filter(|action| may_with_connection(&standing, *action)).collect();
    Ok(shown)
}

fn warnings(shown: &ConnectionView, protected: bool, is_used: bool, now: Timestamp) -> Vec<ConnectionWarning> {
    let idle_since = shown.last_used_at.unwrap_or(shown.created_at);
    let known = [
        (ConnectionWarning::PersonalInProtected, protected && shown.kind == Kind::Personal && !shown.private),
        (ConnectionWarning::UsedByNobody, !is_used && !shown.private),
        (ConnectionWarning::Unused, is_used && now.0 - idle_since.0 > UNUSED),
    ];
    known.into_iter().filter(|(_, holds)| *holds).map(|(warning, _)| warning).collect()
}

/// A connection as one that uses it sees it: with no word on who else does, or on what the caller may do with it.
pub(crate) fn brief(
    tx: &mut Tx<'_>,
    people: &mut People,
    connection: &Connection,
    at: Timestamp,
) -> Result<ConnectionView, AppError> {
    let owner = people.chip(tx, connection.owner)?;
    Ok(ConnectionView {
        id: connection.id,
        connector: connection.connector.clone(),
        display_name: connection.display_name.clone(),
        health: Health::of(connection, &owner, at),
        kind: kind(tx, people, connection.id, &owner)?,
        owner,
        private: connection.private,
        may: Vec::new(),
        used_by: Vec::new(),
        used_by_others: 0,
        parameters: connection.parameters.clone(),
        secret_version: connection.secret_version,
        expires_at: connection.expires_at,
        last_used_at: None,
        last_used_by: None,
        warnings: Vec::new(),
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

pub(crate) fn state(connection: &Connection, owner: &Chip) -> access::ConnectionState {
    access::ConnectionState {
        name: connection.display_name.clone(),
        connector: connection.connector.to_string(),
        owner_display_name: owner.display_name.clone(),
        owner_name: owner.name.clone(),
        owner_ended: owner.ended,
    }
}

/// Says of the connections themselves that something uses another one of them from now on.
pub(crate) fn rebound(
    change: &mut Change,
    environment: EnvironmentId,
    (before, after): (Option<ConnectionId>, Option<ConnectionId>),
    detail: &Value,
) {
    if before != after {
        for id in [before, after].into_iter().flatten() {
            change.also("connection.bind", Some(environment), object(id), detail.clone());
        }
    }
}

/// How the audit log names a connection.
pub(crate) fn object(id: ConnectionId) -> String {
    format!("connection/{id}")
}
