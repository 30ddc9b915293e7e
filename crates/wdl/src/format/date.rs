//! Points in time as .NET's DateTime has them: a wall clock in ticks of 100 ns and what kind of clock it is.

mod civil;
mod parse;
mod parse_exact;
mod pattern;
mod print;
mod span;

pub use civil::Civil;
pub use span::time_span;

/// What clock a point in time was read from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockKind {
    /// Written without a zone; prints none.
    Unspecified,
    /// Written with `Z`; prints it.
    Utc,
    /// Written with an offset and converted to UTC, which is the platform's own zone; prints `+00:00`.
    Local,
}

/// A point in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DateTime {
    /// 100 ns since 0001-01-01T00:00:00 of its clock, from 0 to [`DateTime::MAX_TICKS`].
    pub ticks: i64,
    /// Its clock.
    pub kind: ClockKind,
}

/// Ticks in a second.
pub const TICKS_PER_SECOND: i64 = 10_000_000;
/// Ticks in a day.
pub const TICKS_PER_DAY: i64 = 86_400 * TICKS_PER_SECOND;

/// A unit in which times are added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Second.
    Second,
    /// Minute.
    Minute,
    /// Hour.
    Hour,
    /// Day.
    Day,
    /// Week.
    Week,
    /// Month; days that the month does not have become its last.
    Month,
    /// Year; as month.
    Year,
}

impl Unit {
    /// The unit of this name: any case, plural too.
    pub fn find(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        Some(match name.strip_suffix('s').unwrap_or(&name) {
            "second" => Self::Second,
            "minute" => Self::Minute,
            "hour" => Self::Hour,
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "year" => Self::Year,
            _ => return None,
        })
    }
}

impl DateTime {
    /// The last tick of the year 9999.
    pub const MAX_TICKS: i64 = 3_155_378_975_999_999_999;

    /// A point in time; `None` outside the years 1 to 9999.
    pub fn new(ticks: i64, kind: ClockKind) -> Option<Self> {
        (0..=Self::MAX_TICKS).contains(&ticks).then_some(Self { ticks, kind })
    }

    /// The same, later by so many units (earlier if negative); `None` outside the years 1 to 9999.
    pub fn plus(self, count: i64, unit: Unit) -> Option<Self> {
        let ticks = match unit {
            Unit::Second => TICKS_PER_SECOND,
            Unit::Minute => 60 * TICKS_PER_SECOND,
            Unit::Hour => 3_600 * TICKS_PER_SECOND,
            Unit::Day => TICKS_PER_DAY,
            Unit::Week => 7 * TICKS_PER_DAY,
            Unit::Month => return self.plus_months(count),
            Unit::Year => return self.plus_months(count.checked_mul(12)?),
        };
        Self::new(self.ticks.checked_add(count.checked_mul(ticks)?)?, self.kind)
    }

    fn plus_months(self, count: i64) -> Option<Self> {
        let civil = self.civil();
        let months = (civil.year * 12 + civil.month - 1).checked_add(count)?;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        if !(1..=9_999).contains(&year) {
            return None;
        }
        let day = civil.day.min(civil::days_in_month(year, month));
        let days = civil::days_before(year, month, day)?;
        Self::new(days * TICKS_PER_DAY + self.ticks % TICKS_PER_DAY, self.kind)
    }

    /// Its parts on the calendar and the clock.
    pub fn civil(self) -> Civil {
        Civil::of(self.ticks)
    }

    /// What its format has for `K`.
    fn suffix(self) -> &'static str {
        match self.kind {
            ClockKind::Unspecified => "",
            ClockKind::Utc => "Z",
            ClockKind::Local => "+00:00",
        }
    }
}
