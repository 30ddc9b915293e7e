//! Parts of web addresses, as .NET's Uri has them.

use super::{Call, Count, Family, Function, Implementation, exactly};
use crate::{EvalError, Value};

const ONE: Count = exactly(1, "must have only one parameter");

pub(super) static FUNCTIONS: &[Function] = &[
    uri("uriHost", "uriHost(address: string): string", "The host of a web address.", host),
    uri("uriPath", "uriPath(address: string): string", "The path of a web address.", path),
    uri(
        "uriPathAndQuery",
        "uriPathAndQuery(address: string): string",
        "The path and query of a web address.",
        path_and_query,
    ),
    uri("uriPort", "uriPort(address: string): integer", "The port of a web address, or its scheme's.", port),
    uri("uriQuery", "uriQuery(address: string): string", "The query of a web address, with its question mark.", query),
    uri("uriScheme", "uriScheme(address: string): string", "The scheme of a web address.", scheme),
];

const fn uri(
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
    call: fn(&mut Call<'_>) -> Result<Value, EvalError>,
) -> Function {
    Function::new(Family::Uri, name, signature, summary, ONE, Implementation::Eager(call))
        .fails_if("the text is no absolute address")
}

/// An absolute web address in its parts.
struct Uri {
    scheme: String,
    host: String,
    port: i64,
    path: String,
    query: String,
}

fn read(call: &Call<'_>) -> Result<Uri, EvalError> {
    let text = call.text(0)?;
    match parse(text.trim()) {
        Some(uri) => Ok(uri),
        None => call.fail(format!(
            "expects its parameter to be a well formed absolute URI. The provided value is '{}'.",
            super::arguments::quoted(text)
        )),
    }
}

fn parse(text: &str) -> Option<Uri> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    if !is_scheme {
        return None;
    }
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.split('#').next().unwrap_or_default();
    let (authority, rest) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at_checked(rest.find(['/', '?']).unwrap_or(rest.len()))?,
        None => ("", rest),
    };
    let default_port = default_port(&scheme);
    let (host, port) = host_and_port(authority)?;
    if host.is_empty() && default_port > 0 {
        return None;
    }
    let (path, query) = rest.split_at_checked(rest.find('?').unwrap_or(rest.len()))?;
    let path = if path.is_empty() && !authority.is_empty() { "/" } else { path };
    let is_web = default_port > 0;
    Some(Uri {
        host: host.to_lowercase(),
        port: port.unwrap_or(default_port),
        path: escaped(&if is_web { without_dots(path) } else { path.to_owned() }),
        query: if query == "?" && !is_web { String::new() } else { escaped(query) },
        scheme,
    })
}

fn default_port(scheme: &str) -> i64 {
    match scheme {
        "http" | "ws" => 80,
        "https" | "wss" => 443,
        "ftp" => 21,
        "ftps" => 990,
        "ldap" => 389,
        "gopher" => 70,
        "nntp" => 119,
        "telnet" => 23,
        _ => -1,
    }
}

/// The host and the port of `user@host:port`; `None` if the port is none.
fn host_and_port(authority: &str) -> Option<(&str, Option<i64>)> {
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let end_of_host = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (host, port) = authority.split_at_checked(end_of_host)?;
    if host.contains(char::is_whitespace) {
        return None;
    }
    match port.strip_prefix(':') {
        None if port.is_empty() => Some((host, None)),
        None => None,
        Some("") => Some((host, None)),
        Some(port) => Some((host, Some(i64::from(port.parse::<u16>().ok()?)))),
    }
}

/// The path without `.` and `..` segments.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." => {}
            ".." => {
                if kept.len() > 1 {
                    kept.pop();
                }
            }
            other => {
                kept.push(other);
                continue;
            }
        }
        if is_last {
            kept.push("");
        }
    }
    kept.join("/")
}

/// Characters that an address cannot hold, with percent escapes.
fn escaped(text: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const FORBIDDEN: &AsciiSet =
        &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');
    utf8_percent_encode(text, FORBIDDEN).to_string()
}

fn host(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::from(read(call)?.host))
}

fn path(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::from(read(call)?.path))
}

fn path_and_query(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let uri = read(call)?;
    Ok(Value::from(uri.path + &uri.query))
}

fn port(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::Int(read(call)?.port))
}

fn query(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::from(read(call)?.query))
}

fn scheme(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::from(read(call)?.scheme))
}
