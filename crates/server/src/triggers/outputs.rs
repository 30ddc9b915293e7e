//! What a request gives to the run: `{headers, queries, relativePathParameters, body}`.

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use percent_encoding::percent_decode_str;
use wdl::{Object, Value};

use super::body;
use crate::error::ApiResult;

/// Headers that are between the caller and this server, and no business of the flow: they sign somebody in.
const PRIVATE: [header::HeaderName; 3] = [header::AUTHORIZATION, header::COOKIE, header::PROXY_AUTHORIZATION];

/// A part of an address without its escapes.
pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The names and values of a query, decoded.
pub(crate) fn queries(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| decoded(&text.replace('+', " "));
    query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// The outputs of the trigger. The signature stays outside: the history is read by people who may not start the flow.
///
/// # Errors
/// A body that is not what its content type says.
pub(super) async fn outputs(
    headers: &HeaderMap,
    queries: Vec<(String, String)>,
    path: Object,
    bytes: Bytes,
) -> ApiResult<Value> {
    let mut outputs = Object::from([("headers", Value::Object(named(headers)))]);
    let mut shown = Object::new();
    for (name, value) in queries.into_iter().filter(|(name, _)| name != "sig") {
        shown.insert(name, Value::from(value));
    }
    if !shown.is_empty() {
        outputs.insert("queries", Value::Object(shown));
    }
    if !path.is_empty() {
        outputs.insert("relativePathParameters", Value::Object(path));
    }
    if !bytes.is_empty() {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        outputs.insert("body", body::decode(kind, bytes).await?);
    }
    Ok(Value::Object(outputs))
}

fn named(headers: &HeaderMap) -> Object {
    let mut named = Object::new();
    for name in headers.keys().filter(|name| !PRIVATE.contains(name)) {
        let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        named.insert(spelled(name.as_str()), Value::from(values.collect::<Vec<_>>().join(", ")));
    }
    named
}

/// A header's name as flows spell it: `Content-Type`, and names of extensions as they came.
fn spelled(name: &str) -> String {
    if name.starts_with("x-") {
        return name.to_owned();
    }
    let mut spelled = String::with_capacity(name.len());
    let mut first = true;
    for letter in name.chars() {
        spelled.push(if first { letter.to_ascii_uppercase() } else { letter });
        first = letter == '-';
    }
    spelled
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::*;

    async fn shown(headers: &[(&'static str, &'static str)], query: &str, body: &'static str) -> String {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        match outputs(&headers, queries(query), Object::new(), Bytes::from_static(body.as_bytes())).await {
            Ok(value) => value.to_json_string(),
            Err(error) => format!("{error:?}"),
        }
    }

    #[tokio::test]
    async fn a_request_becomes_outputs_by_its_content_type() {
        let json = [("content-type", "application/json"), ("x-my-header", "1"), ("cookie", "steward_session=x")];
        expect_test::expect![[
            r#"{"headers":{"Content-Type":"application/json","x-my-header":"1"},"queries":{"a b":"ü","c":""},"body":{"n":1}}"#
        ]]
        .assert_eq(&shown(&json, "sig=secret&a+b=%C3%BC&c", r#"{"n":1}"#).await);
        expect_test::expect![[r#"{"headers":{"Content-Type":"text/plain"},"body":"hi"}"#]]
            .assert_eq(&shown(&[("content-type", "text/plain")], "", "hi").await);
        expect_test::expect![[
            r#"{"headers":{"Content-Type":"application/x-www-form-urlencoded"},"body":{"$content-type":"application/x-www-form-urlencoded","$content":"YT0xJmI9Mg==","$formdata":[{"key":"a","value":"1"},{"key":"b","value":"2"}]}}"#
        ]]
        .assert_eq(&shown(&[("content-type", "application/x-www-form-urlencoded")], "", "a=1&b=2").await);
        expect_test::expect![[
            r#"{"headers":{"Content-Type":"application/xml"},"body":{"$content-type":"application/xml","$content":"PGEvPg=="}}"#
        ]]
        .assert_eq(&shown(&[("content-type", "application/xml")], "", "<a/>").await);
        expect_test::expect![[
            r#"{"headers":{"Content-Type":"multipart/form-data; boundary=X"},"body":{"$content-type":"multipart/form-data; boundary=X","$content":"LS1YDQpDb250ZW50LURpc3Bvc2l0aW9uOiBmb3JtLWRhdGE7IG5hbWU9ImEiDQoNCmhpDQotLVgtLQ0K","$multipart":[{"headers":{"Content-Disposition":"form-data; name=\"a\"","Content-Length":"2"},"body":{"$content-type":"application/octet-stream","$content":"aGk="}}]}}"#
        ]]
        .assert_eq(
            &shown(
                &[("content-type", "multipart/form-data; boundary=X")],
                "",
                "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhi\r\n--X--\r\n",
            )
            .await,
        );
        assert_eq!(shown(&[], "", "").await, r#"{"headers":{}}"#);
        assert!(shown(&json, "", "{").await.contains("line 1"));
    }
}
