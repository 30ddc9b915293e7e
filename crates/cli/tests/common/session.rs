//! Somebody who is signed in and works in `dev`, and dice.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

/// Somebody's session with one server.
pub(crate) struct Session {
    client: Client,
    base: String,
}

impl Session {
    pub(crate) async fn open(base: &str, name: &str) -> Self {
        let client = Client::builder().cookie_store(true).timeout(Duration::from_secs(60)).build().expect("a client");
        let body = json!({"name": name, "password": "demo"});
        let answer = client.post(format!("{base}/auth/sign-in")).json(&body).send().await.expect("an answer");
        assert!(answer.status().is_success(), "sign-in of {name}: {}", answer.status());
        Self { client, base: base.to_owned() }
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Option<Value>) -> Value {
        self.ask(Method::POST, path, body).await
    }

    /// Makes a flow and turns it on. Answers its id.
    pub(crate) async fn make_flow(&self, name: &str, definition: Value) -> String {
        let flows = "/api/v1/environments/dev/flows";
        let made = self.post(flows, Some(json!({"name": name, "definition": definition}))).await;
        let id = made["id"].as_str().expect("an id").to_owned();
        self.post(&format!("{flows}/{id}/enable"), None).await;
        id
    }

    /// The path that starts a flow: it is the same at every node.
    pub(crate) async fn trigger(&self, flow: &str) -> String {
        let detail = self.get(&format!("/api/v1/environments/dev/flows/{flow}")).await;
        let address = detail["triggerUrl"].as_str().expect("owners see the address");
        let path = address.find("/triggers/").expect("it is the address of a trigger");
        address[path..].to_owned()
    }

    /// Every contact that has a last name.
    pub(crate) async fn contacts(&self, columns: &str) -> Vec<Value> {
        let path = "/environments/dev/api/data/v9.2/contacts";
        let mut rows = Vec::new();
        let mut next = Some(format!("{path}?$select={columns}&$filter=lastname ne null"));
        while let Some(address) = next {
            let page = self.get(&address).await;
            rows.extend(page["value"].as_array().expect("rows").iter().cloned());
            next = page["@odata.nextLink"].as_str().map(str::to_owned);
        }
        rows
    }

    /// The runs of a flow, newest first: those with a status, and no more than one page of them.
    pub(crate) async fn runs_with(&self, flow: &str, status: &str) -> Vec<Value> {
        let page = self.get(&format!("/api/v1/environments/dev/runs?flow={flow}&status={status}&limit=50")).await;
        page["value"].as_array().expect("runs").clone()
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let address = if path.starts_with('/') { format!("{}{path}", self.base) } else { path.to_owned() };
        let began = Instant::now();
        loop {
            let mut request = self.client.request(method.clone(), &address).header("Sec-Fetch-Site", "same-origin");
            if let Some(body) = &body {
                request = request.json(body);
            }
            let answer = request.send().await.expect("an answer");
            let status = answer.status();
            let text = answer.text().await.expect("a body");
            // The database may have gone a moment ago; the answer says that asking again is right.
            if status == StatusCode::SERVICE_UNAVAILABLE && began.elapsed() < Duration::from_secs(10) {
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
            assert!(status.is_success(), "{address}: {status} {text}");
            return serde_json::from_str(&text).unwrap_or(Value::Null);
        }
    }
}

/// Numbers that look random and follow from a seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        // Nothing comes of a state of zero, and little of its neighbours at first.
        Self(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number in the range.
    pub(crate) fn within(&mut self, range: Range<u64>) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        range.start + (self.0 >> 11) % (range.end - range.start)
    }
}
