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
        Err(end) => stepper.end(place, *end),
    }
}

pub(crate) fn wait_ended(stepper: &mut Stepper<'_>, place: Place) {
    stepper.end(place, End::succeeded("OK", None, None));
}

/// What an interval is counted in. Source: Wait action.
const UNITS: [&str; 6] = ["Second", "Minute", "Hour", "Day", "Week", "Month"];

/// When the wait is over, and what it was told. The language's own date functions do the arithmetic.
fn until(stepper: &Stepper<'_>, place: Place, it: &Wait) -> Result<(Timestamp, Value), Box<End>> {
    let evaluate = |template| stepper.evaluate(template, place).map_err(|error| Box::new(End::bad_template(error)));
    let apply = |function: &str, values: &[Value]| {
        wdl::function::apply(function, values, &stepper.scope(place.frame), stepper.run.flow.profile)
            .map_err(|error| Box::new(End::bad_template(stepper.template_error(place, "action", error.message()))))
    };
    let (at, inputs) = match it {
        Wait::Until(at) => {
            let at = evaluate(at)?;
            let inputs = Object::from([("until", Value::Object(Object::from([("timestamp", at.clone())])))]);
            (at, inputs)
        }
        Wait::For { count, unit } => {
            let (count, unit) = (evaluate(count)?, evaluate(unit)?);
            let count = count.as_str().and_then(|text| text.trim().parse().ok()).map_or(count, Value::Int);
            let interval = Object::from([("count", count.clone()), ("unit", unit.clone())]);
            let inputs = Object::from([("interval", Value::Object(interval))]);
            if !unit.as_str().is_some_and(|unit| UNITS.iter().any(|known| known.eq_ignore_ascii_case(unit))) {
                let message =
                    format!("The unit {} of a wait is not one of {}.", unit.to_json_string(), UNITS.join(", "));
                let error = ErrorInfo::new("BadRequest", message);
                return Err(Box::new(End::failed("BadRequest", error, Some(Value::Object(inputs)))));
            }
            (apply("getFutureTime", &[count, unit])?, inputs)
        }
    };
    let ticks = apply("ticks", &[at])?.as_int().unwrap_or(i64::MAX);
    Ok((Timestamp((ticks - Instant::UNIX_EPOCH) / 10), Value::Object(inputs)))
}
