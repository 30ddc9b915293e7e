//! Members of objects. The object that is given stays as it is; keys are found ignoring case.

use std::sync::Arc;

use super::{Call, Count, Family, Function, Implementation, exactly};
use crate::{EvalError, Object, Profile, Value};

pub(super) static FUNCTIONS: &[Function] = &[
    manipulation(
        "addProperty",
        "addProperty(object: object, key: string, value: any): object",
        "An object with one more property.",
        exactly(3, "expects three parameters: the object, the name of the property and its value"),
        add_property,
    )
    .fails_if("the object has the key, in any case"),
    manipulation(
        "removeProperty",
        "removeProperty(object: object, key: string): object",
        "An object without a property.",
        exactly(2, "expects two parameters: the object and the name of the property"),
        remove_property,
    ),
    manipulation(
        "setProperty",
        "setProperty(object: object, key: string, value: any): object",
        "An object with a property set.",
        exactly(3, "expects three parameters: the object, the name of the property and its value"),
        set_property,
    ),
];

const fn manipulation(
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
    count: Count,
    call: fn(&mut Call<'_>) -> Result<Value, EvalError>,
) -> Function {
    Function::new(Family::Manipulation, name, signature, summary, count, Implementation::Eager(call))
}

/// The first two arguments.
struct Target {
    object: Object,
    /// The key as it is spelled in the object, if it is there.
    spelled: Option<Arc<str>>,
    key: Arc<str>,
}

fn target(call: &mut Call<'_>) -> Result<Target, EvalError> {
    if call.arg(0).as_object().is_none() {
        return call.wrong_type(0, "to be of type object");
    }
    let key = call.text(1)?.clone();
    let Value::Object(object) = call.take(0) else { return call.wrong_type(0, "to be of type object") };
    let spelled = if object.get(&key).is_some() {
        Some(key.clone())
    } else {
        object.keys().find(|name| super::string::upper(name) == super::string::upper(&key)).cloned()
    };
    Ok(Target { object, spelled, key })
}

fn add_property(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let Target { mut object, spelled, key } = target(call)?;
    if spelled.is_some() {
        return call.fail(format!(
            "expects the property to not exist in the object. Unable to add property '{key}' to '{}' as it already exists.",
            super::arguments::quoted(&Value::Object(object).to_text())
        ));
    }
    object.insert(key, call.take(2));
    Ok(object.into())
}

fn set_property(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let Target { mut object, spelled, key } = target(call)?;
    let key = spelled.unwrap_or(key);
    if call.profile == Profile::Standard {
        // There the property moves to the end.
        object.remove(&key);
    }
    object.insert(key, call.take(2));
    Ok(object.into())
}

fn remove_property(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let Target { mut object, spelled, .. } = target(call)?;
    if let Some(key) = spelled {
        object.remove(&key);
    }
    Ok(object.into())
}
