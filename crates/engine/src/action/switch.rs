//! `Switch`.

use wdl::{Value, definition::Switch};

use super::scope::begin_branch;
use crate::{
    Entry, ErrorInfo, Place,
    journal::{Skip, Started},
    step::{End, FAILED_BLOCK, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Switch) {
    let value = match stepper.evaluate_looked_at(&it.expression, place, "switch") {
        Ok(value @ (Value::String(_) | Value::Int(_))) => value,
        Ok(other) => {
            let name = stepper.run.flow.definition.action(place.action).map_or("", |action| &action.name);
            let message = format!(
                "The execution of template action '{name}' failed: the result of the evaluation of 'switch' action expression '{}' is of type '{}'. The result must be of type 'String' or 'Integer'.",
                it.expression.source(),
                other.type_name()
            );
            return fail(stepper, place, ErrorInfo::new("ExpressionEvaluationFailed", message));
        }
        Err(error) => return fail(stepper, place, error),
    };
    if let Some(other) = it.cases.iter().find(|case| case.value.type_name() != value.type_name()) {
        return fail_all(stepper, place, &value, &other.value);
    }
    // The branches are the cases in order, then the default.
    let chosen = it.cases.iter().position(|case| case.value == value).unwrap_or(it.cases.len());
    begin_branch(stepper, place, Some(chosen), value);
}

fn fail(stepper: &mut Stepper<'_>, place: Place, error: ErrorInfo) {
    stepper.end(place, End::failed("ExpressionEvaluationFailed", error, None));
    stepper.skip_children(place, None, Skip::Parent);
}

/// A case of another type than the value cannot be compared: every action of every branch fails. Source: measured.
fn fail_all(stepper: &mut Stepper<'_>, place: Place, value: &Value, case: &Value) {
    let flow = stepper.run.flow.clone();
    let (given, wanted) = (value.type_name(), case.type_name());
    stepper.record(Entry::Started {
        place,
        at: stepper.at,
        inputs: value.clone(),
        how: Started::Branch { chosen: None },
    });
    let branches = flow.definition.action(place.action).map_or(&[][..], |action| &action.branches);
    for child in branches.iter().flat_map(|branch| branch.actions.iter().copied()) {
        let name = flow.definition.action(child).map_or("", |action| &action.name);
        let message = format!(
            "The execution of template action '{name}' failed: the branching condition cannot be evaluated: 'strongEquals' was invoked with values of distinct types '{given}' and '{wanted}'."
        );
        let child = Place { frame: place.frame, action: child };
        stepper.end(child, End::failed("ActionFailed", ErrorInfo::new("ActionConditionFailed", message), None));
        stepper.skip_children(child, None, Skip::Parent);
    }
    stepper.end(place, End::failed("ActionFailed", ErrorInfo::new("ActionFailed", FAILED_BLOCK), None));
}
