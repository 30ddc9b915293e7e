//! Somebody who speaks to the server.

use std::time::{Duration, Instant};

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{answer::Answer, server::Heard};

/// Where things of `dev` are.
pub(crate) fn dev(path: &str) -> String {
    format!("/api/v1/environments/dev/{path}")
}

/// Where rows of `dev` are.
pub(crate) fn rows(path: &str) -> String {
    format!("/environments/dev/api/data/v9.2/{path}")
}

/// Somebody, with the cookies of a browser or with a token.
#[derive(Clone)]
pub(crate) struct Caller {
    client: Client,
    base: String,
    token: Option<String>,
    heard: Heard,
}

impl Caller {
    pub(crate) fn nobody(base: &str, heard: Heard) -> Self {
        // Less than what the server leaves an idle connection open: a request must not cross its end.
        let idle = Duration::from_secs(5);
        let client = Client::builder().cookie_store(true).timeout(Duration::from_secs(30)).pool_idle_timeout(idle);
        let client = client.build().expect("a client");
        Self { client, base: base.to_owned(), token: None, heard }
    }

    /// The same address, as a program with a token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..Self::nobody(&self.base, self.heard.clone()) }
    }

    pub(crate) async fn sign_in(self, name: &str, password: &str) -> Self {
        self.post("/auth/sign-in", json!({"name": name, "password": password})).await.is(204);
        self
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let address = if path.starts_with('/') { format!("{}{path}", self.base) } else { path.to_owned() };
        let request = self.client.request(method, address);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request.header("Sec-Fetch-Site", "same-origin"),
        }
    }

    /// Sends a request, whatever comes of it.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().expect("a request");
        let asked = format!("{} {}", request.method(), request.url());
        let answer = self.client.execute(request).await.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.bytes().await.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // A cookie is shown once, to whom it belongs.
        let shown = headers.iter().filter(|(name, _)| *name != "set-cookie");
        self.heard.add(shown.map(|(name, value)| format!("{name}: {value:?}\n")).collect::<String>() + &text);
        Answer { asked, status, headers, text }
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> Answer {
        let mut request = self.request(method, path);
        if !body.is_null() {
            request = request.json(&body);
        }
        self.send(request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, Value::Null).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, body).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PUT, path, body).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PATCH, path, body).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, Value::Null).await
    }

    /// The items of a list that fits on one page.
    pub(crate) async fn list(&self, path: &str) -> Vec<Value> {
        let page = self.get(path).await.is(200);
        assert!(page["next"].is_null() && page["@odata.nextLink"].is_null(), "{path} has one page");
        page["value"].as_array().unwrap_or_else(|| panic!("{path} is a list: {page}")).clone()
    }

    /// A run of `dev`, once it has ended.
    pub(crate) async fn ended(&self, run: &str) -> Value {
        let began = Instant::now();
        loop {
            let detail = self.get(&dev(&format!("runs/{run}"))).await.is(200);
            if !detail["endedAt"].is_null() {
                return detail;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "the run ends: {detail}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The ids of the runs of `dev` that the caller may see.
    pub(crate) async fn runs(&self) -> Vec<String> {
        self.list(&dev("runs?limit=500")).await.iter().map(|run| text(&run["id"])).collect()
    }

    /// Waits for so many runs of `dev` that were not there before, and until they have ended. Answers their ids.
    pub(crate) async fn new_runs(&self, before: &[String], count: usize) -> Vec<String> {
        let began = Instant::now();
        loop {
            let mut runs = self.runs().await;
            runs.retain(|run| !before.contains(run));
            if runs.len() >= count {
                for run in &runs {
                    self.ended(run).await;
                }
                return runs;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "{} of {count} runs came", runs.len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The actions of a run of `dev`.
    pub(crate) async fn actions(&self, run: &str) -> Vec<Value> {
        self.list(&dev(&format!("runs/{run}/actions?limit=500"))).await
    }

    /// The id of the connection of `dev` that somebody owns.
    pub(crate) async fn connection_of(&self, owner: &str) -> String {
        let all = self.list(&dev("connections")).await;
        let its = all.iter().find(|connection| connection["owner"]["name"] == owner);
        text(&its.unwrap_or_else(|| panic!("{owner} has a connection"))["id"])
    }

    /// The zip of an installed solution.
    pub(crate) async fn package(&self, environment: &str, solution: &str) -> Vec<u8> {
        let path = format!("/api/v1/environments/{environment}/solutions/{solution}/package");
        let answer = self.request(Method::GET, &path).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        answer.bytes().await.expect("a body").to_vec()
    }

    /// Uploads a package.
    pub(crate) async fn import(&self, environment: &str, package: Vec<u8>, settings: Option<String>) -> Answer {
        use reqwest::multipart::{Form, Part};
        let mut form = Form::new().part("package", Part::bytes(package).file_name("package.zip"));
        if let Some(settings) = settings {
            form = form.part("settings", Part::text(settings).file_name("settings.json"));
        }
        let path = format!("/api/v1/environments/{environment}/solutions");
        self.send(self.request(Method::POST, &path).multipart(form)).await
    }
}

/// A text of an answer.
#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}")).to_owned()
}
