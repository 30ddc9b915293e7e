//! Off-boarding certificates.

use app::handover::certificate;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{Html, IntoResponse},
};
use model::CertificateId;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::ApiResult,
    extract::{Json, Path, SignedIn},
    state::Server,
    views::certificate::{CertificateVerified, CertificateView, ShownCertificate, page},
};

/// The page has no scripts, and loads nothing.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(issue)).routes(routes!(get)).routes(routes!(show)).routes(routes!(verify))
}

/// Issue an off-boarding certificate
///
/// Looks for everything that resolves to a principal, and signs what was found: it says whether it is clean. Takes an administrator of the
/// installation; everybody may have one about themselves.
#[utoipa::path(
    post,
    path = "/api/v1/principals/{principal}/certificates",
    tag = "handovers",
    operation_id = "issueCertificate",
    params(("principal" = String, Path, description = "Id or name")),
    responses((status = 201, body = CertificateView))
)]
async fn issue(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(principal): Path<String>,
) -> ApiResult<(StatusCode, Json<CertificateView>)> {
    let certificate = certificate::issue(server.steward(), &op, &principal).await?;
    Ok((StatusCode::CREATED, Json(certificate.into())))
}

/// Get an off-boarding certificate
///
/// As it was issued.
#[utoipa::path(
    get,
    path = "/api/v1/certificates/{certificate}",
    tag = "handovers",
    operation_id = "getCertificate",
    params(("certificate" = Uuid, Path, description = "The certificate's id")),
    responses((status = 200, body = CertificateView))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<CertificateView>> {
    Ok(Json(certificate::get(server.steward(), &op, CertificateId(id)).await?.into()))
}

/// Get an off-boarding certificate as a page
///
/// Made to be printed; it carries the signed text.
#[utoipa::path(
    get,
    path = "/api/v1/certificates/{certificate}/page",
    tag = "handovers",
    operation_id = "getCertificatePage",
    params(("certificate" = Uuid, Path, description = "The certificate's id")),
    responses((status = 200, body = String, content_type = "text/html"))
)]
async fn show(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<impl IntoResponse> {
    let certificate = certificate::get(server.steward(), &op, CertificateId(id)).await?;
    Ok(([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(page(&certificate.into()))))
}

/// Verify an off-boarding certificate
///
/// Whether its text has the digest, whether this installation signed it, and whether the audit has what it names.
#[utoipa::path(
    post,
    path = "/api/v1/certificates/verify",
    tag = "handovers",
    operation_id = "verifyCertificate",
    request_body = ShownCertificate,
    responses((status = 200, body = CertificateVerified))
)]
async fn verify(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(shown): Json<ShownCertificate>,
) -> ApiResult<Json<CertificateVerified>> {
    let ShownCertificate { text, digest, signature } = shown;
    Ok(Json(certificate::verify(server.steward(), &op, text, &digest, &signature).await?.into()))
}
