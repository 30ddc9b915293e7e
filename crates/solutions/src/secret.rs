//! Secrets that somebody typed into a definition, and values without them.

use wdl::{Array, Object, Value};

/// What stands in the place of a typed secret.
const HIDDEN: &str = "[not shown]";

/// Ends of names that hold secrets. Letters and digits alone, in lower case.
const NAMES: [&str; 15] = [
    "password",
    "passwd",
    "secret",
    "apikey",
    "accesskey",
    "accountkey",
    "sharedaccesskey",
    "subscriptionkey",
    "functionskey",
    "privatekey",
    "accesstoken",
    "bearertoken",
    "authorization",
    "connectionstring",
    "pfx",
];

/// Marks in a text that give a secret away wherever it stands: signed addresses, keys, tokens.
const MARKS: [&str; 8] =
    ["?sig=", "&sig=", "?code=", "&code=", "AccountKey=", "SharedAccessKey=", "PRIVATE KEY-----", "eyJhbGciOi"];

/// Whether somebody typed a secret here. An expression that fetches one is none.
pub(crate) fn is_typed(name: &str, value: &Value) -> bool {
    let Some(text) = value.as_str() else { return false };
    let marked = MARKS.iter().any(|mark| {
        let after = text.find(mark).and_then(|at| text.get(at + mark.len()..));
        after.is_some_and(|rest| !rest.is_empty() && !rest.starts_with("@{"))
    });
    marked || is_named(name) && !text.trim().is_empty() && !text.contains('@')
}

/// Whether a name says that a secret is behind it.
pub(crate) fn is_named(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    NAMES.iter().any(|ending| plain.ends_with(ending))
}

/// The name that goes with a member: variables carry theirs beside the value (`{"name": "Password", "value": "…"}`), and so
/// does the value of raw authentication.
pub(crate) fn name_of<'a>(key: &'a str, of: &'a Object) -> &'a str {
    let text = |key: &str| of.get_ignore_case(key).and_then(Value::as_str);
    match key {
        "value" if text("type").is_some_and(|kind| kind.eq_ignore_ascii_case("raw")) => "authorization",
        "value" => text("name").unwrap_or(key),
        _ => key,
    }
}

/// The value with every typed secret hidden.
pub(crate) fn masked(value: &Value) -> Value {
    masked_as("", value)
}

/// The value that has this name, with every typed secret hidden.
pub(crate) fn masked_as(name: &str, value: &Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(
            object.iter().map(|(key, member)| (key.clone(), masked_as(name_of(key, object), member))).collect(),
        ),
        Value::Array(array) => Value::Array(array.iter().map(|item| masked_as(name, item)).collect::<Array>()),
        value if is_typed(name, value) => Value::String(HIDDEN.into()),
        value => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_secrets_are_told_from_fetched_ones() {
        let text = |text: &str| Value::String(text.into());
        for (name, value) in [
            ("password", "hunter2"),
            ("Ocp-Apim-Subscription-Key", "0123"),
            ("uri", "https://a.example/x?sp=r&sig=abc"),
            ("x", "Endpoint=sb://a/;SharedAccessKey=abc"),
            ("Authorization", "Bearer abc"),
        ] {
            assert!(is_typed(name, &text(value)), "{name} {value}");
        }
        for (name, value) in [
            ("password", "@parameters('x')"),
            ("password", " "),
            ("name", "hunter2"),
            ("uri", "https://a.example/?sig=@{variables('s')}"),
            ("passwordpolicy", "strict"),
        ] {
            assert!(!is_typed(name, &text(value)), "{name} {value}");
        }
    }

    #[test]
    fn hiding_keeps_everything_else() {
        let json = r#"{"a":{"password":"x","user":"y"},"v":[{"name":"ApiKey","type":"string","value":"k"}],"authentication":{"type":"Raw","value":"abc"}}"#;
        let hidden = masked(&Value::from_json(json.as_bytes()).unwrap()).to_json_string();
        let expected = r#"{"a":{"password":"[not shown]","user":"y"},"v":[{"name":"ApiKey","type":"string","value":"[not shown]"}],"authentication":{"type":"Raw","value":"[not shown]"}}"#;
        assert_eq!(hidden, expected);
    }
}
