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

/// How many iterations run at a time where concurrency is switched on without a number.
const DEFAULT: i64 = 20;
/// The most that may.
const MOST: i64 = 50;

pub(super) fn read(reader: &mut Reader, source: &Value) -> Foreach {
    let concurrency = source.get("runtimeConfiguration").and_then(|configuration| configuration.get("concurrency"));
    let sequential = source
        .get("operationOptions")
        .and_then(Value::as_str)
        .is_some_and(|options| options.split(',').any(|option| option.trim().eq_ignore_ascii_case("Sequential")));
    if source.get("foreach").is_none() {
        reader.error("InvalidTemplate", "`foreach` is missing: name the list to go through.");
    }
    let repetitions =
        concurrency.map(|concurrency| concurrency.get("repetitions").map_or(Some(DEFAULT), Value::as_int));
    reader.at("runtimeConfiguration/concurrency", |reader| {
        if repetitions.is_some_and(|count| !count.is_some_and(|count| (1..=MOST).contains(&count))) {
            reader.error("InvalidTemplate", format!("`repetitions` must be a number from 1 to {MOST}."));
        }
        if sequential && concurrency.is_some() {
            reader.error(
                "InvalidTemplate",
                "The loop has both `concurrency` and the operation option `Sequential`. Use one of them.",
            );
        }
    });
    let repetitions = repetitions.flatten().map(|count| u32::try_from(count.clamp(1, MOST)).unwrap_or(1));
    Foreach {
        items: reader.template(Some(source), "foreach"),
        concurrency: if sequential { Some(1) } else { repetitions },
    }
}
