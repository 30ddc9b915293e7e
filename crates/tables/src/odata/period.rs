//! Windows of time around now, in UTC.

use jiff::{RoundMode, Span, Timestamp as Instant, Unit as Round, Zoned, ZonedRound, civil, tz::TimeZone};
use model::Timestamp;

/// A unit of calendar or clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unit {
    Minute,
    Hour,
    Day,
    /// Begins on Sunday.
    Week,
    Month,
    /// A fiscal period; the fiscal year is the calendar year.
    Quarter,
    Year,
}

/// A window that moves with now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Period {
    /// The calendar unit so many after (before, if negative) the one that now is in.
    Calendar(Unit, i64),
    /// From the beginning of the day so many days ago to now.
    LastDays(i64),
    /// From now to the end of the day in so many days.
    NextDays(i64),
    /// Like `LastDays`, with the number from the query.
    Last(Unit),
    /// Like `NextDays`, with the number from the query.
    Next(Unit),
    /// Before so many units ago.
    OlderThan(Unit),
}

/// From and including `from` to and excluding `to`, in microseconds; an open end is `None`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Window {
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
}

impl Window {
    /// The day that an instant is in.
    pub(crate) fn day(instant: i64) -> Self {
        const DAY: i64 = 86_400_000_000;
        let from = instant.div_euclid(DAY).saturating_mul(DAY);
        Self { from: Some(from), to: Some(from.saturating_add(DAY)) }
    }
}

impl Period {
    /// Whether the query gives a number.
    pub(crate) fn takes_count(self) -> bool {
        matches!(self, Self::Last(_) | Self::Next(_) | Self::OlderThan(_))
    }

    /// The window at a time; `None` beyond what a calendar holds.
    pub(crate) fn window(self, now: Timestamp, count: i64) -> Option<Window> {
        let at = Instant::from_microsecond(now.0).ok()?.to_zoned(TimeZone::UTC);
        Some(match self {
            Self::Calendar(unit, offset) => {
                let from = moved(&begin(&at, unit)?, unit, offset)?;
                let to = moved(&from, unit, 1)?;
                Window { from: Some(micros(&from)), to: Some(micros(&to)) }
            }
            Self::LastDays(days) => return Self::Last(Unit::Day).window(now, days),
            Self::NextDays(days) => return Self::Next(Unit::Day).window(now, days),
            Self::Last(unit) => {
                let from = begin(&moved(&at, unit, count.checked_neg()?)?, fine(unit))?;
                Window { from: Some(micros(&from)), to: Some(now.0.saturating_add(1)) }
            }
            Self::Next(unit) => {
                let last = begin(&moved(&at, unit, count)?, fine(unit))?;
                Window { from: Some(now.0), to: Some(micros(&moved(&last, fine(unit), 1)?)) }
            }
            Self::OlderThan(unit) => {
                let limit = moved(&at, unit, count.checked_neg()?)?;
                let limit = match unit {
                    Unit::Minute | Unit::Hour => limit,
                    _ => begin(&limit, Unit::Day)?,
                };
                Window { from: None, to: Some(micros(&limit)) }
            }
        })
    }
}

/// What the edges of a moving window are rounded to.
fn fine(unit: Unit) -> Unit {
    match unit {
        Unit::Minute | Unit::Hour => unit,
        _ => Unit::Day,
    }
}

fn micros(at: &Zoned) -> i64 {
    at.timestamp().as_microsecond()
}

/// The beginning of the unit that a time is in.
fn begin(at: &Zoned, unit: Unit) -> Option<Zoned> {
    let date = at.date();
    let midnight = |date: civil::Date| date.to_zoned(TimeZone::UTC).ok();
    match unit {
        Unit::Minute => at.round(ZonedRound::new().smallest(Round::Minute).mode(RoundMode::Trunc)).ok(),
        Unit::Hour => at.round(ZonedRound::new().smallest(Round::Hour).mode(RoundMode::Trunc)).ok(),
        Unit::Day => midnight(date),
        Unit::Week => {
            let back = i64::from(date.weekday().to_sunday_zero_offset());
            midnight(date.checked_sub(Span::new().try_days(back).ok()?).ok()?)
        }
        Unit::Month => midnight(date.first_of_month()),
        Unit::Quarter => midnight(civil::Date::new(date.year(), (date.month() - 1) / 3 * 3 + 1, 1).ok()?),
        Unit::Year => midnight(date.first_of_year()),
    }
}

/// A time moved by a number of units.
fn moved(at: &Zoned, unit: Unit, count: i64) -> Option<Zoned> {
    let span = Span::new();
    let span = match unit {
        Unit::Minute => span.try_minutes(count),
        Unit::Hour => span.try_hours(count),
        Unit::Day => span.try_days(count),
        Unit::Week => span.try_weeks(count),
        Unit::Month => span.try_months(count),
        Unit::Quarter => span.try_months(count.checked_mul(3)?),
        Unit::Year => span.try_years(count),
    };
    at.checked_add(span.ok()?).ok()
}
