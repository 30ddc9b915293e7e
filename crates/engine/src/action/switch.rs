//! `Switch`.

use wdl::{Value, definition::Switch};

use super::scope::begin_branch;
use crate::{
    ErrorInfo, Place,
    journal::Skip,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Switch) {
    let value = match stepper.evaluate(&it.expression, place) {
        Ok(value @ (Value::String(_) | Value::Int(_))) => value,
        Ok(other) => {
            let name = stepper.run.flow.definition.action(place.action).map_or("", |action| &action.name);
            let message = format!(
                "The execution of template action '{name}' failed: the result of the evaluation of 'switch' action expression is of type '{}'. The result must be of type 'String' or 'Integer'.",
                other.type_name()
            );
            return fail(stepper, place, ErrorInfo::new("ExpressionEvaluationFailed", message));
        }
        Err(error) => return fail(stepper, place, error),
    };
    // The branches are the cases in order, then the default.
    let chosen = it.cases.iter().position(|case| case.value == value).unwrap_or(it.cases.len());
    begin_branch(stepper, place, Some(chosen), value);
}

fn fail(stepper: &mut Stepper<'_>, place: Place, error: ErrorInfo) {
    stepper.end(place, End::failed("ExpressionEvaluationFailed", error, None));
    stepper.skip_children(place, None, Skip::Parent);
}
