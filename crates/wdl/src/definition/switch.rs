//! `Switch`: chooses one of several branches.

use std::sync::Arc;

use super::read::Reader;
use crate::{Object, Template, Value};

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
        let problem = if cases.iter().any(|earlier| earlier.value == value) {
            Some("Another case has the same value. Give each case a value of its own.")
        } else if value.as_str().is_some_and(|text| text.starts_with('@') && !text.starts_with("@@")) {
            Some("A case is a constant, not an expression. Compare with a condition instead.")
        } else {
            None
        };
        if let Some(problem) = problem {
            let place = format!("cases/{name}/case");
            reader.at(&place, |reader| reader.error("InvalidTemplate", problem));
        }
        cases.push(Case { name: name.clone(), value });
    }
    Switch { expression: reader.template(Some(source), "expression"), cases }
}
