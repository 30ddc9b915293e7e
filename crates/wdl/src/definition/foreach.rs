//! `Foreach`: its children once for each item.

use super::read::Reader;
use crate::{Template, Value};

/// `{foreach, actions, runtimeConfiguration.concurrency.repetitions, operationOptions}`
#[derive(Clone, Debug)]
pub struct Foreach {
    /// The list.
    pub items: Template,
    /// How many iterations may run at a time, if it says so.
    pub concurrency: Option<u32>,
}

pub(super) fn read(reader: &mut Reader, source: &Value) -> Foreach {
    let repetitions = source
        .get("runtimeConfiguration")
        .and_then(|configuration| configuration.get("concurrency"))
        .and_then(|concurrency| concurrency.get("repetitions"))
        .and_then(Value::as_int);
    let sequential = source
        .get("operationOptions")
        .and_then(Value::as_str)
        .is_some_and(|options| options.split(',').any(|option| option.trim().eq_ignore_ascii_case("Sequential")));
    if source.get("foreach").is_none() {
        reader.error("InvalidTemplate", "`foreach` is missing: name the list to go through.");
    }
    let concurrency = repetitions.map(|count| u32::try_from(count.clamp(1, 50)).unwrap_or(1));
    Foreach {
        items: reader.template(Some(source), "foreach"),
        concurrency: if sequential { Some(1) } else { concurrency },
    }
}
