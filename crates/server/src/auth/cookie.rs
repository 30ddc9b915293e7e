//! The cookie of a browser's session.

use app::sign_in::session::SignedIn;
use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use model::Timestamp;

use crate::extract::Base;

const NAME: &str = "steward_session";

/// The token in the cookie of a request.
pub(crate) fn read(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(NAME).map(|cookie| cookie.value().to_owned())
}

/// The cookie that a new session leaves in the browser. Scripts cannot read it, and other sites' forms do not send it.
pub(crate) fn set(session: &SignedIn, now: Timestamp, base: &Base) -> String {
    let seconds = session.expires_at.micros_since(now) / 1_000_000;
    // A session's token is letters, digits, `-` and `_`, which a cookie takes as they are.
    write(session.token.expose_text().unwrap_or_default(), seconds, base)
}

/// The cookie that takes the session's away.
pub(crate) fn remove(base: &Base) -> String {
    write("", 0, base)
}

fn write(value: &str, seconds: u64, base: &Base) -> String {
    let secure = if base.is_secure() { "; Secure" } else { "" };
    format!("{NAME}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}
