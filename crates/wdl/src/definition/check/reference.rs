//! Names in expressions: actions, loops, variables and parameters that are not there.

use super::order::has_ended_before;
use crate::{
    Expression,
    definition::{Action, ActionIx, Definition, Kind, document::Document, read::Reader, same_name},
    expression::Kind as ExpressionKind,
    function::{Family, Function},
};

/// Reports every name that an expression of an action refers to and that is not there.
pub(super) fn check(definition: &Definition, document: Document, reader: &mut Reader) {
    for (at, action) in definition.iter() {
        let mut found = Vec::new();
        action.kind.templates(&mut |template| {
            template.expressions(&mut |expression| {
                expression.visit(&mut |expression| look(definition, at, action, expression, &mut found));
            });
        });
        for problem in found {
            reader.at(&action.path, |reader| match problem {
                // The parameters of an app's workflow stand in another file.
                Found::Parameter(message) if document == Document::App => reader.warning("InvalidTemplate", message),
                Found::Parameter(message) | Found::Other(message) => reader.error("InvalidTemplate", message),
            });
        }
    }
}

/// A name that is not there.
enum Found {
    Parameter(String),
    Other(String),
}

fn look(definition: &Definition, at: ActionIx, action: &Action, expression: &Expression, found: &mut Vec<Found>) {
    let ExpressionKind::Call { name, function, args, .. } = &expression.kind else { return };
    if let Some(problem) = function.and_then(|function| nameless(function, args)) {
        found.push(Found::Other(problem));
    }
    let Some(referred) = args.first().and_then(Expression::as_text) else { return };
    match name.to_lowercase().as_str() {
        "outputs" | "body" | "actions" | "actionoutputs" | "actionbody" | "result" => match definition.find(referred) {
            None => found.push(Found::Other(format!(
                "The action(s) '{referred}' referenced by 'inputs' in action '{}' are not defined in the template.",
                action.name
            ))),
            Some(other) if other == at => {
                found.push(Found::Other(format!("The action '{}' cannot reference itself.", action.name)));
            }
            Some(other) if !has_ended_before(definition, at, other) => found.push(Found::Other(format!(
                "The action '{referred}' referenced by 'inputs' in action '{}' must be in its 'runAfter' path, so that it has ended before.",
                action.name
            ))),
            Some(_) => {}
        },
        "items" if !is_inside_loop(definition, at, referred) => {
            found.push(Found::Other(format!("The repetition action(s) '{referred}' referenced by 'inputs' in action '{}' are not defined in the template, or do not hold it.", action.name)));
        }
        "variables" => {
            if definition.variable(referred).is_none() {
                found.push(Found::Other(format!(
                    "The variable '{referred}' referenced in action '{}' is not initialized.",
                    action.name
                )));
            } else if let Kind::UpdateVariable(update) = &action.kind
                && update.update == crate::definition::VariableUpdate::Set
                && same_name(&update.name, referred)
            {
                found.push(Found::Other(format!("The inputs of workflow run action '{}' of type 'SetVariable' are not valid. Self reference is not supported when updating the value of variable '{}'. Put the new value in a Compose action first.", action.name, update.name)));
            }
        }
        "parameters"
            if !definition.parameters.iter().any(|parameter| same_name(&parameter.name, referred))
                && !referred.starts_with('$') =>
        {
            found.push(Found::Parameter(format!(
                "The workflow parameter '{referred}' is not found. Declare it under `parameters`."
            )));
        }
        _ => {}
    }
}

/// What is wrong with a reference that says no name, or one that is no text.
fn nameless(function: &Function, args: &[Expression]) -> Option<String> {
    let needs_name =
        function.family == Family::Reference && function.min_args > 0 && !function.name.starts_with("trigger");
    let name = function.name;
    match args.first().map(|first| &first.kind) {
        _ if !needs_name => None,
        None => Some(format!("The template language function '{name}' must have at least one parameter.")),
        Some(ExpressionKind::Literal(value)) if value.as_str().is_none() => {
            Some(format!("The provided parameters for template language function '{name}' are not valid."))
        }
        Some(_) => None,
    }
}

fn is_inside_loop(definition: &Definition, at: ActionIx, name: &str) -> bool {
    let mut above = Some(at);
    while let Some(action) = above.and_then(|at| definition.action(at)) {
        if matches!(action.kind, Kind::Foreach(_)) && same_name(&action.name, name) {
            return true;
        }
        above = action.parent.map(|(parent, _)| parent);
    }
    false
}
