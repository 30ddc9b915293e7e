//! Expressions that are being written.

use app::expressions;
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, SignedIn},
    state::Server,
    views::expression::{AnalysisView, AnalyzeRequest},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(analyze))
}

/// Analyze an expression
///
/// What is wrong with a string of a definition that is being written, what could come next, and what stands at the cursor. Nothing is
/// evaluated or kept. All offsets count UTF-16 code units of `text`.
#[utoipa::path(
    post,
    path = "/api/v1/expr/analyze",
    tag = "expressions",
    operation_id = "analyzeExpression",
    request_body = AnalyzeRequest,
    responses((status = 200, body = AnalysisView))
)]
async fn analyze(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(request): Json<AnalyzeRequest>,
) -> ApiResult<Json<AnalysisView>> {
    let (edited, units) = request.read()?;
    let found = expressions::analyze(server.steward(), &op, edited).await?;
    Ok(Json(AnalysisView::new(found, &units)))
}
