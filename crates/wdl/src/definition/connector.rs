//! `OpenApiConnection` and `ApiConnection`: an operation of a connector.

use std::sync::Arc;

use super::{RetryPolicy, http, read::Reader};
use crate::{Object, Template, Value};

/// A call of an operation, as both generations of files spell it.
#[derive(Clone, Debug)]
pub struct ConnectorAction {
    /// The key in `connectionReferences` (`host.connectionName`).
    pub reference_key: Arc<str>,
    /// The connector (`host.apiId`), as spelled.
    pub api: Arc<str>,
    /// The operation (`host.operationId`).
    pub operation: Arc<str>,
    /// Its parameters, flat (`item/name`).
    pub parameters: Template,
    /// Retries.
    pub retry: Option<RetryPolicy>,
}

impl ConnectorAction {
    /// Whether it adds, updates or deletes a row, as what a changeset holds does.
    pub fn changes_rows(&self) -> bool {
        ["CreateRecord", "UpdateRecord", "UpdateOnlyRecord", "DeleteRecord"].contains(&&*self.operation)
    }
}

pub(super) fn read(reader: &mut Reader, source: &Value) -> ConnectorAction {
    let inputs = source.get("inputs");
    let host = inputs.and_then(|inputs| inputs.get("host"));
    let old = host
        .and_then(|host| host.get("connection"))
        .and_then(|connection| connection.get("name"))
        .and_then(Value::as_str);
    if let Some(old) = old {
        return read_old(reader, source, inputs, old);
    }
    reader.at("inputs", |reader| {
        let (reference_key, operation, api) = reader.at("host", |reader| {
            // `connectionReferenceName` is how some tools spell it.
            let key = if host.is_some_and(|host| {
                host.get("connectionName").is_none() && host.get("connectionReferenceName").is_some()
            }) {
                "connectionReferenceName"
            } else {
                "connectionName"
            };
            (reader.text(host, key, false), reader.text(host, "operationId", false), reader.text(host, "apiId", false))
        });
        if operation.is_none() {
            reader.warning("MissingOperation", "`host.operationId` is missing; the action cannot be run.");
        }
        ConnectorAction {
            reference_key: reference_key.unwrap_or_else(|| "".into()),
            api: api.unwrap_or_else(|| "".into()),
            operation: operation.unwrap_or_else(|| "".into()),
            parameters: reader.template(inputs, "parameters"),
            retry: http::read_retry(reader, inputs),
        }
    })
}

/// The older form: `host.connection.name` is an expression that names the key, and the request is written out.
fn read_old(reader: &mut Reader, source: &Value, inputs: Option<&Value>, connection: &str) -> ConnectorAction {
    let key: Arc<str> = connection.split('\'').nth(3).unwrap_or_default().into();
    let operation = source
        .get("metadata")
        .and_then(|metadata| metadata.get("flowSystemMetadata"))
        .and_then(|metadata| metadata.get("swaggerOperationId"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let members = inputs.and_then(Value::as_object).cloned().unwrap_or_default();
    let request: Object = members
        .iter()
        .filter(|(name, _)| ["method", "path", "queries", "headers", "body"].contains(&&***name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    reader.at("inputs", |reader| ConnectorAction {
        api: key.clone(),
        reference_key: key,
        operation: operation.into(),
        parameters: reader.parse_template(&Value::Object(request)),
        retry: http::read_retry(reader, inputs),
    })
}
