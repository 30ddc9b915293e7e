//! What an expression can refer to.

use std::sync::Arc;

use crate::Value;

/// An instant as the language counts time: 100 ns ticks since 0001-01-01T00:00:00 UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Instant(pub i64);

impl Instant {
    /// Ticks from 0001-01-01 to 1970-01-01.
    pub const UNIX_EPOCH: i64 = 621_355_968_000_000_000;

    /// From microseconds since 1970-01-01T00:00:00Z.
    pub fn from_unix_micros(micros: i64) -> Self {
        Self(micros.saturating_mul(10).saturating_add(Self::UNIX_EPOCH))
    }
}

/// What the functions `parameters`, `variables`, `outputs`, `body`, `items`, `trigger`, `workflow`, `utcNow`, `guid` and
/// their like read. Names are compared without case; `None` means that there is no such thing.
pub trait Scope {
    /// The time that `utcNow()` and relative dates use.
    fn now(&self) -> Instant;
    /// 128 random bits, for `guid()` and `rand()`.
    fn random(&self) -> u128;
    /// A parameter's value.
    fn parameter(&self, name: &str) -> Option<Value>;
    /// A variable's value; null while it is declared and unset.
    fn variable(&self, name: &str) -> Option<Value>;
    /// An action's outputs. The outer `None`: no such action can be read from here; the inner: it has no outputs.
    fn outputs(&self, action: &str) -> Option<Option<Value>>;
    /// An action's record: name, inputs, outputs, startTime, endTime, status, code, error.
    fn action(&self, action: &str) -> Option<Value>;
    /// The trigger's record.
    fn trigger(&self) -> Value;
    /// The trigger's outputs.
    fn trigger_outputs(&self) -> Value;
    /// The innermost current item: of a data operation, else of a loop.
    fn item(&self) -> Option<Value>;
    /// The current item of a named loop.
    fn items(&self, of: &str) -> Option<Value>;
    /// The current iteration of a named until loop, from 0.
    fn iteration_index(&self, of: &str) -> Option<i64>;
    /// The records of a scope's direct children.
    fn result(&self, of: &str) -> Option<Value>;
    /// `workflow()`.
    fn workflow(&self) -> Value;
    /// `listCallbackUrl()`, where it may be called.
    fn callback_url(&self) -> Option<Arc<str>> {
        None
    }
    /// `action()`, where it may be called.
    fn this_action(&self) -> Option<Value> {
        None
    }
    /// `appsetting()`: a setting of the host. Only Logic Apps Standard has any.
    fn app_setting(&self, _name: &str) -> Option<Arc<str>> {
        None
    }
}

/// A scope in which there is nothing to refer to, at a fixed time.
#[derive(Clone, Copy, Debug)]
pub struct EmptyScope {
    /// What `utcNow()` reads.
    pub now: Instant,
}

impl Scope for EmptyScope {
    fn now(&self) -> Instant {
        self.now
    }
    fn random(&self) -> u128 {
        0
    }
    fn parameter(&self, _: &str) -> Option<Value> {
        None
    }
    fn variable(&self, _: &str) -> Option<Value> {
        None
    }
    fn outputs(&self, _: &str) -> Option<Option<Value>> {
        None
    }
    fn action(&self, _: &str) -> Option<Value> {
        None
    }
    fn trigger(&self) -> Value {
        Value::Null
    }
    fn trigger_outputs(&self) -> Value {
        Value::Null
    }
    fn item(&self) -> Option<Value> {
        None
    }
    fn items(&self, _: &str) -> Option<Value> {
        None
    }
    fn iteration_index(&self, _: &str) -> Option<i64> {
        None
    }
    fn result(&self, _: &str) -> Option<Value> {
        None
    }
    fn workflow(&self) -> Value {
        Value::Null
    }
}
