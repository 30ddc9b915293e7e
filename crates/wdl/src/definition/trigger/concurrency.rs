//! How many runs of a flow may be under way at a time.

use super::{has_option, recurrence::number};
use crate::{
    Value,
    definition::{document::is_deployed_later, read::Reader},
};

/// The most of either. Source: limits of trigger concurrency.
const MOST: i64 = 100;
/// What holds where `runs` is not given.
const DEFAULT_RUNS: i64 = 25;
/// How many more than `runs` may wait where `maximumWaitingRuns` is not given.
const DEFAULT_WAITING: i64 = 10;

/// `runtimeConfiguration.concurrency`, or the option `SingleInstance`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Concurrency {
    /// How many runs may be under way.
    pub runs: u32,
    /// How many more may wait for their turn.
    pub waiting: u32,
    /// Whether it is `SingleInstance`: what the clock starts then never waits.
    pub is_single: bool,
}

/// `None` where there is no limit.
pub(super) fn read(reader: &mut Reader, trigger: &Value) -> Option<Concurrency> {
    let configured = trigger.get("runtimeConfiguration").and_then(|configuration| configuration.get("concurrency"));
    let configured = configured.filter(|configured| !configured.is_null());
    let is_single = has_option(trigger, "SingleInstance");
    if is_single && configured.is_some() {
        reader.error(
            "InvalidTemplate",
            "The trigger has `runtimeConfiguration.concurrency` and the option `SingleInstance`, which is the same as one run. Keep one of them.",
        );
    }
    let (runs, waiting) = match configured {
        None if is_single => (1, 1 + DEFAULT_WAITING),
        None => return None,
        Some(configured) => reader.at("runtimeConfiguration/concurrency", |reader| {
            let runs = within(reader, configured, "runs").unwrap_or(DEFAULT_RUNS);
            let default = (runs + DEFAULT_WAITING).min(MOST);
            (runs, within(reader, configured, "maximumWaitingRuns").unwrap_or(default))
        }),
    };
    let count = |number| u32::try_from(number).unwrap_or(1);
    Some(Concurrency { runs: count(runs), waiting: count(waiting), is_single })
}

fn within(reader: &mut Reader, configured: &Value, name: &str) -> Option<i64> {
    let given = configured.get(name).filter(|given| !given.as_str().is_some_and(is_deployed_later))?;
    let found = number(given).filter(|number| (1..=MOST).contains(number));
    if found.is_none() {
        let message = format!("`{name}` is {}; it must be a number from 1 to {MOST}.", given.to_json_string());
        reader.error("InvalidTemplate", message);
    }
    found
}
