//! The API's description.

mod absent;

use std::sync::LazyLock;

use axum::{Router, http::header, response::IntoResponse, routing::get};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, OpenApi as Document, Ref, ResponseBuilder,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::{auth, error::ErrorBody, routes, state::Server};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Steward",
        description = "Every error has the shape of `ErrorBody`. Lists have pages: send what a page gave as `next` as `after`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "sign-in", description = "Sessions of browsers"),
        (name = "me", description = "The caller: tokens, sessions, second factor"),
        (name = "principals", description = "Users, service accounts and groups"),
        (name = "environments", description = "Environments and their members"),
        (name = "roles", description = "Security roles: who may do what with rows; and custom roles: sets of privileges of an environment's own"),
        (name = "flows", description = "Flows, who they are shared with, and what they use"),
        (name = "expressions", description = "Expressions that are being written"),
        (name = "runs", description = "Runs and their history"),
        (name = "connections", description = "Connections and connection references"),
        (name = "continuity", description = "What breaks when people leave, and what keeps it from breaking"),
        (name = "variables", description = "Environment variables"),
        (name = "tables", description = "Tables; their rows are behind the Dataverse Web API"),
        (name = "solutions", description = "Solutions: import and export"),
        (name = "pipelines", description = "What solutions are promoted through, and promotions"),
        (name = "data-policies", description = "Which connectors may stand in one flow"),
        (name = "handovers", description = "Hand-over plans: what leavers have, and who gets it"),
        (name = "audit", description = "Who did what"),
        (name = "nodes", description = "Servers that are up"),
        (name = "settings", description = "How the installation works"),
        (name = "mails", description = "The weekly digest and notices, sent by mail"),
    ),
    security(("token" = []), ("session" = [])),
    components(schemas(ErrorBody)),
    modifiers(&Schemes),
)]
struct Described;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("`stw_...`")).build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let session = ApiKeyValue::with_description("steward_session", "What signing in sets.");
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    }
}

/// Every address of the API with its description.
pub(crate) fn described() -> OpenApiRouter<Server> {
    OpenApiRouter::with_openapi(Described::openapi()).merge(auth::routes()).merge(routes::routes())
}

/// The description as JSON, with line ends; needs no running server.
pub fn openapi() -> String {
    let mut document = described().into_openapi();
    add_errors(&mut document);
    let mut document = serde_json::to_value(&document).unwrap_or_default();
    absent::never_null_in_answers(&mut document);
    format!("{document:#}\n")
}

pub(crate) fn routes() -> Router<Server> {
    Router::new().route("/api/openapi.json", get(document))
}

async fn document() -> impl IntoResponse {
    static DOCUMENT: LazyLock<String> = LazyLock::new(openapi);
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], DOCUMENT.as_str())
}

/// Any address can refuse, always in the same shape.
fn add_errors(document: &mut Document) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build();
    let refused = ResponseBuilder::new()
        .description(
            "Refused, or failed: 401 not signed in, 403 not allowed, 404 no such thing or not known to the caller ...",
        )
        .content("application/json", content)
        .build();
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        for operation in operations.into_iter().flatten() {
            operation.responses.responses.insert("default".to_owned(), refused.clone().into());
        }
    }
}
