//! What a caller uploads: a package, and deployment settings and an envelope where there are any.

use axum::{
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::MultipartError},
    http::header,
};
use utoipa::ToSchema;

use crate::{
    error::{ApiError, ApiResult},
    extract::{read_body, too_large},
    state::Server,
};

/// The form, as the API's description shows it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form")]
pub(crate) struct Form {
    /// The solution's zip.
    #[schema(value_type = String, format = Binary)]
    package: Vec<u8>,
    /// Deployment settings, in Microsoft's JSON.
    #[schema(value_type = Option<String>, format = Binary)]
    settings: Option<Vec<u8>>,
    /// Signature and provenance of the package.
    #[schema(value_type = Option<String>, format = Binary)]
    envelope: Option<Vec<u8>>,
}

/// The parts of the form.
#[derive(Debug, Default)]
pub(crate) struct Upload {
    /// The zip.
    pub(crate) package: Vec<u8>,
    /// The text of the settings.
    pub(crate) settings: Option<Vec<u8>>,
    /// Signature and provenance.
    pub(crate) envelope: Option<Vec<u8>>,
    /// Which runs are replayed, in JSON.
    pub(crate) runs: Option<Vec<u8>>,
}

impl Upload {
    /// Reads a form with the parts `package`, `settings`, `envelope` and `runs`, or a bare zip.
    ///
    /// # Errors
    /// It is larger than the limit, broken, or has no package.
    pub(crate) async fn read(request: Request, server: &Server) -> ApiResult<Self> {
        let limit = server.limits().package;
        let (parts, body) = request.into_parts();
        // Read whole, within the limit, so that whoever sends too much still gets to see why.
        let bytes = read_body(&parts.headers, body, limit).await?;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
            if bytes.starts_with(b"PK") {
                return Ok(Self { package: bytes.into(), ..Self::default() });
            }
            return Err(ApiError::bad_request("Send `multipart/form-data` with the part `package`, or a zip alone."));
        }
        let mut request = Request::from_parts(parts, Body::from(bytes));
        DefaultBodyLimit::max(limit).apply(&mut request);
        let form = Multipart::from_request(request, &()).await;
        let mut form =
            form.map_err(|rejection| ApiError::bad_request(format!("The form cannot be read: {rejection}.")))?;
        let (mut package, mut upload) = (None, Self::default());
        while let Some(field) = form.next_field().await.map_err(|error| broken(&error, limit))? {
            let name = field.name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|error| broken(&error, limit))?;
            match name.as_str() {
                "package" => package = Some(bytes.to_vec()),
                "settings" if !bytes.is_empty() => upload.settings = Some(bytes.to_vec()),
                "envelope" if !bytes.is_empty() => upload.envelope = Some(bytes.to_vec()),
                "runs" => upload.runs = Some(bytes.to_vec()),
                _ => {}
            }
        }
        let package =
            package.ok_or_else(|| ApiError::bad_request("The form has no part `package`, the solution's zip."))?;
        Ok(Self { package, ..upload })
    }
}

fn broken(error: &MultipartError, limit: usize) -> ApiError {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return too_large(limit);
    }
    ApiError::bad_request(format!("The form cannot be read: {}.", error.body_text()))
}
