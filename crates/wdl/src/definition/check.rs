//! What is checked when a flow is saved: things that no single action can see.

mod cycle;
mod order;
mod reference;

use super::{Definition, Kind, Trigger, TriggerKind, document::Document, read::Reader};
use crate::limits;

/// Reports every problem that shows only in the whole.
pub(super) fn check(definition: &Definition, document: Document, reader: &mut Reader) {
    trigger(definition, reader);
    cycle::check(definition, reader);
    variables(definition, reader);
    placement(definition, reader);
    reference::check(definition, document, reader);
}

fn trigger(definition: &Definition, reader: &mut Reader) {
    match definition.triggers.len() {
        1 => {}
        0 => reader.at("triggers", |reader| {
            reader.warning("MissingTrigger", "The definition has no trigger, so nothing starts it.");
        }),
        count => reader.at("triggers", |reader| {
            reader.warning(
                "InvalidTemplate",
                format!("The definition has {count} triggers; a cloud flow has one, and only the first fires."),
            );
        }),
    }
}

fn variables(definition: &Definition, reader: &mut Reader) {
    if definition.variables.len() > limits::VARIABLES {
        reader.at("actions", |reader| {
            reader.warning("InvalidTemplate", format!("More than {} variables.", limits::VARIABLES));
        });
    }
    let mut declared: Vec<String> = Vec::new();
    for (_, action) in definition.iter() {
        match &action.kind {
            Kind::InitializeVariable(variables) => {
                for variable in variables {
                    let name = variable.name.to_lowercase();
                    reader.at(&action.path, |reader| {
                        if action.parent.is_some() {
                            reader.error("InvalidTemplate", format!("The variable `{}` is initialized inside another action; only top-level actions may. Move it to the top level.", variable.name));
                        }
                        if declared.contains(&name) {
                            reader.error("InvalidTemplate", format!("The variable `{}` is initialized more than once.", variable.name));
                        }
                    });
                    declared.push(name);
                }
            }
            Kind::UpdateVariable(update) if definition.variable(&update.name).is_none() => {
                reader.at(&action.path, |reader| {
                    reader.error("InvalidTemplate", format!("The variable `{}` is not initialized. Add an `InitializeVariable` action for it at the top level.", update.name));
                });
            }
            _ => {}
        }
    }
}

/// Actions that may not stand where they stand.
fn placement(definition: &Definition, reader: &mut Reader) {
    for (_, action) in definition.iter() {
        let word = match action.kind {
            Kind::Terminate(_) => "Terminate",
            Kind::Response(_) => "Response",
            _ => continue,
        };
        let Some(of) = definition
            .regions
            .get(usize::from(action.region.0))
            .and_then(|region| region.of)
            .and_then(|of| definition.action(of))
        else {
            continue;
        };
        reader.at(&action.path, |reader| {
            reader.error(
                "InvalidTemplate",
                format!("The action `{}` has type '{word}' that could not be nested under an action of type '{}'. Move it out of `{}`.", action.name, of.type_name.to_lowercase(), of.name),
            );
        });
    }
    answers(definition, reader);
}

/// Whether somebody who is answered as a `Response` says is there.
fn answers(definition: &Definition, reader: &mut Reader) {
    let Some(trigger) = definition.trigger() else { return };
    let TriggerKind::Request(request) = &trigger.kind else { return nobody_waits(definition, trigger, reader) };
    for (_, action) in definition.iter() {
        let Kind::Response(response) = &action.kind else { continue };
        let triggers: &[&str] = match response.kind.to_lowercase().as_str() {
            "powerapp" => &["PowerApp", "PowerAppV2", "Button"],
            "skills" => &["Skills"],
            _ => continue,
        };
        if !triggers.iter().any(|kind| request.kind.eq_ignore_ascii_case(kind)) {
            reader.at(&action.path, |reader| {
                reader.error(
                    "InvalidTemplate",
                    format!("The action `{}` answers as `{}`, which only a trigger of the kind {} asks for; the trigger is of the kind `{}`.", action.name, response.kind, triggers.join(" or "), request.kind),
                );
            });
        }
    }
}

fn nobody_waits(definition: &Definition, trigger: &Trigger, reader: &mut Reader) {
    let answers = definition.has(|kind| matches!(kind, Kind::Response(_)));
    if answers && matches!(trigger.kind, TriggerKind::Recurrence(_) | TriggerKind::Poll(_) | TriggerKind::Row(_)) {
        reader.at("actions", |reader| {
            reader.warning("ResponseWithoutRequest", "The flow has a Response action, but nobody waits for an answer: its trigger is no request. The action will be skipped.");
        });
    }
}
