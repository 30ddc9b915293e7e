//! Rows: listing, seeing, making, changing and removing them.

use app::rows::{RowAnswer, RowRequest};
use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use tables::{ErrorKind, ODataError};
use wdl::{Object, Value};

use super::{answer, asking::Asking};
use crate::{
    error::{ApiError, ApiResult},
    extract::read_body,
};

pub(super) async fn list(asking: &Asking, set: String) -> ApiResult<Response> {
    if asking.prefer.page.is_some() && asking.option("$top").is_some() {
        let message = "$top and odata.maxpagesize cannot be used together.";
        return Err(ODataError::new(ErrorKind::InvalidQuery, message).into());
    }
    let request = RowRequest::List { set: set.clone(), options: asking.options.clone(), page: asking.prefer.page };
    let RowAnswer::Rows { value, next, count } = asking.ask(request, false).await? else { return Err(unexpected()) };
    let rows = value.as_array().into_iter().flat_map(|rows| rows.iter());
    let shown: Vec<Value> = rows.map(|row| asking.prefer.shown(row)).collect();
    Ok(answer::list(asking, &set, Value::from(shown), count, next.as_deref()))
}

/// `/$count`: the number alone.
pub(super) async fn count(asking: &Asking, set: String) -> ApiResult<Response> {
    let mut options: Vec<(String, String)> =
        asking.options.iter().filter(|(name, _)| name == "$filter" || name.starts_with('@')).cloned().collect();
    options.extend([("$count".to_owned(), "true".to_owned()), ("$top".to_owned(), "1".to_owned())]);
    let request = RowRequest::List { set, options, page: None };
    let RowAnswer::Rows { count, .. } = asking.ask(request, false).await? else { return Err(unexpected()) };
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((kind, count.unwrap_or(0).to_string()).into_response())
}

pub(super) async fn get(asking: &Asking, set: String, id: String) -> ApiResult<Response> {
    let request = RowRequest::Get { set: set.clone(), id, options: asking.options.clone() };
    let RowAnswer::Row(row) = asking.ask(request, false).await? else { return Err(unexpected()) };
    if let (Some(known), Some(tag)) = (asking.condition(header::IF_NONE_MATCH), answer::etag(&row))
        && known == tag
    {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    Ok(answer::single(asking, StatusCode::OK, &format!("{set}/$entity"), &asking.prefer.shown(&row)))
}

pub(super) async fn create(asking: &Asking, set: String, body: Body) -> ApiResult<Response> {
    let item = object(asking, body).await?;
    let answer = asking.ask(RowRequest::Create { set: set.clone(), item }, false).await?;
    Ok(written(asking, &set, answer))
}

/// Changes a row, or makes it where there is none. `If-Match` only changes, `If-None-Match: *` only makes.
pub(super) async fn update(asking: &Asking, set: String, id: String, body: Body) -> ApiResult<Response> {
    let item = object(asking, body).await?;
    let if_match = asking.condition(header::IF_MATCH).map(str::to_owned);
    let only_new = asking.condition(header::IF_NONE_MATCH) == Some("*");
    let request = RowRequest::Update { set: set.clone(), id, item, upsert: if_match.is_none(), if_match };
    let answer = asking.ask(request, only_new).await?;
    Ok(written(asking, &set, answer))
}

pub(super) async fn delete(asking: &Asking, set: String, id: String) -> ApiResult<Response> {
    let if_match = asking.condition(header::IF_MATCH).map(str::to_owned);
    asking.ask(RowRequest::Delete { set, id, if_match }, false).await?;
    Ok(answer::done(asking, None))
}

fn written(asking: &Asking, set: &str, answer: RowAnswer) -> Response {
    let (status, row) = match answer {
        RowAnswer::Created(row) => (StatusCode::CREATED, row),
        RowAnswer::Row(row) => (StatusCode::OK, row),
        RowAnswer::Rows { .. } | RowAnswer::Deleted => return answer::done(asking, None),
    };
    if asking.prefer.representation {
        return answer::representation(asking, status, set, &row);
    }
    answer::done(asking, Some((set, &row)))
}

/// The object in a body.
pub(super) async fn object(asking: &Asking, body: Body) -> ApiResult<Object> {
    let bytes = read_body(&asking.headers, body, asking.server.limits().body).await?;
    let value = Value::from_json(&bytes).map_err(|error| {
        ODataError::new(ErrorKind::InvalidPayload, format!("An error occurred while reading the body: {error}."))
    })?;
    match value {
        Value::Object(object) => Ok(object),
        other => {
            let message = format!("The body must be an object, not {}.", other.type_name());
            Err(ODataError::new(ErrorKind::InvalidPayload, message).into())
        }
    }
}

/// A use case that answers another question than it was asked.
pub(super) fn unexpected() -> ApiError {
    ApiError::from(app::AppError::internal("rows answered something else"))
}
