//! Outbound HTTP: the `Http` action.

mod chunks;
mod connected;
mod pages;
mod received;
mod request;
mod token;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::BytesMut;
use futures_util::StreamExt;
use reqwest::{
    Client,
    header::{AUTHORIZATION, HeaderName, HeaderValue},
    redirect,
};
use wdl::{Object, Value};

pub use connected::{Authentication, Connected};
use received::Received;
pub use request::Request;

use crate::guard::{GuardedResolver, Policy, Refused};

/// How long one call may take. Source: outbound synchronous request limit.
const TIMEOUT: Duration = Duration::from_secs(120);
/// The largest answer. Source: message size limit.
const LARGEST: usize = 104_857_600;

/// The status of a call that was accepted and is answered later.
const ACCEPTED: u16 = 202;

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
    /// Who answered: the address that was called.
    pub url: String,
    /// How many bytes the body has.
    pub size: usize,
    /// How long the target asks to wait, in milliseconds.
    pub retry_after: Option<i64>,
    /// The target has only accepted the call (202), and says at this address what becomes of it.
    pub poll: Option<String>,
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
        self.send(keyed(self.request(inputs).await?, idempotency_key)?).await
    }

    /// Asks at an address what has become of a call that was accepted, as whoever made it.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn poll(&self, inputs: &Value, address: &str) -> Result<Answer, Failure> {
        let mut answer = self.follow(inputs, address).await?;
        if answer.status == ACCEPTED {
            answer.poll.get_or_insert_with(|| address.to_owned());
        }
        Ok(answer)
    }

    /// Reads on at an address that a target named, as whoever called it.
    async fn follow(&self, inputs: &Value, address: &str) -> Result<Answer, Failure> {
        let request = self.request(inputs).await?.follow(address).map_err(malformed)?;
        self.send(request).await
    }

    /// The request that inputs describe, with the token that they ask for.
    async fn request(&self, inputs: &Value) -> Result<Request, Failure> {
        let mut request = Request::from_inputs(inputs).map_err(malformed)?;
        if let Some(authentication) = inputs.get("authentication").filter(|it| token::is_wanted(it)) {
            let token = self.token(authentication).await?;
            let mut value = HeaderValue::from_str(&token).map_err(|error| malformed(error.to_string()))?;
            value.set_sensitive(true);
            request.headers.push((AUTHORIZATION, value));
        }
        Ok(request)
    }

    async fn send(&self, request: Request) -> Result<Answer, Failure> {
        self.receive(request).await.map(Answer::from)
    }

    async fn receive(&self, request: Request) -> Result<Received, Failure> {
        self.policy.check(&request.url).map_err(refused)?;
        let (url, host) = (request.url.clone(), request.url.host_str().unwrap_or_default().to_owned());
        let mut call = self.client()?.request(request.method, request.url);
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
        let mut received = Received { status, headers, body: BytesMut::new(), url };
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            received.body.extend_from_slice(&chunk.map_err(|error| failure(&host, &error))?);
            if received.body.len() > LARGEST {
                return Err(received.too_large());
            }
        }
        Ok(received)
    }
}

/// A request with a key, by which a target can tell a repetition from a new call.
fn keyed(mut request: Request, idempotency_key: &str) -> Result<Request, Failure> {
    let key = HeaderValue::from_str(idempotency_key).map_err(|error| malformed(error.to_string()))?;
    request.headers.push((HeaderName::from_static("idempotency-key"), key));
    Ok(request)
}

fn malformed(message: String) -> Failure {
    Failure { code: "BadRequest", message, may_retry: false }
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
