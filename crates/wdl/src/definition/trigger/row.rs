//! `SubscribeWebhookTrigger`: a row was added, modified or deleted.

use std::sync::Arc;

use crate::{Template, Value, definition::read::Reader};

/// `inputs.parameters["subscriptionRequest/..."]`. Source: callback registration table.
#[derive(Clone, Debug)]
pub struct RowTrigger {
    /// The key in `connectionReferences`.
    pub reference_key: Arc<str>,
    /// The table's logical name.
    pub table: Arc<str>,
    /// 1 added, 2 deleted, 3 modified, 4 added or modified, 5 added or deleted, 6 modified or deleted, 7 all.
    pub message: i64,
    /// 1 user, 2 business unit, 3 parent and child business units, 4 organization.
    pub scope: i64,
    /// 1 triggering user, 2 row owner, 3 process owner; blank where it is left out.
    pub run_as: Option<i64>,
    /// Only updates that name one of these columns fire it; empty: any.
    pub filtering_attributes: Vec<String>,
    /// An OData filter on the row.
    pub filter_expression: Option<Arc<str>>,
    /// When the run starts.
    pub postpone_until: Option<Template>,
}

pub(super) fn read(reader: &mut Reader, source: &Value, reference_key: &str) -> RowTrigger {
    let parameters = source.get("inputs").and_then(|inputs| inputs.get("parameters"));
    let nested = parameters.and_then(|parameters| parameters.get("subscriptionRequest"));
    let find = |name: &str| {
        let flat = parameters.and_then(|parameters| parameters.get(&format!("subscriptionRequest/{name}")));
        flat.or_else(|| nested.and_then(|nested| nested.get(name))).filter(|value| !value.is_null())
    };
    let number =
        |name: &str| find(name).and_then(|value| value.as_int().or_else(|| value.as_str()?.trim().parse().ok()));
    let text = |name: &str| find(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    reader.at("inputs/parameters", |reader| {
        let mut within = |name: &str, number: Option<i64>, last: i64| match number {
            Some(number) if (1..=last).contains(&number) => number,
            _ => {
                let shown = find(name).map_or("missing".to_owned(), Value::to_json_string);
                reader.error(
                    "InvalidTemplate",
                    format!("`subscriptionRequest/{name}` is {shown}; it must be a number from 1 to {last}."),
                );
                1
            }
        };
        let (message, scope) = (within("message", number("message"), 7), within("scope", number("scope"), 4));
        let run_as = find("runas").map(|_| within("runas", number("runas"), 3));
        if text("entityname").is_none() {
            reader.error("InvalidTemplate", "`subscriptionRequest/entityname` is missing: name the table.");
        }
        RowTrigger {
            reference_key: reference_key.into(),
            table: text("entityname").unwrap_or_default().to_lowercase().into(),
            message,
            scope,
            run_as,
            filtering_attributes: text("filteringattributes")
                .unwrap_or_default()
                .split(',')
                .map(|name| name.trim().to_lowercase())
                .filter(|name| !name.is_empty())
                .collect(),
            filter_expression: text("filterexpression").map(Into::into),
            postpone_until: find("postponeuntil").map(|value| reader.parse_template(value)),
        }
    })
}
