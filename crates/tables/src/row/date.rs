//! Dates and times as the Web API reads and writes them.

use jiff::{Timestamp, civil, tz::TimeZone};

/// The first instant that a column can hold, 1753-01-01T00:00:00Z, in seconds.
const FIRST_SECOND: i64 = -6_847_804_800;

/// Reads an instant: `2024-01-31T10:00:00Z`, with an offset, without one (then UTC), or a day alone (then midnight UTC).
/// Gives microseconds, cut to whole seconds as columns keep them.
pub fn parse_instant(text: &str) -> Option<i64> {
    let text = text.trim();
    let seconds = match text.parse::<Timestamp>() {
        Ok(instant) => instant.as_second(),
        Err(_) => {
            if !text.as_bytes().first().is_some_and(u8::is_ascii_digit) || text.contains(['[', 'w', 'W']) {
                return None;
            }
            let date = text.parse::<civil::DateTime>().ok()?;
            date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second()
        }
    };
    (seconds >= FIRST_SECOND).then(|| seconds.saturating_mul(1_000_000))
}

/// Reads a day, `2024-01-31` and nothing else. Gives days since 1970-01-01.
pub fn parse_day(text: &str) -> Option<i32> {
    let text = text.trim();
    let well_formed = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    if !well_formed {
        return None;
    }
    let date: civil::Date = text.parse().ok()?;
    let seconds = date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second();
    if seconds < FIRST_SECOND {
        return None;
    }
    i32::try_from(seconds.div_euclid(86_400)).ok()
}

/// Writes an instant with whole seconds, `2024-01-31T10:00:00Z`.
pub fn instant_text(micros: i64) -> String {
    match Timestamp::from_second(micros.div_euclid(1_000_000)) {
        Ok(instant) => instant.to_string(),
        Err(_) => String::new(),
    }
}

/// Writes a day, `2024-01-31`.
pub fn day_text(day: i32) -> String {
    match Timestamp::from_second(i64::from(day).saturating_mul(86_400)) {
        Ok(instant) => instant.to_zoned(TimeZone::UTC).date().to_string(),
        Err(_) => String::new(),
    }
}
