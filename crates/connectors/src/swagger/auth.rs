//! How connections of a connector sign in.

use std::fmt;

use wdl::{Object, Value};

/// A way to sign in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Auth {
    /// A key that is sent with every call.
    ApiKey,
    /// User name and password.
    Basic,
    /// Signing in with an identity provider.
    OAuth2,
    /// A client certificate.
    Certificate,
    /// A connection through a data gateway.
    Gateway,
}

impl fmt::Display for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ApiKey => "apiKey",
            Self::Basic => "basic",
            Self::OAuth2 => "oauth2",
            Self::Certificate => "certificate",
            Self::Gateway => "gateway",
        })
    }
}

/// The ways that `securityDefinitions` lists, each once.
pub(super) fn of_definition(document: &Value) -> Vec<Auth> {
    let definitions = document.get("securityDefinitions").and_then(Value::as_object);
    let kinds = definitions.into_iter().flat_map(Object::iter).filter_map(|(_, definition)| {
        match definition.get("type").and_then(Value::as_str)?.to_ascii_lowercase().as_str() {
            "apikey" => Some(Auth::ApiKey),
            "basic" => Some(Auth::Basic),
            "oauth2" => Some(Auth::OAuth2),
            _ => None,
        }
    });
    once(kinds)
}

/// The ways that an `apiProperties.json` asks for, each once: its connection parameters, or sets of them to choose from.
pub fn auth_of_properties(document: &Value) -> Vec<Auth> {
    let properties = document.get("properties").unwrap_or(document);
    let own = properties.get("connectionParameters").and_then(Value::as_object);
    let sets = properties.get("connectionParameterSets").and_then(|sets| sets.get("values")).and_then(Value::as_array);
    let chosen = sets.into_iter().flat_map(|sets| sets.iter()).filter_map(|set| set.get("parameters")?.as_object());
    once(own.into_iter().chain(chosen).flat_map(of_parameters))
}

fn of_parameters(parameters: &Object) -> Vec<Auth> {
    let kind = |value: &Value| value.get("type").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let has = |name: &str| parameters.get_ignore_case(name).is_some();
    if has("username") && has("password") {
        return vec![Auth::Basic];
    }
    let secret = |(_, value): (_, &Value)| match kind(value).as_str() {
        "oauthsetting" => Some(Auth::OAuth2),
        "securestring" => Some(Auth::ApiKey),
        "clientcertificate" => Some(Auth::Certificate),
        "gatewaysetting" => Some(Auth::Gateway),
        _ => None,
    };
    parameters.iter().filter_map(secret).collect()
}

fn once(kinds: impl Iterator<Item = Auth>) -> Vec<Auth> {
    let mut found = Vec::new();
    for kind in kinds {
        if !found.contains(&kind) {
            found.push(kind);
        }
    }
    found
}
