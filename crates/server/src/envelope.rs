//! Around every request: a correlation id, a span, the body of an error, and its line in the log.

use std::{
    any::Any,
    error::Error as _,
    time::{Duration, Instant},
};

use app::AppError;
use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::{Instrument as _, debug, error, field, info_span};
use uuid::Uuid;

use crate::{
    error::{ApiError, Why, scim_body, steward_body, web_api_body},
    state::Server,
};

/// What ties log, audit and answer of a request together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Correlation(pub(crate) Uuid);

const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");
const CORRELATION_ID: HeaderName = HeaderName::from_static("x-ms-correlation-id");

/// The layer.
pub(crate) async fn envelope(State(server): State<Server>, mut request: Request, next: Next) -> Response {
    let from_client = request.headers().get(CLIENT_REQUEST_ID).and_then(read_uuid);
    let correlation = from_client.unwrap_or_else(Uuid::now_v7);
    request.extensions_mut().insert(Correlation(correlation));
    let standard = Standard::of(request.uri().path());
    // The pattern and not the address: addresses hold names, and queries hold signatures.
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
    let span = info_span!(
        "request",
        correlation_id = %correlation,
        method = %request.method(),
        route,
        principal = field::Empty,
    );
    let mut open = Open::new(&server);
    async {
        let mut response = next.run(request).await;
        let took = open.answered(response.status().as_u16());
        if let Some(error) = response.extensions_mut().remove::<ApiError>() {
            if error.status == axum::http::StatusCode::TOO_MANY_REQUESTS {
                server.metrics().refused();
            }
            log(&error, correlation);
            write(&mut response, &error, correlation, standard);
        }
        let headers = response.headers_mut();
        let id = HeaderValue::from_str(&correlation.to_string()).unwrap_or(HeaderValue::from_static(""));
        if from_client.is_some() {
            headers.insert(CLIENT_REQUEST_ID, id.clone());
        }
        if standard == Standard::WebApi {
            headers.insert("x-ms-service-request-id", id.clone());
            headers.insert("req_id", id.clone());
            headers.insert("odata-version", HeaderValue::from_static("4.0"));
        }
        headers.insert(CORRELATION_ID, id);
        harden(headers);
        debug!(status = response.status().as_u16(), duration_ms = took.as_millis(), "Answered {route}");
        response
    }
    .instrument(span)
    .await
}

/// What a handler that panicked answers. The panic's place is in the log already, from the panic hook.
pub(crate) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    ApiError::from(AppError::internal(format!("a handler panicked: {text}"))).into_response()
}

/// Whose standard an address follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standard {
    Ours,
    WebApi,
    Scim,
}

impl Standard {
    fn of(path: &str) -> Self {
        match path {
            path if crate::dataverse::is_address(path) => Self::WebApi,
            path if crate::scim::is_address(path) => Self::Scim,
            _ => Self::Ours,
        }
    }
}

fn write(response: &mut Response, error: &ApiError, correlation: Uuid, standard: Standard) {
    let (body, content) = match standard {
        Standard::Ours => (steward_body(error, correlation), "application/json; charset=utf-8"),
        Standard::WebApi => (web_api_body(error), "application/json; charset=utf-8"),
        Standard::Scim => (scim_body(error), "application/scim+json"),
    };
    *response.body_mut() = Body::from(body);
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = error.retry_after() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if error.status == axum::http::StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
}

/// A failure is logged here and nowhere else. A refusal is the caller's business, so it is only told to who reads the code.
fn log(error: &ApiError, correlation: Uuid) {
    let text = match &*error.why {
        Why::App(error) => {
            let mut text = error.to_string();
            let mut source = error.source();
            while let Some(cause) = source {
                text = format!("{text}: {cause}");
                source = cause.source();
            }
            text
        }
        Why::OData(error) => error.to_string(),
    };
    if error.status.is_server_error() {
        error!(correlation_id = %correlation, "A request failed: {text}");
    } else {
        debug!(correlation_id = %correlation, status = error.status.as_u16(), "A request was refused: {text}");
    }
}

/// Headers that keep a browser from guessing, framing and telling others. An answer that says something stricter keeps it.
fn harden(headers: &mut HeaderMap) {
    let mut keep = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    keep(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    keep(header::X_FRAME_OPTIONS, "DENY");
    keep(header::REFERRER_POLICY, "no-referrer");
    keep(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    keep(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    keep(header::CACHE_CONTROL, "no-store");
}

fn read_uuid(value: &HeaderValue) -> Option<Uuid> {
    Uuid::parse_str(value.to_str().ok()?.trim()).ok()
}

/// Counts a request, whether it is answered or its caller goes away.
struct Open<'a> {
    server: &'a Server,
    since: Instant,
    is_counted: bool,
}

impl<'a> Open<'a> {
    fn new(server: &'a Server) -> Self {
        server.metrics().began();
        Self { server, since: Instant::now(), is_counted: false }
    }

    fn answered(&mut self, status: u16) -> Duration {
        let took = self.since.elapsed();
        self.is_counted = true;
        self.server.metrics().ended(Some(status), took);
        took
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.is_counted {
            self.server.metrics().ended(None, self.since.elapsed());
        }
    }
}
