//! Request triggers: `POST /triggers/{trigger id}/{trigger}?sig=...`.
//!
//! Whoever has the whole address may start the flow, so nobody signs in here. Whether the id or the signature was wrong is not told.

mod answer;
mod body;
mod outputs;

pub(crate) use outputs::{outputs, queries};

use axum::{
    Router,
    extract::{Request, State},
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use model::ErrorCode;
use uuid::Uuid;

use crate::{
    envelope::Correlation,
    error::{ApiError, ApiResult},
    extract::{Base, Path, read_body},
    state::Server,
};

pub(crate) fn routes() -> Router<Server> {
    Router::new().route("/triggers/{id}/{trigger}", any(start))
}

async fn start(
    State(server): State<Server>,
    base: Base,
    Path((id, trigger)): Path<(String, String)>,
    request: Request,
) -> ApiResult<Response> {
    // An id that is none is as unknown as any other.
    let id = Uuid::parse_str(&id).unwrap_or(Uuid::nil());
    let queries = outputs::queries(request.uri().query().unwrap_or_default());
    let signature = queries.iter().find(|(name, _)| name == "sig").map_or("", |(_, value)| value.as_str());
    let target = server.runtime().trigger(id, &trigger, signature).await?;
    let method = target.method().unwrap_or("POST");
    if !request.method().as_str().eq_ignore_ascii_case(method) {
        return Ok(wrong_method(method, request.method()));
    }
    let correlation = request.extensions().get().copied().unwrap_or(Correlation(Uuid::nil()));
    let tracking = request.headers().get("x-ms-client-tracking-id").cloned();
    let (parts, body) = request.into_parts();
    let bytes = read_body(&parts.headers, body, server.limits().body).await?;
    let outputs = outputs(&parts.headers, queries, bytes).await?;
    let accepted = server.runtime().start_http(&target, outputs).await?;
    let place = answer::Place { server: &server, base: &base, target: &target, correlation, tracking };
    answer::answer(accepted, &place).await
}

fn wrong_method(method: &str, given: &Method) -> Response {
    let message = format!("This trigger takes `{method}`, not `{given}`.");
    let error = ApiError::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadRequest, message);
    let mut response = error.into_response();
    if let Ok(allowed) = method.parse() {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}
