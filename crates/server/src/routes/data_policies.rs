//! Data policies.

use app::data_policies;
use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::data_policy::{DataPolicyChange, DataPolicyContent, DataPolicyView, NewDataPolicy},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(update, delete))
}

/// List data policies
///
/// For administrators and auditors of the installation. Others are told by name which policy keeps a flow off.
#[utoipa::path(
    get,
    path = "/api/v1/data-policies",
    tag = "data-policies",
    operation_id = "listDataPolicies",
    params(PageParams),
    responses((status = 200, body = Page<DataPolicyView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<DataPolicyView>>> {
    let found = data_policies::list(server.steward(), &op).await?;
    let views = found.into_iter().map(DataPolicyView::from).collect();
    Ok(Json(paged(views, &page, |view: &DataPolicyView| view.name.clone())))
}

/// Make a data policy
///
/// It holds at once: flows that it forbids are turned off. Each connector belongs to one group.
#[utoipa::path(
    post,
    path = "/api/v1/data-policies",
    tag = "data-policies",
    operation_id = "createDataPolicy",
    request_body = NewDataPolicy,
    responses((status = 201, body = DataPolicyChange))
)]
async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(new): Json<NewDataPolicy>,
) -> ApiResult<(StatusCode, Json<DataPolicyChange>)> {
    let (new, dry_run) = new.into_parts();
    let (policy, enforced) = data_policies::create(server.steward(), &op, new, dry_run).await?;
    let status = if dry_run { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json((Some(policy), enforced).into())))
}

/// Change a data policy
///
/// In place of what it was. Flows that it forbids are turned off, and those that it kept off and forbids no more are on again.
#[utoipa::path(
    put,
    path = "/api/v1/data-policies/{policy}",
    tag = "data-policies",
    operation_id = "updateDataPolicy",
    params(("policy" = String, Path, description = "The policy's name")),
    request_body = DataPolicyContent,
    responses((status = 200, body = DataPolicyChange))
)]
async fn update(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
    Json(content): Json<DataPolicyContent>,
) -> ApiResult<Json<DataPolicyChange>> {
    let (new, dry_run) = content.named(name).into_parts();
    let (policy, enforced) = data_policies::update(server.steward(), &op, new, dry_run).await?;
    Ok(Json((Some(policy), enforced).into()))
}

/// How a policy is deleted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct DeleteParams {
    /// Only say what would be.
    #[serde(default)]
    dry_run: bool,
}

/// Delete a data policy
///
/// Flows that it alone kept off are on again.
#[utoipa::path(
    delete,
    path = "/api/v1/data-policies/{policy}",
    tag = "data-policies",
    operation_id = "deleteDataPolicy",
    params(("policy" = String, Path, description = "The policy's name"), DeleteParams),
    responses((status = 200, body = DataPolicyChange))
)]
async fn delete(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
    Query(params): Query<DeleteParams>,
) -> ApiResult<Json<DataPolicyChange>> {
    let enforced = data_policies::delete(server.steward(), &op, &name, params.dry_run).await?;
    Ok(Json((None, enforced).into()))
}
