//! When a recurrence is due next. Source: recurrence trigger schedules.

use jiff::{
    Span, ToSpan,
    civil::{Date, DateTime, Time},
};

use super::{Frequency, Recurrence};
use crate::format::zone::Zone;

/// How many periods are looked at before it is said that there is none.
const LOOKED_AT: i64 = 100_000;
const SECOND: i64 = 1_000_000;

impl Recurrence {
    /// The first occurrence after `after`, both in microseconds since 1970 UTC. `anchor` is when the flow was turned on: without a
    /// start time, occurrences are counted from there, and it is itself the first. Missed ones are not made up for.
    ///
    /// `None` when there is none any more, or the recurrence names a zone or time that is none.
    pub fn next_after(&self, anchor: i64, after: i64) -> Option<i64> {
        let zone = match &self.time_zone {
            Some(name) => Zone::find(name)?,
            None => Zone::find("UTC")?,
        };
        let start = match &self.start_time {
            Some(text) => instant(text, &zone)?,
            None => anchor,
        };
        let found = if self.schedule.is_empty() {
            self.next_plain(start, after, &zone)
        } else {
            self.next_scheduled(start, after, &zone)
        };
        let end = self.end_time.as_ref().and_then(|text| instant(text, &zone));
        found.filter(|found| end.is_none_or(|end| *found <= end))
    }

    /// `start + n * interval`, in fixed steps up to an hour and in calendar steps above.
    fn next_plain(&self, start: i64, after: i64, zone: &Zone) -> Option<i64> {
        if start > after {
            return Some(start);
        }
        let fixed = match self.frequency {
            Frequency::Second => Some(SECOND),
            Frequency::Minute => Some(60 * SECOND),
            Frequency::Hour => Some(3_600 * SECOND),
            _ => None,
        };
        if let Some(step) = fixed.and_then(|unit| unit.checked_mul(self.interval)) {
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
        all.filter_map(Result::ok).collect()
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
                let listed = if self.schedule.month_days.is_empty() {
                    day.day() == first.day().min(day.days_in_month())
                } else {
                    self.schedule.month_days.contains(&day.day()) || self.schedule.month_days.contains(&from_end)
                };
                months % every == 0 && listed
            }
            _ => true,
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
    Some(zone.time_zone().to_ambiguous_timestamp(wall).compatible().ok()?.as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::super::{Frequency, Recurrence, Schedule};

    fn at(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().unwrap().as_microsecond()
    }

    fn next(recurrence: &Recurrence, anchor: &str, after: &str) -> Option<String> {
        recurrence
            .next_after(at(anchor), at(after))
            .map(|found| jiff::Timestamp::from_microsecond(found).unwrap().to_string())
    }

    fn every(frequency: Frequency, interval: i64) -> Recurrence {
        Recurrence {
            frequency,
            interval,
            start_time: None,
            end_time: None,
            time_zone: None,
            schedule: Schedule::default(),
        }
    }

    #[test]
    fn a_past_start_is_followed_in_steps() {
        let recurrence = Recurrence { start_time: Some("2017-09-07T14:00:00Z".into()), ..every(Frequency::Day, 2) };
        assert_eq!(next(&recurrence, "2017-09-08T13:00:00Z", "2017-09-08T13:00:00Z").unwrap(), "2017-09-09T14:00:00Z");
    }

    #[test]
    fn without_a_start_the_first_is_at_once() {
        let recurrence = every(Frequency::Minute, 5);
        assert_eq!(next(&recurrence, "2026-01-01T00:00:30Z", "2026-01-01T00:00:29Z").unwrap(), "2026-01-01T00:00:30Z");
        assert_eq!(next(&recurrence, "2026-01-01T00:00:30Z", "2026-01-01T00:00:30Z").unwrap(), "2026-01-01T00:05:30Z");
    }

    #[test]
    fn a_wall_clock_schedule_follows_summer_time() {
        let recurrence = Recurrence {
            time_zone: Some("W. Europe Standard Time".into()),
            schedule: Schedule { hours: vec![9], minutes: vec![0], ..Schedule::default() },
            ..every(Frequency::Day, 1)
        };
        assert_eq!(next(&recurrence, "2026-03-27T12:00:00Z", "2026-03-27T12:00:00Z").unwrap(), "2026-03-28T08:00:00Z");
        assert_eq!(next(&recurrence, "2026-03-27T12:00:00Z", "2026-03-28T08:00:00Z").unwrap(), "2026-03-29T07:00:00Z");
    }

    #[test]
    fn week_days_and_the_last_day_of_a_month() {
        let weekly = Recurrence {
            schedule: Schedule { hours: vec![8], minutes: vec![30], week_days: vec![1], ..Schedule::default() },
            ..every(Frequency::Week, 1)
        };
        assert_eq!(next(&weekly, "2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z").unwrap(), "2026-11-23T08:30:00Z");
        let monthly = Recurrence {
            schedule: Schedule { hours: vec![8], minutes: vec![0], month_days: vec![-1], ..Schedule::default() },
            ..every(Frequency::Month, 1)
        };
        assert_eq!(next(&monthly, "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z").unwrap(), "2026-02-28T08:00:00Z");
    }

    #[test]
    fn an_end_ends_it() {
        let recurrence = Recurrence { end_time: Some("2026-01-02T00:00:00Z".into()), ..every(Frequency::Day, 1) };
        assert_eq!(next(&recurrence, "2026-01-01T12:00:00Z", "2026-01-01T12:00:00Z"), None);
    }
}
