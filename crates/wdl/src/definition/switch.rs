//! `Switch`: chooses one of several branches.

use std::sync::Arc;

use super::read::Reader;
use crate::{Object, Template, Value, limits};

/// `{expression, cases: {Name: {case, actions}}, default: {actions}}`. The branches of the action are the cases in order, then the default.
#[derive(Clone, Debug)]
pub struct Switch {
    /// What is looked at.
    pub expression: Template,
    /// The cases, in order.
    pub cases: Vec<Case>,
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub name: Arc<str>,
    /// The constant that chooses it.
    pub value: Value,
}

pub(super) fn read(reader: &mut Reader, source: &Value) -> Switch {
    let mut cases: Vec<Case> = Vec::new();
    for (name, case) in source.get("cases").and_then(Value::as_object).into_iter().flat_map(Object::iter) {
        let value = case.get("case").cloned().unwrap_or_default();
        if cases.iter().any(|earlier| earlier.value == value) {
            reader.at("cases", |reader| {
                reader.at(name, |reader| reader.error("InvalidTemplate", "Another case has the same value."));
            });
        }
        cases.push(Case { name: name.clone(), value });
    }
    if cases.len() > limits::SWITCH_CASES {
        reader.at("cases", |reader| {
            reader.warning("InvalidTemplate", format!("More than {} cases.", limits::SWITCH_CASES));
        });
    }
    Switch { expression: reader.template(Some(source), "expression"), cases }
}
