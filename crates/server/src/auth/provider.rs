//! A provider of identities, spoken to as OpenID Connect says.
//!
//! What a provider signs is checked by the crate `openidconnect`: signature, issuer, audience, time and nonce.

use std::{
    collections::HashMap,
    fmt,
    time::{Duration, Instant},
};

use app::{
    AppError,
    error::ErrorKind,
    sign_in::provider::{Admission, AtProvider, Identity},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use model::ErrorCode;
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenFields,
    IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse as _, UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim,
        CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
        CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;
use tokio::sync::Mutex;
use tracing::warn;

use crate::config::ProviderConfig;

/// How long a provider may take for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of an answer.
const LONGEST_ANSWER: usize = 1 << 20;
/// How long what a provider says of itself is believed.
const BELIEVED: Duration = Duration::from_secs(5 * 60);

/// Claims that OpenID Connect does not name.
#[derive(Debug, Deserialize, Serialize)]
struct Others(HashMap<String, Value>);

impl AdditionalClaims for Others {}

type Tokens = StandardTokenResponse<
    IdTokenFields<
        Others,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;
type Speaker = Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A provider, and what it said of itself a short time ago.
pub(crate) struct Provider {
    config: ProviderConfig,
    http: reqwest::Client,
    said: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Provider {
    pub(crate) fn new(config: ProviderConfig) -> Result<Self, reqwest::Error> {
        // A provider that redirects could lead these requests anywhere.
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build()?;
        Ok(Self { config, http, said: Mutex::default() })
    }

    pub(crate) fn config(&self) -> &ProviderConfig {
        &self.config
    }

    pub(super) fn admission(&self) -> &Admission {
        &self.config.admission
    }

    /// The provider's page that a browser is sent to.
    ///
    /// # Errors
    /// The provider cannot be reached.
    pub(super) async fn page(&self, sign_in: &AtProvider, callback: &str) -> Result<String, AppError> {
        let speaker = self.speaker(callback).await?;
        let (state, nonce) = (CsrfToken::new(sign_in.state()), Nonce::new(sign_in.nonce()));
        let verifier = PkceCodeVerifier::new(sign_in.verifier());
        let mut asking = speaker
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        for scope in &self.config.scopes {
            asking = asking.add_scope(Scope::new(scope.clone()));
        }
        Ok(asking.url().0.to_string())
    }

    /// For whom the provider vouches with a code that it gave to the browser.
    ///
    /// # Errors
    /// The provider cannot be reached, does not know the code, or what it signed does not count here.
    pub(super) async fn identity(
        &self,
        sign_in: &AtProvider,
        code: String,
        callback: &str,
    ) -> Result<Identity, AppError> {
        let identity = self.exchange(sign_in, code, callback).await;
        if identity.is_err() {
            // Its keys may have changed: the next attempt asks for them again.
            *self.said.lock().await = None;
        }
        identity
    }

    async fn exchange(&self, sign_in: &AtProvider, code: String, callback: &str) -> Result<Identity, AppError> {
        let speaker = self.speaker(callback).await?;
        let fetch = |request| fetch(self.http.clone(), request);
        let tokens = speaker
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| self.refused(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(sign_in.verifier()))
            .request_async(&fetch)
            .await
            .map_err(|error| match &error {
                openidconnect::RequestTokenError::Request(cause) => self.unavailable(cause),
                openidconnect::RequestTokenError::ServerResponse(said) => self.refused(&self.reason(said)),
                other => self.refused(other),
            })?;
        let signed = tokens.id_token().ok_or_else(|| self.refused(&"there is no ID token"))?;
        let verifier = speaker.id_token_verifier();
        let claims = signed.claims(&verifier, &Nonce::new(sign_in.nonce())).map_err(|error| self.refused(&error))?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = signed.signing_alg().map_err(|error| self.refused(&error))?;
            let key = signed.signing_key(&verifier).map_err(|error| self.refused(&error))?;
            let found = AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
                .map_err(|error| self.refused(&error))?;
            if found != *expected {
                return Err(self.refused(&"the access token is another one"));
            }
        }
        let mut all = serde_json::to_value(claims).map_err(AppError::internal)?;
        let config = &self.config;
        let is_complete = [Some(&config.name_claim), config.groups_claim.as_ref()]
            .into_iter()
            .flatten()
            .all(|claim| all.get(claim).is_some());
        if !is_complete && speaker.user_info_url().is_some() {
            let asked = speaker.user_info(tokens.access_token().clone(), Some(claims.subject().clone()));
            let more: UserInfoClaims<Others, CoreGenderClaim> = asked
                .map_err(|error| self.refused(&error))?
                .request_async(&fetch)
                .await
                .map_err(|error| self.refused(&error))?;
            complete(&mut all, serde_json::to_value(more).map_err(AppError::internal)?);
        }
        Ok(self.read(claims.issuer().as_str(), claims.subject().as_str(), &all))
    }

    /// What claims say of somebody.
    fn read(&self, issuer: &str, subject: &str, claims: &Value) -> Identity {
        let text = |name: &str| claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let groups = match self.config.groups_claim.as_ref().and_then(|name| claims.get(name)) {
            Some(Value::Array(groups)) => groups.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(group)) => vec![group.clone()],
            _ => Vec::new(),
        };
        Identity {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            name: text(&self.config.name_claim).unwrap_or(subject).to_owned(),
            display_name: text("name").unwrap_or_default().to_owned(),
            email: text("email").map(str::to_owned),
            groups,
        }
    }

    /// The provider as it describes itself.
    async fn speaker(&self, callback: &str) -> Result<Speaker, AppError> {
        let config = &self.config;
        let mut said = self.said.lock().await;
        let metadata = match &*said {
            Some((since, metadata)) if since.elapsed() < BELIEVED => metadata.clone(),
            _ => {
                let issuer = IssuerUrl::new(config.issuer.clone()).map_err(|error| self.unavailable(&error))?;
                let fetch = |request| fetch(self.http.clone(), request);
                let found = CoreProviderMetadata::discover_async(issuer, &fetch).await;
                let metadata = found.map_err(|error| self.unavailable(&error))?;
                *said = Some((Instant::now(), metadata.clone()));
                metadata
            }
        };
        let secret = config.client_secret.as_ref().and_then(|secret| secret.expose_text());
        let callback = RedirectUrl::new(callback.to_owned()).map_err(AppError::internal)?;
        let client_id = ClientId::new(config.client_id.clone());
        let secret = secret.map(|secret| ClientSecret::new(secret.to_owned()));
        Ok(Client::from_provider_metadata(metadata, client_id, secret).set_redirect_uri(callback))
    }

    /// Why the provider refused a code, in its words; but only its error code, if it repeats what it was told and its words hold the
    /// client's secret.
    fn reason(&self, said: &StandardErrorResponse<CoreErrorResponseType>) -> String {
        let code = said.error().as_ref();
        let words = said.error_description().map(String::as_str).unwrap_or_default();
        let secret = self.config.client_secret.as_ref().and_then(|secret| secret.expose_text()).unwrap_or_default();
        let encoded = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
        // How a secret is sent in a header.
        let sent = STANDARD.encode(format!("{}:{encoded}", self.config.client_id));
        let repeats = !secret.is_empty() && [secret, &encoded, &sent].iter().any(|form| words.contains(form));
        if repeats { format!("{code} (its words hold the client's secret)") } else { format!("{code}: {words}") }
    }

    fn unavailable(&self, why: &dyn std::error::Error) -> AppError {
        let name = &self.config.admission.provider;
        warn!("The provider `{name}` at {} cannot be reached: {}", self.config.issuer, chain(why));
        let message = format!("The provider `{name}` cannot be reached, or is not what it should be.");
        AppError::new(ErrorKind::Unavailable { retry_after_seconds: 10 }, ErrorCode::ProviderUnavailable, message)
            .with_hint("Try again, or sign in with a password. The log says what went wrong.")
    }

    fn refused(&self, why: &(impl fmt::Display + ?Sized)) -> AppError {
        let name = &self.config.admission.provider;
        warn!("A sign-in at the provider `{name}` does not count: {why}");
        AppError::new(
            ErrorKind::BadRequest,
            ErrorCode::ProviderRefused,
            format!("The answer of the provider `{name}` does not count."),
        )
        .with_hint("Sign in again. The log says what is wrong with it.")
    }
}

/// Adds what is not there yet.
fn complete(claims: &mut Value, more: Value) {
    if let (Value::Object(claims), Value::Object(more)) = (claims, more) {
        for (name, value) in more {
            claims.entry(name).or_insert(value);
        }
    }
}

/// An error with what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

/// Why there is no answer of a provider.
#[derive(Debug, Error)]
enum FetchError {
    #[error("the request failed")]
    Request(#[from] reqwest::Error),
    #[error("the answer has more than {LONGEST_ANSWER} bytes")]
    TooLong,
    #[error("the answer is not HTTP")]
    NotHttp(#[from] axum::http::Error),
}

async fn fetch(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, FetchError> {
    let mut answer = http.execute(request.try_into()?).await?;
    let mut built = axum::http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        built = built.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(FetchError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(built.body(body)?)
}
