//! Bodies of requests, within their limits.

use std::time::Duration;

use app::{AppError, ErrorKind};
use axum::{
    body::{Body, Bytes, HttpBody as _},
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt as _;
use model::ErrorCode;
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::timeout;

use crate::{error::ApiError, state::Server};

/// How much of a body that is too large is read and thrown away, so that its sender gets to see the answer.
const LINGER_BYTES: u64 = 256 << 20;
/// For how long.
const LINGER_TIME: Duration = Duration::from_secs(10);

/// A body in JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Server> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, server: &Server) -> Result<Self, ApiError> {
        check_type(request.headers())?;
        let (parts, body) = request.into_parts();
        let bytes = read_body(&parts.headers, body, server.limits().body).await?;
        // An address whose members are all optional may be called without a body.
        let text = if bytes.is_empty() { &b"{}"[..] } else { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes) };
        // Every body of ours is an object; the order of members never means anything.
        if text.trim_ascii_start().first().is_some_and(|first| *first == b'[') {
            let refused =
                AppError::new(ErrorKind::BadRequest, ErrorCode::BadRequest, "The body is a list, not an object.");
            return Err(refused.at("line 1, column 1").into());
        }
        Ok(Self(serde_json::from_slice(text).map_err(|error| unreadable(&error))?))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Reads a body of at most `limit` bytes.
///
/// # Errors
/// It is larger, or does not arrive whole.
pub(crate) async fn read_body(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let limit_bytes = limit as u64;
    let announced = announced(headers, &body);
    if announced > limit_bytes {
        let waits = headers.get(header::EXPECT).is_some();
        if !waits && announced <= LINGER_BYTES {
            linger(body, 0).await;
        }
        return Err(too_large(limit));
    }
    let mut chunks = body.into_data_stream();
    let mut read = Vec::with_capacity(usize::try_from(announced).unwrap_or(0));
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| not_whole(&error))?;
        if read.len() + chunk.len() > limit {
            let seen = read.len() + chunk.len();
            drop((read, chunk));
            linger(Body::from_stream(chunks), seen as u64).await;
            return Err(too_large(limit));
        }
        if read.capacity() - read.len() < chunk.len() {
            // Doubles, but never past the limit.
            read.reserve_exact(read.len().max(chunk.len()).min(limit - read.len()));
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read.into())
}

/// How many bytes a body says that it has. Layers around a body hide its size, so the head of the request is asked as well.
fn announced(headers: &HeaderMap, body: &Body) -> u64 {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    body.size_hint().lower().max(length.unwrap_or(0))
}

/// A closed connection would take the answer with it, so what is on its way is taken in first, up to a bound.
async fn linger(body: Body, mut seen: u64) {
    let mut chunks = body.into_data_stream();
    // Whether the rest arrives does not matter to the answer.
    let _ = timeout(LINGER_TIME, async {
        while let Some(Ok(chunk)) = chunks.next().await {
            seen += chunk.len() as u64;
            if seen > LINGER_BYTES {
                break;
            }
        }
    })
    .await;
}

/// What a body is told that is larger than the limit.
pub(crate) fn too_large(limit: usize) -> ApiError {
    let message = format!("The body is larger than the limit of {limit} bytes ({} MiB).", limit >> 20);
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BodyTooLarge, message)
}

fn not_whole(error: &axum::Error) -> ApiError {
    let message = format!("The body did not arrive whole: {error}.");
    ApiError::new(StatusCode::REQUEST_TIMEOUT, ErrorCode::BadRequest, message)
}

/// JSON, or nothing said: a form or a text would come from a page that did not mean this address.
fn check_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json")) {
        return Ok(());
    }
    let message = format!("The content type is `{essence}`; this address takes `application/json`.");
    Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::BadRequest, message))
}

fn unreadable(error: &serde_json::Error) -> ApiError {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    let message = if error.is_data() {
        format!("The body is JSON, but not what this address takes: {what}.")
    } else {
        format!("The body is not JSON: {what}.")
    };
    let refused = AppError::new(ErrorKind::BadRequest, ErrorCode::BadRequest, message);
    refused.at(format!("line {line}, column {column}")).into()
}
