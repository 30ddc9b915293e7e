//! `Http`: asks an address again and again, and starts a run when there is something new.

use super::{Recurrence, recurrence};
use crate::{
    Template, Value,
    definition::{Http, RetryPolicy, http, read::Reader},
};

/// `{"type": "Http", "inputs": {method, uri, ...}, "recurrence": {...}}`
#[derive(Clone, Debug)]
pub struct PollTrigger {
    /// How often.
    pub recurrence: Recurrence,
    /// The inputs of an `Http` action.
    pub inputs: Template,
    /// When a failed call is made again before the next time.
    pub retry: Option<RetryPolicy>,
    /// The trigger's conditions look at the status code, so that they say which answers start a run, and not the status 200.
    pub conditions_choose: bool,
}

/// `None` where the clock cannot be read.
pub(super) fn read(reader: &mut Reader, source: &Value) -> Option<PollTrigger> {
    let Http { inputs, retry } = http::read(reader, source.get("inputs"));
    let conditions = source.get("conditions").map(Value::to_json_string).unwrap_or_default();
    let conditions_choose = conditions.to_lowercase().contains("statuscode");
    Some(PollTrigger { recurrence: recurrence::read(reader, source)?, inputs, retry, conditions_choose })
}
