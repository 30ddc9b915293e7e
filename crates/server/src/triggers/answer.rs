//! What the caller of a request trigger is answered.

use std::borrow::Cow;

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::Reply;
use runtime::{Accepted, Answered, TriggerTarget};
use serde_json::json;
use wdl::Value;

use crate::{envelope::Correlation, error::ApiResult, extract::Base, state::Server};

/// Headers that a flow does not decide: those of the connection, and those that would change what a browser thinks of this site.
/// Source: "Response action", headers that are removed.
const OURS: [&str; 17] = [
    "allow",
    "clear-site-data",
    "connection",
    "content-length",
    "content-security-policy",
    "content-security-policy-report-only",
    "cross-origin-resource-policy",
    "date",
    "keep-alive",
    "service-worker-allowed",
    "set-cookie",
    "strict-transport-security",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-content-type-options",
    "x-frame-options",
];

/// Where and for whom an answer is made.
pub(super) struct Place<'a> {
    pub(super) server: &'a Server,
    pub(super) base: &'a Base,
    pub(super) target: &'a TriggerTarget,
    pub(super) correlation: Correlation,
    pub(super) tracking: Option<HeaderValue>,
}

/// The Response action's answer, or that the run was accepted.
pub(super) async fn answer(accepted: Accepted, place: &Place<'_>) -> ApiResult<Response> {
    let Correlation(correlation) = place.correlation;
    let mut response = match accepted.reply {
        Answered::With(reply) => replied(reply),
        Answered::Accepted => StatusCode::ACCEPTED.into_response(),
        Answered::Refused(why) => failed(StatusCode::BAD_REQUEST, &why.code, &why.message),
        Answered::NoResponse => {
            let message = format!("The run ended without its Response action. Request tracking id '{correlation}'.");
            failed(StatusCode::BAD_GATEWAY, "NoResponse", &message)
        }
        Answered::TimedOut => {
            let message = format!("The run did not answer in time and goes on. Request tracking id '{correlation}'.");
            failed(StatusCode::GATEWAY_TIMEOUT, "GatewayTimeout", &message)
        }
    };
    let computed = accepted.tracking_id.and_then(|id| HeaderValue::try_from(id).ok());
    if let Some(tracking) = computed.or_else(|| place.tracking.clone()) {
        response.headers_mut().insert("x-ms-client-tracking-id", tracking);
    }
    if let Some(run) = accepted.run {
        let headers = response.headers_mut();
        if let Ok(run) = HeaderValue::from_str(&run.to_string()) {
            headers.insert("x-ms-workflow-version", HeaderValue::from(place.target.version()));
            headers.insert("x-ms-workflow-run-id", run);
        }
        if let Ok(flow) = HeaderValue::from_str(&place.target.flow().to_string()) {
            headers.insert("x-ms-workflow-id", flow);
        }
        if response.status() == StatusCode::ACCEPTED && !response.headers().contains_key(header::LOCATION) {
            let environment = place.server.environment_name(place.target.environment()).await?;
            let address = format!("{}/api/v1/environments/{environment}/runs/{run}", place.base.0);
            if let Ok(address) = HeaderValue::from_str(&address) {
                response.headers_mut().insert(header::LOCATION, address);
            }
        }
    }
    // What a flow answers is shown by nobody's browser as a page of this site.
    let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

fn failed(status: StatusCode, code: &str, message: &str) -> Response {
    (status, axum::Json(json!({"error": {"code": code, "message": message}}))).into_response()
}

fn replied(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK);
    let (bytes, kind) = reply.body.as_ref().map_or((Vec::new(), None), encode);
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Some(kind) = kind.and_then(|kind| HeaderValue::from_str(&kind).ok()) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    for (name, value) in reply.headers {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value)) else {
            continue;
        };
        if !OURS.contains(&name.as_str()) {
            headers.insert(name, value);
        }
    }
    response
}

/// The bytes of a body, and the content type that fits where the flow gives none.
fn encode(body: &Value) -> (Vec<u8>, Option<Cow<'_, str>>) {
    match body {
        Value::Null => (Vec::new(), None),
        Value::String(text) => (text.as_bytes().to_vec(), Some("text/plain; charset=utf-8".into())),
        other => match other.as_envelope().and_then(|envelope| Some((envelope.bytes()?, envelope.content_type))) {
            Some((bytes, kind)) => (bytes, Some(kind.into())),
            None => (other.to_json(), Some("application/json; charset=utf-8".into())),
        },
    }
}
