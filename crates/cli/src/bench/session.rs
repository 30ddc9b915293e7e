//! What a benchmark asks of the API beside its load.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// A signed-in maker in one environment.
pub(super) struct Session {
    client: Client,
    base: String,
    environment: String,
    token: (String, String),
}

/// A flow that was made for a measurement, on.
pub(super) struct Made {
    id: String,
    /// The address of its trigger.
    pub(super) trigger: String,
}

impl Session {
    pub(super) async fn open(url: &str, name: &str, password: &str, environment: &str) -> Result<Self> {
        let base = url.trim_end_matches('/').to_owned();
        let client = Client::new();
        let answer =
            client.post(format!("{base}/auth/sign-in")).json(&json!({"name": name, "password": password})).send().await;
        let answer =
            answer.with_context(|| format!("No server answers at {base}; start one with `steward serve --demo`"))?;
        if !answer.status().is_success() {
            bail!("{name} could not sign in at {base}: {}", answer.status());
        }
        let cookies =
            answer.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        let cookie = cookies.collect::<Vec<_>>().join("; ");
        let mut session =
            Self { client, base, environment: environment.to_owned(), token: ("Cookie".to_owned(), cookie) };
        let made =
            session.ask(Method::POST, "/api/v1/me/tokens", Some(json!({"name": "bench", "expiresInDays": 1}))).await?;
        let token = made["token"].as_str().context("the server gives a token")?;
        session.token = ("Authorization".to_owned(), format!("Bearer {token}"));
        Ok(session)
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let mut request =
            self.client.request(method, format!("{}{path}", self.base)).header("Sec-Fetch-Site", "same-origin");
        request = request.header(self.token.0.as_str(), self.token.1.as_str());
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            bail!("{path}: {status} {text}");
        }
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    fn flows(&self) -> String {
        format!("/api/v1/environments/{}/flows", self.environment)
    }

    /// Makes a flow and turns it on.
    pub(super) async fn make(&self, name: &str, definition: &Value) -> Result<Made> {
        let made = self.ask(Method::POST, &self.flows(), Some(json!({"name": name, "definition": definition}))).await?;
        let id = made["id"].as_str().context("the flow has an id")?.to_owned();
        let on = self.ask(Method::POST, &format!("{}/{id}/enable", self.flows()), None).await?;
        let detail = if on["triggerUrl"].is_string() {
            on
        } else {
            self.ask(Method::GET, &format!("{}/{id}", self.flows()), None).await?
        };
        let trigger = detail["triggerUrl"].as_str().context("owners see the trigger's address")?;
        let trigger = if trigger.starts_with('/') { format!("{}{trigger}", self.base) } else { trigger.to_owned() };
        Ok(Made { id, trigger })
    }

    pub(super) async fn delete(&self, flow: &Made) -> Result<()> {
        self.ask(Method::POST, &format!("{}/{}/disable", self.flows(), flow.id), None).await?;
        self.ask(Method::DELETE, &format!("{}/{}", self.flows(), flow.id), None).await?;
        Ok(())
    }

    /// Waits until no run of the flow is under way.
    pub(super) async fn until_done(&self, flow: &Made) -> Result<()> {
        let began = Instant::now();
        let running = format!("/api/v1/environments/{}/runs?flow={}&status=Running&limit=1", self.environment, flow.id);
        loop {
            let open = self.ask(Method::GET, &running, None).await?;
            if open["value"].as_array().is_none_or(Vec::is_empty) {
                return Ok(());
            }
            if began.elapsed() > Duration::from_secs(300) {
                bail!("the runs did not end within five minutes");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
