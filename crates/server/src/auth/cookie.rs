//! The cookies of a browser: of its session, and of a sign-in that is under way.

use app::sign_in::session::SignedIn;
use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use model::Timestamp;
use store::Secret;

use crate::extract::Base;

const SESSION: &str = "steward_session";
const PENDING: &str = "steward_sign_in";

/// The token of the session in the cookie of a request.
pub(crate) fn read(headers: &HeaderMap) -> Option<String> {
    value(headers, SESSION)
}

/// The cookie that a new session leaves in the browser. Scripts cannot read it, and other sites' forms do not send it.
pub(crate) fn set(session: &SignedIn, now: Timestamp, base: &Base) -> String {
    let seconds = session.expires_at.micros_since(now) / 1_000_000;
    write(SESSION, &session.token, "/", seconds, base)
}

/// The cookie that takes the session's away.
pub(crate) fn remove(base: &Base) -> String {
    write(SESSION, &Secret::new(""), "/", 0, base)
}

/// The token of the sign-in that is under way.
pub(super) fn read_pending(headers: &HeaderMap) -> Option<String> {
    value(headers, PENDING)
}

/// The cookie of a sign-in that is under way. A browser that comes back from a provider sends it: that is a link, and no form.
pub(super) fn set_pending(token: &Secret, seconds: u64, base: &Base) -> String {
    write(PENDING, token, "/auth", seconds, base)
}

/// The cookie that takes the sign-in's away.
pub(super) fn remove_pending(base: &Base) -> String {
    write(PENDING, &Secret::new(""), "/auth", 0, base)
}

fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    CookieJar::from_headers(headers).get(name).map(|cookie| cookie.value().to_owned())
}

/// Tokens are letters, digits, `-` and `_`, which a cookie takes as they are.
fn write(name: &str, token: &Secret, path: &str, seconds: u64, base: &Base) -> String {
    let (value, secure) = (token.expose_text().unwrap_or_default(), if base.is_secure() { "; Secure" } else { "" });
    format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}
