//! Calls through a connection for HTTP. Source: operation `InvokeHttp` of `shared_webcontents`.

use std::sync::Arc;

use app::{
    connections::{Credential, Credentials, credentials},
    start::Prepared,
};
use connectors::http::{Answer, Authentication, Connected, Failure};
use engine::{Asks, Call, Outcome};
use model::{ActingIdentity, Connection, ConnectorName, RunFacts};
use store::{StoreError, connections, environments};
use tracing::warn;
use wdl::{Object, Value, definition::Kind};

use crate::{
    context::acting_as::{self, Context},
    run::active::Active,
    runtime::Runtime,
};

/// How long a connection counts as refused at least, in microseconds.
const AT_LEAST: u64 = 60_000_000;

/// A call, with what decides whose it is.
pub(crate) struct Invocation {
    prepared: Arc<Prepared>,
    facts: RunFacts,
    call: Call,
}

/// What a call is made with.
struct Ready {
    context: Context,
    credentials: Credentials,
    environment: String,
}

impl Invocation {
    /// The call of a run.
    pub(crate) fn of(active: &Active, call: Call) -> Self {
        Self { prepared: active.prepared.clone(), facts: active.facts.clone(), call }
    }
}

/// Whether an action calls the world through a connection.
pub(crate) fn is_for(kind: &Kind) -> bool {
    matches!(kind, Kind::Connector(action) if ConnectorName::new(&action.api).as_str() == ConnectorName::HTTP)
}

/// Makes the call and says how it ended.
pub(crate) async fn call(runtime: &Runtime, invocation: Invocation) -> Outcome {
    #[cfg(test)]
    if let Some(outcome) = crate::simulation::world::called(&invocation.call) {
        return outcome.await;
    }
    let Invocation { prepared, facts, call } = invocation;
    let (steward, asked) = (runtime.0.steward.clone(), call.clone());
    let decided = runtime.0.steward.store().read(move |tx| {
        let context = match acting_as::resolve(tx, &prepared, &facts, &asked, steward.now())? {
            Ok(context) => context,
            Err(outcome) => return Ok::<_, StoreError>(Err(outcome)),
        };
        let environment = environments::by_id(tx, context.connection.environment)?.map(|it| it.name);
        let credentials = match credentials::current(&steward, tx, &context.connection) {
            Ok(credentials) => credentials,
            Err(error) => return Ok(Err(Outcome::failed("SecretUnavailable", error.message))),
        };
        Ok(Ok(Ready { context, credentials, environment: environment.unwrap_or_default() }))
    });
    let ready = match decided.await {
        Ok(Ok(ready)) => ready,
        Ok(Err(outcome)) => return outcome,
        Err(error) => {
            warn!("A connection could not be read: {error}");
            let outcome = Outcome::failed("ServiceUnavailable", "The connection could not be read for now.");
            return Outcome { may_retry: true, ..outcome };
        }
    };
    let acting: Option<ActingIdentity> = Some(ready.context.acting.clone());
    if let Some(outcome) = refusal(&ready.context) {
        return outcome.acting_as(acting);
    }
    let made = make(runtime, &ready, &call).await;
    if let Ok(answer) = &made {
        heard(runtime, &ready.context.connection, answer.status).await;
    }
    let outcome = match made {
        Ok(Answer { status, outputs, retry_after, poll, .. }) => {
            Outcome { retry_after, poll: poll.map(Arc::from), ..Outcome::answered(status, outputs) }
        }
        Err(failure) => Outcome { may_retry: failure.may_retry, ..Outcome::failed(failure.code, failure.message) },
    };
    outcome.acting_as(acting)
}

fn refusal(context: &Context) -> Option<Outcome> {
    let connector = &context.connection.connector;
    if connector.as_str() != ConnectorName::HTTP {
        let message = format!("The action calls HTTP, and its connection is for `{connector}`. Bind another one.");
        return Some(Outcome::failed("ConnectorNotAvailable", message));
    }
    (&*context.action.operation != "InvokeHttp").then(|| {
        let message = format!("The connector `{connector}` has no operation `{}` here.", context.action.operation);
        Outcome::failed("WorkflowOperationInputsApiOperationNotFound", message)
    })
}

async fn make(runtime: &Runtime, ready: &Ready, call: &Call) -> Result<Answer, Failure> {
    let connected = connected(runtime, &ready.context.connection, &ready.credentials, &ready.environment).await?;
    match &call.what {
        Asks::Poll(address) => runtime.0.http.poll_as(&connected, address).await,
        _ => runtime.0.http.invoke(&connected, &call.inputs, &call.idempotency_key).await,
    }
}

/// Where a connection leads and who calls, with secrets that are kept elsewhere fetched now.
pub(super) async fn connected(
    runtime: &Runtime,
    connection: &Connection,
    credentials: &Credentials,
    environment: &str,
) -> Result<Connected, Failure> {
    let mut secrets = Object::new();
    for (name, credential) in credentials {
        let secret = match credential {
            Credential::Value(secret) => secret.expose_text().unwrap_or_default().to_owned(),
            Credential::Reference(reference) => runtime.0.config.secrets.fetch(reference, environment).await?,
        };
        secrets.insert(name.as_str(), Value::from(secret));
    }
    let plain = |name: &str| connection.parameters.get(name).cloned().unwrap_or_default();
    let secret = |name: &str| secrets.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let authentication = match plain("authentication").as_str() {
        "basic" => Authentication::Basic { username: plain("username"), password: secret("password") },
        "apiKey" => Authentication::Header { name: plain("header"), scheme: "", secret: secret("key") },
        "bearer" => Authentication::Header { name: "authorization".into(), scheme: "Bearer ", secret: secret("token") },
        "oauth" => {
            for name in ["authority", "tenant", "audience", "clientId"] {
                secrets.insert(name, Value::from(plain(name)));
            }
            Authentication::OAuth(Value::Object(secrets))
        }
        _ => Authentication::None,
    };
    Connected::new(&plain("baseUrl"), authentication)
}

/// Keeps what the answer says about the connection, where that is news: a run in good order writes nothing.
async fn heard(runtime: &Runtime, connection: &Connection, status: u16) {
    let now = runtime.0.steward.now();
    let news = match (status, connection.failing_since) {
        (401 | 403, None) => Connection { failing_since: Some(now), ..connection.clone() },
        // A target that refuses one thing and gives another must not have this written at each call.
        (..=399, Some(since)) if now.micros_since(since) >= AT_LEAST => {
            Connection { failing_since: None, accepted_at: connection.accepted_at.or(Some(now)), ..connection.clone() }
        }
        (..=399, None) if connection.secret_version > 0 && connection.accepted_at.is_none() => {
            Connection { accepted_at: Some(now), ..connection.clone() }
        }
        _ => return,
    };
    let kept = runtime.0.steward.store().write(move |tx| connections::set_heard(tx, &news)).await;
    if let Err(error) = kept {
        warn!("What a target says of a connection could not be kept: {error}");
    }
}
