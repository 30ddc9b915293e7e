//! Changes to plant in a package, each as the designer or an export would make it.

use serde_json::{Map, Value, json};
use solutions::Package;

/// Changes the first flow that lets itself be changed so.
pub(crate) fn flow(package: &mut Package, change: fn(&mut Value) -> bool) -> bool {
    let paths: Vec<String> = package.contents().0.flows.iter().map(|flow| flow.path.clone()).collect();
    paths.iter().any(|path| {
        let bytes = package.get(path).unwrap().bytes();
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let Ok(mut document) = serde_json::from_slice::<Value>(text) else { return false };
        let changed = change(&mut document);
        if changed {
            package.set(path, serde_json::to_vec_pretty(&document).unwrap()).unwrap();
        }
        changed
    })
}

/// Changes the first XML file that describes components and lets itself be changed so.
pub(crate) fn xml(package: &mut Package, change: fn(&str) -> Option<String>) -> bool {
    let paths: Vec<String> = package.members().iter().map(|member| member.path().to_owned()).collect();
    let part = |path: &&String| {
        let path = path.to_lowercase();
        let own = ["solution.xml", "customizations.xml", "entity.xml", ".data.xml", "definition.xml"];
        path.ends_with(".xml") && (own.iter().any(|end| path.ends_with(end)) || path.starts_with("roles/"))
    };
    paths.iter().filter(part).any(|path| {
        let Ok(text) = std::str::from_utf8(package.get(path).unwrap().bytes()) else { return false };
        let changed = change(text.trim_start_matches('\u{FEFF}'));
        changed.is_some_and(|text| package.set(path, text).is_ok())
    })
}

fn definition(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document.get_mut("properties")?.get_mut("definition")?.as_object_mut()
}

pub(crate) fn references(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document.get_mut("properties")?.get_mut("connectionReferences")?.as_object_mut().filter(|all| !all.is_empty())
}

/// Changes the definition.
pub(crate) fn whole(document: &mut Value, change: impl FnOnce(&mut Map<String, Value>)) -> bool {
    definition(document).map(change).is_some()
}

/// Changes a list of actions that is not empty: the first one.
pub(crate) fn list(document: &mut Value, change: impl FnOnce(&mut Map<String, Value>) -> bool) -> bool {
    let actions = definition(document).and_then(|it| it.get_mut("actions")).and_then(Value::as_object_mut);
    actions.filter(|actions| !actions.is_empty()).is_some_and(change)
}

/// Changes the first action that lets itself be changed so, on any level.
pub(crate) fn action(document: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>) -> bool) -> bool {
    definition(document).and_then(|it| it.get_mut("actions")).is_some_and(|actions| block(actions, change))
}

fn block(actions: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>) -> bool) -> bool {
    let Some(actions) = actions.as_object_mut() else { return false };
    actions.values_mut().filter_map(Value::as_object_mut).any(|action| {
        if change(action) || action.get_mut("actions").is_some_and(|inner| block(inner, change)) {
            return true;
        }
        action.get_mut("else").and_then(|it| it.get_mut("actions")).is_some_and(|inner| block(inner, change))
    })
}

pub(crate) fn trigger(document: &mut Value, change: impl FnOnce(&mut Map<String, Value>) -> bool) -> bool {
    let triggers = definition(document).and_then(|it| it.get_mut("triggers")).and_then(Value::as_object_mut);
    triggers.and_then(|all| all.values_mut().next()).and_then(Value::as_object_mut).is_some_and(change)
}

/// Changes a setting of the subscription of a trigger that has one.
pub(crate) fn subscription(document: &mut Value, key: &str, value: Value) -> bool {
    trigger(document, |it| {
        let parameters = it.get_mut("inputs").and_then(|it| it.get_mut("parameters")).and_then(Value::as_object_mut);
        parameters.filter(|it| it.contains_key("subscriptionRequest/entityname")).is_some_and(|parameters| {
            parameters.insert(format!("subscriptionRequest/{key}"), value.clone()) != Some(value)
        })
    })
}

/// The parameters of an action that calls a connector.
pub(crate) fn parameters(action: &mut Map<String, Value>) -> Option<&mut Map<String, Value>> {
    action.get_mut("inputs")?.get_mut("parameters")?.as_object_mut().filter(|all| !all.is_empty())
}

/// Sets a setting of the runtime to something that it was not.
pub(crate) fn runtime(action: &mut Map<String, Value>, key: &str, value: Value) -> bool {
    let settings = action.entry("runtimeConfiguration").or_insert_with(|| json!({}));
    settings.as_object_mut().is_some_and(|all| all.insert(key.to_owned(), value.clone()) != Some(value))
}

pub(crate) fn is_type(action: &Map<String, Value>, kind: &str) -> bool {
    action.get("type").and_then(Value::as_str).is_some_and(|found| found.eq_ignore_ascii_case(kind))
}

/// Whether an action calls this operation on a table that is named by a literal.
pub(crate) fn on_table(action: &mut Map<String, Value>, operation: &str, table: &str) -> bool {
    let host = action.get("inputs").and_then(|it| it.get("host"));
    let named = host.and_then(|it| it.get("operationId")).and_then(Value::as_str) == Some(operation);
    let parameters = if named { parameters(action) } else { None };
    parameters.is_some_and(|all| {
        all.insert("entityName".to_owned(), table.into())
            .is_some_and(|old| !old.as_str().unwrap_or("@").starts_with('@'))
    })
}

/// The text with the content of the first element of this name changed.
pub(crate) fn tag(text: &str, name: &str, change: impl Fn(&str) -> Option<String>) -> Option<String> {
    let open = format!("<{name}>");
    text.match_indices(&open).find_map(|(at, _)| {
        let start = at + open.len();
        let end = start + text[start..].find(&format!("</{name}>"))?;
        let new = change(&text[start..end])?;
        Some(format!("{}{new}{}", &text[..start], &text[end..]))
    })
}

/// The text with `from` changed to `to` in the first element that has it. `element` is how its tag begins.
pub(crate) fn inside(text: &str, element: &str, from: &str, to: &str) -> Option<String> {
    let name = element.split(' ').next()?;
    text.match_indices(&format!("<{element}")).find_map(|(start, _)| {
        let tag = start + text[start..].find('>')?;
        let close = text[start..].find(&format!("</{name}>")).map_or(tag, |end| start + end);
        // An empty element ends where its tag does.
        let end = if text[..tag].ends_with('/') { tag } else { close };
        let at = start + text[start..end].find(from)?;
        Some(format!("{}{to}{}", &text[..at], &text[at + from.len()..]))
    })
}

/// The text without the first element of this name.
pub(crate) fn without(text: &str, element: &str) -> Option<String> {
    let start = text.find(&format!("<{element} "))?;
    let close = text[start..].find('>')?;
    let end = match text.as_bytes()[start + close - 1] {
        b'/' => start + close + 1,
        _ => start + text[start..].find(&format!("</{element}>"))? + element.len() + 3,
    };
    Some(format!("{}{}", &text[..start], &text[end..]))
}
