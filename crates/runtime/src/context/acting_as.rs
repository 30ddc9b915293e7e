//! The acting identity of one call: what its connection reference is bound to now. What follows from that is decided by `access`.

use access::{Denied, Permitted, Through};
use app::{RowCaller, directory::InStore, start::Prepared};
use engine::{Call, Outcome};
use model::{ActingIdentity, Connection, ConnectionMode, RunFacts, StartKind, Timestamp};
use store::{StoreError, Tx, connections, flows};
use wdl::{
    Object, Value,
    definition::{ConnectorAction, Kind, ReferenceMode},
};

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
    prepared: &Prepared,
    facts: &RunFacts,
    call: &Call,
    now: Timestamp,
) -> Result<Result<Context, Outcome>, StoreError> {
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
    let callers_own = callers_own(tx, prepared, facts, mode, reference.map_or("", |reference| &reference.connector))?;
    let through = Through {
        reference: logical_name.unwrap_or(key),
        mode,
        bound: connection.as_ref(),
        callers_own: callers_own.as_ref(),
    };
    let settings = app::environments::acting_settings(tx, prepared.environment)?;
    let (connection, acting) = match access::decide(&mut InStore::at(tx, now), &through, facts, &settings)? {
        Ok(Permitted { connection, acting }) => (connection, acting.identity),
        Err(Denied { refusal, acting }) => {
            return Ok(Err(refused(refusal.status, refusal.code, refusal.message).acting_as(acting)));
        }
    };
    let caller = RowCaller { effective: acting.principal, impersonator: acting.impersonator };
    let minimum_items = described.and_then(|action| action.options.minimum_items);
    Ok(Ok(Context { action: action.clone(), connection, minimum_items, acting, caller }))
}

/// The connection that the caller of a button or app flow has for the connector.
fn callers_own(
    tx: &mut Tx<'_>,
    prepared: &Prepared,
    facts: &RunFacts,
    mode: ConnectionMode,
    connector: &str,
) -> Result<Option<Connection>, StoreError> {
    let (ConnectionMode::RunOnlyUser, StartKind::Button | StartKind::Resubmit, Some(invoker)) =
        (mode, facts.start, facts.invoker)
    else {
        return Ok(None);
    };
    let connector = model::ConnectorName::new(connector);
    connections::of_owner_for(tx, prepared.environment, invoker, &connector)
}

/// A call that ended before it was made, in the shape of an answer, so that flows can look at its status.
pub(crate) fn refused(status: u16, code: &'static str, message: String) -> Outcome {
    let error = Object::from([("code", Value::from(code)), ("message", Value::from(message.as_str()))]);
    let body = Object::from([("error", Value::Object(error))]);
    let outputs = Object::from([("statusCode", Value::Int(i64::from(status))), ("body", Value::Object(body))]);
    Outcome::failed(code, message).with_outputs(Value::Object(outputs))
}
