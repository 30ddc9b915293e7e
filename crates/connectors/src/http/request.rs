//! From the evaluated inputs of an `Http` action to a request.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{
    Method, Url,
    header::{HeaderName, HeaderValue},
};
use wdl::{Object, Value};

use super::{LARGEST, token};
use crate::content;

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address, queries included.
    pub url: Url,
    /// Headers, authentication included.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body.
    pub body: Option<Vec<u8>>,
}

impl Request {
    /// Reads `{method, uri, headers?, queries?, body?, cookie?, authentication?}`.
    ///
    /// # Errors
    /// What is missing or malformed, in a sentence.
    pub fn from_inputs(inputs: &Value) -> Result<Self, String> {
        let text = |key: &str| inputs.get(key).and_then(Value::as_str);
        let method = text("method").ok_or("The action's `method` is missing.")?.to_uppercase();
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| format!("`{method}` is not an HTTP method."))?;
        let uri = text("uri").ok_or("The action's `uri` is missing.")?;
        let mut url = Url::parse(uri.trim())
            .map_err(|error| format!("`{uri}` is not an address that can be called: {error}."))?;
        let members = |key: &str| inputs.get(key).and_then(Value::as_object).into_iter().flat_map(Object::iter);
        for (name, value) in members("queries") {
            url.query_pairs_mut().append_pair(name, &value.to_text());
        }
        let mut headers = Vec::new();
        for (name, value) in members("headers") {
            headers.push(header(name, &value.to_text())?);
        }
        if let Some(cookie) = text("cookie") {
            headers.push(header("Cookie", cookie)?);
        }
        let authentication = inputs.get("authentication").filter(|it| it.as_object().is_some());
        if let Some(value) = authentication.filter(|it| !token::is_wanted(it)) {
            headers.push(header("Authorization", &authorization(value)?)?);
        }
        let mut body = None;
        if let Some(value) = inputs.get("body").filter(|body| !body.is_null()) {
            let (bytes, content_type) = content::encode(value);
            let says = headers.iter().any(|(name, _)| name == reqwest::header::CONTENT_TYPE);
            if let Some(content_type) = content_type.filter(|_| !says) {
                headers.push(header("Content-Type", &content_type)?);
            }
            if bytes.len() > LARGEST {
                return Err(format!(
                    "The body has {} bytes; the most that one call can send is {LARGEST}.",
                    bytes.len()
                ));
            }
            body = Some(bytes);
        }
        Ok(Self { method, url, headers, body })
    }

    /// Reads on at an address that the target named: with the same headers, authentication included, without the body. The target
    /// knows them already; only who listens on the way must not, so they do not leave an encrypted connection.
    ///
    /// # Errors
    /// It is no address, or it is less protected than the request was.
    pub fn follow(self, address: &str) -> Result<Self, String> {
        let url = Url::parse(address)
            .map_err(|error| format!("The target named `{address}`, which is not an address: {error}."))?;
        let is_of_body = |name: &HeaderName| name.as_str().starts_with("content-");
        let request = self.moved(&url)?;
        let headers = request.headers.into_iter().filter(|(name, _)| !is_of_body(name)).collect();
        Ok(Self { method: Method::GET, headers, body: None, ..request })
    }

    /// The same to another address that the target named.
    ///
    /// # Errors
    /// It is less protected than the request was.
    pub fn moved(self, url: &Url) -> Result<Self, String> {
        if self.url.scheme() == "https" && url.scheme() != "https" {
            return Err(format!("The target was called with https, and named `{url}`, which is not encrypted."));
        }
        Ok(Self { url: url.clone(), ..self })
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name_of = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{name}` is not a header name."))?;
    let value = HeaderValue::from_str(value)
        .map_err(|_| format!("The value of the header `{name}` has characters that a header cannot have."))?;
    Ok((name_of, value))
}

fn authorization(authentication: &Value) -> Result<String, String> {
    let text = |key: &str| authentication.get(key).and_then(Value::as_str).unwrap_or_default();
    match text("type").to_lowercase().as_str() {
        "basic" => Ok(format!("Basic {}", STANDARD.encode(format!("{}:{}", text("username"), text("password"))))),
        "raw" => Ok(text("value").to_owned()),
        other => {
            Err(format!("Authentication of type `{other}` is not supported; use Basic, Raw or ActiveDirectoryOAuth."))
        }
    }
}
