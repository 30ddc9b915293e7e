//! An answer as it came in.

use bytes::BytesMut;
use jiff::fmt::rfc2822;
use reqwest::Url;
use wdl::{Object, Value};

use super::{ACCEPTED, Answer, Failure, LARGEST};
use crate::content;

/// An answer as it came in.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) status: u16,
    /// Names in lower case.
    pub(super) headers: Object,
    pub(super) body: BytesMut,
    /// The address that was called.
    pub(super) url: Url,
}

impl Received {
    /// The value of a header.
    pub(super) fn header(&self, name: impl AsRef<str>) -> Option<&str> {
        self.headers.get_ignore_case(name.as_ref()).and_then(Value::as_str)
    }

    /// Who answered.
    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub(super) fn too_large(&self) -> Failure {
        let message = format!("The answer of {} is larger than the limit of {LARGEST} bytes.", self.host());
        Failure { code: "BadGateway", message, may_retry: false }
    }
}

impl From<Received> for Answer {
    fn from(received: Received) -> Self {
        let status = received.status;
        let retry_after = received.header("retry-after").and_then(|asked| wait_of(asked, received.header("date")));
        let location = received.header("location").filter(|_| status == ACCEPTED);
        let poll = location.and_then(|to| received.url.join(to).ok()).map(String::from);
        // A target that calls something JSON which is none is shown as the text that it sent.
        let decode = || {
            content::decode(received.header("content-type"), &received.body)
                .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&received.body).into_owned()))
        };
        let size = received.body.len();
        let body = (size > 0).then(decode);
        let url = received.url.to_string();
        let headers = Value::Object(received.headers);
        let mut outputs = Object::from([("statusCode", Value::Int(i64::from(status))), ("headers", headers)]);
        if let Some(body) = body {
            outputs.insert("body", body);
        }
        Self { status, outputs: Value::Object(outputs), url, size, retry_after, poll }
    }
}

/// How many milliseconds `Retry-After` asks for: seconds, or the time until an instant, by the clock of whoever says so.
fn wait_of(asked: &str, date: Option<&str>) -> Option<i64> {
    if let Ok(seconds) = asked.trim().parse::<i64>() {
        return Some(seconds.max(0).saturating_mul(1_000));
    }
    let instant = |text: &str| Some(rfc2822::parse(text.trim()).ok()?.timestamp().as_millisecond());
    Some((instant(asked)? - instant(date?)?).max(0))
}

#[cfg(test)]
mod tests {
    use super::wait_of;

    #[test]
    fn a_wait_is_said_in_seconds_or_as_an_instant() {
        let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(wait_of("120", None), Some(120_000));
        assert_eq!(wait_of("Sun, 06 Nov 1994 08:50:07 GMT", date), Some(30_000));
        assert_eq!(wait_of("Sun, 06 Nov 1994 08:49:07 GMT", date), Some(0));
        assert_eq!(wait_of("Sun, 06 Nov 1994 08:50:07 GMT", None), None);
        assert_eq!(wait_of("soon", date), None);
        assert_eq!(wait_of("-1", None), Some(0));
    }
}
