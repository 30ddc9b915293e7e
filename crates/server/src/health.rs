//! Whether the server lives, whether it can take work, and how much it does.

use std::time::Duration;

use app::AppError;
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use store::{StoreError, nodes, runs};

use crate::{metrics::Gauges, state::Server};

/// How long whoever asks waits for the database.
const PATIENCE: Duration = Duration::from_secs(3);
/// Waiting runs are counted up to here.
const MOST: u32 = 10_000;

pub(crate) fn routes() -> Router<Server> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

async fn alive() -> &'static str {
    "alive\n"
}

/// Ready is who holds its lease, can read the store, and was not told to stop.
async fn ready(State(server): State<Server>) -> (StatusCode, &'static str) {
    if server.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    if !server.runtime().is_live() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the lease has run out\n");
    }
    match tokio::time::timeout(PATIENCE, app::bootstrap::default_environment(server.steward())).await {
        Ok(Ok(_)) => (StatusCode::OK, "ready\n"),
        Ok(Err(_)) => (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be read, or is empty\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    }
}

async fn metrics(State(server): State<Server>) -> impl IntoResponse {
    let (runtime, now) = (server.runtime(), server.steward().now());
    let (history_removed, history_archived) = runtime.history_counts();
    let is_shared = server.steward().store().is_shared();
    let asked = server.steward().store().read(move |tx| {
        let nodes = if is_shared { nodes::count_live(tx)? } else { 1 };
        Ok::<_, StoreError>((nodes, runs::count_waiting(tx, now, MOST)?))
    });
    // What the database does not say in time is left out.
    let said = tokio::time::timeout(PATIENCE, asked).await.ok().and_then(Result::ok);
    let gauges = Gauges {
        lease_is_live: runtime.is_live(),
        runs_in_memory: runtime.in_memory(),
        history_removed,
        history_archived,
        nodes: said.map(|(nodes, _)| nodes),
        waiting: said.map(|(_, waiting)| waiting),
    };
    let text = server.metrics().text() + &gauges.text();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}

/// What a server that does not answer people says to everything else.
pub(crate) async fn not_here() -> crate::error::ApiError {
    let refused = AppError::new(
        app::ErrorKind::NotFound,
        model::ErrorCode::NotFound,
        "This server has not the role `api`: it answers /healthz, /readyz and /metrics.",
    );
    refused.with_hint("Ask a server that was started with `--roles api`.").into()
}
