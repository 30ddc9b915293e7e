//! One action as text.

use wdl::{Object, Value};

use super::object;

/// JSON, or else the text itself.
pub(super) fn value(text: &str) -> Value {
    Value::from_json(text.as_bytes()).unwrap_or_else(|_| Value::from(text))
}

/// `kind arguments [with JSON] [after ...]`
pub(super) fn read(name: &str, said: &str) -> Object {
    let (said, run_after) = match said.rsplit_once("after ") {
        Some((said, after)) if said.is_empty() || said.ends_with(' ') => (said.trim(), run_after(after)),
        _ => (said, Object::new()),
    };
    let (said, more) = match said.find(" with {") {
        Some(at) => (said[..at].trim(), Some(value(&said[at + " with ".len()..]))),
        None => (said, None),
    };
    let mut action = match value(said) {
        Value::Object(raw) => raw,
        _ => of_kind(name, said),
    };
    action.insert("runAfter", Value::Object(run_after));
    match more {
        Some(Value::Object(more)) => merged(&action, &more),
        Some(other) => panic!("`with` takes an object, not {}", other.to_json_string()),
        None => action,
    }
}

fn run_after(text: &str) -> Object {
    text.split(" and ")
        .map(|one| {
            let mut words = one.split_whitespace();
            let name = words.next().expect("a name after `after`");
            let mut statuses: Vec<Value> = words.map(Value::from).collect();
            if statuses.is_empty() {
                statuses.push(Value::from("Succeeded"));
            }
            (name, Value::from(statuses))
        })
        .collect()
}

fn merged(into: &Object, more: &Object) -> Object {
    let mut all = into.clone();
    for (key, value) in more.iter() {
        let value = match (all.get(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => Value::Object(merged(old, new)),
            _ => value.clone(),
        };
        all.insert(key.clone(), value);
    }
    all
}

fn of_kind(name: &str, said: &str) -> Object {
    let (kind, rest) = said.split_once(' ').map_or((said, ""), |(kind, rest)| (kind, rest.trim()));
    let (first, second) = rest.split_once(' ').map_or((rest, ""), |(first, second)| (first, second.trim()));
    // `from WORD other`: what stands before and after a word.
    let around = |word: &str| rest.split_once(word).unwrap_or_else(|| panic!("`{said}` lacks `{word}`"));
    let typed = |word: &str, inputs: Value| Object::from([("type", Value::from(word)), ("inputs", inputs)]);
    let block = |word: &str, key: &str| Object::from([("type", Value::from(word)), (key, value(rest))]);
    let variable = |word: &str| {
        let mut inputs = Object::from([("name", Value::from(first))]);
        if !second.is_empty() {
            inputs.insert("value", value(second));
        }
        typed(word, Value::Object(inputs))
    };
    match kind {
        "call" => {
            let host = object([
                ("apiId", Value::from("/apis/shared_test")),
                ("connectionName", Value::from("shared_test")),
                ("operationId", Value::from(name)),
            ]);
            let parameters = if rest.is_empty() { object([]) } else { value(rest) };
            typed("OpenApiConnection", object([("host", host), ("parameters", parameters)]))
        }
        "http" => {
            typed("Http", object([("method", Value::from("GET")), ("uri", Value::from("https://test.invalid/"))]))
        }
        "webhook" => {
            let to = |address: &str| {
                object([
                    ("method", Value::from("POST")),
                    ("uri", Value::from(address)),
                    ("body", Value::from("@listCallbackUrl()")),
                ])
            };
            let (on, off) = (to("https://test.invalid/on"), to("https://test.invalid/off"));
            typed("HttpWebhook", object([("subscribe", on), ("unsubscribe", off)]))
        }
        "compose" => typed("Compose", value(rest)),
        "init" => {
            let (variable, first_value) = second.split_once(' ').unwrap_or((second, ""));
            let mut declared = Object::from([("name", Value::from(variable)), ("type", Value::from(first))]);
            if !first_value.is_empty() {
                declared.insert("value", value(first_value));
            }
            typed("InitializeVariable", object([("variables", Value::from(vec![Value::Object(declared)]))]))
        }
        "set" => variable("SetVariable"),
        "increment" => variable("IncrementVariable"),
        "decrement" => variable("DecrementVariable"),
        "append" => variable("AppendToArrayVariable"),
        "appendtext" => variable("AppendToStringVariable"),
        "if" => block("If", "expression"),
        "switch" => block("Switch", "expression"),
        "foreach" => block("Foreach", "foreach"),
        "until" => block("Until", "expression"),
        "scope" => Object::from([("type", Value::from("Scope"))]),
        "terminate" => {
            let mut inputs = Object::from([("runStatus", Value::from(first))]);
            if let Some((code, message)) = second.split_once(' ') {
                inputs.insert("runError", object([("code", Value::from(code)), ("message", Value::from(message))]));
            }
            typed("Terminate", Value::Object(inputs))
        }
        "wait" if first == "until" => typed("Wait", object([("until", object([("timestamp", value(second))]))])),
        "wait" => {
            let interval = object([("count", value(first)), ("unit", Value::from(second))]);
            typed("Wait", object([("interval", interval)]))
        }
        "respond" => {
            let mut inputs = Object::from([("statusCode", value(first))]);
            if !second.is_empty() {
                inputs.insert("body", value(second));
            }
            let mut action = typed("Response", Value::Object(inputs));
            action.insert("kind", Value::from("Http"));
            action
        }
        "query" => {
            let (from, keep) = around(" where ");
            typed("Query", object([("from", value(from)), ("where", value(keep))]))
        }
        "select" => {
            let (from, into) = around(" into ");
            typed("Select", object([("from", value(from)), ("select", value(into))]))
        }
        "join" => {
            let (from, by) = around(" by ");
            typed("Join", object([("from", value(from)), ("joinWith", value(by))]))
        }
        "table" => typed("Table", object([("format", Value::from(first)), ("from", value(second))])),
        "parse" => {
            let (content, schema) = rest.split_once(" as ").unwrap_or((rest, ""));
            let mut inputs = Object::from([("content", value(content))]);
            if !schema.is_empty() {
                inputs.insert("schema", value(schema));
            }
            typed("ParseJson", Value::Object(inputs))
        }
        "helper" => {
            let mut action = typed("Expression", if second.is_empty() { object([]) } else { value(second) });
            action.insert("kind", Value::from(first));
            action
        }
        other => panic!("`{other}` is no kind of action"),
    }
}
