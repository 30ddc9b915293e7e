//! Definitions of connectors: Swagger 2.0 with the platform's extensions, and the `apiProperties.json` beside it.
//!
//! It reads what a definition offers: its operations, which of them are triggers, and how a connection signs in. Schemas are kept as
//! they are. Source: OpenAPI extensions for custom connectors; connector settings file.

mod auth;
mod operation;
mod sample;

pub use auth::{Auth, auth_of_properties};
pub use operation::{Operation, TriggerStyle};
use wdl::{Diagnostic, Value};

/// What a definition offers.
#[derive(Clone, Default, Debug)]
pub struct Swagger {
    /// What people read.
    pub title: Option<String>,
    /// The host that is called, where the definition names one.
    pub host: Option<String>,
    /// What every path starts with.
    pub base_path: String,
    /// The operations, in the order of the file.
    pub operations: Vec<Operation>,
    /// How a connection may sign in. Empty where the definition says nothing.
    pub auth: Vec<Auth>,
    /// The whole document, for schemas that are named.
    document: Value,
}

impl Swagger {
    /// Reads a definition. All problems are reported at once; what could be read is in the result.
    pub fn read(document: &Value) -> (Self, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        if document.as_object().is_none() {
            let message = format!("A definition of a connector must be an object, not {}.", document.type_name());
            problems.push(Diagnostic::error("InvalidDefinition", message));
            return (Self::default(), problems);
        }
        version(document, &mut problems);
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let swagger = Self {
            title: text(document.get("info").and_then(|info| info.get("title"))),
            host: text(document.get("host")).filter(|host| !host.is_empty()),
            base_path: text(document.get("basePath")).unwrap_or_default(),
            operations: operation::read_all(document, &mut problems),
            auth: auth::of_definition(document),
            document: document.clone(),
        };
        (swagger, problems)
    }

    /// The operation of this id, ignoring case.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id.eq_ignore_ascii_case(id))
    }

    /// A body that fits the schema of an operation's answer, always the same one. Nothing where there is no such operation or schema.
    pub fn sample(&self, id: &str) -> Option<Value> {
        let schema = self.operation(id)?.response.as_ref()?;
        Some(sample::of_schema(&self.document, schema))
    }
}

fn version(document: &Value, problems: &mut Vec<Diagnostic>) {
    let version = document.get("swagger").or(document.get("openapi")).map(Value::to_text);
    let message = match version.as_deref() {
        Some("2.0" | "2") => return,
        Some(version) if version.starts_with("3.") => {
            format!("The definition is OpenAPI {version}; custom connectors are imported as Swagger 2.0.")
        }
        Some(other) => format!("The definition has the version `{other}`; Swagger 2.0 is read."),
        None => "The definition does not say its version with `\"swagger\": \"2.0\"`.".to_owned(),
    };
    problems.push(Diagnostic::warning("UnexpectedVersion", message).at("swagger"));
}

#[cfg(test)]
mod tests;
