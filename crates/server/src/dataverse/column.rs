//! One column of a row, and the row behind a lookup.

use app::rows::{RowAnswer, RowRequest};
use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use tables::{ErrorKind, ODataError};
use wdl::{Object, Value};

use super::{
    address::Column,
    answer,
    asking::Asking,
    rows::{object, unexpected},
};
use crate::error::{ApiError, ApiResult, Why};

/// The value of a column, or the row behind a navigation property; 204 where there is none.
pub(super) async fn get(asking: &Asking, column: Column) -> ApiResult<Response> {
    let select = ask(asking, &column, "$select").await;
    let row = match select {
        // What is no column may be the way to another row.
        Err(error) if !column.raw && is_unknown(&error) => ask(asking, &column, "$expand").await.map_err(|_| error)?,
        other => other?,
    };
    let value = row.get(&column.name).cloned().unwrap_or_default();
    let what = format!("{}({})/{}", column.set, column.id, column.name);
    Ok(match value {
        Value::Null => StatusCode::NO_CONTENT.into_response(),
        value if column.raw => {
            let text = value.as_str().map_or_else(|| value.to_json_string(), str::to_owned);
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
        }
        Value::Object(_) => answer::single(asking, StatusCode::OK, &what, &asking.prefer.shown(&value)),
        value => answer::single(asking, StatusCode::OK, &what, &Value::Object(Object::from([("value", value)]))),
    })
}

async fn ask(asking: &Asking, column: &Column, option: &str) -> ApiResult<Value> {
    let options = vec![(option.to_owned(), column.name.clone())];
    let request = RowRequest::Get { set: column.set.clone(), id: column.id.clone(), options };
    match asking.ask(request, false).await? {
        RowAnswer::Row(row) => Ok(row),
        _ => Err(unexpected()),
    }
}

fn is_unknown(error: &ApiError) -> bool {
    matches!(&*error.why, Why::OData(error) if error.kind == ErrorKind::InvalidQuery)
}

/// Sets one column: `{"value": ...}`.
pub(super) async fn put(asking: &Asking, column: Column, body: Body) -> ApiResult<Response> {
    let body = object(asking, body).await?;
    let value = body.get("value").cloned().ok_or_else(|| {
        ODataError::new(ErrorKind::InvalidPayload, "The body must be an object with the member 'value'.")
    })?;
    set(asking, column, value).await
}

/// Empties one column.
pub(super) async fn delete(asking: &Asking, column: Column) -> ApiResult<Response> {
    set(asking, column, Value::Null).await
}

async fn set(asking: &Asking, column: Column, value: Value) -> ApiResult<Response> {
    let mut item = Object::new();
    item.insert(column.name, value);
    let if_match = asking.condition(header::IF_MATCH).map(str::to_owned);
    let request = RowRequest::Update { set: column.set, id: column.id, item, upsert: false, if_match };
    asking.ask(request, false).await?;
    Ok(answer::done(asking, None))
}
