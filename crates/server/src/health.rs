//! Whether the server lives, whether it can take work, and how much it does.

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};

use crate::state::Server;

pub(crate) fn routes() -> Router<Server> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

async fn alive() -> &'static str {
    "alive\n"
}

/// Ready is who can read the store and was not told to stop.
async fn ready(State(server): State<Server>) -> (StatusCode, &'static str) {
    if server.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match app::bootstrap::default_environment(server.steward()).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be read, or is empty\n"),
    }
}

async fn metrics(State(server): State<Server>) -> impl IntoResponse {
    let mut text = server.metrics().text();
    text.push_str(
        "# HELP steward_runs_in_memory Runs that are being worked on.\n# TYPE steward_runs_in_memory gauge\n",
    );
    text.push_str(&format!("steward_runs_in_memory {}\n", server.runtime().in_memory()));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
