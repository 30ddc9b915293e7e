//! `Select`: reshapes a list. Also what all data operations over lists share.

use wdl::{Array, Instant, Object, Scope, Template, Value, definition::Select};

use crate::{
    ErrorInfo, Place,
    scope::RunScope,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Select) {
    let items = match list(stepper, place, &it.from, "select") {
        Ok(items) => items,
        Err(end) => return stepper.end(place, end),
    };
    let made: Result<Vec<Value>, String> = {
        let scope = stepper.scope(place.frame);
        let one = |item: &Value| it.select.evaluate(&ItemScope { around: &scope, item }, stepper.run.flow.profile);
        items.iter().map(one).collect::<Result<_, _>>().map_err(|error| error.message().to_owned())
    };
    let inputs = Some(Value::Array(items));
    let end = match made {
        Ok(made) => End::succeeded("OK", inputs, Some(Value::Object(Object::from([("body", Value::from(made))])))),
        Err(message) => {
            let name = stepper.run.flow.definition.action(place.action).map_or("", |action| &action.name);
            let message = format!("The execution of template action '{name}' failed: The evaluation of 'select' action 'select' expression failed: '{message}'");
            End::failed("BadRequest", ErrorInfo::new("InvalidTemplate", message), inputs)
        }
    };
    stepper.end(place, end);
}

/// Evaluates `from`, which must be a list.
pub(super) fn list(stepper: &Stepper<'_>, place: Place, from: &Template, word: &str) -> Result<Array, End> {
    match stepper.evaluate(from, place) {
        Ok(Value::Array(items)) => Ok(items),
        Ok(other) => {
            let message = format!("The 'from' property value in the '{word}' action inputs is of type '{}'. The value must be an array.", other.type_name());
            Err(End::failed("BadRequest", ErrorInfo::new("BadRequest", message), None))
        }
        Err(error) => Err(End::bad_template(error)),
    }
}

/// A scope in which `item()` is the current row.
pub(super) struct ItemScope<'a> {
    pub(super) around: &'a RunScope<'a>,
    pub(super) item: &'a Value,
}

impl Scope for ItemScope<'_> {
    fn now(&self) -> Instant {
        self.around.now()
    }
    fn random(&self) -> u128 {
        self.around.random()
    }
    fn parameter(&self, name: &str) -> Option<Value> {
        self.around.parameter(name)
    }
    fn variable(&self, name: &str) -> Option<Value> {
        self.around.variable(name)
    }
    fn outputs(&self, action: &str) -> Option<Option<Value>> {
        self.around.outputs(action)
    }
    fn action(&self, action: &str) -> Option<Value> {
        self.around.action(action)
    }
    fn trigger(&self) -> Value {
        self.around.trigger()
    }
    fn trigger_outputs(&self) -> Value {
        self.around.trigger_outputs()
    }
    fn item(&self) -> Option<Value> {
        Some(self.item.clone())
    }
    fn items(&self, of: &str) -> Option<Value> {
        self.around.items(of)
    }
    fn iteration_index(&self, of: &str) -> Option<i64> {
        self.around.iteration_index(of)
    }
    fn result(&self, of: &str) -> Option<Value> {
        self.around.result(of)
    }
    fn workflow(&self) -> Value {
        self.around.workflow()
    }
}
