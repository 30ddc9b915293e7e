//! Operations of the Dataverse connector as requests about rows. Source: operations of `shared_commondataserviceforapps`.

use model::Verb;
use wdl::{Object, Value};

use super::RowRequest;

impl RowRequest {
    /// The request that an operation with its flat parameters is; `None` for an operation that there is not.
    pub fn of_operation(operation: &str, parameters: &Value) -> Option<Self> {
        let text =
            |key: &str| parameters.get(key).filter(|value| !value.is_null()).map(|value| value.to_text().to_string());
        let set = text("entityName").unwrap_or_default();
        let id = || text("recordId").unwrap_or_default();
        Some(match operation {
            "CreateRecord" => Self::Create { set, item: item(parameters) },
            "UpdateRecord" => Self::Update { set, id: id(), item: item(parameters), upsert: true, if_match: None },
            "UpdateOnlyRecord" => Self::Update { set, id: id(), item: item(parameters), upsert: false, if_match: None },
            "GetItem" => Self::Get { set, id: id(), options: options(parameters) },
            "ListRecords" => Self::List { set, options: options(parameters), page: None },
            "DeleteRecord" => Self::Delete { set, id: id(), if_match: None },
            _ => return None,
        })
    }

    /// What it takes a privilege for, on the table of which entity set.
    pub fn needs(&self) -> (Verb, &str) {
        match self {
            Self::Create { set, .. } => (Verb::Create, set),
            Self::Update { set, .. } => (Verb::Write, set),
            Self::Get { set, .. } | Self::List { set, .. } => (Verb::Read, set),
            Self::Delete { set, .. } => (Verb::Delete, set),
        }
    }
}

/// `item/column` parameters, or a whole `item`.
fn item(parameters: &Value) -> Object {
    let mut item = parameters.get("item").and_then(Value::as_object).cloned().unwrap_or_default();
    for (name, value) in parameters.as_object().into_iter().flat_map(Object::iter) {
        if let Some(column) = name.strip_prefix("item/") {
            item.insert(column, value.clone());
        }
    }
    item
}

fn options(parameters: &Value) -> Vec<(String, String)> {
    let members = parameters.as_object().into_iter().flat_map(Object::iter);
    members
        .filter(|(name, value)| (name.starts_with('$') || &***name == "fetchXml") && !value.is_null())
        .map(|(name, value)| (name.to_string(), value.to_text().to_string()))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
