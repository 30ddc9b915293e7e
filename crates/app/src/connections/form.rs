//! What is given for a connection, compared with what its connector asks for.

use std::collections::BTreeMap;

use model::ErrorCode;
use serde_json::{Map, Value, json};
use store::Secret;

use crate::{
    AppError, ErrorKind,
    catalogue::{Authentication, Field, FieldKind, Form},
};

/// The longest text of a field.
const LONGEST: usize = 16_384;

/// One secret field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Credential {
    /// The secret itself.
    Value(Secret),
    /// Where it is fetched at each call: `env:NAME`, `file:/path` or `vault:path#field`.
    Reference(String),
}

/// The secret fields of a connection by name.
pub type Credentials = BTreeMap<String, Credential>;

/// Refuses what the connector does not ask for, and what is missing.
///
/// # Errors
/// What is missing, unknown or malformed, at its place.
pub(crate) fn check(
    form: &Form,
    parameters: &BTreeMap<String, String>,
    credentials: &Credentials,
) -> Result<(), AppError> {
    let authentication = authentication(form, parameters)?;
    let fields = || form.fields.iter().chain(authentication.into_iter().flat_map(|it| it.fields));
    for field in fields() {
        let (place, given) = match field.kind {
            FieldKind::Secret => ("credentials", credentials.get(field.name).map(Credential::text)),
            _ => ("parameters", parameters.get(field.name).map(String::as_str)),
        };
        let place = format!("{place}.{}", field.name);
        match given.map(str::trim) {
            None | Some("") if field.is_optional => {}
            None | Some("") => return Err(refuse(format!("`{}` ({}) is missing.", field.name, field.title), place)),
            Some(text) => check_text(field, text).map_err(|why| refuse(why, place))?,
        }
    }
    let is_known = |name: &str, is_secret: bool| {
        fields().any(|field| field.name == name && (field.kind == FieldKind::Secret) == is_secret)
            || !is_secret && name == Form::AUTHENTICATION && authentication.is_some()
    };
    let unknown = |name: &str| format!("The connector takes no `{name}` here.");
    if let Some(name) = parameters.keys().find(|name| !is_known(name, false)) {
        return Err(refuse(unknown(name), format!("parameters.{name}")));
    }
    match credentials.keys().find(|name| !is_known(name, true)) {
        Some(name) => Err(refuse(unknown(name), format!("credentials.{name}"))),
        None => Ok(()),
    }
}

/// Whether parameters have calls made to another place than others do: to another address, or with another header. Who signs in there is
/// no part of it.
pub(crate) fn leads_elsewhere(
    form: &Form,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> bool {
    let given = |parameters: &BTreeMap<String, String>, field: &Field| {
        parameters.get(field.name).map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    form.fields
        .iter()
        .chain(form.authentications.iter().flat_map(|it| it.fields))
        .filter(|field| matches!(field.kind, FieldKind::Address | FieldKind::Header))
        .any(|field| given(before, field) != given(after, field))
}

fn authentication<'a>(
    form: &'a Form,
    parameters: &BTreeMap<String, String>,
) -> Result<Option<&'a Authentication>, AppError> {
    if form.authentications.is_empty() {
        return Ok(None);
    }
    let wanted = parameters.get(Form::AUTHENTICATION);
    let found = form.authentications.iter().find(|it| wanted.is_some_and(|wanted| it.name == wanted));
    found.map(Some).ok_or_else(|| {
        let names: Vec<&str> = form.authentications.iter().map(|it| it.name).collect();
        let message = format!("`{}` is one of {}.", Form::AUTHENTICATION, names.join(", "));
        refuse(message, format!("parameters.{}", Form::AUTHENTICATION))
    })
}

fn check_text(field: &Field, text: &str) -> Result<(), String> {
    let is_fit = match field.kind {
        FieldKind::Text | FieldKind::Secret => true,
        FieldKind::Address => {
            let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
            let host = host.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
            host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
        }
        FieldKind::Header => {
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
        }
    };
    match field.kind {
        _ if text.len() > LONGEST => Err(format!("`{}` is longer than {LONGEST} bytes.", field.name)),
        FieldKind::Address if !is_fit => {
            Err(format!("`{}` is not an http or https address without a password in it.", field.name))
        }
        FieldKind::Header if !is_fit => Err(format!("`{}` is not the name of a header.", field.name)),
        _ => Ok(()),
    }
}

fn refuse(message: String, place: String) -> AppError {
    AppError::new(ErrorKind::Invalid, ErrorCode::CredentialsInvalid, message)
        .with_hint("The list of connectors says what each one asks for.")
        .at(place)
}

impl Credential {
    fn text(&self) -> &str {
        match self {
            Self::Value(secret) => secret.expose_text().unwrap_or_default(),
            Self::Reference(reference) => reference,
        }
    }
}

/// Credentials as one secret. Stored data: names and shapes stay as they are.
pub(crate) fn to_secret(credentials: &Credentials) -> Secret {
    let members = credentials.iter().map(|(name, credential)| {
        let kind = if matches!(credential, Credential::Value(_)) { "value" } else { "reference" };
        (name.clone(), json!({kind: credential.text()}))
    });
    Secret::new(Value::Object(members.collect()).to_string())
}

/// The credentials that a secret holds.
///
/// # Errors
/// They are not in the form in which they are stored.
pub(crate) fn from_secret(secret: &Secret) -> Result<Credentials, AppError> {
    let members: Map<String, Value> = serde_json::from_slice(secret.expose()).map_err(AppError::internal)?;
    let read = |(name, stored): (String, Value)| {
        let text = |kind: &str| stored.get(kind).and_then(Value::as_str);
        let reference = text("reference").map(|text| Credential::Reference(text.to_owned()));
        let credential = reference.or_else(|| text("value").map(|text| Credential::Value(Secret::new(text))));
        credential.map(|it| (name, it)).ok_or_else(|| AppError::internal("a stored credential has no value"))
    };
    members.into_iter().map(read).collect()
}
