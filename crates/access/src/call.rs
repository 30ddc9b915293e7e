//! Whether a call may be made, and as whom: everything that a run asks before each call through a connection.
//!
//! The run asks it of its transaction. The previews and the leaver simulation ask it through [`resolve`](crate::resolve::resolve), and so
//! cannot come to another answer.

use model::{ActingIdentity, Connection, ConnectionMode, EnvironmentId, Principal, PrincipalId, RunFacts, Timestamp};

use crate::{
    acting::{Acting, ActingSettings, ActionConnection, Refusal, acting_as, effective_mode, run_only_user},
    role::Membership,
    validity::ConnectionState,
};

/// Where facts about people come from.
pub trait Directory {
    /// Why a fact cannot be had.
    type Error;

    /// When the call is made.
    fn now(&self) -> Timestamp;

    /// Who an id names.
    ///
    /// # Errors
    /// The directory's.
    fn principal(&mut self, id: PrincipalId) -> Result<Option<Principal>, Self::Error>;

    /// Whether somebody [may act on behalf](may_act_on_behalf) of others in an environment.
    ///
    /// # Errors
    /// The directory's.
    fn may_act_on_behalf(&mut self, environment: EnvironmentId, id: PrincipalId) -> Result<bool, Self::Error>;
}

/// What a call goes through.
#[derive(Clone, Copy, Debug)]
pub struct Through<'a> {
    /// What people call its connection reference.
    pub reference: &'a str,
    /// How it uses the reference.
    pub mode: ConnectionMode,
    /// What the reference is bound to.
    pub bound: Option<&'a Connection>,
    /// The connection that the caller of a button or app flow has for the connector.
    pub callers_own: Option<&'a Connection>,
}

/// A call that may be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Permitted {
    /// The connection that makes it.
    pub connection: Connection,
    /// Who acts, and what the run is marked with.
    pub acting: Acting,
}

/// A call that may not be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Denied {
    /// Why.
    pub refusal: Refusal,
    /// Who would have acted, where that is known.
    pub acting: Option<ActingIdentity>,
}

impl From<Refusal> for Denied {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, acting: None }
    }
}

/// Decides a call: as whom it acts, whether the connection is valid, whether acting on behalf of somebody is allowed, and whether that
/// somebody is active. The privileges on a row are asked by the tables, when the row is there.
///
/// # Errors
/// The directory's.
pub fn decide<D: Directory>(
    directory: &mut D,
    through: &Through<'_>,
    facts: &RunFacts,
    settings: &ActingSettings,
) -> Result<Result<Permitted, Denied>, D::Error> {
    let Some(connection) = through.bound.or(through.callers_own) else {
        // What the caller is to provide is not missing because nothing is bound.
        let provided =
            (through.mode == ConnectionMode::RunOnlyUser).then(|| run_only_user(facts, None).err()).flatten();
        return Ok(Err(provided.unwrap_or_else(|| not_configured(through.reference)).into()));
    };
    let used = ActionConnection {
        mode: effective_mode(through.mode, &connection.connector),
        connection: connection.id,
        principal: connection.owner,
    };
    let callers_own = through.callers_own.map(|own| own.id);
    let mut acting = match acting_as(facts.run_as, &used, facts, settings, callers_own) {
        Ok(acting) => acting,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let connection = through.callers_own.filter(|own| own.id == acting.identity.connection).unwrap_or(connection);
    acting.identity.secret_version = connection.secret_version;
    Ok(match usable(directory, connection, &acting.identity)? {
        None => Ok(Permitted { connection: connection.clone(), acting }),
        Some(refusal) => Err(Denied { refusal, acting: Some(acting.identity) }),
    })
}

/// Why a connection is not valid now; `None` if it is.
///
/// # Errors
/// The directory's.
pub fn invalid<D: Directory>(directory: &mut D, connection: &Connection) -> Result<Option<Refusal>, D::Error> {
    let now = directory.now();
    Ok(match directory.principal(connection.owner)? {
        None => Some(Refusal::owner_gone(&connection.display_name)),
        Some(owner) => ConnectionState::of(connection, &owner, now).check().err().map(Refusal::from),
    })
}

/// Why the identity may not be used now: the connection is not valid, it may not act on behalf of others, or who it acts for is disabled.
fn usable<D: Directory>(
    directory: &mut D,
    connection: &Connection,
    acting: &ActingIdentity,
) -> Result<Option<Refusal>, D::Error> {
    if let Some(refusal) = invalid(directory, connection)? {
        return Ok(Some(refusal));
    }
    if acting.impersonator.is_none() {
        return Ok(None);
    }
    if !directory.may_act_on_behalf(connection.environment, connection.owner)? {
        let owner = directory.principal(connection.owner)?;
        return Ok(owner.map(|owner| may_not_act_on_behalf(&owner, connection)));
    }
    let (effective, now) = (directory.principal(acting.principal)?, directory.now());
    let is_active = effective.as_ref().is_some_and(|it| it.is_active(now));
    Ok((!is_active).then(|| user_disabled(acting, effective.as_ref(), now)))
}

/// Whether somebody may act on behalf of others in an environment: by a security role, or by administering it. Source:
/// `prvActOnBehalfOfAnotherUser` is in the roles Delegate and System Administrator.
pub fn may_act_on_behalf(by_security_role: bool, membership: &Membership) -> bool {
    by_security_role || membership.administers()
}

pub(crate) fn not_configured(reference: &str) -> Refusal {
    let message = format!(
        "The connection reference `{reference}` is not bound to a connection. An owner of the flow can bind it."
    );
    Refusal { code: "ConnectionNotConfigured", status: 401, message }
}

/// Source: the text of the error 0x80040225 of the Dataverse Web API.
fn user_disabled(acting: &ActingIdentity, user: Option<&Principal>, now: Timestamp) -> Refusal {
    let mut message =
        format!("The specified user(Id = {}) is disabled. Consider enabling this user.", acting.principal);
    if let Some((user, ended)) = user.and_then(|user| Some((user, user.ended(now)?))) {
        let who = format!("{} ({}) {ended}", user.display_name, user.name);
        message.push_str(&format!(
            " Additional Details: {who}. A co-owner of the flow can change whose identity the action uses."
        ));
    }
    Refusal { code: Refusal::USER_DISABLED, status: 403, message }
}

fn may_not_act_on_behalf(owner: &Principal, connection: &Connection) -> Refusal {
    let message = format!(
        "{} ({}), the owner of the connection `{}`, is missing prvActOnBehalfOfAnotherUser privilege. An administrator of the environment can give it with a security role that may act on behalf of others.",
        owner.display_name, owner.name, connection.display_name
    );
    Refusal { code: Refusal::MAY_NOT_ACT_ON_BEHALF, status: 403, message }
}
