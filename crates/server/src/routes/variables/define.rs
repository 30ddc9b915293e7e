//! Making and deleting environment variables.

use app::variables;
use axum::{extract::State, http::StatusCode};

use crate::{
    error::ApiResult,
    extract::{Json, Path, SignedIn},
    state::Server,
    views::variable::{NewVariable, VariableView},
};

/// Create an environment variable
///
/// Without a value of its own. Its type never changes. With `solution` it becomes part of that, and its name starts with the publisher's
/// prefix.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/variables",
    tag = "variables",
    operation_id = "createVariable",
    params(("environment" = String, Path, description = "The environment's name")),
    request_body = NewVariable,
    responses((status = 201, body = VariableView))
)]
pub(super) async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Json(new): Json<NewVariable>,
) -> ApiResult<(StatusCode, Json<VariableView>)> {
    let made = variables::create(server.steward(), &op, &environment, new.into()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Delete an environment variable
///
/// With its value. Refused where a flow reads it.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/variables/{schemaName}",
    tag = "variables",
    operation_id = "deleteVariable",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("schemaName" = String, Path, description = "The variable's schema name"),
    ),
    responses((status = 204))
)]
pub(super) async fn delete(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, schema_name)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    variables::delete(server.steward(), &op, &environment, &schema_name).await?;
    Ok(StatusCode::NO_CONTENT)
}
