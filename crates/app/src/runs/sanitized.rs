//! What lets somebody in is not shown: the rest of the inputs that hold it is.

use wdl::{Object, Value};

/// What is shown instead. Source: recorded inputs of HTTP actions.
const INSTEAD: &str = "*sanitized*";
/// The members of `authentication` that are secret. Source: authentication types of the HTTP action.
const SECRET: [&str; 5] = ["password", "pfx", "secret", "value", "key"];

/// Inputs of a call without the secret members of `authentication`, and without the signatures of addresses to call back.
pub(crate) fn sanitized(inputs: &Value) -> Value {
    match inputs {
        Value::Object(object) => {
            let shown = object.iter().map(|(name, value)| {
                let value =
                    if name.eq_ignore_ascii_case("authentication") { credentials(value) } else { sanitized(value) };
                (name.clone(), value)
            });
            Value::Object(shown.collect())
        }
        Value::Array(items) => Value::from(items.iter().map(sanitized).collect::<Vec<_>>()),
        Value::String(text) => Value::from(unsigned(text)),
        other => other.clone(),
    }
}

fn credentials(authentication: &Value) -> Value {
    let Some(members) = authentication.as_object() else { return Value::from(INSTEAD) };
    let shown = members.iter().map(|(name, value)| {
        let is_secret = SECRET.iter().any(|secret| name.eq_ignore_ascii_case(secret));
        (name.clone(), if is_secret { Value::from(INSTEAD) } else { value.clone() })
    });
    Value::Object(shown.collect::<Object>())
}

/// A text without what follows `sig=` in an address to call back, encoded or not.
fn unsigned(text: &str) -> String {
    let Some((before, mut rest)) = text.split_once("callbacks") else { return text.to_owned() };
    let mut shown = format!("{before}callbacks");
    let is_of_signature = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    while let Some(at) =
        ["sig=", "sig%3D", "sig%3d"].iter().filter_map(|mark| Some(rest.find(mark)? + mark.len())).min()
    {
        let (kept, signed) = rest.split_at(at);
        shown.push_str(kept);
        shown.push_str(INSTEAD);
        rest = signed.trim_start_matches(is_of_signature);
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(json: &str) -> String {
        sanitized(&Value::from_json(json.as_bytes()).expect("JSON")).to_json_string()
    }

    #[test]
    fn credentials_are_not_shown() {
        assert_eq!(
            shown(r#"{"uri": "u", "authentication": {"type": "Basic", "username": "a", "password": "p"}}"#),
            r#"{"uri":"u","authentication":{"type":"Basic","username":"a","password":"*sanitized*"}}"#
        );
        assert_eq!(shown(r#"{"authentication": "Bearer x"}"#), r#"{"authentication":"*sanitized*"}"#);
    }

    #[test]
    fn signatures_of_callbacks_are_not_shown() {
        assert_eq!(
            shown(r#"{"body": ["http://s/callbacks/r/0/1?sig=aB-_9&a=1", "x"]}"#),
            r#"{"body":["http://s/callbacks/r/0/1?sig=*sanitized*&a=1","x"]}"#
        );
        assert_eq!(
            shown(r#"{"uri": "http://t/?u=http%3A%2F%2Fs%2Fcallbacks%2Fr%2F0%2F1%3Fsig%3DaB9&sig=own"}"#),
            r#"{"uri":"http://t/?u=http%3A%2F%2Fs%2Fcallbacks%2Fr%2F0%2F1%3Fsig%3D*sanitized*&sig=*sanitized*"}"#
        );
        assert_eq!(shown(r#"{"uri": "http://t/?sig=own"}"#), r#"{"uri":"http://t/?sig=own"}"#);
    }
}
