//! Calls with a connection: where it leads and who calls are the connection's to say, and what is asked for is the flow's.
//!
//! A flow cannot have the credentials sent elsewhere, put others in their place, or read them: what a target sends back of them is
//! hidden before anybody sees it.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{
    Url,
    header::{AUTHORIZATION, HeaderName, HeaderValue},
};
use wdl::{Object, Value};

use super::{ACCEPTED, Answer, Caller, Failure, Request, keyed, malformed};

/// What stands where a target has sent a secret back.
const HIDDEN: &str = "[redacted]";
/// Shorter texts are no secrets, and would be found everywhere.
const SHORTEST: usize = 4;

/// Where a connection leads, and who calls.
#[derive(Clone)]
pub struct Connected {
    base: Url,
    authentication: Authentication,
}

/// Who calls.
#[derive(Clone)]
pub enum Authentication {
    /// Nobody says so.
    None,
    /// A user with a password.
    Basic {
        /// The user.
        username: String,
        /// The password.
        password: String,
    },
    /// Whoever knows what a header holds.
    Header {
        /// The header.
        name: String,
        /// What stands before the secret.
        scheme: &'static str,
        /// The secret.
        secret: String,
    },
    /// An application that is given tokens: `{authority?, tenant, audience, clientId, secret}`.
    OAuth(Value),
}

impl std::fmt::Debug for Connected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connected").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

impl Connected {
    /// A connection that leads to this address.
    ///
    /// # Errors
    /// It is no address of http or https, or has a password in it.
    pub fn new(base: &str, authentication: Authentication) -> Result<Self, Failure> {
        let parsed =
            Url::parse(base.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && is_bare(url));
        let wrong =
            || malformed("The connection's `baseUrl` is no http or https address that can be called.".to_owned());
        Ok(Self { base: parsed.ok_or_else(wrong)?, authentication })
    }

    /// The address that a flow asks for: below the base address, or a whole one of the same origin.
    fn address(&self, asked: &str) -> Result<Url, String> {
        let asked = asked.trim();
        let is_whole = asked.contains("://") && !asked.starts_with('/');
        let joined = format!("{}/{}", self.base.as_str().trim_end_matches('/'), asked.trim_start_matches('/'));
        let url = Url::parse(if is_whole { asked } else { &joined })
            .map_err(|error| format!("`{asked}` is not an address that can be called: {error}."))?;
        if url.origin() == self.base.origin() && is_bare(&url) {
            return Ok(url);
        }
        let origin = self.base.origin().ascii_serialization();
        Err(format!("`{asked}` is not within {origin}, where the connection leads. Use a connection for that address."))
    }

    /// The request that the flat parameters of `InvokeHttp` describe, without credentials and without what they own.
    /// Source: operation `InvokeHttp` of `shared_webcontents`.
    fn request(&self, parameters: &Value) -> Result<Request, String> {
        let of = |name: &str| parameters.get(name).filter(|value| !value.is_null());
        let url = of("request/url").and_then(Value::as_str).ok_or("The parameter `request/url` is missing.")?;
        let mut inputs = Object::from([("uri", Value::from(String::from(self.address(url)?)))]);
        for (from, to) in [("request/method", "method"), ("request/headers", "headers"), ("request/body", "body")] {
            if let Some(value) = of(from) {
                inputs.insert(to, value.clone());
            }
        }
        let mut request = Request::from_inputs(&Value::Object(inputs))?;
        let own = self.header()?;
        request.headers.retain(|(name, _)| own.as_ref() != Some(name));
        Ok(request)
    }

    /// The header that belongs to the connection.
    fn header(&self) -> Result<Option<HeaderName>, String> {
        match &self.authentication {
            Authentication::None => Ok(None),
            Authentication::Basic { .. } | Authentication::OAuth(_) => Ok(Some(AUTHORIZATION)),
            Authentication::Header { name, .. } => HeaderName::from_bytes(name.as_bytes())
                .map(Some)
                .map_err(|_| "The connection's `header` is not the name of a header.".to_owned()),
        }
    }

    /// What nobody may see.
    fn secrets(&self) -> Vec<String> {
        match &self.authentication {
            Authentication::None => Vec::new(),
            Authentication::Basic { username, password } => {
                vec![password.clone(), STANDARD.encode(format!("{username}:{password}"))]
            }
            Authentication::Header { secret, .. } => vec![secret.clone()],
            Authentication::OAuth(inputs) => {
                inputs.get("secret").and_then(Value::as_str).map(str::to_owned).into_iter().collect()
            }
        }
    }
}

impl Caller {
    /// Makes the call that the flat parameters of `InvokeHttp` describe, as the connection.
    ///
    /// # Errors
    /// As [`call`](Self::call); an address outside the connection's origin.
    pub async fn invoke(
        &self,
        connected: &Connected,
        parameters: &Value,
        idempotency_key: &str,
    ) -> Result<Answer, Failure> {
        let request = connected.request(parameters).map_err(malformed)?;
        self.as_connection(connected, keyed(request, idempotency_key)?).await
    }

    /// Asks at an address what has become of a call that was accepted. Elsewhere than in the connection's origin nobody is told who
    /// asks.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn poll_as(&self, connected: &Connected, address: &str) -> Result<Answer, Failure> {
        let asked = Value::Object(Object::from([("method", Value::from("GET")), ("uri", Value::from(address))]));
        let request = Request::from_inputs(&asked).map_err(malformed)?;
        let stranger = Connected { base: request.url.clone(), authentication: Authentication::None };
        let is_within = request.url.origin() == connected.base.origin();
        let mut answer = self.as_connection(if is_within { connected } else { &stranger }, request).await?;
        if answer.status == ACCEPTED {
            answer.poll.get_or_insert_with(|| address.to_owned());
        }
        Ok(answer)
    }

    async fn as_connection(&self, connected: &Connected, mut request: Request) -> Result<Answer, Failure> {
        let mut secrets = connected.secrets();
        let made = async {
            if let Some((name, value)) = self.credentials(connected).await? {
                secrets.extend(value.split_once(' ').map(|(_, token)| token.to_owned()));
                let mut value = HeaderValue::from_str(&value).map_err(|_| {
                    malformed("A credential of the connection has characters that a header cannot have.".to_owned())
                })?;
                value.set_sensitive(true);
                request.headers.push((name, value));
            }
            self.receive(request).await
        };
        match made.await {
            Ok(mut received) => {
                let secrets = forms(&secrets);
                received.body = hidden(&received.body, &secrets).as_slice().into();
                for (name, value) in std::mem::take(&mut received.headers).iter() {
                    let bytes = hidden(value.to_text().as_bytes(), &secrets);
                    received.headers.insert(name.clone(), Value::from(String::from_utf8_lossy(&bytes).into_owned()));
                }
                Ok(received.into())
            }
            Err(failure) => {
                let message = hidden(failure.message.as_bytes(), &forms(&secrets));
                Err(Failure { message: String::from_utf8_lossy(&message).into_owned(), ..failure })
            }
        }
    }

    /// The header that says who calls.
    async fn credentials(&self, connected: &Connected) -> Result<Option<(HeaderName, String)>, Failure> {
        let Some(name) = connected.header().map_err(malformed)? else { return Ok(None) };
        let value = match &connected.authentication {
            Authentication::None => return Ok(None),
            Authentication::Basic { username, password } => {
                format!("Basic {}", STANDARD.encode(format!("{username}:{password}")))
            }
            Authentication::Header { scheme, secret, .. } => format!("{scheme}{secret}"),
            Authentication::OAuth(inputs) => self.token(inputs).await?,
        };
        Ok(Some((name, value)))
    }
}

fn is_bare(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

/// The forms in which a target may send secrets back: as they are, within JSON, in base64, in an address. Longest first, so that no
/// part of one stays.
fn forms(secrets: &[String]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        let json = Value::from(secret.as_str()).to_json();
        all.push(json.get(1..json.len() - 1).unwrap_or_default().to_vec());
        all.push(STANDARD.encode(secret).into_bytes());
        let mut query = Url::parse("http://x").map_or_else(
            |_| Vec::new(),
            |mut url| {
                url.query_pairs_mut().append_key_only(secret);
                url.query().unwrap_or_default().as_bytes().to_vec()
            },
        );
        if query.is_empty() {
            query = secret.clone().into_bytes();
        }
        all.push(query);
        all.push(secret.clone().into_bytes());
    }
    all.sort_by_key(|form| std::cmp::Reverse(form.len()));
    all.dedup();
    all
}

/// Bytes without any of the forms.
fn hidden(bytes: &[u8], forms: &[Vec<u8>]) -> Vec<u8> {
    let mut left = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        match forms.iter().find(|form| rest.starts_with(form)) {
            Some(form) => {
                left.extend_from_slice(HIDDEN.as_bytes());
                rest = rest.get(form.len()..).unwrap_or_default();
            }
            None => {
                left.push(*first);
                rest = after;
            }
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connected(base: &str) -> Connected {
        let header = Authentication::Header { name: "X-Key".into(), scheme: "", secret: "hunter2".into() };
        Connected::new(base, header).unwrap()
    }

    #[test]
    fn a_flow_stays_within_the_origin_of_the_connection() {
        let here = connected("https://api.example.org/v1");
        let address = |asked: &str| here.address(asked).map(String::from);
        assert_eq!(address("/users?x=1"), Ok("https://api.example.org/v1/users?x=1".to_owned()));
        assert_eq!(address("https://api.example.org/other"), Ok("https://api.example.org/other".to_owned()));
        // However an address is spelled, it is not another host.
        for strange in ["//evil.example.org/x", "\\\\evil.example.org", "@evil.example.org", "../../..", ":80@evil"] {
            let url = here.address(strange).unwrap();
            assert_eq!(url.host_str(), Some("api.example.org"), "{strange}");
        }
        for outside in [
            "http://api.example.org/",
            "https://api.example.org:8443/",
            "https://evil.example.org/",
            "ftp://x/",
            "https://me:pw@api.example.org/",
            "https://api.example.org@evil.example.org/",
        ] {
            assert!(address(outside).unwrap_err().contains("where the connection leads"), "{outside}");
        }
    }

    #[test]
    fn a_base_address_is_one() {
        for wrong in ["", "api.example.org", "ftp://x", "https://me:pw@x", "file:///etc/passwd"] {
            assert!(Connected::new(wrong, Authentication::None).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_connections_header_is_not_the_flows_to_set() {
        let parameters = br#"{"request/method": "GET", "request/url": "x",
            "request/headers": {"x-kEy": "mine", "X-Other": "stays"}}"#;
        let request = connected("https://x").request(&Value::from_json(parameters).unwrap()).unwrap();
        let names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["x-other"]);
    }

    #[test]
    fn what_a_target_sends_back_of_a_secret_is_hidden_in_each_form() {
        let forms = forms(&["hun\"ter 2".to_owned(), "abc".to_owned()]);
        let said = format!(
            "raw hun\"ter 2, json hun\\\"ter 2, base64 {}, query hun%22ter+2, abc",
            STANDARD.encode("hun\"ter 2")
        );
        let left = String::from_utf8(hidden(said.as_bytes(), &forms)).unwrap();
        assert_eq!(left, "raw [redacted], json [redacted], base64 [redacted], query [redacted], abc");
    }

    #[test]
    fn a_connection_is_not_printed_with_its_secret() {
        assert!(!format!("{:?}", connected("https://x")).contains("hunter2"));
    }
}
