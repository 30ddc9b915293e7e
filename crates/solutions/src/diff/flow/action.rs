//! What differs in a trigger or an action that stands on both sides.

use std::collections::BTreeMap;

use wdl::Value;

use super::{
    super::{ChangeCode, Changes, words},
    Both, leaves,
    node::{Node, NodeKind},
    schedule,
};
use crate::{secret, text::fold};

pub(super) fn compare(flow: &Both<'_>, found: &mut Changes) {
    for (was, is) in &flow.matched {
        place(flow, was, is, found);
        kind(flow, was, is, found);
        run_after(flow, was, is, found);
        inside(flow, was, is, found);
    }
}

fn place(flow: &Both<'_>, was: &Node<'_>, is: &Node<'_>, found: &mut Changes) {
    let within = |node: &Node<'_>| {
        let within = node.within;
        let block = if within.block.is_empty() { String::new() } else { format!("/{}", within.block) };
        format!("{}{block}", within.action)
    };
    let (old, new) = (within(was), within(is));
    if fold(&old) != fold(&new) {
        let said =
            |within: &str| if within.is_empty() { "on the first level".to_owned() } else { format!("in `{within}`") };
        let sentence =
            format!("In the flow {}, {} stood {} and now stands {}.", flow.name, is.shown(), said(&old), said(&new));
        let text = |text: String| Some(Value::String(text.into()));
        found.add(ChangeCode::ActionMoved, &flow.subject, is.place(), (text(old), text(new)), sentence);
    }
}

fn kind(flow: &Both<'_>, was: &Node<'_>, is: &Node<'_>, found: &mut Changes) {
    let kind = |node: &Node<'_>| {
        let kind = node.value.get("kind").and_then(Value::as_str).map(|kind| format!("/{}", kind.to_lowercase()));
        format!("{}{}", node.type_name(), kind.unwrap_or_default())
    };
    let (old, new) = (kind(was), kind(is));
    let code =
        if is.kind == NodeKind::Trigger { ChangeCode::TriggerTypeChanged } else { ChangeCode::ActionTypeChanged };
    let what = format!("In the flow {}, the type of {}", flow.name, is.shown());
    found.text(code, &flow.subject, &format!("{}/type", is.place()), &what, (Some(&old), Some(&new)));
}

/// What an action waits for. Neither order nor case counts, and nothing is the same as an empty object.
fn run_after(flow: &Both<'_>, was: &Node<'_>, is: &Node<'_>, found: &mut Changes) {
    let read = |node: &Node<'_>| -> BTreeMap<String, Vec<String>> {
        let waits = node.value.get("runAfter").and_then(Value::as_object);
        let statuses = |value: &Value| {
            let list = value.as_array().map(|list| list.iter().filter_map(Value::as_str).map(capital).collect());
            let mut list: Vec<String> = list.unwrap_or_default();
            list.sort();
            list
        };
        waits.iter().flat_map(|waits| waits.iter()).map(|(name, value)| (fold(name), statuses(value))).collect()
    };
    let (old, new) = (read(was), read(is));
    if old == new {
        return;
    }
    let said = |waits: &BTreeMap<String, Vec<String>>, of: &Node<'_>| -> String {
        let names = of.value.get("runAfter").and_then(Value::as_object);
        let name = |key: &str| {
            let own = names.and_then(|names| names.keys().find(|name| fold(name) == key));
            own.map_or_else(|| key.to_owned(), ToString::to_string)
        };
        let each: Vec<String> = waits
            .iter()
            .map(|(key, statuses)| format!("{} ({})", super::node::shown(&name(key)), statuses.join(" or ")))
            .collect();
        if each.is_empty() { "the start of its block".to_owned() } else { words::list(&each) }
    };
    let sentence = format!(
        "In the flow {}, {} ran after {} and now runs after {}.",
        flow.name,
        is.shown(),
        said(&old, was),
        said(&new, is)
    );
    let both = (was.value.get("runAfter").cloned(), is.value.get("runAfter").cloned());
    found.add(ChangeCode::RunAfterChanged, &flow.subject, format!("{}/runAfter", is.place()), both, sentence);
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    first + &letters.as_str().to_lowercase()
}

/// Everything else in the node, and nothing of the actions inside it.
fn inside(flow: &Both<'_>, was: &Node<'_>, is: &Node<'_>, found: &mut Changes) {
    let trigger = is.kind == NodeKind::Trigger;
    let whole = |path: &[String]| rule(trigger, &is.type_name(), &fold(&path.join("/"))).is_some();
    for difference in leaves::differences(Some(&own(was)), Some(&own(is)), &whole) {
        let path = difference.path.join("/");
        let code = rule(trigger, &is.type_name(), &fold(&path));
        let name = difference.path.last().map_or("", String::as_str);
        let hidden = |value: &Option<Value>| {
            let value = value.as_ref()?;
            Some(if code == Some(ChangeCode::AuthenticationChanged) {
                secret::masked_as("authentication", value)
            } else {
                secret::masked_as(name, value)
            })
        };
        let (before, after) = (hidden(&difference.before), hidden(&difference.after));
        let code = code.unwrap_or_else(|| other(&path, difference.before.as_ref(), difference.after.as_ref()));
        let code = match code {
            ChangeCode::SecureDataAdded => secure(difference.before.as_ref(), difference.after.as_ref()),
            code => code,
        };
        let sentence = sentence(flow, is, code, &path, (before.as_ref(), after.as_ref()));
        found.add(code, &flow.subject, format!("{}/{path}", is.place()), (before, after), sentence);
    }
}

/// The node without its inner actions and without what is told elsewhere.
fn own(node: &Node<'_>) -> Value {
    let mut own = node.value.as_object().cloned().unwrap_or_default();
    for key in ["type", "kind", "runAfter", "actions"] {
        drop(own.remove(key));
    }
    // A block that holds nothing but its actions says nothing.
    for key in ["else", "default"] {
        if let Some(Value::Object(mut block)) = own.remove(key) {
            drop(block.remove("actions"));
            if !block.is_empty() {
                own.insert(key, Value::Object(block));
            }
        }
    }
    if let Some(Value::Object(cases)) = own.remove("cases") {
        let without = |case: &Value| {
            let mut case = case.as_object().cloned().unwrap_or_default();
            drop(case.remove("actions"));
            Value::Object(case)
        };
        own.insert("cases", Value::Object(cases.iter().map(|(name, case)| (name.clone(), without(case))).collect()));
    }
    if let Some(Value::Object(mut inputs)) = own.remove("inputs") {
        if let Some(Value::Object(mut host)) = inputs.remove("host") {
            for key in ["connectionName", "connection"] {
                drop(host.remove(key));
            }
            inputs.insert("host", Value::Object(host));
        }
        own.insert("inputs", Value::Object(inputs));
    } else if let Some(inputs) = node.value.get("inputs") {
        own.insert("inputs", inputs.clone());
    }
    Value::Object(own)
}

/// The code for a place that is told as a whole; `path` is in lower case.
fn rule(trigger: bool, kind: &str, path: &str) -> Option<ChangeCode> {
    let legacy = kind.starts_with("apiconnection");
    let subscription = path.strip_prefix("inputs/parameters/subscriptionrequest/");
    Some(match path {
        "inputs/authentication" => ChangeCode::AuthenticationChanged,
        "inputs/retrypolicy" | "retrypolicy" => ChangeCode::RetryChanged,
        "inputs/host/operationid" | "inputs/host/apiid" | "inputs/host/api" => ChangeCode::OperationChanged,
        "metadata/flowsystemmetadata/swaggeroperationid" => ChangeCode::OperationChanged,
        "inputs/method" | "inputs/path" if legacy => ChangeCode::OperationChanged,
        "inputs/host/workflowreferencename" => ChangeCode::CalledFlowChanged,
        "inputs/triggerauthenticationtype" if trigger => ChangeCode::TriggerAuthenticationChanged,
        "inputs/schema" if trigger => ChangeCode::TriggerInputsChanged,
        "recurrence" => ChangeCode::ScheduleChanged,
        "conditions" if trigger => ChangeCode::TriggerConditionChanged,
        "spliton" => ChangeCode::SplitOnChanged,
        "runtimeconfiguration/securedata" => ChangeCode::SecureDataAdded,
        "runtimeconfiguration/paginationpolicy" => ChangeCode::PaginationChanged,
        "runtimeconfiguration/concurrency" => ChangeCode::ConcurrencyChanged,
        "runtimeconfiguration/staticresult" => ChangeCode::StaticResultChanged,
        "operationoptions" => ChangeCode::OptionsChanged,
        "trackedproperties" => ChangeCode::TrackedPropertiesChanged,
        "description" => ChangeCode::NoteChanged,
        "limit" => ChangeCode::LimitChanged,
        "expression" => ChangeCode::ConditionChanged,
        "foreach" => ChangeCode::LoopChanged,
        _ if path.starts_with("cases/") && path.matches('/').count() >= 1 => ChangeCode::ConditionChanged,
        _ if path.starts_with("metadata/") && !path.starts_with("metadata/flowsystemmetadata") => {
            ChangeCode::MetadataChanged
        }
        _ if trigger => match subscription? {
            "runas" => ChangeCode::RunAsChanged,
            "entityname" => ChangeCode::TriggerTableChanged,
            "message" => ChangeCode::TriggerEventChanged,
            "scope" => ChangeCode::TriggerScopeChanged,
            "filteringattributes" | "filterexpression" | "postponeuntil" => ChangeCode::TriggerFilterChanged,
            _ => return None,
        },
        _ => return None,
    })
}

/// The code for any other place.
fn other(path: &str, before: Option<&Value>, after: Option<&Value>) -> ChangeCode {
    if path.to_lowercase().starts_with("metadata/") {
        return ChangeCode::MetadataChanged;
    }
    if path != "inputs" && !path.starts_with("inputs/") {
        return ChangeCode::SettingChanged;
    }
    match (before, after) {
        (None, _) => ChangeCode::InputAdded,
        (_, None) => ChangeCode::InputRemoved,
        (Some(was), Some(is)) if words::is_expression(was) || words::is_expression(is) => ChangeCode::ExpressionChanged,
        _ => ChangeCode::InputChanged,
    }
}

/// Whether anything is shown in the history now that was not.
fn secure(before: Option<&Value>, after: Option<&Value>) -> ChangeCode {
    let hidden = |value: Option<&Value>| -> Vec<String> {
        let list = value.and_then(|value| value.get("properties")).and_then(Value::as_array);
        list.map(|list| list.iter().filter_map(Value::as_str).map(fold).collect()).unwrap_or_default()
    };
    let now = hidden(after);
    let shown = hidden(before).iter().any(|part| !now.contains(part));
    if shown { ChangeCode::SecureDataRemoved } else { ChangeCode::SecureDataAdded }
}

fn sentence(
    flow: &Both<'_>,
    node: &Node<'_>,
    code: ChangeCode,
    path: &str,
    both: (Option<&Value>, Option<&Value>),
) -> String {
    let (flow, name) = (&flow.name, node.shown());
    let short = path.trim_start_matches("inputs/").trim_start_matches("parameters/");
    let what = match code {
        ChangeCode::RunAsChanged => {
            let said = |value: Option<&Value>| run_as(value);
            let (was, is) = (said(both.0), said(both.1));
            return format!("In the flow {flow}, actions that act for the invoker acted as {was} and now act as {is}.");
        }
        ChangeCode::ScheduleChanged => {
            let said = |value: Option<&Value>| value.map_or_else(|| "never".to_owned(), schedule::words);
            return format!("The flow {flow} ran {} and now runs {}.", said(both.0), said(both.1));
        }
        ChangeCode::AuthenticationChanged => format!("In the flow {flow}, how {name} signs in"),
        ChangeCode::NoteChanged => format!("In the flow {flow}, the note of {name}"),
        ChangeCode::ConditionChanged => format!("In the flow {flow}, the condition of {name}"),
        ChangeCode::LoopChanged => format!("In the flow {flow}, what {name} goes through"),
        ChangeCode::OperationChanged => format!("In the flow {flow}, the operation of {name}"),
        _ => format!("In the flow {flow}, `{short}` of {name}"),
    };
    if both.0 == both.1 {
        return format!("{what} changed; the values are not shown.");
    }
    words::was_is(&what, both.0, both.1)
}

/// Whom run as means. Source: the table `callbackregistration`, `runas`.
fn run_as(value: Option<&Value>) -> String {
    let code = value.map(|value| value.as_str().map_or_else(|| value.to_json_string(), str::to_owned));
    match code.as_deref() {
        None | Some("" | "null") => "the triggering user (nothing was chosen)".to_owned(),
        Some("1") => "the triggering user".to_owned(),
        Some("2") => "the row owner".to_owned(),
        Some("3") => "the process owner".to_owned(),
        Some(other) => format!("`{other}`"),
    }
}
