//! Answers of the Web API.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use wdl::{Object, Value};

use super::asking::Asking;

/// What an address cannot hold, inside a value of a query.
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'&').add(b'+').add(b'<').add(b'>');

/// JSON, with the headers that clients look for.
pub(super) fn json(asking: &Asking, status: StatusCode, value: &Value) -> Response {
    let mut response = Response::new(Body::from(value.to_json()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json; odata.metadata=minimal; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    if let Some(applied) = asking.prefer.applied().and_then(|applied| HeaderValue::from_str(&applied).ok()) {
        response.headers_mut().insert("preference-applied", applied);
    }
    response
}

/// A list: `{"@odata.context", "@odata.count", "value", "@odata.nextLink"}`.
pub(super) fn list(asking: &Asking, what: &str, value: Value, count: Option<i64>, next: Option<&str>) -> Response {
    let mut body = Object::from([("@odata.context", Value::from(context(asking, what)))]);
    if let Some(count) = count {
        body.insert("@odata.count", Value::Int(count));
    }
    body.insert("value", value);
    if let Some(next) = next {
        body.insert("@odata.nextLink", Value::from(next_link(asking, what, next)));
    }
    json(asking, StatusCode::OK, &Value::Object(body))
}

/// One thing, with its context first.
pub(super) fn single(asking: &Asking, status: StatusCode, what: &str, row: &Value) -> Response {
    let mut body = Object::from([("@odata.context", Value::from(context(asking, what)))]);
    for (name, value) in row.as_object().into_iter().flat_map(Object::iter) {
        body.insert(name.clone(), value.clone());
    }
    let mut response = json(asking, status, &Value::Object(body));
    if let Some(tag) = etag(row).and_then(|tag| HeaderValue::from_str(tag).ok()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Done, and nothing to say; where a row was written, its address.
pub(super) fn done(asking: &Asking, written: Option<(&str, &Value)>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some((set, row)) = written {
        address(asking, &mut response, set, row);
    }
    response
}

/// The row that was written, for who prefers to see it.
pub(super) fn representation(asking: &Asking, status: StatusCode, set: &str, row: &Value) -> Response {
    let shown = asking.prefer.shown(&selected(asking, row));
    let mut response = single(asking, status, &format!("{set}/$entity"), &shown);
    address(asking, &mut response, set, row);
    response.headers_mut().insert("preference-applied", HeaderValue::from_static("return=representation"));
    response
}

/// The version of a row.
pub(super) fn etag(row: &Value) -> Option<&str> {
    row.get("@odata.etag").and_then(Value::as_str)
}

fn context(asking: &Asking, what: &str) -> String {
    format!("{}/$metadata#{what}", asking.root)
}

fn address(asking: &Asking, response: &mut Response, set: &str, row: &Value) {
    // A row is written with its tag first and its id second.
    let members = row.as_object().into_iter().flat_map(Object::iter);
    let id =
        members.filter(|(name, _)| !name.starts_with('@')).find_map(|(_, value)| value.as_str()).unwrap_or_default();
    if let Ok(address) = HeaderValue::from_str(&format!("{}/{set}({id})", asking.root)) {
        response.headers_mut().insert(header::LOCATION, address.clone());
        response.headers_mut().insert("odata-entityid", address);
    }
}

/// The columns that `$select` names, and what goes with them.
fn selected(asking: &Asking, row: &Value) -> Value {
    let (Some(select), Some(members)) = (asking.option("$select"), row.as_object()) else { return row.clone() };
    let names: Vec<&str> = select.split(',').map(str::trim).collect();
    let mut shown = Object::new();
    for (at, (name, value)) in members.iter().enumerate() {
        let column = name.split('@').next().unwrap_or_default();
        if at < 2 || names.contains(&column) {
            shown.insert(name.clone(), value.clone());
        }
    }
    Value::Object(shown)
}

fn next_link(asking: &Asking, set: &str, token: &str) -> String {
    let mut query = String::new();
    let kept = asking.options.iter().filter(|(name, _)| name != "$skiptoken");
    let token = ("$skiptoken".to_owned(), token.to_owned());
    for (name, value) in kept.chain([&token]) {
        let (name, value) = (utf8_percent_encode(name, QUERY), utf8_percent_encode(value, QUERY));
        query.push_str(&format!("{}{name}={value}", if query.is_empty() { "?" } else { "&" }));
    }
    format!("{}/{set}{query}", asking.root)
}
