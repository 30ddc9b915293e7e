//! Bodies of errors: ours, and the Web API's.

use std::error::Error as _;

use app::{AppError, error::ErrorKind};
use scim::ScimError;
use serde::Serialize;
use tables::{ErrorKind as ODataKind, ODataError};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ApiError, Why, title::title};

/// The body of every error.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// The error.
    pub(crate) error: ErrorView,
}

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorView {
    /// The error's page in `docs/errors`.
    #[schema(example = "STW1003")]
    pub(crate) code: String,
    /// What the page is called.
    pub(crate) title: String,
    /// What, where, who and since when.
    pub(crate) message: String,
    /// The one thing to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
    /// The place in the input, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    /// What the log has the request under.
    pub(crate) correlation_id: Uuid,
}

/// The body of `docs/API-DESIGN.md`.
pub(crate) fn steward_body(error: &ApiError, correlation: Uuid) -> Vec<u8> {
    let view = match &*error.why {
        Why::App(error) => ErrorView {
            code: error.code.to_string(),
            title: title(error.code).to_owned(),
            message: error.message.clone(),
            hint: error.hint.clone(),
            path: error.path.clone(),
            correlation_id: correlation,
        },
        Why::OData(error) => ErrorView {
            code: model::ErrorCode::ODataInvalid.to_string(),
            title: title(model::ErrorCode::ODataInvalid).to_owned(),
            message: error.message.clone(),
            hint: None,
            path: None,
            correlation_id: correlation,
        },
    };
    // The view holds texts only, so there is nothing that serde_json could refuse.
    serde_json::to_vec(&ErrorBody { error: view }).unwrap_or_default()
}

/// The body that clients of the Dataverse Web API expect.
pub(crate) fn web_api_body(error: &ApiError) -> Vec<u8> {
    match &*error.why {
        Why::OData(error) => error.to_value().to_json(),
        Why::App(error) => as_odata(error).to_value().to_json(),
    }
}

/// The body that SCIM clients expect. Source: RFC 7644, section 3.12.
pub(crate) fn scim_body(error: &ApiError) -> Vec<u8> {
    let (detail, refused) = match &*error.why {
        Why::App(error) => {
            let refused = error.source().and_then(|source| source.downcast_ref::<ScimError>());
            (format!("{} ({})", error.message, error.code), refused)
        }
        Why::OData(error) => (error.message.clone(), None),
    };
    let mut body = serde_json::json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": error.status.as_u16().to_string(),
        "detail": detail,
    });
    if let Some(refused) = refused {
        body["scimType"] = refused.kind.word().into();
    }
    body.to_string().into_bytes()
}

/// Source: the error codes of the Dataverse Web API, as `tables` lists them.
fn as_odata(error: &AppError) -> ODataError {
    let kind = match error.kind {
        ErrorKind::NotSignedIn => ODataKind::AuthenticationFailed,
        ErrorKind::Forbidden => ODataKind::PrivilegeDenied,
        ErrorKind::NotFound => ODataKind::ResourceNotFound,
        ErrorKind::BadRequest => ODataKind::InvalidQuery,
        ErrorKind::Conflict => ODataKind::DuplicateRecord,
        ErrorKind::TooLarge => ODataKind::PayloadTooLarge,
        ErrorKind::Invalid => ODataKind::InvalidArgument,
        ErrorKind::Busy { .. } => ODataKind::TooManyRequests,
        ErrorKind::Unavailable { .. } | ErrorKind::Internal => ODataKind::UnExpected,
    };
    let message = match &error.path {
        Some(path) => format!("{} ({path})", error.message),
        None => error.message.clone(),
    };
    ODataError::new(kind, message)
}
