//! Spans of time as text.

use super::{TICKS_PER_DAY, TICKS_PER_SECOND};

/// A span of ticks as .NET's TimeSpan prints it: `[-][d.]hh:mm:ss[.fffffff]`.
pub fn time_span(ticks: i64) -> String {
    let sign = if ticks < 0 { "-" } else { "" };
    let ticks = ticks.unsigned_abs();
    let (day, second) = (TICKS_PER_DAY.unsigned_abs(), TICKS_PER_SECOND.unsigned_abs());
    let days = match ticks / day {
        0 => String::new(),
        days => format!("{days}."),
    };
    let seconds = ticks % day / second;
    let fraction = match ticks % second {
        0 => String::new(),
        fraction => format!(".{fraction:07}"),
    };
    format!("{sign}{days}{:02}:{:02}:{:02}{fraction}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}
