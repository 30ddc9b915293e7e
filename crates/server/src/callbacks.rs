//! Callbacks: `/callbacks/{run}/{frame}/{action}?sig=...`, with any method.
//!
//! Whoever has the whole address may tell the action what it waits for, so nobody signs in here.

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    routing::any,
};
use model::RunId;
use wdl::Object;

use crate::{
    error::ApiResult,
    extract::{Path, read_body},
    state::Server,
    triggers::{outputs, queries},
};

pub(crate) fn routes() -> Router<Server> {
    Router::new().route("/callbacks/{run}/{frame}/{action}", any(called_back))
}

async fn called_back(
    State(server): State<Server>,
    Path((run, frame, action)): Path<(String, String, String)>,
    request: Request,
) -> ApiResult<StatusCode> {
    let queries = queries(request.uri().query().unwrap_or_default());
    let signature = queries.iter().find(|(name, _)| name == "sig").map(|(_, value)| value.clone()).unwrap_or_default();
    // A place that is none has no signature.
    let run: RunId = run.parse().unwrap_or_default();
    let (frame, action) = (frame.parse().unwrap_or(u32::MAX), action.parse().unwrap_or(u16::MAX));
    let target = server.runtime().callback(run, frame, action, &signature)?;
    let (parts, body) = request.into_parts();
    let bytes = read_body(&parts.headers, body, server.limits().body).await?;
    let told = outputs(&parts.headers, queries, Object::new(), bytes).await?;
    server.runtime().called_back(target, told).await?;
    Ok(StatusCode::ACCEPTED)
}
