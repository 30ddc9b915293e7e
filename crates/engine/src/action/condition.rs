//! `If`, and the conditions that `Until` shares.

use wdl::{Value, definition::Condition};

use super::scope::begin_branch;
use crate::{
    ErrorInfo, Place,
    journal::Skip,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Condition) {
    match holds(stepper, place, it) {
        Ok(truth) => begin_branch(stepper, place, Some(usize::from(!truth)), Value::from(truth)),
        Err(error) => {
            stepper.end(place, End::bad_template(error));
            stepper.skip_children(place, None, Skip::Parent);
        }
    }
}

/// Whether a condition holds. `and` and `or` stop at the first that decides.
pub(crate) fn holds(stepper: &Stepper<'_>, place: Place, condition: &Condition) -> Result<bool, ErrorInfo> {
    match condition {
        Condition::Expression(template) => {
            let value = template
                .evaluate(&stepper.scope(place.frame), stepper.run.flow.profile)
                .map_err(|error| condition_error(stepper, place, error.message()))?;
            value.as_bool().ok_or_else(|| {
                condition_error(stepper, place, &format!("The expression must evaluate to a value of type 'Boolean', but it evaluated to a value of type '{}'.", value.type_name()))
            })
        }
        Condition::And(all) => {
            for one in all {
                if !holds(stepper, place, one)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Condition::Or(all) => {
            for one in all {
                if holds(stepper, place, one)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Condition::Not(one) => holds(stepper, place, one).map(|truth| !truth),
        Condition::Compare(comparison, left, right) => {
            let scope = stepper.scope(place.frame);
            let profile = stepper.run.flow.profile;
            let evaluate = |template: &wdl::Template| template.evaluate(&scope, profile);
            let compared = evaluate(left)
                .and_then(|left| Ok((left, evaluate(right)?)))
                .and_then(|(left, right)| wdl::function::apply(comparison.function(), &[left, right], &scope, profile));
            match compared {
                Ok(value) => Ok(value.as_bool().unwrap_or(false)),
                Err(error) => Err(condition_error(stepper, place, error.message())),
            }
        }
    }
}

fn condition_error(stepper: &Stepper<'_>, place: Place, message: &str) -> ErrorInfo {
    let name = stepper.run.flow.definition.action(place.action).map_or("", |action| &action.name);
    ErrorInfo::new(
        "InvalidTemplate",
        format!(
            "Unable to process template language expressions for action '{name}' at line '0' and column '0': '{message}'."
        ),
    )
}
