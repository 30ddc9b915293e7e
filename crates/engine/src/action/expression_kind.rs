//! `Expression`: the date and number helpers of the designer are functions of the language.

use wdl::{Object, Value, definition::ExpressionKind};

use crate::{
    Place,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &ExpressionKind) {
    let made = (|| {
        let inputs = stepper.evaluate(&it.inputs, place)?;
        let arguments =
            it.arguments.iter().map(|argument| stepper.evaluate(argument, place)).collect::<Result<Vec<_>, _>>()?;
        let value =
            wdl::function::apply(it.function, &arguments, &stepper.scope(place.frame), stepper.run.flow.profile)
                .map_err(|error| stepper.template_error(place, "action", error.message()))?;
        Ok((inputs, value))
    })();
    let end = match made {
        Ok((inputs, value)) => End::succeeded("OK", Some(inputs), Some(Value::Object(Object::from([("body", value)])))),
        Err(error) => End::bad_template(error),
    };
    stepper.end(place, end);
}
