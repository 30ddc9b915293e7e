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
        (in_time && self.count.is_none_or(|count| self.is_among(count, start, found, &zone))).then_some(found)
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

    /// Whether an occurrence is one of the first `count`.
    fn is_among(&self, count: i64, start: i64, occurrence: i64, zone: &Zone) -> bool {
        if let (true, Some(unit)) = (self.schedule.is_empty(), self.frequency.fixed()) {
            return (occurrence - start) / unit.saturating_mul(self.interval) < count;
        }
        let mut before = start.saturating_sub(1);
        for _ in 0..count.min(LOOKED_AT) {
            match self.following(start, before, zone) {
                Some(next) if next < occurrence => before = next,
                _ => return true,
            }
        }
        false
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
mod tests {
    use super::super::{Frequency, Recurrence, Schedule};
    use super::SECOND;

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
            count: None,
            schedule: Schedule::default(),
            sliding: None,
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

    /// The next occurrences, each after the one before.
    fn following(recurrence: &Recurrence, anchor: &str, count: usize) -> Vec<String> {
        let mut found = Vec::new();
        let mut after = at(anchor) - 1;
        while found.len() < count
            && let Some(next) = recurrence.next_after(at(anchor), after)
        {
            found.push(jiff::Timestamp::from_microsecond(next).unwrap().to_string());
            after = next;
        }
        found
    }

    fn scheduled(frequency: Frequency, interval: i64, schedule: Schedule) -> Recurrence {
        Recurrence { schedule, ..every(frequency, interval) }
    }

    #[test]
    fn what_clocks_skip_is_the_first_instant_after_it_and_what_they_show_twice_is_once() {
        let berlin = |hours: Vec<i8>| Recurrence {
            time_zone: Some("W. Europe Standard Time".into()),
            start_time: Some("2026-01-01T00:00:00".into()),
            ..scheduled(Frequency::Day, 1, Schedule { hours, minutes: vec![0, 30], ..Schedule::default() })
        };
        // Clocks go from 02:00 to 03:00 at 01:00 UTC: 02:00, 02:30 and 03:00 are all 01:00.
        let spring = berlin(vec![2, 3]);
        let after = |recurrence: &Recurrence, text: &str| next(recurrence, "2026-01-01T00:00:00Z", text).unwrap();
        assert_eq!(after(&spring, "2026-03-29T00:00:00Z"), "2026-03-29T01:00:00Z");
        assert_eq!(after(&spring, "2026-03-29T01:00:00Z"), "2026-03-29T01:30:00Z");
        assert_eq!(after(&spring, "2026-03-29T01:30:00Z"), "2026-03-30T00:00:00Z");
        // Clocks go from 03:00 back to 02:00 at 01:00 UTC: 02:00 and 02:30 come twice.
        let autumn = berlin(vec![2]);
        assert_eq!(after(&autumn, "2026-10-24T23:00:00Z"), "2026-10-25T00:00:00Z");
        assert_eq!(after(&autumn, "2026-10-25T00:00:00Z"), "2026-10-25T00:30:00Z");
        assert_eq!(after(&autumn, "2026-10-25T00:30:00Z"), "2026-10-26T01:00:00Z");
    }

    #[test]
    fn days_of_a_month_are_counted_from_both_ends() {
        let of = |month_days, monthly| {
            let schedule = Schedule { hours: vec![8], minutes: vec![0], month_days, monthly, ..Schedule::default() };
            Recurrence { start_time: Some("2026-01-01T00:00:00Z".into()), ..scheduled(Frequency::Month, 1, schedule) }
        };
        let days = |recurrence: &Recurrence, count| {
            let found = following(recurrence, "2026-01-01T00:00:00Z", count);
            found.iter().map(|at| at[..10].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(days(&of(vec![31, -2], vec![]), 4), ["2026-01-30", "2026-01-31", "2026-02-27", "2026-03-30"]);
        // The second Tuesday, and the last Friday.
        assert_eq!(
            days(&of(vec![], vec![(2, 2), (5, -1)]), 4),
            ["2026-01-13", "2026-01-30", "2026-02-10", "2026-02-27"]
        );
        // A fifth Thursday, which only some months have.
        assert_eq!(days(&of(vec![], vec![(4, 5)]), 3), ["2026-01-29", "2026-04-30", "2026-07-30"]);
    }

    #[test]
    fn weeks_are_counted_from_that_of_the_start() {
        let schedule = Schedule { hours: vec![9], minutes: vec![0], week_days: vec![1, 5], ..Schedule::default() };
        // The start is a Wednesday: its own week has a Friday left, the next one is left out.
        let recurrence =
            Recurrence { start_time: Some("2026-01-07T12:00:00Z".into()), ..scheduled(Frequency::Week, 2, schedule) };
        assert_eq!(
            following(&recurrence, "2026-01-01T00:00:00Z", 3),
            ["2026-01-09T09:00:00Z", "2026-01-19T09:00:00Z", "2026-01-23T09:00:00Z"]
        );
    }

    #[test]
    fn a_missing_part_of_a_schedule_comes_from_the_first_run() {
        let minutes = scheduled(Frequency::Day, 1, Schedule { minutes: vec![0, 15], ..Schedule::default() });
        let anchor = "2026-01-01T10:07:30Z";
        assert_eq!(
            following(&minutes, anchor, 4),
            ["2026-01-01T10:07:30Z", "2026-01-01T10:15:00Z", "2026-01-02T10:00:00Z", "2026-01-02T10:15:00Z"]
        );
        let hours = scheduled(Frequency::Day, 1, Schedule { hours: vec![6, 18], ..Schedule::default() });
        assert_eq!(
            following(&hours, anchor, 3),
            ["2026-01-01T10:07:30Z", "2026-01-01T18:07:30Z", "2026-01-02T06:07:30Z"]
        );
    }

    #[test]
    fn a_future_start_is_exact_and_a_month_is_cut_to_its_end() {
        let recurrence = Recurrence { start_time: Some("2027-01-31T07:00:00Z".into()), ..every(Frequency::Month, 1) };
        assert_eq!(
            following(&recurrence, "2026-01-01T00:00:00Z", 3),
            ["2027-01-31T07:00:00Z", "2027-02-28T07:00:00Z", "2027-03-31T07:00:00Z"]
        );
    }

    #[test]
    fn a_count_and_an_end_end_it() {
        let plain = Recurrence { count: Some(2), ..every(Frequency::Hour, 3) };
        assert_eq!(following(&plain, "2026-01-01T00:00:00Z", 9), ["2026-01-01T00:00:00Z", "2026-01-01T03:00:00Z"]);
        // Those that were missed count as well.
        assert_eq!(next(&plain, "2026-01-01T00:00:00Z", "2026-01-01T04:00:00Z"), None);
        let days =
            scheduled(Frequency::Day, 1, Schedule { hours: vec![8, 9], minutes: vec![0], ..Schedule::default() });
        let days = Recurrence { count: Some(3), start_time: Some("2026-01-01T08:30:00Z".into()), ..days };
        assert_eq!(
            following(&days, "2026-01-01T00:00:00Z", 9),
            ["2026-01-01T09:00:00Z", "2026-01-02T08:00:00Z", "2026-01-02T09:00:00Z"]
        );
        let ends = Recurrence { end_time: Some("2026-01-03T00:00:00Z".into()), ..every(Frequency::Day, 1) };
        assert_eq!(following(&ends, "2026-01-01T00:00:00Z", 9).len(), 3);
    }

    #[test]
    fn windows_follow_each_other_without_gaps() {
        let sliding = Recurrence {
            start_time: Some("2026-01-01T00:00:00Z".into()),
            count: Some(3),
            sliding: Some(5 * SECOND),
            ..every(Frequency::Minute, 10)
        };
        let mut after = None;
        let mut seen = Vec::new();
        while let Some(window) = sliding.window_after(at("2026-06-01T00:00:00Z"), after) {
            assert_eq!(sliding.window_looked_at(window.looked_at), Some(window));
            assert_eq!(window.looked_at, window.ends + 5 * SECOND);
            let text = |at| jiff::Timestamp::from_microsecond(at).unwrap().strftime("%H:%M").to_string();
            seen.push(format!("{} {}", text(window.begins), text(window.ends)));
            after = Some(window.ends);
        }
        assert_eq!(seen, ["00:00 00:10", "00:10 00:20", "00:20 00:30"]);
    }
}
