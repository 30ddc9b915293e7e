//! A scope with something laid over it.

use wdl::{Instant, Scope, Value};

use super::RunScope;

/// A run's scope in which `item()` is a row of a data operation, `action()` is an action that has ended, or `result('$run')` is the
/// finished run itself.
pub(crate) struct Overlay<'a> {
    around: &'a RunScope<'a>,
    item: Option<&'a Value>,
    run: Option<&'a Value>,
    action: Option<&'a Value>,
}

impl<'a> Overlay<'a> {
    /// In which `item()` is this row.
    pub(crate) fn row(around: &'a RunScope<'a>, item: &'a Value) -> Self {
        Self { around, item: Some(item), run: None, action: None }
    }

    /// In which `result('$run')` is this record.
    pub(crate) fn finished(around: &'a RunScope<'a>, run: &'a Value) -> Self {
        Self { around, item: None, run: Some(run), action: None }
    }

    /// In which `action()` is this record.
    pub(crate) fn ended(around: &'a RunScope<'a>, action: &'a Value) -> Self {
        Self { around, item: None, run: None, action: Some(action) }
    }
}

impl Scope for Overlay<'_> {
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
        self.item.cloned().or_else(|| self.around.item())
    }
    fn items(&self, of: &str) -> Option<Value> {
        self.around.items(of)
    }
    fn iteration_index(&self, of: &str) -> Option<i64> {
        self.around.iteration_index(of)
    }
    fn result(&self, of: &str) -> Option<Value> {
        self.run.filter(|_| of == "$run").cloned().or_else(|| self.around.result(of))
    }
    fn this_action(&self) -> Option<Value> {
        self.action.cloned()
    }
    fn workflow(&self) -> Value {
        self.around.workflow()
    }
}
