//! `Request`: an HTTP call, a button, an app.

use std::sync::Arc;

use super::has_option;
use crate::{Object, Value, definition::read::Reader};

/// The kinds that whoever has the signed address starts: programs and services.
const SIGNED: [&str; 6] = ["Http", "TeamsWebhook", "Alert", "AzureMonitorAlert", "EventGrid", "SecurityCenterAlert"];
/// The kinds that people and apps start, signed in.
const SIGNED_IN: [&str; 7] =
    ["Button", "PowerApp", "PowerAppV2", "Skills", "VirtualAgent", "ApiConnection", "Geofence"];

/// `{"type": "Request", "kind": ..., "inputs": {schema?, method?, relativePath?}}`
#[derive(Clone, Debug)]
pub struct RequestTrigger {
    /// `Http`, `Button`, `PowerApp`, `PowerAppV2`, `Skills`, as spelled.
    pub kind: Arc<str>,
    /// The JSON schema of the body.
    pub schema: Value,
    /// The only method that is accepted.
    pub method: Option<Arc<str>>,
    /// What follows the trigger in the address.
    pub relative_path: RelativePath,
    /// Refuse bodies that do not fit the schema.
    pub validates: bool,
}

impl RequestTrigger {
    /// Whether people and apps start it, signed in, rather than a signed address.
    pub fn is_button(&self) -> bool {
        !SIGNED.iter().any(|kind| self.kind.eq_ignore_ascii_case(kind))
    }
}

/// `relativePath`: segments with `/` between. One in braces takes any text and gives a parameter of that name.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct RelativePath(Vec<Segment>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Segment {
    Literal(Arc<str>),
    Parameter(Arc<str>),
}

impl RelativePath {
    /// Whether nothing may follow.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the segments of a path give, decoded: `relativePathParameters`. `None` for a path that it does not describe.
    pub fn parameters(&self, path: &[String]) -> Option<Object> {
        if self.0.len() != path.len() {
            return None;
        }
        let mut parameters = Object::new();
        for (wanted, given) in self.0.iter().zip(path) {
            match wanted {
                Segment::Literal(text) if text.eq_ignore_ascii_case(given) => {}
                Segment::Parameter(name) if !given.is_empty() => {
                    parameters.insert(name.clone(), Value::from(given.as_str()));
                }
                _ => return None,
            }
        }
        Some(parameters)
    }

    /// As it is written after the trigger in the address: `/customers/{id}`.
    pub fn template(&self) -> String {
        let segment = |segment: &Segment| match segment {
            Segment::Literal(text) => format!("/{text}"),
            Segment::Parameter(name) => format!("/{{{name}}}"),
        };
        self.0.iter().map(segment).collect()
    }

    fn read(reader: &mut Reader, text: &str) -> Self {
        let mut segments = Vec::new();
        for segment in text.trim_matches('/').split('/').filter(|segment| !segment.is_empty()) {
            let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            let is_plain = |text: &str| !text.is_empty() && !text.contains(['{', '}']);
            match name {
                Some(name) if is_plain(name) => {
                    if segments.contains(&Segment::Parameter(name.into())) {
                        reader.error("InvalidTemplate", format!("`{{{name}}}` is in `relativePath` twice."));
                    }
                    segments.push(Segment::Parameter(name.into()));
                }
                None if is_plain(segment) => segments.push(Segment::Literal(segment.into())),
                _ => reader.error(
                    "InvalidTemplate",
                    format!(
                        "`{segment}` is no segment of a path; a parameter is a whole segment: `/customers/{{id}}`."
                    ),
                ),
            }
        }
        Self(segments)
    }
}

pub(super) fn read(reader: &mut Reader, source: &Value) -> RequestTrigger {
    let inputs = source.get("inputs");
    let kind = source.get("kind").and_then(Value::as_str).unwrap_or("Http");
    if !SIGNED.iter().chain(&SIGNED_IN).any(|known| known.eq_ignore_ascii_case(kind)) {
        let message =
            format!("`{kind}` is not a kind of request that Steward knows; people and apps can start the flow.");
        reader.warning("UnknownTriggerKind", message);
    }
    reader.at("inputs", |reader| {
        let method = reader.text(inputs, "method", false).filter(|method| !method.trim().is_empty());
        let path = reader.text(inputs, "relativePath", false).unwrap_or_default();
        let relative_path = reader.at("relativePath", |reader| RelativePath::read(reader, &path));
        if !relative_path.is_empty() && method.is_none() {
            reader.error("InvalidTemplate", "`relativePath` needs a `method`. Name the one that callers use.");
        }
        RequestTrigger {
            kind: kind.into(),
            schema: inputs.and_then(|inputs| inputs.get("schema")).cloned().unwrap_or_default(),
            method,
            relative_path,
            validates: has_option(source, "EnableSchemaValidation"),
        }
    })
}
