//! Custom connectors: their rows, and what their files say.

use wdl::Value;

use super::{
    ChangeCode, Changes, Side, Subject, SubjectKind,
    flow::leaves,
    pair::{Pair, pairs},
    words,
};
use crate::{
    Package,
    contents::{ConnectorFiles, read_json},
    text::fold,
};

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

pub(super) fn compare(before: Side<'_>, after: Side<'_>, found: &mut Changes) {
    for pair in pairs(&before.contents.connectors, &after.contents.connectors, |connector| fold(&connector.name)) {
        let (Pair::Added(connector) | Pair::Removed(connector) | Pair::Both(_, connector)) = pair;
        let (key, name) = (fold(&connector.name), connector.display_name.clone());
        let subject = Subject { kind: SubjectKind::Connector, key, name };
        match pair {
            Pair::Added(_) => {
                let sentence = format!("There is a new custom connector `{}`.", connector.name);
                found.add(ChangeCode::ConnectorAdded, &subject, "", (None, None), sentence);
            }
            Pair::Removed(_) => {
                let sentence = format!("The custom connector `{}` is gone.", connector.name);
                found.add(ChangeCode::ConnectorRemoved, &subject, "", (None, None), sentence);
            }
            Pair::Both(was, is) => {
                row(&subject, was, is, found);
                if let (Some(old), Some(new)) = (before.files, after.files) {
                    files(&subject, (was, old), (is, new), found);
                }
            }
        }
    }
}

fn row(subject: &Subject, was: &ConnectorFiles, is: &ConnectorFiles, found: &mut Changes) {
    let what = |part: &str| format!("The {part} of the custom connector `{}`", is.name);
    let names = (Some(was.display_name.as_str()), Some(is.display_name.as_str()));
    found.text(ChangeCode::ConnectorRenamed, subject, "displayName", &what("display name"), names);
    let texts = (was.description.as_deref(), is.description.as_deref());
    found.text(ChangeCode::ConnectorDescriptionChanged, subject, "description", &what("description"), texts);
}

fn files(subject: &Subject, was: (&ConnectorFiles, &Package), is: (&ConnectorFiles, &Package), found: &mut Changes) {
    type Part = fn(&ConnectorFiles) -> Option<&String>;
    const PARTS: [(ChangeCode, Part, &str); 4] = [
        (ChangeCode::ConnectorAuthenticationChanged, |it| it.connection_parameters.as_ref(), "How one signs in to"),
        (ChangeCode::ConnectorPolicyChanged, |it| it.policies.as_ref(), "The policies of"),
        (ChangeCode::ConnectorScriptChanged, |it| it.script.as_ref(), "The custom code of"),
        (ChangeCode::ConnectorIconChanged, |it| it.icon.as_ref(), "The icon of"),
    ];
    for (code, path, what) in PARTS {
        let member = |(row, package): (&ConnectorFiles, &Package)| {
            let member = path(row).and_then(|path| package.get(path))?;
            // The same JSON in another form is the same.
            Some(read_json(member).map_or_else(|_| member.bytes().to_vec(), |value| value.to_json()))
        };
        if member(was) != member(is) {
            let place = path(is.0).or(path(was.0)).cloned().unwrap_or_default();
            let sentence = format!("{what} the custom connector `{}` changed.", is.0.name);
            found.add(code, subject, place, (None, None), sentence);
        }
    }
    let definition = |(row, package): (&ConnectorFiles, &Package)| {
        row.definition.as_ref().and_then(|path| package.get(path)).and_then(|member| read_json(member).ok())
    };
    if let (Some(old), Some(new)) = (definition(was), definition(is)) {
        self::definition(subject, &is.0.name, &old, &new, found);
    }
}

/// The parts of an OpenAPI definition.
fn definition(subject: &Subject, name: &str, was: &Value, is: &Value, found: &mut Changes) {
    let address = |it: &Value| {
        let part = |key: &str| it.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let schemes = it.get("schemes").map(Value::to_json_string).unwrap_or_default();
        format!("{}{} {schemes}", part("host"), part("basePath")).trim().to_owned()
    };
    let both = (address(was), address(is));
    let both = (Some(both.0.as_str()), Some(both.1.as_str()));
    let what = format!("The address that the custom connector `{name}` calls");
    found.text(ChangeCode::ConnectorHostChanged, subject, "host", &what, both);
    for part in ["securityDefinitions", "security"] {
        if was.get(part) != is.get(part) {
            let sentence = format!("How one signs in to the custom connector `{name}` changed.");
            let both = (was.get(part).cloned(), is.get(part).cloned());
            found.add(ChangeCode::ConnectorAuthenticationChanged, subject, part, both, sentence);
        }
    }
    for pair in pairs(&operations(was), &operations(is), |operation| operation.place.clone()) {
        let (Pair::Added(operation) | Pair::Removed(operation) | Pair::Both(_, operation)) = &pair;
        let (place, said) = (&operation.place, format!("`{}` of the custom connector `{name}`", operation.id));
        match pair {
            Pair::Added(_) => {
                let sentence = format!("There is a new operation {said}.");
                found.add(ChangeCode::ConnectorOperationAdded, subject, place, (None, None), sentence);
            }
            Pair::Removed(_) => {
                let sentence = format!("The operation {said} is gone.");
                found.add(ChangeCode::ConnectorOperationRemoved, subject, place, (None, None), sentence);
            }
            Pair::Both(was, is) if was.value != is.value => {
                let parts = leaves::places(&was.value, &is.value);
                let sentence = format!("The operation {said} changed: {}.", words::some(&parts));
                found.add(ChangeCode::ConnectorOperationChanged, subject, place, (None, None), sentence);
            }
            Pair::Both(..) => {}
        }
    }
    let told = ["host", "basePath", "schemes", "securityDefinitions", "security"];
    let rest = |it: &Value| {
        let mut rest = it.as_object().cloned().unwrap_or_default();
        told.iter().for_each(|key| drop(rest.remove(key)));
        if let Some(paths) = it.get("paths").and_then(Value::as_object) {
            rest.insert(
                "paths",
                Value::Object(paths.iter().map(|(path, item)| (path.clone(), without_operations(item))).collect()),
            );
        }
        Value::Object(rest)
    };
    // A path that came or went is told by its operations.
    let is_path = |path: &[String]| path.len() == 2 && path.first().is_some_and(|first| first == "paths");
    let parts: Vec<String> = leaves::differences(Some(&rest(was)), Some(&rest(is)), &is_path)
        .into_iter()
        .filter(|difference| !is_path(&difference.path) || difference.before.is_some() && difference.after.is_some())
        .map(|difference| difference.path.join("/"))
        .collect();
    if !parts.is_empty() {
        let sentence = format!("The definition of the custom connector `{name}` changed: {}.", words::some(&parts));
        found.add(ChangeCode::ConnectorDefinitionChanged, subject, "definition", (None, None), sentence);
    }
}

struct Operation {
    place: String,
    id: String,
    value: Value,
}

fn operations(definition: &Value) -> Vec<Operation> {
    let paths = definition.get("paths").and_then(Value::as_object);
    let of_path = |path: &str, item: &Value| -> Vec<Operation> {
        METHODS
            .iter()
            .filter_map(|method| {
                let value = item.get(method)?.clone();
                let place = format!("paths{path}/{method}");
                let id = value.get("operationId").and_then(Value::as_str).map_or_else(|| place.clone(), str::to_owned);
                Some(Operation { place, id, value })
            })
            .collect()
    };
    paths.iter().flat_map(|paths| paths.iter()).flat_map(|(path, item)| of_path(path, item)).collect()
}

fn without_operations(item: &Value) -> Value {
    let mut item = item.as_object().cloned().unwrap_or_default();
    METHODS.iter().for_each(|method| drop(item.remove(method)));
    Value::Object(item)
}
