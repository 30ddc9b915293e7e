//! The acting identity of one call: what its connection reference is bound to now, who that connection belongs to, and what the
//! decision table says. The decision itself is `access`'s.

use access::{ActionConnection, AuthenticationFailed, ConnectionState, acting_as};
use app::RowCaller;
use engine::{Call, Outcome};
use model::{ActingIdentity, Connection, ConnectionMode, Principal, StartKind, Timestamp};
use store::{StoreError, Tx, connections, flows, principals, roles};
use wdl::{
    Object, Value,
    definition::{ConnectorAction, Kind, ReferenceMode},
};

use crate::{run::active::Active, runtime::Runtime};

/// A call with its identity decided.
pub(crate) struct Context {
    /// What is called.
    pub(crate) action: ConnectorAction,
    /// The connection that makes the call.
    pub(crate) connection: Connection,
    /// How many items its pages are read for.
    pub(crate) minimum_items: Option<u32>,
    /// Who acts, and by which rule.
    pub(crate) acting: ActingIdentity,
    /// The same, as the tables want to know it.
    pub(crate) caller: RowCaller,
}

/// Decides the identity of a call. The inner error is how the call ends without one.
pub(crate) fn resolve(
    tx: &mut Tx<'_>,
    runtime: &Runtime,
    active: &Active,
    call: &Call,
) -> Result<Result<Context, Outcome>, StoreError> {
    let prepared = &active.prepared;
    let described = prepared.flow.definition.action(call.place.action);
    let Some(Kind::Connector(action)) = described.map(|action| &action.kind) else {
        return Ok(Err(Outcome::failed("InternalError", "The call is of no connector.")));
    };
    let key = &*action.reference_key;
    let reference = prepared.reference(key);
    let mode = match reference.map(|reference| reference.mode) {
        Some(ReferenceMode::Impersonate) => ConnectionMode::Impersonate,
        Some(ReferenceMode::Invoker) => ConnectionMode::RunOnlyUser,
        Some(ReferenceMode::Embedded) | None => ConnectionMode::Own,
    };
    let logical_name = reference.and_then(|reference| reference.logical_name.as_deref());
    let bound = flows::connections::connection_for(tx, prepared.environment, prepared.key, key, logical_name)?;
    let connection = match bound {
        Some(bound) => connections::by_id(tx, prepared.environment, bound)?,
        None => None,
    };
    let callers_own = callers_own(tx, active, mode, reference.map_or("", |reference| &reference.connector))?;
    let Some(connection) = connection.or_else(|| callers_own.clone()) else {
        let what = logical_name.unwrap_or(key);
        return Ok(Err(refused(
            401,
            "ConnectionNotConfigured",
            format!(
                "The connection reference `{what}` is not bound to a connection. An owner of the flow can bind it."
            ),
        )));
    };
    let mode = access::acting::effective_mode(mode, &connection.connector);
    let bound_to = ActionConnection { mode, connection: connection.id, principal: connection.owner };
    let settings = app::environments::acting_settings(tx, prepared.environment)?;
    let acting = match acting_as(
        active.facts.run_as,
        &bound_to,
        &active.facts,
        &settings,
        callers_own.as_ref().map(|own| own.id),
    ) {
        Ok(acting) => acting.identity,
        Err(refusal) => return Ok(Err(refused(refusal.status, refusal.code, refusal.message))),
    };
    let connection = callers_own.filter(|own| own.id == acting.connection).unwrap_or(connection);
    if let Some(outcome) = check(tx, runtime, &connection, &acting)? {
        return Ok(Err(outcome.acting_as(Some(acting))));
    }
    let caller = RowCaller { effective: acting.principal, impersonator: acting.impersonator };
    let minimum_items = described.and_then(|action| action.options.minimum_items);
    Ok(Ok(Context { action: action.clone(), connection, minimum_items, acting, caller }))
}

/// The connection that the caller of a button or app flow has for the connector.
fn callers_own(
    tx: &mut Tx<'_>,
    active: &Active,
    mode: ConnectionMode,
    connector: &str,
) -> Result<Option<Connection>, StoreError> {
    let (ConnectionMode::RunOnlyUser, StartKind::Button | StartKind::Resubmit, Some(invoker)) =
        (mode, active.facts.start, active.facts.invoker)
    else {
        return Ok(None);
    };
    let connector = model::ConnectorName::new(connector);
    connections::of_owner_for(tx, active.prepared.environment, invoker, &connector)
}

/// Whether the identity may be used now: the connection is valid, the principal active, and acting on behalf of another allowed.
fn check(
    tx: &mut Tx<'_>,
    runtime: &Runtime,
    connection: &Connection,
    acting: &ActingIdentity,
) -> Result<Option<Outcome>, StoreError> {
    let now = runtime.steward().now();
    let Some(owner) = principals::by_id(tx, connection.owner)? else {
        return Ok(Some(refused(
            401,
            AuthenticationFailed::CODE,
            format!("Authentication failed: the owner of the connection `{}` is gone.", connection.display_name),
        )));
    };
    let state = ConnectionState {
        name: connection.display_name.clone(),
        connector: connection.connector.to_string(),
        owner_display_name: owner.display_name.clone(),
        owner_name: owner.name.clone(),
        owner_ended: owner.ended(now),
    };
    if let Err(failed) = state.check() {
        return Ok(Some(refused(AuthenticationFailed::STATUS, AuthenticationFailed::CODE, failed.to_string())));
    }
    if acting.impersonator.is_some() {
        if !roles::may_act_on_behalf(tx, connection.environment, owner.id)? {
            return Ok(Some(may_not_act_on_behalf(&owner, connection)));
        }
        let effective = principals::by_id(tx, acting.principal)?;
        if effective.as_ref().is_none_or(|effective| !effective.is_active(now)) {
            return Ok(Some(user_disabled(acting, effective.as_ref(), now)));
        }
    }
    Ok(None)
}

/// Source: the text of the error 0x80040225 of the Dataverse Web API.
fn user_disabled(acting: &ActingIdentity, user: Option<&Principal>, now: Timestamp) -> Outcome {
    let mut message =
        format!("The specified user(Id = {}) is disabled. Consider enabling this user.", acting.principal);
    if let Some((user, ended)) = user.and_then(|user| Some((user, user.ended(now)?))) {
        let who = format!("{} ({}) {ended}", user.display_name, user.name);
        message.push_str(&format!(
            " Additional Details: {who}. A co-owner of the flow can change whose identity the action uses."
        ));
    }
    refused(403, "0x80040225", message)
}

fn may_not_act_on_behalf(owner: &Principal, connection: &Connection) -> Outcome {
    let message = format!(
        "{} ({}), the owner of the connection `{}`, is missing prvActOnBehalfOfAnotherUser privilege. An administrator of the environment can give it with a security role that may act on behalf of others.",
        owner.display_name, owner.name, connection.display_name
    );
    refused(403, "CannotActOnBehalfOfAnotherUser", message)
}

/// A call that ended before it was made, in the shape of an answer, so that flows can look at its status.
pub(crate) fn refused(status: u16, code: &'static str, message: String) -> Outcome {
    let error = Object::from([("code", Value::from(code)), ("message", Value::from(message.as_str()))]);
    let body = Object::from([("error", Value::Object(error))]);
    let outputs = Object::from([("statusCode", Value::Int(i64::from(status))), ("body", Value::Object(body))]);
    Outcome::failed(code, message).with_outputs(Value::Object(outputs))
}
