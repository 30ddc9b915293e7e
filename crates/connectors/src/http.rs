//! Outbound HTTP: the `Http` action.

mod request;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::BytesMut;
use futures_util::StreamExt;
use reqwest::{Client, redirect};
use wdl::{Object, Value};

pub use request::Request;

use crate::{
    content,
    guard::{GuardedResolver, Policy, Refused},
};

/// How long one call may take. Source: outbound synchronous request limit.
const TIMEOUT: Duration = Duration::from_secs(120);
/// The largest answer. Source: message size limit.
const LARGEST: usize = 104_857_600;

/// Makes calls. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Made at the first call: certificates and connections cost nothing until then.
    client: Arc<OnceLock<Client>>,
    policy: Policy,
}

/// What a target answered.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `{statusCode, headers, body}`.
    pub outputs: Value,
    /// How long the target asks to wait, in milliseconds.
    pub retry_after: Option<i64>,
}

/// A call without an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// `BadRequest`, `UnresolvableHostName`, `BadGateway`, `GatewayTimeout`, `Forbidden`.
    pub code: &'static str,
    /// What went wrong and what to do.
    pub message: String,
    /// Whether the same call may succeed later.
    pub may_retry: bool,
}

impl Caller {
    /// A caller under a policy. It keeps connections open for reuse.
    pub fn new(policy: Policy) -> Self {
        Self { client: Arc::default(), policy }
    }

    fn client(&self) -> Result<&Client, Failure> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // A second installation is refused, and the first one stays: both are the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .dns_resolver(Arc::new(GuardedResolver(self.policy.clone())))
            .timeout(TIMEOUT)
            .pool_idle_timeout(Duration::from_secs(30))
            .user_agent(concat!("steward/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Failure {
                code: "BadGateway",
                message: format!("No calls can be made from this machine: {error}."),
                may_retry: false,
            })?;
        Ok(self.client.get_or_init(|| client))
    }

    /// Makes the call that evaluated inputs of an `Http` action describe. `idempotency_key` is sent along, so that a target can tell a
    /// repetition from a new call.
    ///
    /// # Errors
    /// No answer: the inputs are no request, the guard refuses, the host cannot be found or reached, or it takes too long.
    pub async fn call(&self, inputs: &Value, idempotency_key: &str) -> Result<Answer, Failure> {
        let request = Request::from_inputs(inputs).map_err(|message| Failure {
            code: "BadRequest",
            message,
            may_retry: false,
        })?;
        self.policy.check(&request.url).map_err(refused)?;
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let mut call = self.client()?.request(request.method, request.url).header("Idempotency-Key", idempotency_key);
        for (name, value) in request.headers {
            call = call.header(name, value);
        }
        if let Some(body) = request.body {
            call = call.body(body);
        }
        let response = call.send().await.map_err(|error| failure(&host, &error))?;
        let status = response.status().as_u16();
        let mut headers = Object::new();
        for (name, value) in response.headers() {
            let value = String::from_utf8_lossy(value.as_bytes());
            let joined = headers.get(name.as_str()).and_then(Value::as_str).map(|before| format!("{before},{value}"));
            headers.insert(name.as_str(), Value::from(joined.unwrap_or_else(|| value.into_owned())));
        }
        let header = |name: &str| headers.get_ignore_case(name).and_then(Value::as_str).map(str::to_owned);
        let (content_type, retry_after) = (header("content-type"), header("retry-after"));
        let mut body = BytesMut::new();
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            body.extend_from_slice(&chunk.map_err(|error| failure(&host, &error))?);
            if body.len() > LARGEST {
                let message = format!("The answer of {host} is larger than the limit of {LARGEST} bytes.");
                return Err(Failure { code: "BadGateway", message, may_retry: false });
            }
        }
        let mut outputs =
            Object::from([("statusCode", Value::Int(i64::from(status))), ("headers", Value::Object(headers))]);
        if !body.is_empty() {
            // A target that calls something JSON which is none is shown as the text that it sent.
            let decoded = content::decode(content_type.as_deref(), &body)
                .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&body).into_owned()));
            outputs.insert("body", decoded);
        }
        let retry_after = retry_after
            .and_then(|seconds| seconds.trim().parse::<i64>().ok())
            .map(|seconds| seconds.saturating_mul(1_000));
        Ok(Answer { status, outputs: Value::Object(outputs), retry_after })
    }
}

/// The address that a `Location` names, seen from another one. `None` where it is none, or of another origin.
pub fn within_origin(from: &str, location: &str) -> Option<String> {
    let from = reqwest::Url::parse(from).ok()?;
    let found = from.join(location).ok()?;
    (found.origin() == from.origin()).then(|| found.to_string())
}

fn refused(refused: Refused) -> Failure {
    Failure { code: "Forbidden", message: format!("The call was refused: {refused}."), may_retry: false }
}

/// The failure that an error of the client is, in the words of the platform.
fn failure(host: &str, error: &reqwest::Error) -> Failure {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let mut said = String::new();
    while let Some(inner) = cause {
        if let Some(no) = inner.downcast_ref::<Refused>() {
            return refused(no.clone());
        }
        said = inner.to_string();
        cause = inner.source();
    }
    if error.is_timeout() {
        let message = format!("{host} did not answer within {} seconds.", TIMEOUT.as_secs());
        return Failure { code: "GatewayTimeout", message, may_retry: true };
    }
    if error.is_connect() && (said.contains("lookup") || said.contains("resolve") || said.contains("not known")) {
        return Failure {
            code: "UnresolvableHostName",
            message: format!("The host name {host} could not be resolved: {said}."),
            may_retry: true,
        };
    }
    Failure { code: "BadGateway", message: format!("{host} could not be reached: {said}."), may_retry: true }
}
