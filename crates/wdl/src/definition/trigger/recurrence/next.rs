//! When a recurrence is due next. Source: recurrence trigger schedules.

use jiff::{
    Span, ToSpan,
    civil::{Date, DateTime, Time},
    tz::AmbiguousOffset,
};

use super::{Frequency, Recurrence};
use crate::format::zone::Zone;

/// How many periods are looked at before it is said that there is none.
const LOOKED_AT: i64 = 100_000;
const SECOND: i64 = 1_000_000;

impl Recurrence {
    /// The first occurrence after `after`, both in microseconds since 1970 UTC. `anchor` is when the flow was turned on: without a
    /// start time, occurrences are counted from there, and it is itself the first, whatever the schedule says. Missed ones are not
    /// made up for.
    ///
    /// `None` when there is none any more, or the recurrence names a zone or time that is none.
    pub fn next_after(&self, anchor: i64, after: i64) -> Option<i64> {
        let zone = self.zone()?;
        let start = self.start(anchor, &zone)?;
        let found = self.following(start, after, &zone)?;
        let end = self.end_time.as_ref().and_then(|text| instant(text, &zone));
        let in_time = end.is_none_or(|end| found <= end);
        let is_counted = match self.count {
            Some(count) => self.number_before(found, start, &zone)? < count,
            None => true,
        };
        (in_time && is_counted).then_some(found)
    }

    /// When the first window of a sliding window is looked at that ends after `after`, and where it begins and ends. Windows follow
    /// each other from the start time, or from the anchor, so `after` is the end of the one before.
    pub fn window_after(&self, anchor: i64, after: Option<i64>) -> Option<Window> {
        let delay = self.sliding?;
        let zone = self.zone()?;
        let start = self.start(anchor, &zone)?;
        let length = self.frequency.fixed()?.checked_mul(self.interval)?;
        let begins = after.unwrap_or(start);
        let ends = begins.checked_add(length)?;
        let end = self.end_time.as_ref().and_then(|text| instant(text, &zone));
        let number = (ends - start) / length;
        let is_one = end.is_none_or(|end| ends <= end) && self.count.is_none_or(|count| number <= count);
        Some(Window { begins, ends, looked_at: ends.checked_add(delay)? }).filter(|_| is_one)
    }

    /// The window that is looked at at an instant.
    pub fn window_looked_at(&self, looked_at: i64) -> Option<Window> {
        let ends = looked_at.checked_sub(self.sliding?)?;
        let begins = ends.checked_sub(self.frequency.fixed()?.checked_mul(self.interval)?)?;
        Some(Window { begins, ends, looked_at })
    }

    /// When it begins; without a start time at the anchor.
    pub fn start_at(&self, anchor: i64) -> Option<i64> {
        self.start(anchor, &self.zone()?)
    }

    fn zone(&self) -> Option<Zone> {
        Zone::find(self.time_zone.as_deref().unwrap_or("UTC"))
    }

    fn start(&self, anchor: i64, zone: &Zone) -> Option<i64> {
        self.start_time.as_ref().map_or(Some(anchor), |text| instant(text, zone))
    }

    fn following(&self, start: i64, after: i64, zone: &Zone) -> Option<i64> {
        if self.schedule.is_empty() {
            return self.next_plain(start, after, zone);
        }
        if self.start_time.is_none() && start > after {
            return Some(start);
        }
        self.next_scheduled(start, after, zone)
    }

    /// How many occurrences come before this one.
    fn number_before(&self, occurrence: i64, start: i64, zone: &Zone) -> Option<i64> {
        let (first, last) = (wall(start, zone)?, wall(occurrence, zone)?);
        if !self.schedule.is_empty() {
            return self.scheduled_before(last, first);
        }
        let days = i64::from(first.date().until(last.date()).ok()?.get_days());
        let months = i64::from(last.year() - first.year()) * 12 + i64::from(last.month()) - i64::from(first.month());
        let periods = match self.frequency {
            Frequency::Day => days,
            Frequency::Week => days / 7,
            Frequency::Month => months,
            Frequency::Year => months / 12,
            _ => (occurrence - start) / self.frequency.fixed()?,
        };
        Some(periods / self.interval)
    }

    fn scheduled_before(&self, last: DateTime, first: DateTime) -> Option<i64> {
        // Without a start time the first one is the anchor, whatever the schedule says.
        let at_once = self.start_time.is_none();
        if at_once && last == first {
            return Some(0);
        }
        let times = self.times(first.time());
        let mut before = i64::from(at_once);
        let mut day = first.date();
        for _ in 0..LOOKED_AT {
            if day > last.date() {
                break;
            }
            if self.matches(first.date(), day) {
                let is_one = |at: DateTime| (at > first || at == first && !at_once) && at < last;
                let count = times.iter().filter(|time| is_one(day.to_datetime(**time))).count();
                before += i64::try_from(count).ok()?;
            }
            day = day.tomorrow().ok()?;
        }
        Some(before)
    }

    /// `start + n * interval`, in fixed steps up to an hour and in calendar steps above.
    fn next_plain(&self, start: i64, after: i64, zone: &Zone) -> Option<i64> {
        if start > after {
            return Some(start);
        }
        if let Some(step) = self.frequency.fixed().and_then(|unit| unit.checked_mul(self.interval)) {
            let steps = after.checked_sub(start)? / step + 1;
            return start.checked_add(steps.checked_mul(step)?);
        }
        let first = wall(start, zone)?;
        // Jump near the time that is asked for, then walk.
        let days = after.checked_sub(start)? / (86_400 * SECOND);
        let longest = match self.frequency {
            Frequency::Day => 1,
            Frequency::Week => 7,
            Frequency::Month => 31,
            _ => 366,
        };
        let skipped = (days / longest / self.interval - 1).max(0);
        (skipped..skipped + LOOKED_AT).find_map(|count| {
            let by = count.checked_mul(self.interval)?;
            let at = match self.frequency {
                Frequency::Day => first.checked_add(Span::new().try_days(by).ok()?),
                Frequency::Week => first.checked_add(Span::new().try_weeks(by).ok()?),
                Frequency::Month => first.checked_add(Span::new().try_months(by).ok()?),
                _ => first.checked_add(Span::new().try_years(by).ok()?),
            };
            micros(at.ok()?, zone).filter(|at| *at > after)
        })
    }

    /// The cross product of hours and minutes on matching days, from the start on.
    fn next_scheduled(&self, start: i64, after: i64, zone: &Zone) -> Option<i64> {
        let first = wall(start, zone)?;
        let from = wall(after.max(start), zone)?.date();
        let times = self.times(first.time());
        let mut day = from.max(first.date());
        for _ in 0..LOOKED_AT {
            if self.matches(first.date(), day) {
                let due = times
                    .iter()
                    .filter_map(|time| micros(day.to_datetime(*time), zone))
                    .filter(|at| *at > after && *at >= start)
                    .min();
                if due.is_some() {
                    return due;
                }
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    /// A missing part comes from the start's clock.
    fn times(&self, start: Time) -> Vec<Time> {
        let hours = if self.schedule.hours.is_empty() { vec![start.hour()] } else { self.schedule.hours.clone() };
        let minutes =
            if self.schedule.minutes.is_empty() { vec![start.minute()] } else { self.schedule.minutes.clone() };
        let second = if self.schedule.minutes.is_empty() { start.second() } else { 0 };
        let all = hours.iter().flat_map(|hour| minutes.iter().map(move |minute| Time::new(*hour, *minute, second, 0)));
        let mut times: Vec<Time> = all.filter_map(Result::ok).collect();
        times.sort_unstable();
        times.dedup();
        times
    }

    fn matches(&self, first: Date, day: Date) -> bool {
        let days = first.until(day).map_or(0, |span| i64::from(span.get_days()));
        match self.frequency {
            Frequency::Day => days % self.interval == 0,
            Frequency::Week => {
                let sunday = |date: Date| {
                    date.checked_sub(i64::from(date.weekday().to_sunday_zero_offset()).days()).unwrap_or(date)
                };
                let weeks = sunday(first).until(sunday(day)).map_or(0, |span| i64::from(span.get_days()) / 7);
                let wanted = day.weekday().to_sunday_zero_offset();
                let listed = if self.schedule.week_days.is_empty() {
                    wanted == first.weekday().to_sunday_zero_offset()
                } else {
                    self.schedule.week_days.contains(&wanted)
                };
                weeks % self.interval == 0 && listed
            }
            Frequency::Month | Frequency::Year => {
                let months =
                    i64::from(day.year() - first.year()) * 12 + i64::from(day.month()) - i64::from(first.month());
                let every = if self.frequency == Frequency::Month { self.interval } else { self.interval * 12 };
                let from_end = day.day() - day.days_in_month() - 1;
                let days = &self.schedule.month_days;
                let listed = if days.is_empty() && self.schedule.monthly.is_empty() {
                    day.day() == first.day().min(day.days_in_month())
                } else {
                    days.contains(&day.day()) || days.contains(&from_end) || self.is_monthly(day)
                };
                months % every == 0 && listed
            }
            _ => true,
        }
    }

    /// Whether a day is the second Tuesday of its month, or the last, or whichever is listed.
    fn is_monthly(&self, day: Date) -> bool {
        let week_day = day.weekday().to_sunday_zero_offset();
        let from_start = (day.day() - 1) / 7 + 1;
        let from_end = -((day.days_in_month() - day.day()) / 7 + 1);
        self.schedule
            .monthly
            .iter()
            .any(|(wanted, which)| *wanted == week_day && [from_start, from_end].contains(which))
    }
}

/// A window of a sliding window, in microseconds since 1970 UTC.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Where it begins.
    pub begins: i64,
    /// Where it ends, and the next one begins.
    pub ends: i64,
    /// When its run starts: at its end, or the delay later.
    pub looked_at: i64,
}

impl Frequency {
    /// How long it is, in microseconds, where that is always the same.
    fn fixed(self) -> Option<i64> {
        match self {
            Self::Second => Some(SECOND),
            Self::Minute => Some(60 * SECOND),
            Self::Hour => Some(3_600 * SECOND),
            _ => None,
        }
    }
}

/// An instant as `startTime` gives it: absolute with `Z` or an offset, else wall clock in the zone.
fn instant(text: &str, zone: &Zone) -> Option<i64> {
    let text = text.trim();
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(at.as_microsecond());
    }
    micros(text.parse::<DateTime>().ok()?, zone)
}

fn wall(at: i64, zone: &Zone) -> Option<DateTime> {
    let at = jiff::Timestamp::from_microsecond(at).ok()?;
    Some(at.to_zoned(zone.time_zone().clone()).datetime())
}

/// A time that clocks skip is the first instant after the gap; one that they show twice is the first of the two.
fn micros(wall: DateTime, zone: &Zone) -> Option<i64> {
    let found = zone.time_zone().to_ambiguous_timestamp(wall);
    let at = match found.offset() {
        AmbiguousOffset::Gap { .. } => zone.time_zone().following(found.earlier().ok()?).next()?.timestamp(),
        _ => found.compatible().ok()?,
    };
    Some(at.as_microsecond())
}

#[cfg(test)]
mod tests;
