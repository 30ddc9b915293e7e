//! Who calls.

use access::scope::Wanted;
use app::{AppError, Op, sign_in};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use tracing::Span;

use crate::{
    auth::{cookie, origin},
    envelope::Correlation,
    error::ApiError,
    state::Server,
};

/// A caller that was recognised, by a token or by the cookie of a session.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn(pub(crate) Op);

impl FromRequestParts<Server> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, ApiError> {
        let mut op = match bearer(&parts.headers)? {
            Some(token) => {
                let wanted = Wanted::of(parts.method.as_str(), parts.uri.path());
                sign_in::token::authenticate(server.steward(), &token, &wanted).await?
            }
            None => {
                let token = cookie::read(&parts.headers).ok_or_else(AppError::not_signed_in)?;
                if !parts.method.is_safe() {
                    origin::check(&parts.headers)?;
                }
                sign_in::session::authenticate(server.steward(), &token).await?
            }
        };
        if let Some(Correlation(id)) = parts.extensions.get() {
            op.correlation = *id;
        }
        Span::current().record("principal", op.who.principal().name.as_str());
        Ok(Self(op))
    }
}

/// The token of `Authorization: Bearer`. Who sends this header is not recognised by anything else.
fn bearer(headers: &HeaderMap) -> Result<Option<String>, AppError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let (scheme, token) =
        value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(AppError::not_signed_in)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(AppError::not_signed_in());
    }
    Ok(Some(token.trim().to_owned()))
}
