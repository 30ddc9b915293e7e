//! Data URIs: `data:text/plain;charset=utf-8;base64,aGk=`.

use crate::{
    EvalError, Value,
    function::{Call, number::not_convertible},
    value::{Envelope, decode as decode_text, from_base64, to_base64},
};

/// A data URI in its parts.
struct DataUri<'a> {
    /// As it is written, `text/plain` if it is not.
    content_type: String,
    is_base64: bool,
    data: &'a str,
}

impl DataUri<'_> {
    fn bytes(&self) -> Option<Vec<u8>> {
        if self.is_base64 { from_base64(self.data) } else { Some(super::unescaped(self.data)) }
    }

    fn text(&self) -> Option<String> {
        let envelope = Envelope { content_type: &self.content_type, content: "" };
        Some(decode_text(&self.bytes()?, envelope.parameter("charset").unwrap_or("utf-8")))
    }

    /// The data in base64; as it is written where it is that already. `None` if it is no base64.
    fn base64(&self) -> Option<String> {
        let bytes = self.bytes()?;
        Some(if self.is_base64 { self.data.to_owned() } else { to_base64(&bytes) })
    }
}

fn read<'a>(call: &'a Call<'_>) -> Result<DataUri<'a>, EvalError> {
    let text = call.text(0)?;
    match parse(text) {
        Some(uri) => Ok(uri),
        None => invalid(call),
    }
}

fn invalid<T>(call: &Call<'_>) -> Result<T, EvalError> {
    let text = call.arg(0).to_text();
    let text = crate::function::arguments::quoted(&text);
    call.fail(format!(
        "expects its parameter to be formatted as a valid data URI. The provided value '{text}' was not formatted correctly."
    ))
}

fn parse(text: &str) -> Option<DataUri<'_>> {
    let text = text.trim_start();
    if !text.get(..5)?.eq_ignore_ascii_case("data:") {
        return None;
    }
    let (head, data) = text.get(5..)?.split_once(',')?;
    let mut parts: Vec<&str> = head.split(';').collect();
    let is_base64 = parts.last().is_some_and(|last| last.trim().eq_ignore_ascii_case("base64"));
    if is_base64 {
        parts.pop();
    }
    // A semicolon without a parameter is a mistake.
    if parts.iter().skip(1).any(|parameter| parameter.trim().is_empty()) {
        return None;
    }
    let content_type = match parts.split_first() {
        Some((first, parameters)) if first.trim().is_empty() && !parameters.is_empty() => {
            format!("text/plain;{}", parameters.join(";"))
        }
        Some((first, _)) if !first.trim().is_empty() => parts.join(";"),
        _ => "text/plain".to_owned(),
    };
    Some(DataUri { content_type, is_base64, data })
}

pub(super) fn data_uri(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let value = call.arg(0);
    if let Some(envelope) = value.as_envelope() {
        return Ok(Value::from(format!("data:{};base64,{}", envelope.content_type, envelope.content)));
    }
    let content_type = match value {
        Value::Null => return not_convertible(call),
        Value::String(_) => "text/plain",
        _ => "application/json",
    };
    Ok(Value::from(format!("data:{content_type};charset=utf-8;base64,{}", to_base64(value.to_text().as_bytes()))))
}

pub(super) fn to_binary(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let uri = read(call)?;
    let media_type = uri.content_type.split(';').next().unwrap_or_default();
    match uri.base64() {
        Some(data) if media_type.matches('/').count() == 1 => Ok(Value::envelope_of(&uri.content_type, &data)),
        _ => invalid(call),
    }
}

pub(super) fn to_string(call: &mut Call<'_>) -> Result<Value, EvalError> {
    read(call)?.text().map_or_else(|| invalid(call), |text| Ok(Value::from(text)))
}

pub(super) fn decode(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let uri = read(call)?;
    let envelope = Envelope { content_type: &uri.content_type, content: "" };
    let is_text = envelope.media_type().to_ascii_lowercase().starts_with("text/");
    if is_text || envelope.is_json() {
        let Some(text) = uri.text() else { return invalid(call) };
        if is_text {
            return Ok(Value::from(text));
        }
        // JSON that cannot be read stays text.
        return Ok(Value::from_json_text(&text).unwrap_or_else(|_| Value::from(text)));
    }
    let content_type = match envelope.parameter("charset") {
        Some(_) => uri.content_type.clone(),
        None => format!("{};charset=us-ascii", uri.content_type),
    };
    match uri.base64() {
        Some(data) => Ok(Value::envelope_of(&content_type, &data)),
        None => invalid(call),
    }
}
