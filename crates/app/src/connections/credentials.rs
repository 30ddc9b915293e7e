//! Credentials of a connection: given, rotated, switched. Nobody sees them again.
//!
//! Where a connection leads can only be changed together with its credentials: whoever could point a colleague's credentials to
//! another address would be sent them.

use std::collections::BTreeMap;

use access::EnvironmentAction;
use model::{Connection, ConnectionAction, ConnectionId, ErrorCode, SecretVersion, Timestamp};
use serde_json::json;
use store::{
    Tx,
    connections::{self, versions},
    secrets::Belongs,
};
use uuid::Uuid;

use super::{
    Credential, Credentials,
    form::{self, to_secret},
    object,
};
use crate::{
    AppError, Chip, ErrorKind, Op, Steward,
    change::{Change, Written},
    directory::People,
    lookup::{self, ConnectionFor, EnvironmentFor, RebindConnection, SeeConnection},
};

/// How long a former version opens at most, in milliseconds.
const LONGEST_OVERLAP: i64 = 90 * 24 * 3_600_000;

/// What becomes of a version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VersionState {
    /// It is used.
    Current,
    /// It waits for its switch.
    Next,
    /// It was used, and opens until it is wiped.
    Former,
    /// Its secret is gone.
    Wiped,
}

/// A version as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionView {
    /// The version.
    pub version: SecretVersion,
    /// What becomes of it.
    pub state: VersionState,
    /// Who gave it.
    pub created_by: Chip,
}

/// What may be seen of a connection's credentials.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CredentialsView {
    /// The connection.
    pub connection: Connection,
    /// The versions, newest first.
    pub versions: Vec<VersionView>,
}

/// Credentials in place of all that there were.
#[derive(Clone, Debug)]
pub struct NewCredentials {
    /// What the connection is made with besides; `None` leaves it as it is.
    pub parameters: Option<BTreeMap<String, String>>,
    /// The secret fields.
    pub credentials: Credentials,
    /// When they expire, where it is known.
    pub expires_at: Option<Timestamp>,
}

/// The next credentials.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// The secret fields.
    pub credentials: Credentials,
    /// When they expire, where it is known.
    pub expires_at: Option<Timestamp>,
    /// When they are used; `None` waits for [`switch`].
    pub switch_at: Option<Timestamp>,
    /// How long the former ones open after that, in milliseconds.
    pub overlap: i64,
}

/// The versions of a connection's credentials.
///
/// # Errors
/// The caller may not know of the connection.
pub async fn get(steward: &Steward, op: &Op, environment: &str, id: ConnectionId) -> Result<CredentialsView, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::connection::<SeeConnection>(tx, &op, &environment, id)?;
            view(tx, proof.connection(), op.at)
        })
        .await
}

/// Gives credentials in place of all that there were, which are wiped.
///
/// # Errors
/// The caller may not give the connection other credentials, they are not what its connector asks for, or they lead it elsewhere in a
/// protected environment.
pub async fn replace(
    steward: &Steward,
    op: &Op,
    environment: &str,
    id: ConnectionId,
    new: NewCredentials,
) -> Result<CredentialsView, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "connection.credentials.replace", move |steward, tx, op, change| {
            let proof = lookup::connection::<RebindConnection>(tx, op, &environment, id)?;
            let connection = pointed(proof.connection(), new.parameters.as_ref());
            let before = connection.secret_version;
            require_same_place(steward, &proof, &connection)?;
            require_free_place(steward, tx, op, change, &proof, &connection)?;
            connections::set_parameters(tx, &connection)?;
            let version = SecretVersion { expires_at: new.expires_at, ..version(op, None, 0) };
            let given = Given { credentials: &new.credentials, version };
            give_first(steward, tx, op, proof.within(), &connection, given)?;
            let after = view(tx, &connection, op.at)?;
            let detail = json!({
                "before": before,
                "after": after.connection.secret_version,
                "parameters": after.connection.parameters,
            });
            change.of(Some(connection.environment), object(id), detail);
            Ok(after)
        })
        .await
}

/// The connection, made with what the new credentials say that it is.
pub(super) fn pointed(connection: &Connection, parameters: Option<&BTreeMap<String, String>>) -> Connection {
    let parameters = parameters.unwrap_or(&connection.parameters).clone();
    Connection { parameters, ..connection.clone() }
}

/// Refuses to lead a connection elsewhere, unless the caller may manage it: whoever may sign in anew may not thereby send what flows say
/// somewhere else.
///
/// # Errors
/// The connection would lead elsewhere, and the caller may not manage it.
pub(super) fn require_same_place<R>(
    steward: &Steward,
    proof: &ConnectionFor<R>,
    after: &Connection,
) -> Result<(), AppError> {
    let form = steward.catalogue().form(&after.connector);
    let before = proof.connection();
    if form::leads_elsewhere(form, &before.parameters, &after.parameters) && !proof.may(ConnectionAction::Manage) {
        let what = "lead the connection to another address";
        return Err(AppError::forbidden(what, "the right `manage` on the connection").at("parameters"));
    }
    Ok(())
}

/// Refuses to lead a connection elsewhere by hand in a protected environment: what flows there call was reviewed with them. New credentials
/// for the same place stay possible.
///
/// # Errors
/// The connection would lead elsewhere, and the environment is protected.
pub(super) fn require_free_place<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    change: &mut Change,
    proof: &ConnectionFor<R>,
    after: &Connection,
) -> Result<(), AppError> {
    let form = steward.catalogue().form(&after.connector);
    if form::leads_elsewhere(form, &proof.connection().parameters, &after.parameters) {
        lookup::changeable(tx, op, change, proof.within().environment())?;
    }
    Ok(())
}

/// Gives the next credentials. Those that are used stay until the switch; a next version that was there is given up.
///
/// # Errors
/// The caller may not give the connection other credentials, or they are not what its connector asks for.
pub async fn rotate(
    steward: &Steward,
    op: &Op,
    environment: &str,
    id: ConnectionId,
    new: Rotation,
) -> Result<CredentialsView, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "connection.credentials.rotate", move |steward, tx, op, change| {
            let proof = lookup::connection::<RebindConnection>(tx, op, &environment, id)?;
            let connection = proof.connection().clone();
            check_overlap(new.overlap)?;
            for next in of_state(tx, &connection, VersionState::Next)? {
                versions::wipe_at(tx, id, next.version, op.at)?;
            }
            versions::wipe(tx, op.at)?;
            let version = SecretVersion { expires_at: new.expires_at, ..version(op, new.switch_at, new.overlap) };
            let given = Given { credentials: &new.credentials, version };
            let version = give(steward, tx, op, proof.within(), &connection, given)?;
            if new.switch_at.is_some_and(|at| at <= op.at) {
                versions::switch(tx, &connection, version, op.at.plus_millis(new.overlap))?;
            }
            let detail = json!({"version": version, "switchAt": new.switch_at.map(|at| at.to_string())});
            change.of(Some(connection.environment), object(id), detail);
            view(tx, &connection, op.at)
        })
        .await
}

/// Uses another version from now on: the next one, or the one that is named. The others open for as long as was said when it was
/// given, and are wiped then.
///
/// # Errors
/// The caller may not give the connection other credentials; there is no such version, or its secret is gone.
pub async fn switch(
    steward: &Steward,
    op: &Op,
    environment: &str,
    id: ConnectionId,
    version: Option<i64>,
) -> Result<CredentialsView, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "connection.credentials.switch", move |_, tx, op, change| {
            let proof = lookup::connection::<RebindConnection>(tx, op, &environment, id)?;
            let connection = proof.connection().clone();
            let all = versions::list(tx, id)?;
            let to = match version {
                Some(wanted) => all.into_iter().find(|it| it.version == wanted && !it.is_wiped),
                None => of_state(tx, &connection, VersionState::Next)?.into_iter().next(),
            };
            let to = to.ok_or_else(|| {
                AppError::new(
                    ErrorKind::Conflict,
                    ErrorCode::SecretVersionGone,
                    "The connection has no such version to switch to: it was never given, or is wiped.",
                )
                .with_hint("Give the next credentials with `rotate` first.")
            })?;
            versions::switch(tx, &connection, to.version, op.at.plus_millis(to.overlap))?;
            let detail = json!({"before": connection.secret_version, "after": to.version});
            change.of(Some(connection.environment), object(id), detail);
            view(tx, &connection, op.at)
        })
        .await
}

/// Switches the versions whose time has come, and wipes those that have had theirs.
///
/// # Errors
/// The store's.
pub async fn keep(steward: &Steward) -> Result<(), AppError> {
    let now = steward.now();
    let is_due =
        steward.read(move |_, tx| Ok(!versions::due(tx, now)?.is_empty() || versions::is_to_wipe(tx, now)?)).await?;
    if !is_due {
        return Ok(());
    }
    let work = move |tx: &mut Tx<'_>| {
        tx.one_at_a_time()?;
        for due in versions::due(tx, now)? {
            let Some(connection) = connections::by_id(tx, due.environment, due.connection)? else { continue };
            versions::switch(tx, &connection, due.version, now.plus_millis(due.overlap))?;
            let mut change = Change::new("connection.credentials.switch");
            let detail =
                json!({"before": connection.secret_version, "after": due.version, "wasDue": due.switch_at.to_string()});
            change.of(Some(due.environment), object(due.connection), detail);
            change.write(tx, &Written { actor: None, at: now, correlation: Uuid::now_v7() })?;
        }
        versions::wipe(tx, now)?;
        Ok(())
    };
    steward.store().write(work).await
}

/// The version of a connection's credentials that is used, for the moment of a call. The caller is the run that uses it.
///
/// # Errors
/// The secret does not open.
pub fn current(steward: &Steward, tx: &mut Tx<'_>, connection: &Connection) -> Result<Credentials, AppError> {
    match versions::sealed(tx, connection.id, connection.secret_version)? {
        Some(sealed) => form::from_secret(&steward.keys().open(&sealed, belongs(connection))?),
        None => Ok(Credentials::new()),
    }
}

pub(super) struct Given<'a> {
    pub(super) credentials: &'a Credentials,
    pub(super) version: SecretVersion,
}

/// Gives a connection credentials that are used at once, in place of all others.
pub(super) fn give_first<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<R>,
    connection: &Connection,
    given: Given<'_>,
) -> Result<(), AppError> {
    if given.credentials.is_empty() {
        let form = steward.catalogue().form(&connection.connector);
        form::check(form, &connection.parameters, given.credentials)?;
        return Ok(versions::none(tx, connection, op.at)?);
    }
    let version = give(steward, tx, op, proof, connection, given)?;
    versions::switch(tx, connection, version, op.at)?;
    versions::wipe(tx, op.at)?;
    Ok(())
}

fn give<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<R>,
    connection: &Connection,
    Given { credentials, version }: Given<'_>,
) -> Result<i64, AppError> {
    form::check(steward.catalogue().form(&connection.connector), &connection.parameters, credentials)?;
    let refers = credentials.values().any(|it| matches!(it, Credential::Reference(_)));
    // What the server can fetch is not what everybody who makes flows may send to an address of theirs.
    if refers && !proof.may(EnvironmentAction::ManageConnections) {
        return Err(AppError::forbidden("refer to secrets elsewhere", "the role admin in the environment"));
    }
    let new = SecretVersion { created_by: op.id(), created_at: op.at, ..version };
    let sealed = steward.keys().seal(&to_secret(credentials), belongs(connection))?;
    Ok(versions::add(tx, connection.id, &new, &sealed)?)
}

/// A version that somebody gives now.
pub(super) fn version(op: &Op, switch_at: Option<Timestamp>, overlap: i64) -> SecretVersion {
    SecretVersion {
        version: 0,
        created_by: op.id(),
        created_at: op.at,
        expires_at: None,
        switch_at,
        overlap,
        wipe_at: None,
        is_wiped: false,
    }
}

fn check_overlap(overlap: i64) -> Result<(), AppError> {
    if (0..=LONGEST_OVERLAP).contains(&overlap) {
        return Ok(());
    }
    Err(AppError::invalid("The former credentials open for 0 to 90 days after the switch.").at("overlapHours"))
}

fn of_state(tx: &mut Tx<'_>, connection: &Connection, state: VersionState) -> Result<Vec<SecretVersion>, AppError> {
    let all = versions::list(tx, connection.id)?;
    Ok(all.into_iter().filter(|version| state_of(connection, version) == state).collect())
}

fn state_of(connection: &Connection, version: &SecretVersion) -> VersionState {
    match version {
        SecretVersion { is_wiped: true, .. } => VersionState::Wiped,
        version if version.version == connection.secret_version => VersionState::Current,
        SecretVersion { wipe_at: Some(_), .. } => VersionState::Former,
        _ => VersionState::Next,
    }
}

/// A connection's credentials as they are now.
fn view(tx: &mut Tx<'_>, connection: &Connection, at: Timestamp) -> Result<CredentialsView, AppError> {
    let found = connections::by_id(tx, connection.environment, connection.id)?;
    let connection = found.ok_or_else(|| AppError::not_found(format!("connection {}", connection.id)))?;
    let mut people = People::at(at);
    let mut shown = Vec::new();
    for version in versions::list(tx, connection.id)? {
        let created_by = people.chip(tx, version.created_by)?;
        shown.push(VersionView { state: state_of(&connection, &version), created_by, version });
    }
    Ok(CredentialsView { connection, versions: shown })
}

fn belongs(connection: &Connection) -> Belongs {
    Belongs { environment: Some(connection.environment), owner: connection.owner.0 }
}
