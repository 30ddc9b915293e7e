//! Making and deleting connection references.

use app::references;
use axum::{extract::State, http::StatusCode};

use crate::{
    error::ApiResult,
    extract::{Json, Path, SignedIn},
    state::Server,
    views::reference::{ConnectionReferenceView, NewReference},
};

/// Create a connection reference
///
/// Bound to nothing. With `solution` it becomes part of that, and its name starts with the publisher's prefix.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/connection-references",
    tag = "connections",
    operation_id = "createConnectionReference",
    params(("environment" = String, Path, description = "The environment's name")),
    request_body = NewReference,
    responses((status = 201, body = ConnectionReferenceView))
)]
pub(super) async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Json(new): Json<NewReference>,
) -> ApiResult<(StatusCode, Json<ConnectionReferenceView>)> {
    let made = references::create(server.steward(), &op, &environment, new.into()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Delete a connection reference
///
/// Refused where a flow uses it.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/connection-references/{logicalName}",
    tag = "connections",
    operation_id = "deleteConnectionReference",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("logicalName" = String, Path, description = "The reference's logical name"),
    ),
    responses((status = 204))
)]
pub(super) async fn delete(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, logical_name)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    references::delete(server.steward(), &op, &environment, &logical_name).await?;
    Ok(StatusCode::NO_CONTENT)
}
