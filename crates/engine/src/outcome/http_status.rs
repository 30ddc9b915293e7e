//! The codes of HTTP statuses.

use std::borrow::Cow;

/// The code of an HTTP status: its name in .NET's `HttpStatusCode`, and the digits where that has none.
///
/// Source: measured action records; `404` is `NotFound`, `429` stays `429`.
pub fn code_of_status(status: u16) -> Cow<'static, str> {
    Cow::Borrowed(match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritativeInformation",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        300 => "Ambiguous",
        301 => "Moved",
        302 => "Redirect",
        303 => "RedirectMethod",
        304 => "NotModified",
        305 => "UseProxy",
        307 => "TemporaryRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        407 => "ProxyAuthenticationRequired",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "RequestEntityTooLarge",
        414 => "RequestUriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RequestedRangeNotSatisfiable",
        417 => "ExpectationFailed",
        426 => "UpgradeRequired",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        505 => "HttpVersionNotSupported",
        other => return Cow::Owned(other.to_string()),
    })
}

/// Whether the same call may succeed later: 408, 429 and all of 5xx.
pub fn may_retry_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}
