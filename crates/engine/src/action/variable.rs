//! Variables: one shared copy for the whole run.

use wdl::{
    Object, Value,
    definition::{InitializeVariable, UpdateVariable, VariableType, VariableUpdate},
};

use crate::{
    Entry, ErrorInfo, Place,
    step::{End, Stepper},
};

pub(super) fn initialize(stepper: &mut Stepper<'_>, place: Place, them: &[InitializeVariable]) {
    let mut values = Vec::new();
    for it in them {
        match stepper.evaluate(&it.value, place) {
            Ok(value) => values.push(value),
            Err(error) => return stepper.end(place, End::bad_template(error)),
        }
    }
    let told = them.iter().zip(&values).map(|(it, value)| {
        Value::Object(Object::from([
            ("name", Value::String(it.name.clone())),
            ("type", Value::from(it.variable_type.to_string())),
            ("value", value.clone()),
        ]))
    });
    let inputs = Value::Object(Object::from([("variables", Value::from(told.collect::<Vec<_>>()))]));
    for (it, value) in them.iter().zip(values) {
        match (stepper.run.flow.definition.variable(&it.name), it.variable_type.accept(value.clone())) {
            (Some(at), Some(value)) => set(stepper, at, value),
            _ => {
                let error = wrong_type(&it.name, it.variable_type, &value);
                return stepper.end(place, End::failed("BadRequest", error, Some(inputs)));
            }
        }
    }
    stepper.end(place, End::succeeded("NotSpecified", Some(inputs), None));
}

pub(super) fn update(stepper: &mut Stepper<'_>, place: Place, it: &UpdateVariable) {
    let value = match it.value.as_ref().map(|template| stepper.evaluate(template, place)).transpose() {
        Ok(value) => value,
        Err(error) => return stepper.end(place, End::bad_template(error)),
    };
    let flow = stepper.run.flow.clone();
    let Some(at) = flow.definition.variable(&it.name) else {
        let message = format!("The variable '{}' is not initialized.", it.name);
        return stepper
            .end(place, End::failed("BadRequest", ErrorInfo::new("InvalidVariableOperation", message), None));
    };
    let kind = flow.definition.variables.get(at).map_or(VariableType::Object, |variable| variable.variable_type);
    let held = stepper.run.variables.get(at).cloned().unwrap_or_default();
    let mut inputs = Object::from([("name", Value::String(it.name.clone()))]);
    if let Some(value) = &value {
        inputs.insert("value", value.clone());
    }
    let inputs = Some(Value::Object(inputs));
    let given = value.unwrap_or_default();
    let held_size = held.size();
    match apply(it.update, kind, held, given, &it.name) {
        Ok(Change::Set(value)) => {
            set(stepper, at, value.clone());
            let body = Object::from([("name", Value::String(it.name.clone())), ("value", value)]);
            let outputs = Value::Object(Object::from([("body", Value::Object(body))]));
            stepper.end(place, End::succeeded("NotSpecified", inputs, Some(outputs)));
        }
        Ok(Change::Append(value)) if held_size.saturating_add(value.size()) > wdl::limits::VALUE_BYTES => {
            let message = format!(
                "The variable '{}' would become larger than the limit of {} bytes.",
                it.name,
                wdl::limits::VALUE_BYTES
            );
            stepper.end(place, End::failed("BadRequest", ErrorInfo::new("InvalidVariableOperation", message), inputs));
        }
        Ok(Change::Append(value)) => {
            let variable = u16::try_from(at).unwrap_or(u16::MAX);
            stepper.record(Entry::VariableAppended { variable, value });
            stepper.end(place, End::succeeded("NotSpecified", inputs, None));
        }
        Err(error) => stepper.end(place, End::failed("BadRequest", error, inputs)),
    }
}

enum Change {
    Set(Value),
    Append(Value),
}

fn apply(
    update: VariableUpdate,
    kind: VariableType,
    held: Value,
    given: Value,
    name: &str,
) -> Result<Change, ErrorInfo> {
    let not_fitting = |value: &Value| wrong_type(name, kind, value);
    match update {
        VariableUpdate::Set => kind.accept(given.clone()).map(Change::Set).ok_or_else(|| not_fitting(&given)),
        VariableUpdate::Increment | VariableUpdate::Decrement => {
            let by = if given.is_null() { Value::Int(1) } else { given };
            let sum = match (update, &held, &by) {
                (VariableUpdate::Increment, Value::Int(a), Value::Int(b)) => a.checked_add(*b).map(Value::Int),
                (VariableUpdate::Decrement, Value::Int(a), Value::Int(b)) => a.checked_sub(*b).map(Value::Int),
                (VariableUpdate::Increment, a, b) => float(a).zip(float(b)).map(|(a, b)| Value::Float(a + b)),
                (_, a, b) => float(a).zip(float(b)).map(|(a, b)| Value::Float(a - b)),
            };
            sum.and_then(|sum| kind.accept(sum)).map(Change::Set).ok_or_else(|| {
                ErrorInfo::new("InvalidVariableOperation", format!("The variable '{name}' of type '{kind}' with value of type '{}' cannot be changed by a value of type '{}'.", held.type_name(), by.type_name()))
            })
        }
        VariableUpdate::AppendToArray if kind == VariableType::Array => Ok(Change::Append(given)),
        VariableUpdate::AppendToString if kind == VariableType::String => {
            Ok(Change::Append(Value::String(given.to_text())))
        }
        VariableUpdate::AppendToArray | VariableUpdate::AppendToString => Err(not_fitting(&given)),
    }
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

fn set(stepper: &mut Stepper<'_>, at: usize, value: Value) {
    stepper.record(Entry::VariableSet { variable: u16::try_from(at).unwrap_or(u16::MAX), value });
}

fn wrong_type(name: &str, kind: VariableType, value: &Value) -> ErrorInfo {
    ErrorInfo::new(
        "InvalidVariableOperation",
        format!(
            "The variable '{name}' of type '{kind}' cannot be initialized or updated with value of type '{}'. The variable '{name}' only supports values of types '{kind}'.",
            value.type_name()
        ),
    )
}
