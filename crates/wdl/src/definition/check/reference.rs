//! Names in expressions: actions, loops, variables and parameters that are not there, or cannot be read from where they are named.

use crate::{
    Diagnostic,
    definition::{
        Action, ActionIx, Definition, Ended, Kind, VariableUpdate,
        document::Document,
        ended::loops_entered,
        read::Reader,
        reference::{Naming, Reference},
        same_name,
    },
    limits,
};

/// Reports every name that an expression of an action refers to and that cannot be read there.
pub(super) fn check(definition: &Definition, document: Document, reader: &mut Reader) {
    for reference in reader.take_references() {
        let Some(action) = definition.action(reference.action) else { continue };
        let problem = match reference.function {
            Naming::Action | Naming::Outputs | Naming::Block => action_problem(definition, action, &reference),
            Naming::Item | Naming::Iteration => loop_problem(definition, action, &reference),
            Naming::Variable => variable_problem(definition, action, &reference),
            Naming::Parameter => parameter_problem(definition, document, &reference),
        };
        if let Some(problem) = problem {
            reader.report(problem.at(reference.path).with_span(reference.span));
        }
    }
}

fn invalid(message: String) -> Option<Diagnostic> {
    Some(Diagnostic::error("InvalidTemplate", message))
}

fn action_problem(definition: &Definition, action: &Action, reference: &Reference) -> Option<Diagnostic> {
    let (read, name) = (&reference.name, &action.name);
    let Some(at) = definition.find(read) else {
        return invalid(format!(
            "The action(s) '{read}' referenced by 'inputs' in action '{name}' are not defined in the template. Correct the name."
        ));
    };
    if at == reference.action {
        return invalid(format!("The action '{name}' cannot reference itself. Read another action."));
    }
    // A definition of more actions is refused for that. It is not looked at as closely, so that a hostile one is read in time.
    let is_sizable = definition.actions.len() <= limits::ACTIONS;
    if is_sizable && !Ended::before(definition, reference.action).has(definition, at) {
        return invalid(format!(
            "The action(s) '{read}' referenced by 'inputs' in action '{name}' must be in the 'runAfter' path, so that it has ended before. Let '{name}' run after it."
        ));
    }
    let repeats = |of: &ActionIx| definition.action(*of).filter(|of| matches!(of.kind, Kind::Foreach(_)));
    if reference.function == Naming::Action
        && let Some(of) = loops_entered(definition, reference.action, at).iter().find_map(repeats)
    {
        return invalid(format!(
            "The action '{read}' referenced by 'inputs' in action '{name}' is repeated by '{of}' and has no single result outside of it. Read result('{of}'), or collect values in a variable.",
            of = of.name
        ));
    }
    None
}

fn loop_problem(definition: &Definition, action: &Action, reference: &Reference) -> Option<Diagnostic> {
    let is_meant = |kind: &Kind| match reference.function {
        Naming::Item => matches!(kind, Kind::Foreach(_)),
        _ => kind.is_loop(),
    };
    // The condition of an until is looked at from inside.
    let first = if matches!(action.kind, Kind::Until(_)) { Some(action) } else { definition.parent(action) };
    let mut around = std::iter::successors(first, |action| definition.parent(action));
    if around.any(|one| is_meant(&one.kind) && same_name(&one.name, &reference.name)) {
        return None;
    }
    invalid(format!(
        "The repetition action(s) '{}' referenced by 'inputs' in action '{}' are not defined in the template, or do not hold it. Name a loop that the action is in.",
        reference.name, action.name
    ))
}

fn variable_problem(definition: &Definition, action: &Action, reference: &Reference) -> Option<Diagnostic> {
    let name = &reference.name;
    if definition.variable(name).is_none() {
        return invalid(format!(
            "The variable '{name}' referenced in action '{}' is not initialized. Add an `InitializeVariable` action for it at the top level.",
            action.name
        ));
    }
    let Kind::UpdateVariable(update) = &action.kind else { return None };
    if update.update != VariableUpdate::Set || !same_name(&update.name, name) {
        return None;
    }
    let message = format!(
        "The inputs of workflow run action '{}' of type 'SetVariable' are not valid. Self reference is not supported when updating the value of variable '{}'. Put the new value in a Compose action first.",
        action.name, update.name
    );
    Some(Diagnostic::error("WorkflowRunActionInputsInvalidProperty", message))
}

fn parameter_problem(definition: &Definition, document: Document, reference: &Reference) -> Option<Diagnostic> {
    let name = &reference.name;
    let is_declared = definition.parameters.iter().any(|parameter| same_name(&parameter.name, name));
    if is_declared || name.starts_with('$') {
        return None;
    }
    let message = format!("The workflow parameter '{name}' is not found. Declare it under `parameters`.");
    // The parameters of an app's workflow stand in another file.
    Some(match document {
        Document::App => Diagnostic::warning("InvalidTemplate", message),
        _ => Diagnostic::error("InvalidTemplate", message),
    })
}
