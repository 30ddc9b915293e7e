//! SCIM 2.0: users and groups, as identity providers provision them.
//!
//! It follows that standard and not ours: paging, bodies of errors, the type of the content. What a request may do is decided by
//! [`app::scim`].

use std::collections::BTreeMap;

use app::scim::{self as provisioning, Asked, Sent};
use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::any,
};
use model::ErrorCode;
use scim::{Choice, Document, ResourceType, schema};
use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    extract::{Base, SignedIn, read_body},
    state::Server,
};

const ROOT: &str = "/scim/v2";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
/// How many resources a page has where the client does not say.
const COUNT: usize = 100;

/// Whether an address is SCIM's, so that errors have its shape.
pub(crate) fn is_address(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(crate) fn routes() -> Router<Server> {
    Router::new().route(ROOT, any(serve)).route(&format!("{ROOT}/{{*path}}"), any(serve))
}

/// A request that is being answered.
struct Asking<'s> {
    server: &'s Server,
    op: app::Op,
    parts: Parts,
    base: String,
    /// What is asked of a search, by the names that the standard gives it.
    query: Query,
}

type Query = BTreeMap<String, String>;

async fn serve(State(server): State<Server>, request: Request) -> ApiResult<Response> {
    let (mut parts, body) = request.into_parts();
    let SignedIn(op) = SignedIn::from_request_parts(&mut parts, &server).await?;
    let base = format!("{}{ROOT}", Base::of(&server, &parts.headers).0);
    let path = parts.uri.path().trim_start_matches(ROOT).trim_matches('/').to_owned();
    let (first, rest) = path.split_once('/').map_or((path.as_str(), None), |(first, rest)| (first, Some(rest)));
    let query = of_address(&parts);
    let mut asking = Asking { server: &server, op, parts, base, query };
    let method = asking.parts.method.clone();
    if let Some(kind) = schema::TYPES.into_iter().find(|kind| kind.endpoint.trim_start_matches('/') == first) {
        return match (method, rest) {
            (Method::GET, None) => asking.list(&[kind]).await,
            (Method::POST, None) => asking.create(kind, body).await,
            (Method::POST, Some(".search")) => {
                asking.query = of_body(asking.document(body).await?);
                asking.list(&[kind]).await
            }
            (Method::GET, Some(id)) => asking.get(kind, id).await,
            (Method::PUT | Method::PATCH, Some(id)) => asking.change(kind, id, body).await,
            (Method::DELETE, Some(id)) => asking.delete(kind, id).await,
            _ => Err(not_allowed()),
        };
    }
    if (&method, first, rest) == (&Method::POST, ".search", None) {
        asking.query = of_body(asking.document(body).await?);
        return asking.list(&schema::TYPES).await;
    }
    let found = asking
        .described(first, rest)
        .ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, "There is no such SCIM endpoint."))?;
    if method == Method::GET { Ok(answer(StatusCode::OK, &found)) } else { Err(not_allowed()) }
}

impl Asking<'_> {
    /// What the server says about itself.
    fn described(&self, first: &str, rest: Option<&str>) -> Option<Value> {
        let base = &self.base;
        let schemas = || schema::SCHEMAS.iter().map(|schema| scim::schema_document(schema, base));
        let types = || schema::TYPES.iter().map(|kind| scim::resource_type(kind, base));
        match (first, rest) {
            ("ServiceProviderConfig", None) => {
                Some(scim::service_provider_config(base, u32::try_from(provisioning::MOST).unwrap_or(u32::MAX)))
            }
            ("Schemas", None) => Some(page(1, schema::SCHEMAS.len(), schemas().collect())),
            ("Schemas", Some(id)) => schemas().find(|schema| schema["id"] == id),
            ("ResourceTypes", None) => Some(page(1, schema::TYPES.len(), types().collect())),
            ("ResourceTypes", Some(id)) => types().find(|kind| kind["id"] == id),
            _ => None,
        }
    }

    async fn list(&self, kinds: &[&'static ResourceType]) -> ApiResult<Response> {
        let number = |name: &str, other: usize| match self.query(name) {
            None => Ok(other),
            // Less than nothing is nothing. Source: RFC 7644, section 3.4.2.4.
            Some(text) => match text.parse::<i64>() {
                Ok(number) => Ok(usize::try_from(number).unwrap_or(0)),
                Err(_) => Err(ApiError::bad_request(format!("`{name}` is not a number."))),
            },
        };
        let (start, count) = (number("startIndex", 1)?.max(1), number("count", COUNT)?);
        let asked = Asked {
            filter: self.query("filter"),
            sort_by: self.query("sortBy"),
            descending: self.query("sortOrder").is_some_and(|order| order == "descending"),
        };
        let found = provisioning::list(self.server.steward(), &self.op, kinds, asked, &self.base).await?;
        let (total, mut resources) = (found.len(), Vec::new());
        for (kind, document) in found.into_iter().skip(start - 1).take(count.min(provisioning::MOST)) {
            resources.push(Value::Object(self.choice(kind)?.of(document)));
        }
        Ok(answer(StatusCode::OK, &page(start, total, resources)))
    }

    async fn create(&self, kind: &'static ResourceType, body: Body) -> ApiResult<Response> {
        let sent = self.document(body).await?;
        let made = provisioning::create(self.server.steward(), &self.op, kind, sent, &self.base).await?;
        let location = made["meta"]["location"].as_str().and_then(|it| HeaderValue::from_str(it).ok());
        let mut response = self.resource(StatusCode::CREATED, kind, made)?;
        response.headers_mut().extend(location.map(|location| (header::LOCATION, location)));
        Ok(response)
    }

    async fn get(&self, kind: &'static ResourceType, id: &str) -> ApiResult<Response> {
        let found = provisioning::get(self.server.steward(), &self.op, kind, id, &self.base).await?;
        if self.header(&header::IF_NONE_MATCH).is_some_and(|known| Some(known) == provisioning::version(&found)) {
            return Ok(StatusCode::NOT_MODIFIED.into_response());
        }
        self.resource(StatusCode::OK, kind, found)
    }

    async fn change(&self, kind: &'static ResourceType, id: &str, body: Body) -> ApiResult<Response> {
        let sent = self.document(body).await?;
        let sent = if self.parts.method == Method::PUT { Sent::Whole(sent) } else { Sent::Patch(Value::Object(sent)) };
        let expected = self.header(&header::IF_MATCH);
        let steward = self.server.steward();
        let changed = provisioning::change(steward, &self.op, kind, id, sent, expected, &self.base).await;
        let changed = changed.map_err(|error| {
            let stale = expected.is_some() && error.code == ErrorCode::Conflict;
            let error = ApiError::from(error);
            if stale { ApiError { status: StatusCode::PRECONDITION_FAILED, ..error } } else { error }
        })?;
        self.resource(StatusCode::OK, kind, changed)
    }

    async fn delete(&self, kind: &'static ResourceType, id: &str) -> ApiResult<Response> {
        provisioning::delete(self.server.steward(), &self.op, kind, id).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    fn resource(&self, status: StatusCode, kind: &ResourceType, document: Document) -> ApiResult<Response> {
        let version = provisioning::version(&document).and_then(|it| HeaderValue::from_str(it).ok());
        let mut response = answer(status, &Value::Object(self.choice(kind)?.of(document)));
        response.headers_mut().extend(version.map(|version| (header::ETAG, version)));
        Ok(response)
    }

    async fn document(&self, body: Body) -> ApiResult<Document> {
        let bytes = read_body(&self.parts.headers, body, self.server.limits().body).await?;
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        match serde_json::from_slice(text) {
            Ok(Value::Object(document)) => Ok(document),
            _ => Err(syntax("The body is not a JSON object.")),
        }
    }

    fn choice(&self, kind: &ResourceType) -> ApiResult<Choice> {
        let (only, without) = (self.query("attributes"), self.query("excludedAttributes"));
        Choice::parse(kind, only.as_deref(), without.as_deref()).map_err(|error| app::AppError::from(error).into())
    }

    fn query(&self, name: &str) -> Option<String> {
        self.query.get(name).cloned()
    }

    fn header(&self, name: &header::HeaderName) -> Option<&str> {
        let headers: &HeaderMap = &self.parts.headers;
        headers.get(name).and_then(|value| value.to_str().ok())
    }
}

fn of_address(parts: &Parts) -> Query {
    let pairs = parts.uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

/// A search whose terms are in the body. Source: RFC 7644, section 3.4.3.
fn of_body(document: Document) -> Query {
    let text = |value: Value| match value {
        Value::String(text) => text,
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    };
    document.into_iter().map(|(name, value)| (name, text(value))).collect()
}

fn page(start: usize, total: usize, resources: Vec<Value>) -> Value {
    json!({
        "schemas": [LIST], "totalResults": total, "startIndex": start, "itemsPerPage": resources.len(), "Resources": resources,
    })
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/scim+json")], body.to_string()).into_response()
}

fn not_allowed() -> ApiError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadRequest, "The address does not take this method.")
}

fn syntax(detail: &str) -> ApiError {
    app::AppError::from(scim::ScimError::new(scim::Kind::InvalidSyntax, detail)).into()
}
