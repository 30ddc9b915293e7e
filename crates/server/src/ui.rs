//! The web UI's files, which are inside the binary.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use model::ErrorCode;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::ApiError;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Files;

const INDEX: &str = "index.html";

/// Scripts come from here and nowhere else. The components write their styles from scripts, which `'unsafe-inline'` allows for
/// styles only.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
                      font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Steward</title></head><body>\
    <h1>Steward is running</h1><p>The web UI is not inside this binary, because it was not built. <code>make build</code> builds \
    both.</p><p>The API is there: <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p></body></html>";

/// Prefixes of addresses that are not the UI's: what is unknown there is an error in JSON.
const NOT_OURS: [&str; 6] = ["/api/", "/auth/", "/triggers/", "/environments/", "/scim/", "/assets/"];

/// A file of the UI; for any other address the page that shows it, because the UI has addresses of its own.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if let Some(file) = Files::get(path.trim_start_matches('/')).filter(|_| path != "/") {
        return answer(path, &file, &method, &headers);
    }
    if NOT_OURS.iter().any(|prefix| path.starts_with(prefix)) || path == "/api" {
        let message = format!("There is nothing at `{path}`.");
        let refused = app::AppError::new(app::ErrorKind::NotFound, ErrorCode::NotFound, message);
        return ApiError::from(refused.with_hint("`/api/openapi.json` lists the addresses.")).into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return method_not_allowed().await.into_response();
    }
    match Files::get(INDEX) {
        Some(file) => answer(INDEX, &file, &method, &headers),
        None => page(NOT_BUILT.to_owned()),
    }
}

/// What an address answers to a method that it does not take.
pub(crate) async fn method_not_allowed() -> ApiError {
    let message = "This address does not take that method.";
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadRequest, message)
}

fn answer(path: &str, file: &EmbeddedFile, method: &Method, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", app::audit::hex(&file.metadata.sha256_hash()[..16]));
    // Names in `assets` hold a hash of the content, so what is behind a name never changes.
    let caching = if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut response = if known.split(',').any(|each| each.trim().trim_start_matches("W/") == tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let body = if method == Method::HEAD { Body::empty() } else { Body::from(file.data.clone().into_owned()) };
        let mut response = body.into_response();
        let kind = match file.metadata.mimetype() {
            text @ ("text/html" | "text/css" | "text/javascript") => format!("{text}; charset=utf-8"),
            other => other.to_owned(),
        };
        let kind = HeaderValue::from_str(&kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn page(text: String) -> Response {
    let mut response = axum::response::Html(text).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}
