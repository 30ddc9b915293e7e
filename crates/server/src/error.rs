//! The one error of handlers, and how it becomes an answer.
//!
//! A handler fails with an [`ApiError`]. Its answer has no body yet: it carries the error along, and [`crate::envelope`], which
//! knows the correlation id and whose standard the address follows, writes the body and the log line. So there is one place that
//! does.

mod body;
mod title;

use std::sync::Arc;

use app::{AppError, error::ErrorKind};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use model::ErrorCode;
use tables::ODataError;

pub(crate) use body::{ErrorBody, scim_body, steward_body, web_api_body};

/// What handlers answer.
pub(crate) type ApiResult<T> = Result<T, ApiError>;

/// Why a request was refused, or failed.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) why: Arc<Why>,
}

/// The reason, as the layer below says it.
#[derive(Debug)]
pub(crate) enum Why {
    /// A use case, or the server itself.
    App(AppError),
    /// The rules of tables and queries.
    OData(ODataError),
}

impl ApiError {
    /// An error of the server itself.
    pub(crate) fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        let kind = match status {
            StatusCode::NOT_FOUND => ErrorKind::NotFound,
            StatusCode::FORBIDDEN => ErrorKind::Forbidden,
            _ => ErrorKind::BadRequest,
        };
        Self { status, ..Self::from(AppError::new(kind, code, message)) }
    }

    /// The request's content is not what the address takes.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorCode::BadRequest, message)
    }

    /// The seconds after which to try again, where the error says so.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        match &*self.why {
            Why::App(error) => match error.kind {
                ErrorKind::Busy { retry_after_seconds } | ErrorKind::Unavailable { retry_after_seconds } => {
                    Some(retry_after_seconds)
                }
                _ => None,
            },
            Why::OData(_) => None,
        }
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        let status = StatusCode::from_u16(error.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, why: Arc::new(Why::App(error)) }
    }
}

impl From<ODataError> for ApiError {
    fn from(error: ODataError) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, why: Arc::new(Why::OData(error)) }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
