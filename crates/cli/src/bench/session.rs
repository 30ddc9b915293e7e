//! What a benchmark asks of the API beside its load.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use reqwest::{
    Client, Method, RequestBuilder,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

/// Somebody signed in, in one environment.
pub(super) struct Session {
    client: Client,
    pub(super) base: String,
    pub(super) environment: String,
    token: (String, String),
}

/// A flow that was made for a measurement, on.
pub(super) struct Made {
    pub(super) id: String,
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

    /// What shows who asks, as a line of a request.
    pub(super) fn authorization(&self) -> String {
        format!("{}: {}\r\n", self.token.0, self.token.1)
    }

    /// An address in the environment.
    pub(super) fn here(&self, path: &str) -> String {
        format!("/api/v1/environments/{}/{path}", self.environment)
    }

    pub(super) async fn get(&self, path: &str) -> Result<Value> {
        self.ask(Method::GET, path, None).await
    }

    pub(super) async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let request = self.request(method, path);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        Self::answer(request, path).await
    }

    /// Imports a solution.
    pub(super) async fn import(&self, zip: Vec<u8>, settings: &Value) -> Result<()> {
        let settings = Part::bytes(settings.to_string().into_bytes()).file_name("settings.json");
        let form = Form::new().part("package", Part::bytes(zip).file_name("package.zip")).part("settings", settings);
        let path = self.here("solutions");
        Self::answer(self.request(Method::POST, &path).multipart(form), &path).await?;
        Ok(())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request =
            self.client.request(method, format!("{}{path}", self.base)).header("Sec-Fetch-Site", "same-origin");
        request.header(self.token.0.as_str(), self.token.1.as_str())
    }

    async fn answer(request: RequestBuilder, path: &str) -> Result<Value> {
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            bail!("{path}: {status} {text}");
        }
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    fn flows(&self) -> String {
        self.here("flows")
    }

    /// Makes a flow and turns it on. Answers its id.
    pub(super) async fn make_any(&self, name: &str, definition: &Value) -> Result<String> {
        let made = self.ask(Method::POST, &self.flows(), Some(json!({"name": name, "definition": definition}))).await?;
        let id = made["id"].as_str().context("the flow has an id")?.to_owned();
        self.ask(Method::POST, &format!("{}/{id}/enable", self.flows()), None).await?;
        Ok(id)
    }

    /// Makes a flow that starts with a request, and turns it on.
    pub(super) async fn make(&self, name: &str, definition: &Value) -> Result<Made> {
        let id = self.make_any(name, definition).await?;
        let detail = self.get(&format!("{}/{id}", self.flows())).await?;
        let trigger = detail["triggerUrl"].as_str().context("owners see the trigger's address")?;
        let trigger = if trigger.starts_with('/') { format!("{}{trigger}", self.base) } else { trigger.to_owned() };
        Ok(Made { id, trigger })
    }

    pub(super) async fn delete(&self, flow: &str) -> Result<()> {
        self.ask(Method::POST, &format!("{}/{flow}/disable", self.flows()), None).await?;
        self.ask(Method::DELETE, &format!("{}/{flow}", self.flows()), None).await?;
        Ok(())
    }

    /// Whether no run of the flow is under way.
    pub(super) async fn is_done(&self, flow: &str) -> Result<bool> {
        let open = self.get(&self.here(&format!("runs?flow={flow}&status=Running&limit=1"))).await?;
        Ok(open["value"].as_array().is_none_or(Vec::is_empty))
    }

    /// Waits until no run of the flow is under way.
    pub(super) async fn until_done(&self, flow: &str) -> Result<()> {
        let began = Instant::now();
        while !self.is_done(flow).await? {
            if began.elapsed() > Duration::from_secs(300) {
                bail!("the runs did not end within five minutes");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}
