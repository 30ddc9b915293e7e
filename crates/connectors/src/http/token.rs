//! `ActiveDirectoryOAuth`: a token for the application that calls. Source: OAuth 2.0 client credentials, version 1 of the endpoint.

use reqwest::{Method, Url, header};
use wdl::Value;

use super::{Caller, Failure, Request, malformed};

/// Who gives tokens where the inputs do not say. Source: authentication types of the HTTP action.
const AUTHORITY: &str = "https://login.microsoftonline.com/";

/// Whether inputs of a call ask for a token.
pub(super) fn is_wanted(authentication: &Value) -> bool {
    let kind = authentication.get("type").and_then(Value::as_str);
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("ActiveDirectoryOAuth"))
}

impl Caller {
    /// The `Authorization` header for `{authority?, tenant, audience, clientId, secret}`.
    ///
    /// # Errors
    /// A member is missing; no token is given.
    pub(super) async fn token(&self, authentication: &Value) -> Result<String, Failure> {
        let request = request(authentication).map_err(malformed)?;
        let host = request.url.host_str().unwrap_or_default().to_owned();
        // Boxed, because a call that needs a token is itself a call.
        let answer = Box::pin(self.send(request)).await?;
        let token = answer.outputs.get("body").and_then(|body| body.get("access_token")).and_then(Value::as_str);
        token.map(|token| format!("Bearer {token}")).ok_or_else(|| {
            let why = answer.outputs.get("body").and_then(|body| body.get("error")).and_then(Value::as_str);
            let why = why.map_or_else(|| answer.status.to_string(), |why| format!("{} {why}", answer.status));
            let message = format!(
                "{host} gave no token: {why}. Check `tenant`, `audience`, `clientId` and `secret` of `authentication`."
            );
            Failure { code: "Unauthorized", message, may_retry: matches!(answer.status, 408 | 429 | 500..=599) }
        })
    }
}

fn request(authentication: &Value) -> Result<Request, String> {
    let text = |key: &str| authentication.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let needed = |key: &str| {
        text(key).ok_or_else(|| format!("`{key}` is missing in `authentication`; ActiveDirectoryOAuth needs it."))
    };
    let authority = text("authority").unwrap_or(AUTHORITY).trim_end_matches('/');
    let address = format!("{authority}/{}/oauth2/token", needed("tenant")?);
    let url = Url::parse(&address).map_err(|error| format!("`{address}` is no address of a token: {error}."))?;
    // A form is written like a query.
    let mut form = url.clone();
    form.query_pairs_mut()
        .append_pair("grant_type", "client_credentials")
        .append_pair("resource", needed("audience")?)
        .append_pair("client_id", needed("clientId")?)
        .append_pair("client_secret", needed("secret")?);
    let kind = header::HeaderValue::from_static("application/x-www-form-urlencoded");
    let body = form.query().map(|form| form.as_bytes().to_vec());
    Ok(Request { method: Method::POST, url, headers: vec![(header::CONTENT_TYPE, kind)], body })
}
