//! Actions of types that cannot be run here: kept, shown, and refused when the flow is turned on.

use crate::{Object, Template, Value};

/// What is known of such an action.
#[derive(Clone, Debug)]
pub struct Opaque {
    /// Its inputs, for a simulation. What unsubscribes a webhook is left out: it belongs to another time.
    pub inputs: Template,
}

pub(super) fn read(inputs: Option<&Value>) -> Opaque {
    let told = match inputs {
        Some(Value::Object(members)) => {
            let told = members.iter().filter(|(name, _)| &***name != "unsubscribe");
            Value::Object(told.map(|(name, value)| (name.clone(), value.clone())).collect::<Object>())
        }
        other => other.cloned().unwrap_or_default(),
    };
    // Nobody here knows whether the type's inputs are templates at all, so what cannot be parsed is no problem of the document.
    Opaque { inputs: Template::parse(&told).0 }
}
