//! The audit log.

use app::audit::{self, Line, Wanted};
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::IntoResponse,
};
use futures_util::stream;
use model::Timestamp;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::{ApiError, ApiResult},
    extract::{Json, Page, PageParams, Query, SignedIn},
    state::Server,
    views::audit::{AuditView, VerifiedView},
};

/// How many entries are read at a time for an export.
const EXPORTED_AT_A_TIME: u32 = 1_000;

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(export)).routes(routes!(verify))
}

/// Which entries. What is left out matches all.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Of this environment, by name.
    environment: Option<String>,
    /// Asked for by this principal, by id or name.
    actor: Option<String>,
    /// About this principal, or asked for by it, by id or name; or about any other thing, such as a run, by id.
    about: Option<String>,
    /// About this object.
    #[param(example = "flow/0192f0c1-2b7e-7c1a-9a55-3f1f5f7d9f10")]
    object: Option<String>,
    /// What was done: all of it, or what comes before the dot.
    #[param(example = "flow.share")]
    action: Option<String>,
    /// At this instant or later.
    #[param(format = DateTime)]
    since: Option<String>,
    /// Before this instant.
    #[param(format = DateTime)]
    until: Option<String>,
}

impl Which {
    fn wanted(self) -> ApiResult<Wanted> {
        let instant = |text: Option<String>, name: &str| {
            let parsed = text.map(|text| text.parse::<Timestamp>()).transpose();
            parsed.map_err(|_| ApiError::bad_request(format!("`{name}` is an instant: 2026-11-22T10:00:00Z.")))
        };
        let Self { environment, actor, about, object, action, since, until } = self;
        let (since, until) = (instant(since, "since")?, instant(until, "until")?);
        Ok(Wanted { environment, actor, about, object, action, since, until })
    }
}

/// List what was done
///
/// Newest first, with what changed and who changed it. Takes an auditor or an administrator, of the environment where one is given, else
/// of the installation.
#[utoipa::path(
    get,
    path = "/api/v1/audit",
    tag = "audit",
    operation_id = "listAudit",
    params(Which, PageParams),
    responses((status = 200, body = Page<AuditView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Query(which): Query<Which>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<AuditView>>> {
    let before = page.after.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| ApiError::bad_request("`after` is what the page before gave as `next`."))?;
    let more = page.limit() + 1;
    let found = audit::list(server.steward(), &op, which.wanted()?, before, more).await?;
    let views = found.into_iter().map(AuditView::from).collect();
    Ok(Json(Page::cut(views, &page, |last: &AuditView| last.seq.to_string())))
}

/// How an export is written.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// A JSON object a line, with all that its hash covers: `steward audit verify --file` verifies it without a server.
    #[default]
    Jsonl,
    /// A table for a spreadsheet.
    Csv,
}

/// As what an export is written.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct As {
    /// JSON lines unless it says otherwise.
    #[param(inline)]
    format: Option<Format>,
}

/// Export the audit log
///
/// All entries that are asked for, oldest first, as a file.
#[utoipa::path(
    get,
    path = "/api/v1/audit/export",
    tag = "audit",
    operation_id = "exportAudit",
    params(Which, As),
    responses((status = 200, description = "A line for each entry", body = String, content_type = "application/x-ndjson"))
)]
async fn export(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Query(which): Query<Which>,
    Query(written): Query<As>,
) -> ApiResult<impl IntoResponse> {
    let format = written.format.unwrap_or_default();
    let wanted = which.wanted()?;
    // The first page is read before the answer begins, so that a refusal is one.
    let first = audit::export(server.steward(), &op, wanted.clone(), 0, EXPORTED_AT_A_TIME).await?;
    let head = match format {
        Format::Jsonl => String::new(),
        Format::Csv => format!("{}\r\n", Line::CSV),
    };
    let after = first.last().map(|line| line.seq);
    let first = Bytes::from(head + &written_as(format, &first));
    let rest = stream::try_unfold(after, move |after| {
        let (server, op, wanted) = (server.clone(), op.clone(), wanted.clone());
        async move {
            let Some(after) = after else { return Ok::<_, app::AppError>(None) };
            let page = audit::export(server.steward(), &op, wanted, after, EXPORTED_AT_A_TIME).await?;
            let last = page.last().map(|line| line.seq);
            Ok(last.map(|last| (Bytes::from(written_as(format, &page)), Some(last))))
        }
    });
    let body = Body::from_stream(stream::StreamExt::chain(stream::once(async { Ok(first) }), rest));
    let (content_type, file) = match format {
        Format::Jsonl => ("application/x-ndjson", "audit.jsonl"),
        Format::Csv => ("text/csv; charset=utf-8", "audit.csv"),
    };
    let disposition = format!("attachment; filename=\"{file}\"");
    Ok(([(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body))
}

fn written_as(format: Format, lines: &[Line]) -> String {
    match format {
        Format::Jsonl => lines.iter().map(|line| line.json() + "\n").collect(),
        Format::Csv => lines.iter().map(|line| line.csv() + "\r\n").collect(),
    }
}

/// Verify the audit log
///
/// Reads the whole log and compares every hash; and the history of the runs that the log vouches for with what it was when they ended.
/// Takes an auditor or an administrator of the installation.
#[utoipa::path(
    get,
    path = "/api/v1/audit/verification",
    tag = "audit",
    operation_id = "verifyAudit",
    responses((status = 200, body = VerifiedView))
)]
async fn verify(State(server): State<Server>, SignedIn(op): SignedIn) -> ApiResult<Json<VerifiedView>> {
    Ok(Json(audit::verify(server.steward(), &op).await?.into()))
}
