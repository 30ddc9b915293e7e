//! `Select`: reshapes a list. Also what all data operations over lists share.

use wdl::{Array, Object, Template, Value, definition::Select};

use crate::{
    ErrorInfo, Place,
    scope::Overlay,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Select) {
    let items = match list(stepper, place, &it.from, "select") {
        Ok(items) => items,
        Err(end) => return stepper.end(place, *end),
    };
    let made: Result<Vec<Value>, String> = {
        let scope = stepper.scope(place.frame);
        let one = |item: &Value| it.select.evaluate(&Overlay::row(&scope, item), stepper.run.flow.profile);
        items.iter().map(one).collect::<Result<_, _>>().map_err(|error| error.message().to_owned())
    };
    let inputs = Some(Value::Array(items));
    let end = match made {
        Ok(made) => End::succeeded("OK", inputs, Some(Value::Object(Object::from([("body", Value::from(made))])))),
        Err(message) => {
            let name = stepper.run.flow.definition.action(place.action).map_or("", |action| &action.name);
            let message = format!(
                "The execution of template action '{name}' failed: The evaluation of 'select' action 'select' expression failed: '{message}'"
            );
            End::failed("BadRequest", ErrorInfo::new("InvalidTemplate", message), inputs)
        }
    };
    stepper.end(place, end);
}

/// Evaluates `from`, which must be a list.
pub(super) fn list(stepper: &Stepper<'_>, place: Place, from: &Template, word: &str) -> Result<Array, Box<End>> {
    match stepper.evaluate(from, place) {
        Ok(Value::Array(items)) => Ok(items),
        Ok(other) => {
            let wanted = if word == "table" { "of type 'Array'" } else { "an array" };
            let message = format!(
                "The 'from' property value in the '{word}' action inputs is of type '{}'. The value must be {wanted}.",
                other.type_name()
            );
            Err(Box::new(End::failed("BadRequest", ErrorInfo::new("BadRequest", message), None)))
        }
        Err(error) => Err(Box::new(End::bad_template(error))),
    }
}
