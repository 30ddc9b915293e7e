//! What callers see in front of this server.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use crate::state::Server;

/// Scheme and authority of this server, as the caller addressed it (`https://flows.example.org`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Base(pub(crate) String);

impl Base {
    /// The configured address, else what the request says.
    pub(crate) fn of(server: &Server, headers: &HeaderMap) -> Self {
        if let Some(url) = server.public_url() {
            return Self(url.trim_end_matches('/').to_owned());
        }
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let scheme = text("x-forwarded-proto").and_then(|schemes| schemes.split(',').next());
        let scheme = scheme.map(str::trim).filter(|scheme| *scheme == "https").unwrap_or("http");
        let host = text(header::HOST.as_str()).unwrap_or("localhost");
        Self(format!("{scheme}://{host}"))
    }

    /// Whether the caller came over TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl FromRequestParts<Server> for Base {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Infallible> {
        Ok(Self::of(server, &parts.headers))
    }
}
