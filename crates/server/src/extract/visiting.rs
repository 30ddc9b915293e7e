//! Where a request comes from.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use app::sign_in::Visitor;
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use crate::{auth::cookie, state::Server};

/// The other end of the connection of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The browser that a request comes from.
#[derive(Clone, Debug)]
pub(crate) struct Visiting(pub(crate) Visitor);

impl FromRequestParts<Server> for Visiting {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0.ip());
        let browser = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(Visitor {
            address: forwarded(&parts.headers).filter(|_| server.public_url().is_some()).or(peer),
            browser: browser.unwrap_or_default().to_owned(),
            had: cookie::read(&parts.headers),
        }))
    }
}

/// The address that the proxy in front of us saw: the last one, because a caller can send any others along.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}
