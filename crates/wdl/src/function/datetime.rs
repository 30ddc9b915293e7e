//! Dates and times. Times keep the kind of clock that they were written with.

mod zone;

use super::{Call, Count, Family, Function, Implementation, between, exactly, number::culture};
use crate::{
    EvalError, Value,
    format::{
        culture::Culture,
        date::{ClockKind, DateTime, TICKS_PER_DAY, TICKS_PER_SECOND, Unit, time_span},
    },
};

const TIMESTAMP: Count = exactly(1, "expects a timestamp as the first parameter");
const TIMESTAMP_AND_FORMAT: Count =
    between(1, 2, "expects a timestamp as the first parameter and an optional format as the second parameter");
const TIME_AND_UNIT: Count = between(
    2,
    3,
    "expects an interval as the first parameter, a time unit as the second parameter and an optional format as the third \
     parameter",
);
const SHIFT: Count = between(
    3,
    4,
    "expects a timestamp as the first parameter, an interval as the second parameter, a time unit as the third parameter \
     and an optional format as the fourth parameter",
);

pub(super) static FUNCTIONS: &[Function] = &[
    datetime(
        "addDays",
        "addDays(time: string, days: integer, format?: string): string",
        "A time some days later.",
        between(
            2,
            3,
            "expects a timestamp as the first parameter, the number of days to add as the second parameter and an optional format as the third parameter",
        ),
        add_days,
    )
    .fails_if("the time or format is not valid"),
    datetime(
        "addHours",
        "addHours(time: string, hours: integer, format?: string): string",
        "A time some hours later.",
        between(
            2,
            3,
            "expects a timestamp as the first parameter, the number of hours to add as the second parameter and an optional format as the third parameter",
        ),
        add_hours,
    )
    .fails_if("the time or format is not valid"),
    datetime(
        "addMinutes",
        "addMinutes(time: string, minutes: integer, format?: string): string",
        "A time some minutes later.",
        between(
            2,
            3,
            "expects a timestamp as the first parameter, the number of minutes to add as the second parameter and an optional format as the third parameter",
        ),
        add_minutes,
    )
    .fails_if("the time or format is not valid"),
    datetime(
        "addSeconds",
        "addSeconds(time: string, seconds: integer, format?: string): string",
        "A time some seconds later.",
        between(
            2,
            3,
            "expects a timestamp as the first parameter, the number of seconds to add as the second parameter and an optional format as the third parameter",
        ),
        add_seconds,
    )
    .fails_if("the time or format is not valid"),
    datetime(
        "addToTime",
        "addToTime(time: string, count: integer, unit: string, format?: string): string",
        "A time some units later.",
        SHIFT,
        add_to_time,
    )
    .fails_if("the time, unit or format is not valid"),
    datetime(
        "convertFromUtc",
        "convertFromUtc(time: string, zone: string, format?: string): string",
        "A time in UTC as clocks in a zone show it.",
        between(
            2,
            3,
            "expects a timestamp as the first parameter, a destination time zone as the second parameter and an optional format as the third parameter",
        ),
        zone::convert_from_utc,
    )
    .fails_if("the time, zone or format is not valid"),
    datetime(
        "convertTimeZone",
        "convertTimeZone(time: string, from: string, to: string, format?: string): string",
        "A time in one zone as clocks in another show it.",
        between(
            3,
            4,
            "expects a timestamp as the first parameter, a source time zone as the second parameter, a destination time zone as the third parameter and an optional format as the fourth parameter",
        ),
        zone::convert_time_zone,
    )
    .fails_if("the time, a zone or the format is not valid, or the time is of another zone"),
    datetime(
        "convertToUtc",
        "convertToUtc(time: string, zone: string, format?: string): string",
        "A time in a zone as UTC.",
        between(
            2,
            3,
            "expects a timestamp as the first parameter, a source time zone as the second parameter and an optional format as the third parameter",
        ),
        zone::convert_to_utc,
    )
    .fails_if("the time, zone or format is not valid, or the time is of another zone"),
    datetime(
        "dateDifference",
        "dateDifference(start: string, end: string): string",
        "The time between two times.",
        exactly(2, "expects two timestamps: the start and the end"),
        date_difference,
    )
    .fails_if("the time is not valid"),
    datetime(
        "dayOfMonth",
        "dayOfMonth(time: string): integer",
        "The day of the month, from 1.",
        TIMESTAMP,
        day_of_month,
    )
    .fails_if("the time is not valid"),
    datetime(
        "dayOfWeek",
        "dayOfWeek(time: string): integer",
        "The day of the week, from 0 (Sunday).",
        TIMESTAMP,
        day_of_week,
    )
    .fails_if("the time is not valid"),
    datetime(
        "dayOfYear",
        "dayOfYear(time: string): integer",
        "The day of the year, from 1.",
        TIMESTAMP,
        day_of_year,
    )
    .fails_if("the time is not valid"),
    datetime(
        "formatDateTime",
        "formatDateTime(time: string, format?: string, locale?: string): string",
        "A time in a .NET format.",
        between(
            1,
            3,
            "expects a timestamp as the first parameter, an optional format as the second parameter and an optional locale as the third parameter",
        ),
        format_date_time,
    )
    .fails_if("the time, format or locale is not valid"),
    datetime(
        "getFutureTime",
        "getFutureTime(count: integer, unit: string, format?: string): string",
        "The time some units from now.",
        TIME_AND_UNIT,
        get_future_time,
    )
    .fails_if("the unit or format is not valid"),
    datetime(
        "getPastTime",
        "getPastTime(count: integer, unit: string, format?: string): string",
        "The time some units ago.",
        TIME_AND_UNIT,
        get_past_time,
    )
    .fails_if("the unit or format is not valid"),
    datetime(
        "parseDateTime",
        "parseDateTime(text: string, locale?: string, format?: string): string",
        "A time from text as a locale or a format writes it.",
        between(
            1,
            3,
            "expects a timestamp as the first parameter, an optional locale as the second parameter and an optional format as the third parameter",
        ),
        parse_date_time,
    )
    .fails_if("the text is no time in the locale or format"),
    datetime(
        "startOfDay",
        "startOfDay(time: string, format?: string): string",
        "The start of the day of a time.",
        TIMESTAMP_AND_FORMAT,
        start_of_day,
    )
    .fails_if("the time or format is not valid"),
    datetime(
        "startOfHour",
        "startOfHour(time: string, format?: string): string",
        "The start of the hour of a time.",
        TIMESTAMP_AND_FORMAT,
        start_of_hour,
    )
    .fails_if("the time or format is not valid"),
    datetime(
        "startOfMonth",
        "startOfMonth(time: string, format?: string): string",
        "The start of the month of a time.",
        TIMESTAMP_AND_FORMAT,
        start_of_month,
    )
    .fails_if("the time or format is not valid"),
    datetime(
        "subtractFromTime",
        "subtractFromTime(time: string, count: integer, unit: string, format?: string): string",
        "A time some units earlier.",
        SHIFT,
        subtract_from_time,
    )
    .fails_if("the time, unit or format is not valid"),
    datetime(
        "ticks",
        "ticks(time: string): integer",
        "100 ns since the start of the year 1.",
        TIMESTAMP,
        ticks,
    )
    .fails_if("the time is not valid"),
    datetime(
        "utcNow",
        "utcNow(format?: string): string",
        "The time now, in UTC.",
        between(0, 1, "expects no parameters or an optional format"),
        utc_now,
    )
    .fails_if("the format is not valid"),
];

const fn datetime(
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
    count: Count,
    call: fn(&mut Call<'_>) -> Result<Value, EvalError>,
) -> Function {
    Function::new(Family::DateTime, name, signature, summary, count, Implementation::Eager(call))
}

/// The time that argument `at` is the text of.
fn time(call: &Call<'_>, at: usize) -> Result<DateTime, EvalError> {
    let text = call.text(at)?;
    DateTime::parse(text, Culture::default_culture()).map_or_else(|| not_a_time(call, text), Ok)
}

fn not_a_time<T>(call: &Call<'_>, text: &str) -> Result<T, EvalError> {
    Err(EvalError::template(format!(
        "In function '{}', the value provided for date time string '{}' was not valid. The datetime string must match ISO \
         8601 format.",
        call.function.name,
        super::arguments::quoted(text)
    )))
}

/// The time in the format that argument `at` gives, if it does.
fn print(call: &Call<'_>, time: DateTime, at: usize) -> Result<Value, EvalError> {
    print_in(call, time, at, Culture::default_culture())
}

fn print_in(call: &Call<'_>, time: DateTime, at: usize, culture: &'static Culture) -> Result<Value, EvalError> {
    // Null and an empty text ask for no format.
    let format = if call.arg(at).is_null() { "" } else { call.text(at)? };
    if format.len() > 10_000 {
        return call.fail("was invoked with a date time format that is too long.");
    }
    match time.format(format, culture) {
        Some(text) => Ok(Value::from(text)),
        None => call.fail(format!("was invoked with the date time format '{format}', which is not valid.")),
    }
}

fn out_of_range<T>(call: &Call<'_>) -> Result<T, EvalError> {
    call.fail("was invoked with values whose result is no representable date: it is not in the years 1 to 9999.")
}

/// Adds the count in argument 1 to the time in argument 0.
fn add(call: &Call<'_>, unit: Unit) -> Result<Value, EvalError> {
    let (time, count) = (time(call, 0)?, call.int(1)?);
    time.plus(count, unit).map_or_else(|| out_of_range(call), |time| print(call, time, 2))
}

fn add_days(call: &mut Call<'_>) -> Result<Value, EvalError> {
    add(call, Unit::Day)
}

fn add_hours(call: &mut Call<'_>) -> Result<Value, EvalError> {
    add(call, Unit::Hour)
}

fn add_minutes(call: &mut Call<'_>) -> Result<Value, EvalError> {
    add(call, Unit::Minute)
}

fn add_seconds(call: &mut Call<'_>) -> Result<Value, EvalError> {
    add(call, Unit::Second)
}

/// Which way a time is moved.
#[derive(Clone, Copy)]
enum Direction {
    Later,
    Earlier,
}

/// Moves a time by the count in argument `at` and the unit after it.
fn shift(call: &Call<'_>, time: DateTime, at: usize, direction: Direction) -> Result<Value, EvalError> {
    let count = call.int(at)?;
    let name = call.text(at + 1)?;
    let Some(unit) = Unit::find(name) else {
        return call.fail(format!(
            "was invoked with the time unit '{name}', which is not valid. Valid are Second, Minute, Hour, Day, Week, Month \
             and Year."
        ));
    };
    let count = match direction {
        Direction::Later => Some(count),
        Direction::Earlier => count.checked_neg(),
    };
    let moved = count.and_then(|count| time.plus(count, unit));
    moved.map_or_else(|| out_of_range(call), |time| print(call, time, at + 2))
}

fn add_to_time(call: &mut Call<'_>) -> Result<Value, EvalError> {
    shift(call, time(call, 0)?, 1, Direction::Later)
}

fn subtract_from_time(call: &mut Call<'_>) -> Result<Value, EvalError> {
    shift(call, time(call, 0)?, 1, Direction::Earlier)
}

fn now(call: &Call<'_>) -> DateTime {
    DateTime { ticks: call.scope.now().0.clamp(0, DateTime::MAX_TICKS), kind: ClockKind::Utc }
}

fn get_future_time(call: &mut Call<'_>) -> Result<Value, EvalError> {
    shift(call, now(call), 0, Direction::Later)
}

fn get_past_time(call: &mut Call<'_>) -> Result<Value, EvalError> {
    shift(call, now(call), 0, Direction::Earlier)
}

fn utc_now(call: &mut Call<'_>) -> Result<Value, EvalError> {
    print(call, now(call), 0)
}

fn format_date_time(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let culture = if call.arg(2).is_null() { Culture::default_culture() } else { culture(call, 2)? };
    print_in(call, time(call, 0)?, 1, culture)
}

fn parse_date_time(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let text = call.text(0)?;
    let culture = if call.arg(1).is_null() { Culture::default_culture() } else { culture(call, 1)? };
    let time = match call.arg(2) {
        Value::Null => DateTime::parse(text, culture),
        _ => DateTime::parse_exact(text, call.text(2)?, culture, now(call)),
    };
    let Some(time) = time else { return not_a_time(call, text) };
    print(call, time, 3)
}

fn start_of(call: &Call<'_>, ticks: i64) -> Result<Value, EvalError> {
    let time = time(call, 0)?;
    print(call, DateTime { ticks: time.ticks - time.ticks % ticks, ..time }, 1)
}

fn start_of_day(call: &mut Call<'_>) -> Result<Value, EvalError> {
    start_of(call, TICKS_PER_DAY)
}

fn start_of_hour(call: &mut Call<'_>) -> Result<Value, EvalError> {
    start_of(call, 3_600 * TICKS_PER_SECOND)
}

fn start_of_month(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let time = time(call, 0)?;
    let ticks = time.ticks - time.ticks % TICKS_PER_DAY - (time.civil().day - 1) * TICKS_PER_DAY;
    print(call, DateTime { ticks, ..time }, 1)
}

fn day_of_month(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::Int(time(call, 0)?.civil().day))
}

fn day_of_week(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::Int(time(call, 0)?.civil().week_day))
}

fn day_of_year(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::Int(time(call, 0)?.civil().year_day))
}

fn ticks(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::Int(time(call, 0)?.ticks))
}

fn date_difference(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (start, end) = (time(call, 0)?, time(call, 1)?);
    Ok(Value::from(time_span(end.ticks - start.ticks)))
}
