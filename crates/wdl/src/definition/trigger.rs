//! Triggers.

mod concurrency;
mod poll;
mod recurrence;
mod request;
mod row;

use std::sync::Arc;

pub use concurrency::Concurrency;
pub use poll::PollTrigger;
pub use recurrence::{Frequency, Recurrence, Schedule, Window};
pub use request::{RelativePath, RequestTrigger};
pub use row::RowTrigger;

use super::{Condition, read::Reader};
use crate::{Template, Value};

/// A trigger.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// Its name.
    pub name: Arc<str>,
    /// Its type as the file spells it.
    pub type_name: Arc<str>,
    /// What fires it.
    pub kind: TriggerKind,
    /// All must hold, else no run starts.
    pub conditions: Vec<Condition>,
    /// Starts one run for each item of this list.
    pub split_on: Option<Template>,
    /// How many runs may be under way at a time; `None` where there is no limit.
    pub concurrency: Option<Concurrency>,
    /// What joins its runs with what others log of them (`correlation.clientTrackingId`).
    pub tracking_id: Option<Template>,
    /// The history hides what it was given.
    pub secure_outputs: bool,
}

/// What fires a trigger.
#[derive(Clone, Debug)]
pub enum TriggerKind {
    /// A request: an HTTP call, a button, an app.
    Request(RequestTrigger),
    /// The clock.
    Recurrence(Recurrence),
    /// The answer of an address that is asked again and again.
    Poll(PollTrigger),
    /// A row was added, modified or deleted.
    Row(RowTrigger),
    /// Another event of a connector.
    Connector {
        /// The key in `connectionReferences`.
        reference_key: Arc<str>,
        /// The connector, as spelled.
        api: Arc<str>,
        /// The operation.
        operation: Arc<str>,
    },
    /// Kept, shown, and refused when the flow is turned on.
    Opaque,
}

impl Trigger {
    /// The key in `connectionReferences` that the trigger uses.
    pub fn reference_key(&self) -> Option<&Arc<str>> {
        match &self.kind {
            TriggerKind::Row(row) => Some(&row.reference_key),
            TriggerKind::Connector { reference_key, .. } => Some(reference_key),
            _ => None,
        }
    }
}

pub(super) fn read(reader: &mut Reader, name: &Arc<str>, source: &Value) -> Trigger {
    let type_name = reader.text(Some(source), "type", true).unwrap_or_else(|| "".into());
    let kind = match type_name.to_lowercase().as_str() {
        "request" => TriggerKind::Request(request::read(reader, source)),
        "recurrence" => recurrence::read(reader, source).map_or(TriggerKind::Opaque, TriggerKind::Recurrence),
        "http" => poll::read(reader, source).map_or(TriggerKind::Opaque, TriggerKind::Poll),
        "slidingwindow" => {
            recurrence::read_sliding(reader, source).map_or(TriggerKind::Opaque, TriggerKind::Recurrence)
        }
        "openapiconnectionwebhook" | "openapiconnection" | "openapiconnectionnotification" => {
            read_connector(reader, source)
        }
        _ => TriggerKind::Opaque,
    };
    let splits = source.get("splitOn").is_some_and(|split| !split.is_null());
    let kind = if splits && matches!(kind, TriggerKind::Recurrence(_)) {
        reader.error("InvalidTemplate", "The clock gives no list to start one run for each item of (`splitOn`).");
        TriggerKind::Opaque
    } else {
        kind
    };
    if matches!(kind, TriggerKind::Opaque) && !splits {
        reader.warning("UnsupportedTriggerType", format!("Steward keeps and shows triggers of type `{type_name}` but cannot fire them yet; the flow cannot be turned on."));
    }
    let conditions = source.get("conditions").and_then(Value::as_array);
    let conditions = conditions.map(|conditions| {
        reader.at("conditions", |reader| {
            let read = |(at, condition): (usize, &Value)| {
                reader.at(&at.to_string(), |reader| super::condition::read_at(reader, condition, "expression"))
            };
            conditions.iter().enumerate().map(read).collect()
        })
    });
    let secured = source.get("runtimeConfiguration").and_then(|configuration| configuration.get("secureData"));
    Trigger {
        name: name.clone(),
        type_name,
        kind,
        conditions: conditions.unwrap_or_default(),
        split_on: source
            .get("splitOn")
            .filter(|split| !split.is_null())
            .map(|split| reader.at("splitOn", |reader| reader.parse_template(split))),
        concurrency: concurrency::read(reader, source),
        tracking_id: source.get("correlation").and_then(|correlation| {
            reader.at("correlation", |reader| reader.optional_template(Some(correlation), "clientTrackingId"))
        }),
        secure_outputs: secured
            .and_then(|secure| secure.get("properties"))
            .and_then(Value::as_array)
            .is_some_and(|names| names.iter().any(|name| name.as_str() == Some("outputs"))),
    }
}

/// Whether `operationOptions`, names with commas between, holds this one.
fn has_option(trigger: &Value, name: &str) -> bool {
    let options = trigger.get("operationOptions").and_then(Value::as_str).unwrap_or_default();
    options.split(',').any(|option| option.trim().eq_ignore_ascii_case(name))
}

fn read_connector(reader: &mut Reader, source: &Value) -> TriggerKind {
    let host = source.get("inputs").and_then(|inputs| inputs.get("host"));
    let text = |key: &str| host.and_then(|host| host.get(key)).and_then(Value::as_str).unwrap_or_default();
    let (api, operation) = (text("apiId"), text("operationId"));
    let reference_key =
        if text("connectionName").is_empty() { text("connectionReferenceName") } else { text("connectionName") };
    if operation == "SubscribeWebhookTrigger" {
        return TriggerKind::Row(row::read(reader, source, reference_key));
    }
    reader.warning("UnsupportedTriggerType", format!("Steward keeps and shows the trigger `{operation}` of `{api}` but cannot fire it yet; the flow cannot be turned on."));
    TriggerKind::Connector { reference_key: reference_key.into(), api: api.into(), operation: operation.into() }
}
