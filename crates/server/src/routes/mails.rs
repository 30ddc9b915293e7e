//! Mails: how they are doing, and a test.

use app::mails;
use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, SignedIn},
    state::Server,
    views::mail::MailsView,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(test))
}

/// How mails are doing
///
/// Through which server this one sends, how many wait, and which did not go out. Takes an administrator of the installation.
#[utoipa::path(
    get,
    path = "/api/v1/mails",
    tag = "mails",
    operation_id = "getMails",
    responses((status = 200, body = MailsView))
)]
async fn get(State(server): State<Server>, SignedIn(op): SignedIn) -> ApiResult<Json<MailsView>> {
    let standing = mails::standing(server.steward(), &op).await?;
    Ok(Json(MailsView::new(server.runtime().mails_through(), standing)))
}

/// Where to send a test.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MailTest {
    /// A mail address.
    #[schema(example = "ana@example.org")]
    to: String,
}

/// Send a test
///
/// Answers once the mail server has taken the mail. Takes an administrator of the installation.
#[utoipa::path(
    post,
    path = "/api/v1/mails/test",
    tag = "mails",
    operation_id = "testMail",
    request_body = MailTest,
    responses((status = 204))
)]
async fn test(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(test): Json<MailTest>,
) -> ApiResult<StatusCode> {
    server.runtime().try_mail(&op, test.to).await?;
    Ok(StatusCode::NO_CONTENT)
}
