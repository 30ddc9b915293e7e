//! What is checked when a flow is saved: things that no single action can see.

mod cycle;
mod limit;
mod reference;
mod response;

use super::{Definition, Kind, document::Document, read::Reader, same_name};
use crate::Value;

/// Reports every problem that shows only in the whole.
pub(super) fn check(definition: &Definition, source: &Value, document: Document, reader: &mut Reader) {
    trigger(definition, reader);
    limit::check(definition, source, document, reader);
    cycle::check(definition, reader);
    variables(definition, reader);
    placement(definition, reader);
    response::check(definition, source, reader);
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
    for trigger in &definition.triggers {
        if let Some(action) = definition.actions.iter().find(|action| same_name(&action.name, &trigger.name)) {
            reader.at(&action.path, |reader| {
                reader.error(
                    "DuplicateActionName",
                    format!(
                        "The name `{}` is used by the trigger too; names are compared without case. Rename one.",
                        action.name
                    ),
                );
            });
        }
    }
}

fn variables(definition: &Definition, reader: &mut Reader) {
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
                            reader.error("InvalidTemplate", format!("The variable `{}` is initialized more than once. Take one out, or set it there instead.", variable.name));
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
}
