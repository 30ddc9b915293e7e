//! The client of the API: one server, one caller.

mod address;
mod config;
mod environment;

use std::time::Duration;

use anyhow::{Context as _, Result};
use model::ErrorCode;
use reqwest::{Method, RequestBuilder, Response, StatusCode, multipart::Form};
use serde_json::{Value, json};

pub(crate) use address::{at, below, with};
pub(crate) use config::Config;

use crate::{cli::Globals, failure::Failure};

/// How long a server may take to say something. Flows that answer may take two minutes.
const PATIENCE: Duration = Duration::from_secs(150);
const SIGN_IN: &str = "/auth/sign-in";
const SIGN_IN_CODE: &str = "/auth/sign-in/code";
const DEFAULT_URL: &str = "http://localhost:8080";

/// Makes the TLS of `ring` the one of this process. Later calls change nothing.
pub(crate) fn use_ring() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Does the work of a command that talks to a server.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    use_ring();
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// How the caller shows who it is.
#[derive(Clone)]
enum Credentials {
    Nobody,
    Token(String),
    /// What signing in gave, as it goes into the header `Cookie`.
    Session(String),
}

/// A server, and who calls it.
pub(crate) struct Api {
    http: reqwest::Client,
    base: String,
    credentials: Credentials,
    /// The environment that was asked for, where one was.
    environment: Option<String>,
}

impl Api {
    /// The server and the token of flags, of the environment, or of the file that `steward login` writes; in this order.
    pub(crate) fn of(globals: &Globals) -> Result<Self> {
        let config = Config::read()?;
        let base = globals.url.clone().or_else(|| config.url.clone()).unwrap_or_else(|| DEFAULT_URL.to_owned());
        let api = Self::at(&base)?;
        // A token is for the server that gave it, and not for any other that is named beside it.
        let kept = config.token.filter(|_| config.url.as_deref().map(trimmed) == Some(&*api.base));
        let credentials = globals.token.clone().or(kept).map_or(Credentials::Nobody, Credentials::Token);
        Ok(Self { credentials, environment: globals.environment.clone().or(config.environment), ..api })
    }

    /// A server, called by nobody.
    pub(crate) fn at(base: &str) -> Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            // Less than what servers leave an idle connection open: a request must not cross its end.
            .pool_idle_timeout(Duration::from_secs(5))
            .user_agent(concat!("steward/", env!("CARGO_PKG_VERSION")))
            .build()
            .context("the client of the API could not be made")?;
        let base = trimmed(base).to_owned();
        let is_web = reqwest::Url::parse(&base).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !is_web {
            let message = format!("`{base}` is no address of a server");
            return Err(Failure::new(message).hint("Give it as --url http://localhost:8080.").into());
        }
        Ok(Self { http, base, credentials: Credentials::Nobody, environment: None })
    }

    /// Signs in with a password, and with a code where one is wanted, and answers the same server, called by that user.
    pub(crate) async fn sign_in(
        &self,
        name: &str,
        password: &str,
        code: impl FnOnce() -> Result<String>,
    ) -> Result<Self> {
        let request = self.request(Method::POST, SIGN_IN).json(&json!({"name": name, "password": password}));
        let answer = self.send(request).await?;
        if answer.status() != StatusCode::ACCEPTED {
            return self.with_cookie(&answer);
        }
        let pending = self.with_cookie(&answer)?;
        if body(answer).await?["isFirst"] == true {
            let message = "this installation requires a second factor, and you have none";
            return Err(Failure::new(message).hint("Sign in with a browser once, to set it up.").into());
        }
        let request = pending.request(Method::POST, SIGN_IN_CODE).json(&json!({"code": code()?}));
        self.with_cookie(&self.send(request).await?)
    }

    /// The same server, called with the first cookie of an answer.
    fn with_cookie(&self, answer: &Response) -> Result<Self> {
        let cookie = answer.headers().get_all(reqwest::header::SET_COOKIE).iter().find_map(|cookie| {
            let pair = cookie.to_str().ok()?.split(';').next()?.trim();
            pair.contains('=').then(|| pair.to_owned())
        });
        let cookie = cookie.context("the server signed in and gave no session")?;
        Ok(Self {
            http: self.http.clone(),
            base: self.base.clone(),
            credentials: Credentials::Session(cookie),
            environment: self.environment.clone(),
        })
    }

    /// Where the server is.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Whether there is anything to show who calls.
    pub(crate) fn is_signed_in(&self) -> bool {
        !matches!(self.credentials, Credentials::Nobody)
    }

    /// What is there.
    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        body(self.send(self.request(Method::GET, path)).await?).await
    }

    /// As [`get`](Self::get), where what is there is no JSON.
    pub(crate) async fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        let answer = self.send(self.request(Method::GET, path)).await?;
        Ok(answer.bytes().await.context("the answer broke off")?.to_vec())
    }

    /// Copies what is there as it arrives.
    pub(crate) async fn copy(&self, path: &str, to: &mut impl std::io::Write) -> Result<()> {
        let mut answer = self.send(self.request(Method::GET, path)).await?;
        while let Some(bytes) = answer.chunk().await.context("the answer broke off")? {
            to.write_all(&bytes).context("the answer could not be written")?;
        }
        Ok(())
    }

    /// Asks for something to be done. Null where the answer has no content.
    pub(crate) async fn post(&self, path: &str, content: Option<&Value>) -> Result<Value> {
        self.write(Method::POST, path, content).await
    }

    /// Puts something in the place of what is there.
    pub(crate) async fn put(&self, path: &str, content: Option<&Value>) -> Result<Value> {
        self.write(Method::PUT, path, content).await
    }

    /// Changes part of what is there.
    pub(crate) async fn patch(&self, path: &str, content: &Value) -> Result<Value> {
        self.write(Method::PATCH, path, Some(content)).await
    }

    /// Removes what is there.
    pub(crate) async fn delete(&self, path: &str) -> Result<Value> {
        self.write(Method::DELETE, path, None).await
    }

    /// Sends files.
    pub(crate) async fn upload(&self, path: &str, form: Form) -> Result<Value> {
        body(self.send(self.request(Method::POST, path).multipart(form)).await?).await
    }

    /// A list as the API gives it. Without a limit, all its pages as one.
    pub(crate) async fn list(&self, path: &str, limit: Option<u32>) -> Result<Value> {
        if let Some(limit) = limit {
            return self.get(&with(path, &[("limit", &limit.to_string())])).await;
        }
        let mut all = Vec::new();
        let mut page = self.get(&with(path, &[("limit", "500")])).await?;
        loop {
            if let Some(Value::Array(values)) = page.get_mut("value").map(Value::take) {
                all.extend(values);
            }
            let Some(next) = page.get("next").and_then(Value::as_str) else { break };
            page = self.get(&with(path, &[("limit", "500"), ("after", next)])).await?;
        }
        Ok(json!({ "value": all }))
    }

    async fn write(&self, method: Method, path: &str, content: Option<&Value>) -> Result<Value> {
        let request = self.request(method, path);
        let request = match content {
            Some(content) => request.json(content),
            None => request,
        };
        body(self.send(request).await?).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.credentials {
            Credentials::Nobody => request,
            Credentials::Token(token) => request.bearer_auth(token),
            Credentials::Session(cookie) => request.header(reqwest::header::COOKIE, cookie),
        }
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response> {
        let answer = request.send().await.map_err(|error| self.unreachable(&error))?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        Err(self.refused(answer).await.into())
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let mut why: &dyn std::error::Error = error;
        while let Some(source) = why.source() {
            why = source;
        }
        let message = format!("there is no server at {}: {why}", self.base);
        Failure::coded(ErrorCode::ServerUnreachable, message)
            .hint("Start one with `steward serve`, or name another with --url or STEWARD_URL.")
    }

    async fn refused(&self, answer: Response) -> Failure {
        let status = answer.status();
        let answer_to_sign_in = answer.url().path().contains(SIGN_IN);
        let content: Value = answer.json().await.unwrap_or_default();
        let text = |key: &str| content.get("error")?.get(key)?.as_str().map(str::to_owned);
        let Some(mut message) = text("message") else {
            return Failure::new(format!("the server answered {status}"));
        };
        if let Some(path) = text("path") {
            message.push_str(&format!(" (at {path})"));
        }
        // The server's hint is for programs, and whoever was just refused a password knows what to do.
        let hint = match status {
            StatusCode::UNAUTHORIZED if answer_to_sign_in => None,
            StatusCode::UNAUTHORIZED => Some("Sign in with `steward login`.".to_owned()),
            _ => text("hint"),
        };
        Failure { code: text("code"), message, hint }
    }
}

fn trimmed(base: &str) -> &str {
    base.trim().trim_end_matches('/')
}

async fn body(answer: Response) -> Result<Value> {
    let bytes = answer.bytes().await.context("the answer broke off")?;
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&bytes).context("the answer is no JSON: is this the address of a Steward?")
}
