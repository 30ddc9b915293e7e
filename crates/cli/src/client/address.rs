//! Addresses, with every part escaped.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands as it is in a part of an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `/api/v1/...` of these parts.
pub(crate) fn at(parts: &[&str]) -> String {
    below("/api/v1", parts)
}

/// An address and more parts.
pub(crate) fn below(address: &str, parts: &[&str]) -> String {
    let mut path = address.to_owned();
    for part in parts {
        path.push('/');
        path.push_str(&escaped(part));
    }
    path
}

/// The same address with more of a query.
pub(crate) fn with(path: &str, query: &[(&str, &str)]) -> String {
    let mut path = path.to_owned();
    for (name, value) in query {
        path.push(if path.contains('?') { '&' } else { '?' });
        path.push_str(&format!("{}={}", escaped(name), escaped(value)));
    }
    path
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_leave_their_place() {
        let path = at(&["environments", "dev", "flows", "a/b c?"]);
        assert_eq!(path, "/api/v1/environments/dev/flows/a%2Fb%20c%3F");
        assert_eq!(with(&path, &[("limit", "5"), ("after", "x&y")]), format!("{path}?limit=5&after=x%26y"));
    }
}
