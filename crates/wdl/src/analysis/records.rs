//! Records that the engine makes: of actions, of the trigger, of the flow. Source: expression view of runs.

use super::types::{Member, Type};
use crate::definition::{Parameter, VariableType};

/// What `actions()` gives.
pub(super) fn of_action(outputs: Type) -> Type {
    record(vec![Member::new("outputs", outputs), text("trackingId"), text("clientTrackingId")])
}

/// What `trigger()` gives.
pub(super) fn of_trigger(outputs: Type) -> Type {
    record(vec![
        Member::new("outputs", outputs),
        text("scheduledTime"),
        text("trackingId"),
        text("clientTrackingId"),
        text("originHistoryName"),
    ])
}

/// What `workflow()` gives.
pub(super) fn workflow() -> Type {
    let of_run = Type::object(vec![text("id"), text("name"), text("type")]);
    Type::object(vec![
        text("id"),
        text("name"),
        text("type"),
        text("location"),
        Member::new("tags", Type::object(Vec::new())),
        Member::new("run", of_run),
    ])
}

/// What a parameter holds.
pub(super) fn of_parameter(parameter: &Parameter) -> Type {
    match &*parameter.type_name {
        "string" | "securestring" => Type::String,
        "int" => Type::Integer,
        "float" => Type::number(),
        "bool" => Type::Boolean,
        "array" => Type::of_variable(VariableType::Array),
        "object" | "secureobject" => Type::of_variable(VariableType::Object),
        _ => Type::Any,
    }
}

/// What all records have, and more.
fn record(more: Vec<Member>) -> Type {
    let error = Type::object(vec![text("code"), text("message")]);
    let mut members = vec![text("name"), Member::new("inputs", Type::Any)];
    members.extend(more);
    members.extend([text("startTime"), text("endTime"), text("status"), text("code"), Member::new("error", error)]);
    Type::object(members)
}

fn text(name: &str) -> Member {
    Member::new(name, Type::String)
}
