//! Trying connections: one call with what a run would call with, for somebody who asks or because nobody has for a day.

use std::time::{Duration, Instant};

use app::{
    AppError, Op,
    connections::{
        ConnectionView,
        probes::{self, ProbeView, Trial, Verdict},
    },
};
use connectors::http::{Answer, Failure};
use model::{ConnectionId, ConnectorName, ProbeOutcome};
use store::{StoreError, turns};
use tracing::warn;
use uuid::Uuid;
use wdl::{Object, Value};

use super::invoke;
use crate::{runtime::Runtime, tasks};

/// How often it looks for connections that are due.
const EVERY: Duration = Duration::from_secs(60);
/// How many it tries at a look.
const AT_A_LOOK: u32 = 10;

impl Runtime {
    /// Tries a connection: with a call where it leads to others, and by what is known where it leads to our own tables. It takes the
    /// right to use it.
    ///
    /// # Errors
    /// The caller may not know of the connection, or may not use it.
    pub async fn try_connection(
        &self,
        op: &Op,
        environment: &str,
        id: ConnectionId,
    ) -> Result<(ProbeView, ConnectionView), AppError> {
        let trial = probes::begin(self.steward(), op, environment, id).await?;
        let (verdict, took) = self.judge(&trial).await;
        probes::record(self.steward(), op, trial, verdict, took).await
    }

    async fn judge(&self, trial: &Trial) -> (Verdict, i64) {
        if let Some(known) = &trial.known {
            return (known.clone(), 0);
        }
        let (began, limit) = (Instant::now(), self.0.config.probes.timeout);
        let verdict = match tasks::timeout(limit, self.call(trial)).await {
            Ok(Ok(answer)) => answered(&answer),
            Ok(Err(failure)) => unreachable(failure.message, failure.code),
            Err(_) => unreachable(format!("The target did not answer within {} seconds.", limit.as_secs_f32()), ""),
        };
        (verdict, i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    async fn call(&self, trial: &Trial) -> Result<Answer, Failure> {
        let connection = &trial.connection;
        if connection.connector.as_str() != ConnectorName::HTTP {
            let message = format!("There is no connector `{}` here.", connection.connector);
            return Err(Failure { code: "ConnectorNotAvailable", message, may_retry: false });
        }
        let connected = invoke::connected(self, connection, &trial.credentials, &trial.environment).await?;
        let plain = |name: &str| connection.parameters.get(name).filter(|text| !text.trim().is_empty());
        let address = plain("testPath").or(plain("baseUrl")).cloned().unwrap_or_default();
        let parameters = Object::from([("request/method", Value::from("GET")), ("request/url", Value::from(address))]);
        self.0.http.invoke(&connected, &Value::Object(parameters), &Uuid::now_v7().to_string()).await
    }
}

fn unreachable(message: String, raw: impl Into<String>) -> Verdict {
    Verdict { outcome: ProbeOutcome::Unreachable, message, raw: raw.into() }
}

/// What an answer says of the connection. Redirects are not followed, as in a run.
fn answered(answer: &Answer) -> Verdict {
    let status = answer.status;
    let (outcome, message) = match status {
        ..=299 => (ProbeOutcome::Accepted, "The target accepts the connection.".to_owned()),
        401 | 403 => (
            ProbeOutcome::Refused,
            format!("The target refuses the credentials ({status}). Give it others, or sign in anew."),
        ),
        300..=399 => (
            ProbeOutcome::Unclear,
            format!(
                "The target redirects elsewhere ({status}), which is not followed. Name a path that answers as `testPath`."
            ),
        ),
        500.. => (ProbeOutcome::Unclear, format!("The target has a problem of its own ({status}). Try again later.")),
        _ => (
            ProbeOutcome::Unclear,
            format!(
                "The target answers {status}, which says nothing of the credentials. Name a path that it has as `testPath`."
            ),
        ),
    };
    let body = answer.outputs.get("body").map(|body| match body.as_str() {
        Some(text) => text.to_owned(),
        None => String::from_utf8_lossy(&body.to_json()).into_owned(),
    });
    Verdict { outcome, message, raw: format!("{status} {}", body.unwrap_or_default()).trim_end().to_owned() }
}

/// Tries connections that flows rely on and nobody has tried for long, on one server at a time, until the runtime stops.
pub(crate) async fn keep(runtime: Runtime) {
    let Some(every) = runtime.0.config.probes.every else { return };
    let mut stopping = runtime.0.stopping.subscribe();
    while !runtime.is_stopping() {
        if let Err(failed) = try_due(&runtime, every).await {
            warn!("Connections that are due could not be tried: {failed}");
        }
        tokio::select! {
            biased;
            () = tasks::sleep(EVERY) => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

async fn try_due(runtime: &Runtime, every: Duration) -> Result<(), AppError> {
    let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    let since = runtime.steward().now().plus_millis(-millis(every));
    let due = probes::due(runtime.steward(), since, AT_A_LOOK).await?;
    let (node, turn) = (runtime.node(), millis(EVERY + runtime.0.config.probes.timeout * AT_A_LOOK));
    let take = move |tx: &mut store::Tx<'_>| turns::take(tx, "probes", node, turn);
    if due.is_empty() || !runtime.steward().store().write::<_, StoreError>(take).await? {
        return Ok(());
    }
    for (environment, id) in due {
        if runtime.is_stopping() {
            break;
        }
        let Some(trial) = probes::begin_by_itself(runtime.steward(), environment, id).await? else { continue };
        let (verdict, took) = runtime.judge(&trial).await;
        probes::record_by_itself(runtime.steward(), trial, verdict, took).await?;
    }
    Ok(())
}
