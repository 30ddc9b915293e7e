//! Bodies of requests as values: JSON is parsed, text is a text, everything else is a content envelope. Source: content types of the
//! request trigger.

use axum::body::Bytes;
use futures_util::stream;
use model::ErrorCode;
use wdl::{Array, Object, Value};

use super::outputs::queries;
use crate::error::{ApiError, ApiResult};

/// A form has no more parts than this.
const PARTS: usize = 1_000;

/// The value of a body that is not empty.
///
/// # Errors
/// It is not what its content type says.
pub(super) async fn decode(content_type: Option<&str>, bytes: Bytes) -> ApiResult<Value> {
    let content_type = content_type.unwrap_or("application/octet-stream");
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media_type == "application/json" || media_type == "text/json" || media_type.ends_with("+json") {
        return Value::from_json(&bytes).map_err(|error| {
            let message = format!("The content type is `{media_type}`, but the body is not JSON: {error}.");
            let place = format!("line {}, column {}", error.line(), error.column());
            app::AppError::new(app::ErrorKind::BadRequest, ErrorCode::BadRequest, message).at(place).into()
        });
    }
    let envelope = Value::envelope(content_type, &bytes);
    let content = envelope.as_envelope();
    if media_type.starts_with("text/") {
        return Ok(Value::from(content.and_then(|content| content.text()).unwrap_or_default()));
    }
    let mut members = envelope.as_object().cloned().unwrap_or_default();
    if media_type == "application/x-www-form-urlencoded" {
        let pairs = queries(&String::from_utf8_lossy(&bytes)).into_iter();
        let pairs = pairs.map(|(key, value)| {
            Value::Object(Object::from([("key", Value::from(key)), ("value", Value::from(value))]))
        });
        members.insert("$formdata", Value::Array(Array::from(pairs.collect::<Vec<_>>())));
    } else if media_type.starts_with("multipart/") {
        let boundary = content.and_then(|content| content.parameter("boundary").map(str::to_owned)).unwrap_or_default();
        members.insert("$multipart", Value::Array(Array::from(parts(boundary, bytes).await?)));
    }
    Ok(Value::Object(members))
}

async fn parts(boundary: String, bytes: Bytes) -> ApiResult<Vec<Value>> {
    let broken =
        |error: multer::Error| ApiError::bad_request(format!("The parts of the body cannot be read: {error}."));
    let whole = stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
    let mut form = multer::Multipart::new(whole, boundary);
    let mut parts = Vec::new();
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if parts.len() == PARTS {
            return Err(ApiError::bad_request(format!("The body has more than {PARTS} parts.")));
        }
        let mut headers = Object::new();
        for (name, value) in part.headers() {
            let name = match name.as_str() {
                "content-disposition" => "Content-Disposition",
                "content-type" => "Content-Type",
                other => other,
            };
            headers.insert(name, Value::from(String::from_utf8_lossy(value.as_bytes()).into_owned()));
        }
        let content_type = part.content_type().map(ToString::to_string);
        let bytes = part.bytes().await.map_err(broken)?;
        headers.insert("Content-Length", Value::from(bytes.len().to_string()));
        let body = match content_type.as_deref() {
            Some(text) if text.starts_with("text/") => Value::from(String::from_utf8_lossy(&bytes).into_owned()),
            other => Value::envelope(other.unwrap_or("application/octet-stream"), &bytes),
        };
        parts.push(Value::Object(Object::from([("headers", Value::Object(headers)), ("body", body)])));
    }
    Ok(parts)
}
