//! A scope that is given as JSON, for trying expressions without a run.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Instant, Object, Scope, Value};

/// What an expression can refer to, by names: `triggerBody`, `triggerOutputs`, `trigger`, `outputs`, `body` and `actions`
/// by action, `variables`, `parameters`, `item`, `items` and `iterationIndexes` by loop, `result` by scope, `workflow` and
/// `now` (ISO 8601). All are optional, and what is given in one form is found in the others: `triggerBody` is the body of
/// `triggerOutputs`.
#[derive(Debug)]
pub struct JsonScope {
    context: Object,
    now: Instant,
    random: AtomicU64,
}

/// A context that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ContextError {
    /// It is not an object.
    #[error("the context must be a JSON object, not of type {0}")]
    NotAnObject(&'static str),
    /// A member has the wrong form.
    #[error("`{member}` in the context must be {expected}")]
    Member {
        /// Its name.
        member: &'static str,
        /// What it must be.
        expected: &'static str,
    },
}

/// Members that hold things by name.
const BY_NAME: [&str; 8] =
    ["outputs", "body", "actions", "variables", "parameters", "items", "iterationIndexes", "result"];

impl JsonScope {
    /// A scope over a context. Where the context names no time, it is `now`; random numbers follow from `seed`.
    ///
    /// # Errors
    /// A context that is no object (null is an empty one), or a member of it that has the wrong form.
    pub fn new(context: &Value, now: Instant, seed: u64) -> Result<Self, ContextError> {
        let context = match context {
            Value::Null => Object::new(),
            Value::Object(context) => context.clone(),
            other => return Err(ContextError::NotAnObject(other.type_name())),
        };
        for member in BY_NAME {
            if context.get(member).is_some_and(|value| value.as_object().is_none()) {
                return Err(ContextError::Member { member, expected: "an object whose members are found by name" });
            }
        }
        let now = match context.get("now") {
            None => now,
            Some(written) => written
                .as_str()
                .and_then(instant)
                .ok_or(ContextError::Member { member: "now", expected: "a time such as \"2026-01-31T12:00:00Z\"" })?,
        };
        Ok(Self { context, now, random: AtomicU64::new(seed) })
    }

    /// The thing of this name in a member of the context.
    fn named(&self, member: &str, name: &str) -> Option<Value> {
        self.context.get(member)?.as_object()?.get_ignore_case(name).cloned()
    }

    fn next_random(&self) -> u64 {
        // SplitMix64: every seed gives a sequence without visible pattern.
        let step = 0x9E37_79B9_7F4A_7C15_u64;
        let mut bits = self.random.fetch_add(step, Ordering::Relaxed).wrapping_add(step);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }
}

fn instant(text: &str) -> Option<Instant> {
    let time: jiff::Timestamp = text.trim().parse().ok()?;
    i64::try_from(time.as_nanosecond() / 100).ok()?.checked_add(Instant::UNIX_EPOCH).map(Instant)
}

impl Scope for JsonScope {
    fn now(&self) -> Instant {
        self.now
    }

    fn random(&self) -> u128 {
        u128::from(self.next_random()) << 64 | u128::from(self.next_random())
    }

    fn parameter(&self, name: &str) -> Option<Value> {
        self.named("parameters", name)
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.named("variables", name)
    }

    fn outputs(&self, action: &str) -> Option<Option<Value>> {
        if let Some(outputs) = self.named("outputs", action) {
            return Some(Some(outputs));
        }
        if let Some(body) = self.named("body", action) {
            return Some(Some(Object::from([("body", body)]).into()));
        }
        Some(self.named("actions", action)?.get("outputs").cloned())
    }

    fn action(&self, action: &str) -> Option<Value> {
        self.named("actions", action).or_else(|| {
            let mut record = Object::from([("name", Value::from(action)), ("status", Value::from("Succeeded"))]);
            if let Some(outputs) = self.outputs(action)? {
                record.insert("outputs", outputs);
            }
            Some(record.into())
        })
    }

    fn trigger(&self) -> Value {
        self.context.get("trigger").cloned().unwrap_or_else(|| match self.trigger_outputs() {
            Value::Null => Value::Null,
            outputs => Object::from([("name", Value::from("manual")), ("outputs", outputs)]).into(),
        })
    }

    fn trigger_outputs(&self) -> Value {
        let trigger = self.context.get("trigger").and_then(|trigger| trigger.get("outputs"));
        let outputs = self.context.get("triggerOutputs").or(trigger);
        match (outputs, self.context.get("triggerBody")) {
            (Some(Value::Object(outputs)), Some(body)) if outputs.get("body").is_none() => {
                let mut outputs = outputs.clone();
                outputs.insert("body", body.clone());
                outputs.into()
            }
            (Some(outputs), _) => outputs.clone(),
            (None, Some(body)) => Object::from([("body", body.clone())]).into(),
            (None, None) => Value::Null,
        }
    }

    fn item(&self) -> Option<Value> {
        self.context.get("item").cloned().or_else(|| {
            // Without a data operation, the item is that of the only loop.
            let mut loops = self.context.get("items")?.as_object()?.iter();
            let (_, item) = loops.next()?;
            loops.next().is_none().then(|| item.clone())
        })
    }

    fn items(&self, of: &str) -> Option<Value> {
        self.named("items", of)
    }

    fn iteration_index(&self, of: &str) -> Option<i64> {
        self.named("iterationIndexes", of)?.as_int()
    }

    fn result(&self, of: &str) -> Option<Value> {
        self.named("result", of)
    }

    fn workflow(&self) -> Value {
        self.context.get("workflow").cloned().unwrap_or_default()
    }
}
