//! What is broken, hostile or too large is refused with what and where, and nothing is half done.

mod bodies;
mod definitions;
mod packages;
mod queries;

use serde_json::{Value, json};

use crate::{
    caller::{Caller, dev, rows},
    server::Server,
};

#[tokio::test]
async fn packages_and_settings() {
    let site = Site::new().await;
    packages::broken(&site).await;
    packages::bombs(&site).await;
    packages::broken_files(&site).await;
    packages::settings(&site).await;
}

#[tokio::test]
async fn flows_requests_and_queries() {
    let site = Site::new().await;
    definitions::stay_off(&site).await;
    bodies::not_json(&site).await;
    bodies::too_large(&site).await;
    queries::say_where(&site).await;
}

/// A server, with Soul, who may do most things in `dev`.
struct Site {
    server: Server,
    soul: Caller,
}

impl Site {
    async fn new() -> Self {
        let server = Server::start().await;
        let soul = server.sign_in("soul").await;
        Self { server, soul }
    }

    /// How much of everything there is.
    async fn counts(&self) -> Value {
        let mut counts = json!({});
        for list in
            ["flows", "runs", "connections", "connection-references", "variables", "tables", "roles", "solutions"]
        {
            counts[list] = json!(self.soul.list(&dev(list)).await.len());
        }
        for set in ["contacts", "demo_audits"] {
            counts[set] = json!(self.soul.list(&rows(set)).await.len());
        }
        counts
    }

    /// Does something bad, and checks that the server is well and nothing has changed.
    async fn unharmed<T>(&self, what: &str, bad: impl Future<Output = T>) -> T {
        let before = self.counts().await;
        let answer = bad.await;
        assert_eq!(self.server.nobody().get("/healthz").await.status, 200, "after {what}");
        assert_eq!(self.counts().await, before, "after {what}");
        answer
    }
}
