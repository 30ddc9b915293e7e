//! `Wait`: for an interval, or until an instant.

use super::read::Reader;
use crate::{Template, Value};

/// `inputs = {interval: {count, unit}}` or `{until: {timestamp}}`
#[derive(Clone, Debug)]
pub enum Wait {
    /// For so long.
    For {
        /// How many.
        count: Template,
        /// Of what: Second to Month.
        unit: Template,
    },
    /// Until then.
    Until(Template),
}

pub(super) fn read(reader: &mut Reader, inputs: Option<&Value>) -> Wait {
    reader.at("inputs", |reader| {
        let until = inputs.and_then(|inputs| inputs.get("until"));
        if until.is_some() {
            return Wait::Until(reader.at("until", |reader| reader.template(until, "timestamp")));
        }
        let interval = inputs.and_then(|inputs| inputs.get("interval"));
        if interval.is_none() {
            reader.error("InvalidTemplate", "`Wait` needs `interval` or `until`.");
        }
        reader.at("interval", |reader| Wait::For {
            count: reader.template(interval, "count"),
            unit: reader.template(interval, "unit"),
        })
    })
}
