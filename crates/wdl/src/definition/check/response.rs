//! What answers the caller.

use std::collections::HashMap;

use crate::{
    Diagnostic, Object, Value,
    definition::{Action, Definition, Kind, RequestTrigger, Response, Trigger, TriggerKind, read::Reader},
};

/// Reports answers that nobody can wait for, and answers that contradict each other.
pub(super) fn check(definition: &Definition, source: &Value, reader: &mut Reader) {
    let answers: Vec<(&Action, &Response)> = definition
        .iter()
        .filter_map(|(_, action)| match &action.kind {
            Kind::Response(response) => Some((action, response)),
            _ => None,
        })
        .collect();
    let Some((first, _)) = answers.first() else { return };
    let triggers = source.get("triggers").and_then(Value::as_object);
    if let Some((name, _)) = triggers.into_iter().flat_map(Object::iter).find(|(_, it)| it.get("recurrence").is_some())
    {
        let message = format!(
            "The action `{}` has type 'Response', but the trigger `{name}` has a 'recurrence': nobody waits for an answer. Take the action out, or use a request trigger.",
            first.name
        );
        reader.report(Diagnostic::error("InvalidTemplate", message).at(first.path.clone()));
    } else if let Some(Trigger { kind: TriggerKind::Request(request), .. }) = definition.trigger() {
        answers.iter().for_each(|(action, response)| kind(action, response, request, reader));
    } else if definition.trigger().is_some_and(|trigger| matches!(trigger.kind, TriggerKind::Row(_))) {
        let message = "The flow has a Response action, but nobody waits for an answer: its trigger is no request. The action will be skipped.";
        reader.report(Diagnostic::warning("ResponseWithoutRequest", message).at("actions"));
    }
    let mut schemas: HashMap<i64, (&Action, &Value)> = HashMap::new();
    for (action, response) in answers {
        let (Some(status), Some(schema)) = (response.status, &response.schema) else { continue };
        let (first, expected) = *schemas.entry(status).or_insert((action, schema));
        if expected != schema {
            let message = format!(
                "The schema of the action `{}` differs from that of `{}`, though both answer with the status code '{status}'. Give both the same schema.",
                action.name, first.name
            );
            reader.report(Diagnostic::error("InvalidTemplate", message).at(format!("{}/inputs/schema", action.path)));
        }
    }
}

/// Reports an answer for an app where an HTTP caller waits.
fn kind(action: &Action, response: &Response, request: &RequestTrigger, reader: &mut Reader) {
    let is_for_app = ["powerapp", "skills"].contains(&&*response.kind.to_lowercase());
    let is_http = request.kind.is_empty() || request.kind.eq_ignore_ascii_case("http");
    if !is_for_app || !is_http {
        return;
    }
    let message = format!(
        "The action `{}` answers as `{}`, but the trigger is called by HTTP. Give the action the kind `Http`.",
        action.name, response.kind
    );
    reader.report(Diagnostic::error("InvalidTemplate", message).at(action.path.clone()));
}
