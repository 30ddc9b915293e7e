//! From one time zone to another.

use super::{out_of_range, print, time};
use crate::{
    EvalError, Value,
    format::{
        date::{ClockKind, DateTime},
        zone::Zone,
    },
    function::Call,
};

/// The zone that argument `at` names.
fn zone(call: &Call<'_>, at: usize) -> Result<Zone, EvalError> {
    let name = call.text(at)?;
    Zone::find(name).ok_or_else(|| {
        EvalError::template(format!(
            "In the template language function '{}', the value provided for the time zone id '{name}' was not valid.",
            call.function.name
        ))
    })
}

/// The instant of a time: it says so itself, or it was read from clocks of the zone that argument 1 names.
fn to_utc(call: &Call<'_>, time: DateTime, zone: &Zone) -> Result<DateTime, EvalError> {
    let utc = match time.kind {
        ClockKind::Unspecified => zone.to_utc(time),
        ClockKind::Utc | ClockKind::Local => Some(time),
    };
    utc.map_or_else(
        || {
            call.fail(format!(
                "was invoked with the time '{}', which clocks in the time zone '{}' skip or which is not in the years 1 to \
                 9999 in UTC.",
                call.arg(0).to_text(),
                call.arg(1).to_text()
            ))
        },
        Ok,
    )
}

pub(super) fn convert_from_utc(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (time, zone) = (time(call, 0)?, zone(call, 1)?);
    zone.from_utc(time).map_or_else(|| out_of_range(call), |time| print(call, time, 2))
}

pub(super) fn convert_to_utc(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (time, zone) = (time(call, 0)?, zone(call, 1)?);
    expect_matching(call, time, &zone)?;
    let utc = to_utc(call, time, &zone)?;
    print(call, DateTime { kind: ClockKind::Utc, ..utc }, 2)
}

pub(super) fn convert_time_zone(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (time, from, to) = (time(call, 0)?, zone(call, 1)?, zone(call, 2)?);
    expect_matching(call, time, &from)?;
    to.from_utc(to_utc(call, time, &from)?).map_or_else(|| out_of_range(call), |time| print(call, time, 3))
}

/// A time that says itself that it is UTC cannot be of another zone.
fn expect_matching(call: &Call<'_>, time: DateTime, zone: &Zone) -> Result<(), EvalError> {
    if time.kind == ClockKind::Utc && !zone.is_utc() {
        return call.fail(format!(
            "expects its second parameter to be a time zone matching the time zone indicated by the timestamp. The provided \
             value '{}' does not match.",
            call.arg(1).to_text()
        ));
    }
    Ok(())
}
