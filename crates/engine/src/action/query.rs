//! `Query`: filters a list.

use wdl::{Object, Value, definition::Query};

use super::select::list;
use crate::{
    ErrorInfo, Place,
    scope::Overlay,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Query) {
    let items = match list(stepper, place, &it.from, "query") {
        Ok(items) => items,
        Err(end) => return stepper.end(place, *end),
    };
    let mut kept = Vec::new();
    let mut failed = None;
    {
        let scope = stepper.scope(place.frame);
        for item in &items {
            let row = Overlay::row(&scope, item);
            match it.where_.evaluate(&row, stepper.run.flow.profile) {
                Ok(Value::Bool(true)) => kept.push(item.clone()),
                Ok(Value::Bool(false)) => {}
                Ok(other) => {
                    let message = format!(
                        "the 'where' expression must give a Boolean for every item; it gave a value of type '{}'.",
                        other.type_name()
                    );
                    failed = Some(ErrorInfo::new("InvalidTemplate", failure(stepper, place, &message)));
                    break;
                }
                Err(error) => {
                    failed = Some(ErrorInfo::new("InvalidTemplate", failure(stepper, place, error.message())));
                    break;
                }
            }
        }
    }
    let inputs = Some(Value::Array(items));
    stepper.end(
        place,
        match failed {
            Some(error) => End::failed("BadRequest", error, inputs),
            None => End::succeeded("OK", inputs, Some(Value::Object(Object::from([("body", Value::from(kept))])))),
        },
    );
}

fn failure(stepper: &Stepper<'_>, place: Place, message: &str) -> String {
    let name = stepper.run.flow.definition.action(place.action).map_or("", |action| &action.name);
    format!(
        "The execution of template action '{name}' failed: The evaluation of 'query' action 'where' expression failed: '{message}'"
    )
}
