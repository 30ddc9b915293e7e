//! `Join`: makes a list one text.

use wdl::{Object, Value, definition::Join};

use super::select::list;
use crate::{
    Place,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Join) {
    let items = match list(stepper, place, &it.from, "join") {
        Ok(items) => items,
        Err(end) => return stepper.end(place, *end),
    };
    let joined = stepper.evaluate(&it.join_with, place).and_then(|with| {
        let inputs = Object::from([("from", Value::Array(items.clone())), ("joinWith", with.clone())]);
        let joined = wdl::function::apply(
            "join",
            &[Value::Array(items), with],
            &stepper.scope(place.frame),
            stepper.run.flow.profile,
        );
        joined
            .map(|text| (Value::Object(inputs), text))
            .map_err(|error| stepper.template_error(place, "action", error.message()))
    });
    let end = match joined {
        Ok((inputs, text)) => End::succeeded("OK", Some(inputs), Some(Value::Object(Object::from([("body", text)])))),
        Err(error) => End::bad_template(error),
    };
    stepper.end(place, end);
}
