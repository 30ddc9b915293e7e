//! Signing in at a provider of identities. Browsers come here by links and redirects, so what goes wrong is shown by the sign-in page.

use app::{
    AppError,
    error::ErrorKind,
    sign_in::provider::{self, AtProvider},
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use model::ErrorCode;
use serde::{Deserialize, Serialize};
use tracing::info;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{cookie, provider::Provider, return_to::local_path, set_cookies};
use crate::{
    error::ApiResult,
    extract::{Base, Json, Page, Path, Query, Visiting},
    metrics::SignInResult,
    state::Server,
};

/// How long the browser keeps the cookie of a sign-in at a provider, in seconds.
const KEPT: u64 = 10 * 60;

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(providers)).routes(routes!(start)).routes(routes!(callback))
}

/// A provider of identities.
#[derive(Serialize, ToSchema)]
struct ProviderView {
    /// What addresses call it.
    name: String,
    /// What people read.
    label: String,
}

/// Providers of identities
///
/// Where else than here users may sign in.
#[utoipa::path(
    get,
    path = "/auth/providers",
    tag = "sign-in",
    operation_id = "listProviders",
    responses((status = 200, body = Page<ProviderView>)),
    security(())
)]
async fn providers(State(server): State<Server>) -> Json<Page<ProviderView>> {
    let view = |provider: &Provider| {
        let config = provider.config();
        ProviderView { name: config.admission.provider.clone(), label: config.label.clone() }
    };
    Json(Page::all(server.providers().iter().map(view).collect()))
}

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
struct Start {
    /// The path of ours to show afterwards.
    return_to: Option<String>,
}

/// Sign in at a provider
///
/// For browsers. Leads to the provider, which leads back.
#[utoipa::path(
    get,
    path = "/auth/oidc/{provider}/start",
    tag = "sign-in",
    operation_id = "startProviderSignIn",
    params(("provider" = String, Path, description = "The provider's name"), Start),
    responses((status = 303, description = "To the provider, or to the sign-in page with the code of an error")),
    security(())
)]
async fn start(
    State(server): State<Server>,
    base: Base,
    Path(name): Path<String>,
    Query(asked): Query<Start>,
) -> ApiResult<Response> {
    let provider = found(&server, &name)?;
    let begun = async {
        let return_to = local_path(asked.return_to.as_deref().unwrap_or("/"));
        let sign_in = provider::begin(server.steward(), &name, return_to).await?;
        let page = provider.page(&sign_in, &callback_of(&base, &name)).await?;
        Ok::<_, AppError>((cookie::set_pending(&sign_in.token, KEPT, &base), page))
    };
    Ok(match begun.await {
        Ok((cookie, page)) => {
            (StatusCode::SEE_OTHER, AppendHeaders([(header::SET_COOKIE, cookie), (header::LOCATION, page)]))
                .into_response()
        }
        Err(error) => shown(&error, &base),
    })
}

#[derive(Deserialize, IntoParams)]
struct Callback {
    /// What the provider gives for a signed token.
    code: Option<String>,
    /// What shows that browser and answer belong together.
    state: Option<String>,
    /// Why the provider refuses.
    error: Option<String>,
}

/// Come back from a provider
///
/// For browsers. The answer's cookie is the session.
#[utoipa::path(
    get,
    path = "/auth/oidc/{provider}/callback",
    tag = "sign-in",
    operation_id = "finishProviderSignIn",
    params(("provider" = String, Path, description = "The provider's name"), Callback),
    responses((status = 303, description = "To the page that was asked for, or to the sign-in page with the code of an error")),
    security(())
)]
async fn callback(
    State(server): State<Server>,
    base: Base,
    Visiting(visitor): Visiting,
    headers: HeaderMap,
    Path(name): Path<String>,
    Query(answer): Query<Callback>,
) -> ApiResult<Response> {
    let provider = found(&server, &name)?;
    let entered = async {
        let sign_in = AtProvider::of(&cookie::read_pending(&headers).ok_or_else(not_ours)?);
        if answer.state.as_deref() != Some(&*sign_in.state()) {
            return Err(not_ours());
        }
        let token = sign_in.token.expose_text().unwrap_or_default();
        let return_to = provider::come_back(server.steward(), &name, token).await?;
        let code = answer.code.ok_or_else(|| refused_there(&name, answer.error.as_deref()))?;
        let identity = provider.identity(&sign_in, code, &callback_of(&base, &name)).await?;
        let session = provider::enter(server.steward(), provider.admission(), &identity, &visitor).await?;
        Ok::<_, AppError>((session, return_to))
    }
    .await;
    server.metrics().signed_in(SignInResult::of(&entered));
    Ok(match entered {
        Ok((session, return_to)) => {
            let to = AppendHeaders([(header::LOCATION, return_to)]);
            (StatusCode::SEE_OTHER, set_cookies(&server, &session, &base), to).into_response()
        }
        Err(error) => shown(&error, &base),
    })
}

fn found<'a>(server: &'a Server, name: &str) -> Result<&'a Provider, AppError> {
    let found = server.providers().iter().find(|provider| provider.admission().provider == name);
    found.ok_or_else(|| AppError::not_found(format!("provider `{name}`")))
}

/// Where a provider leads back to.
fn callback_of(base: &Base, name: &str) -> String {
    format!("{}/auth/oidc/{name}/callback", base.0)
}

fn not_ours() -> AppError {
    let message = "The answer belongs to no sign-in of this browser.";
    AppError::new(ErrorKind::BadRequest, ErrorCode::ProviderRefused, message).with_hint("Sign in again.")
}

fn refused_there(name: &str, why: Option<&str>) -> AppError {
    let why: String = why.unwrap_or("no reason").chars().take(100).collect();
    let message = format!("The provider `{name}` refused the sign-in: {}", why.escape_debug());
    AppError::new(ErrorKind::BadRequest, ErrorCode::ProviderRefused, message)
}

/// The sign-in page, told the error's code. The text stays in the log: what an address says, a page must not show as ours.
fn shown(error: &AppError, base: &Base) -> Response {
    info!(code = %error.code, "A sign-in at a provider failed: {error}");
    let to = format!("/sign-in?error={}", error.code);
    let headers = [(header::SET_COOKIE, cookie::remove_pending(base)), (header::LOCATION, to)];
    (StatusCode::SEE_OTHER, AppendHeaders(headers)).into_response()
}
