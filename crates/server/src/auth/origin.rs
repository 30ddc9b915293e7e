//! Whether a browser's request comes from our own pages.

use axum::http::{HeaderMap, StatusCode, header};
use model::ErrorCode;

use crate::error::ApiError;

/// Refuses a request that another site made a browser send.
///
/// Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; pages cannot set either. A request with
/// neither comes from a program that is no browser, whose cookie nobody else can use.
///
/// # Errors
/// It comes from another site.
pub(crate) fn check(headers: &HeaderMap) -> Result<(), ApiError> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let is_ours = match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => same_authority(origin, text(header::HOST.as_str()).unwrap_or_default()),
        (None, None) => true,
    };
    if is_ours {
        return Ok(());
    }
    let message = "The request came from a page of another site, so the session's cookie does not count.";
    Err(ApiError::new(StatusCode::FORBIDDEN, ErrorCode::CrossSite, message))
}

/// The scheme is left out: a proxy with TLS in front of us is not seen from here.
fn same_authority(origin: &str, host: &str) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return false,
    };
    let bare = |text: &str| text.strip_suffix(port).unwrap_or(text).to_ascii_lowercase();
    !host.is_empty() && bare(authority) == bare(host)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::check;

    fn allows(headers: &[(&'static str, &'static str)]) -> bool {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        check(&headers).is_ok()
    }

    #[test]
    fn only_our_own_pages_and_programs_count() {
        assert!(allows(&[("sec-fetch-site", "same-origin"), ("host", "a.example"), ("origin", "https://a.example")]));
        assert!(allows(&[("origin", "https://a.example"), ("host", "a.example")]));
        assert!(allows(&[("origin", "https://a.example:443"), ("host", "A.example")]));
        assert!(allows(&[("origin", "http://localhost:8080"), ("host", "localhost:8080")]));
        assert!(allows(&[("host", "a.example")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!allows(&[("sec-fetch-site", site), ("host", "a.example"), ("origin", "https://a.example")]));
        }
        assert!(!allows(&[("origin", "https://b.example"), ("host", "a.example")]));
        assert!(!allows(&[("origin", "http://localhost:8081"), ("host", "localhost:8080")]));
        assert!(!allows(&[("origin", "null"), ("host", "a.example")]));
        assert!(!allows(&[("origin", "https://a.example")]));
    }
}
