//! `Wait`: for an interval, or until an instant. Durable: a restart does not start it anew.

use model::Timestamp;
use wdl::{Instant, Object, Value, definition::Wait};

use crate::{
    Entry, ErrorInfo, Place,
    journal::Started,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Wait) {
    match until(stepper, place, it) {
        Ok((until, inputs)) => {
            stepper.record(Entry::Started { place, at: stepper.at, inputs, how: Started::Wait { until } });
            if until <= stepper.at {
                wait_ended(stepper, place);
            }
        }
        Err(error) => stepper.end(place, End::bad_template(error)),
    }
}

pub(crate) fn wait_ended(stepper: &mut Stepper<'_>, place: Place) {
    stepper.end(place, End::succeeded("OK", None, None));
}

/// When the wait is over. The language's own date functions do the arithmetic.
fn until(stepper: &Stepper<'_>, place: Place, it: &Wait) -> Result<(Timestamp, Value), ErrorInfo> {
    let scope = stepper.scope(place.frame);
    let profile = stepper.run.flow.profile;
    let ticks = |value: Value| {
        wdl::function::apply("ticks", &[value], &scope, profile)
            .map(|ticks| Timestamp((ticks.as_int().unwrap_or(i64::MAX) - Instant::UNIX_EPOCH) / 10))
            .map_err(|error| stepper.template_error(place, "action", error.message()))
    };
    match it {
        Wait::Until(at) => {
            let at = stepper.evaluate(at, place)?;
            let inputs = Object::from([("until", Value::Object(Object::from([("timestamp", at.clone())])))]);
            Ok((ticks(at)?, Value::Object(inputs)))
        }
        Wait::For { count, unit } => {
            let (count, unit) = (stepper.evaluate(count, place)?, stepper.evaluate(unit, place)?);
            let count = count.as_str().and_then(|text| text.trim().parse().ok()).map_or(count, Value::Int);
            let interval = Object::from([("count", count.clone()), ("unit", unit.clone())]);
            let inputs = Object::from([("interval", Value::Object(interval))]);
            let at = wdl::function::apply("getFutureTime", &[count, unit], &scope, profile)
                .map_err(|error| stepper.template_error(place, "action", error.message()))?;
            Ok((ticks(at)?, Value::Object(inputs)))
        }
    }
}
