//! Bodies: between bytes with a content type and values.

use base64::{Engine, engine::general_purpose::STANDARD};
use wdl::{Object, Value};

/// The value of a body. JSON is parsed, text is a text, everything else is a content envelope. Source: content types.
///
/// # Errors
/// A JSON content type with bytes that are no JSON.
pub fn decode(content_type: Option<&str>, body: &[u8]) -> Result<Value, wdl::value::JsonError> {
    let content_type = content_type.unwrap_or("application/octet-stream");
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    if media_type == "application/json" || media_type.ends_with("+json") {
        return Value::from_json(body);
    }
    if media_type.starts_with("text/") {
        return Ok(Value::from(String::from_utf8_lossy(body).into_owned()));
    }
    Ok(Value::Object(Object::from([
        ("$content-type", Value::from(content_type)),
        ("$content", Value::from(STANDARD.encode(body))),
    ])))
}

/// The bytes of a body, and the content type that fits where none is given.
pub fn encode(body: &Value) -> (Vec<u8>, Option<String>) {
    match body {
        Value::Null => (Vec::new(), None),
        Value::String(text) => (text.as_bytes().to_vec(), Some("text/plain; charset=utf-8".to_owned())),
        Value::Object(envelope) => {
            let content =
                envelope.get("$content").and_then(Value::as_str).and_then(|content| STANDARD.decode(content).ok());
            match (content, envelope.get("$content-type").and_then(Value::as_str)) {
                (Some(bytes), Some(content_type)) => (bytes, Some(content_type.to_owned())),
                _ => (body.to_json(), Some("application/json; charset=utf-8".to_owned())),
            }
        }
        other => (other.to_json(), Some("application/json; charset=utf-8".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use wdl::Value;

    use super::{decode, encode};

    #[test]
    fn bodies_round_trip_by_content_type() {
        let json = Value::from_json(br#"{"a":[1,2.5,"x"]}"#).unwrap();
        let (bytes, content_type) = encode(&json);
        assert_eq!(decode(content_type.as_deref(), &bytes).unwrap(), json);
        let envelope = decode(Some("image/png"), &[1, 2, 3]).unwrap();
        assert_eq!(encode(&envelope), (vec![1, 2, 3], Some("image/png".to_owned())));
        assert_eq!(decode(Some("text/plain"), b"hi").unwrap(), Value::from("hi"));
        assert!(decode(Some("application/problem+json"), b"{").is_err());
    }
}
