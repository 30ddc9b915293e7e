//! Ticks as parts on the calendar and the clock.

use super::{TICKS_PER_DAY, TICKS_PER_SECOND};

/// A point in time on the calendar and the clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Civil {
    /// 1 to 9999.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
    /// 0 to 23.
    pub hour: i64,
    /// 0 to 59.
    pub minute: i64,
    /// 0 to 59.
    pub second: i64,
    /// 0 to 9,999,999: 100 ns within the second.
    pub fraction: i64,
    /// 0 (Sunday) to 6.
    pub week_day: i64,
    /// 1 to 366.
    pub year_day: i64,
}

impl Civil {
    pub(super) fn of(ticks: i64) -> Self {
        let (days, rest) = (ticks.div_euclid(TICKS_PER_DAY), ticks.rem_euclid(TICKS_PER_DAY));
        let (seconds, fraction) = (rest / TICKS_PER_SECOND, rest % TICKS_PER_SECOND);
        let (year, month, day) = date_of(days);
        Self {
            year,
            month,
            day,
            hour: seconds / 3_600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            fraction,
            // 0001-01-01 was a Monday.
            week_day: (days + 1).rem_euclid(7),
            year_day: days - days_before(year, 1, 1).unwrap_or(0) + 1,
        }
    }

    /// The ticks of a date and time; `None` if there is no such date or time.
    pub(super) fn ticks(date: (i64, i64, i64), time: (i64, i64, i64)) -> Option<i64> {
        let ((year, month, day), (hour, minute, second)) = (date, time);
        let fits = (1..=9_999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..60).contains(&second);
        if !fits {
            return None;
        }
        let seconds = (hour * 60 + minute) * 60 + second;
        Some(days_before(year, month, day)? * TICKS_PER_DAY + seconds * TICKS_PER_SECOND)
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 0001-01-01 to a date.
pub(super) fn days_before(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=9_999).contains(&year) {
        return None;
    }
    let before = year - 1;
    let year_days = before * 365 + before / 4 - before / 100 + before / 400;
    let month_days: i64 = (1..month).map(|month| days_in_month(year, month)).sum();
    Some(year_days + month_days + day - 1)
}

fn date_of(days: i64) -> (i64, i64, i64) {
    // An estimate that is at most one year too high, for years have 365.2425 days on average.
    let mut year = days * 400 / 146_097 + 1;
    let start = |year: i64| (year - 1) * 365 + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
    while start(year) > days {
        year -= 1;
    }
    while start(year + 1) <= days {
        year += 1;
    }
    let mut rest = days - start(year);
    let mut month = 1;
    while month < 12 && rest >= days_in_month(year, month) {
        rest -= days_in_month(year, month);
        month += 1;
    }
    (year, month, rest + 1)
}
