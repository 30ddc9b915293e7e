//! Copying tables from another environment.

use app::tables;
use axum::extract::State;

use crate::{
    error::ApiResult,
    extract::{Json, Path, SignedIn},
    state::Server,
    views::table::{NewCopy, TableCopy},
};

/// Copy tables from another environment
///
/// All of it in one transaction, or nothing. Definitions come as they are. Rows are read with the caller's own security roles, masked,
/// and belong to the caller; no flow starts for them. A copy has at most 20,000 rows. Refused where the environment is protected.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/tables/copy",
    tag = "tables",
    operation_id = "copyTables",
    params(("environment" = String, Path, description = "The environment that gets the tables, by name")),
    request_body = NewCopy,
    responses((status = 200, body = TableCopy))
)]
pub(super) async fn copy(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Json(new): Json<NewCopy>,
) -> ApiResult<Json<TableCopy>> {
    Ok(Json(tables::copy(server.steward(), &op, &environment, new.into()).await?.into()))
}
