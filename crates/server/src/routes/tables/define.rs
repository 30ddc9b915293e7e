//! What tables are, making and deleting them.

use app::tables;
use axum::{extract::State, http::StatusCode};

use crate::{
    error::ApiResult,
    extract::{Json, Path, SignedIn},
    state::Server,
    views::table::{NewColumns, NewTable, TableDetail},
};

/// Get a table
///
/// With its columns. Every member of the environment may know them; security roles decide about rows.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/tables/{table}",
    tag = "tables",
    operation_id = "getTable",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("table" = String, Path, description = "Its logical name or entity set name"),
    ),
    responses((status = 200, body = TableDetail))
)]
pub(super) async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, table)): Path<(String, String)>,
) -> ApiResult<Json<TableDetail>> {
    Ok(Json((&*tables::get(server.steward(), &op, &environment, &table).await?).into()))
}

/// Create a table
///
/// The system's columns come by themselves. The first text column names a row. With `solution` it becomes part of that, and its names
/// start with the publisher's prefix.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/tables",
    tag = "tables",
    operation_id = "createTable",
    params(("environment" = String, Path, description = "The environment's name")),
    request_body = NewTable,
    responses((status = 201, body = TableDetail))
)]
pub(super) async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Json(new): Json<NewTable>,
) -> ApiResult<(StatusCode, Json<TableDetail>)> {
    let made = tables::create(server.steward(), &op, &environment, new.into()).await?;
    Ok((StatusCode::CREATED, Json((&*made).into())))
}

/// Add columns to a table
///
/// All of them or none. The type of a column never changes.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/tables/{table}/columns",
    tag = "tables",
    operation_id = "addColumns",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("table" = String, Path, description = "Its logical name or entity set name"),
    ),
    request_body = NewColumns,
    responses((status = 201, body = TableDetail))
)]
pub(super) async fn add_columns(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, table)): Path<(String, String)>,
    Json(new): Json<NewColumns>,
) -> ApiResult<(StatusCode, Json<TableDetail>)> {
    let new = new.columns.into_iter().map(Into::into).collect();
    let wider = tables::add_columns(server.steward(), &op, &environment, &table, new).await?;
    Ok((StatusCode::CREATED, Json((&*wider).into())))
}

/// Delete a table
///
/// Refused where it has rows, or where a flow, a lookup or a security role names it.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/tables/{table}",
    tag = "tables",
    operation_id = "deleteTable",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("table" = String, Path, description = "Its logical name or entity set name"),
    ),
    responses((status = 204))
)]
pub(super) async fn delete(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, table)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    tables::delete(server.steward(), &op, &environment, &table).await?;
    Ok(StatusCode::NO_CONTENT)
}
