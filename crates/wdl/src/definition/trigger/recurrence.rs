//! `Recurrence` and `SlidingWindow`: the clock. Source: "Schedules for recurring triggers".

mod next;

use std::sync::Arc;

pub use next::Window;

use crate::{
    Value,
    definition::{Duration, document::is_deployed_later, read::Reader},
    format::zone::Zone,
};

/// `{frequency, interval, startTime?, endTime?, timeZone?, count?, schedule?}`
#[derive(Clone, PartialEq, Debug)]
pub struct Recurrence {
    /// What the interval counts.
    pub frequency: Frequency,
    /// How many of them, from 1.
    pub interval: i64,
    /// `startTime` as written.
    pub start_time: Option<Arc<str>>,
    /// `endTime` as written.
    pub end_time: Option<Arc<str>>,
    /// A Windows or IANA time zone.
    pub time_zone: Option<Arc<str>>,
    /// How many occurrences there are at most.
    pub count: Option<i64>,
    /// When on matching days.
    pub schedule: Schedule,
    /// The delay of a sliding window in microseconds: an occurrence is the end of a window, and none is left out.
    pub sliding: Option<i64>,
}

/// What the interval counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Frequency {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Calendar days.
    Day,
    /// Weeks.
    Week,
    /// Calendar months.
    Month,
    /// Years.
    Year,
}

impl Frequency {
    /// As files spell it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Second => "Second",
            Self::Minute => "Minute",
            Self::Hour => "Hour",
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
            Self::Year => "Year",
        }
    }

    const WORDS: [(&str, Self, i64); 7] = [
        ("second", Self::Second, 9_999_999),
        ("minute", Self::Minute, 72_000),
        ("hour", Self::Hour, 12_000),
        ("day", Self::Day, 500),
        ("week", Self::Week, 71),
        ("month", Self::Month, 16),
        ("year", Self::Year, 1),
    ];
}

/// The cross product of hours and minutes on matching days.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Schedule {
    /// 0 to 23.
    pub hours: Vec<i8>,
    /// 0 to 59.
    pub minutes: Vec<i8>,
    /// Sunday is 0.
    pub week_days: Vec<i8>,
    /// 1 to 31, or -1 (the last) to -31.
    pub month_days: Vec<i8>,
    /// A day of the week, Sunday being 0, and which one of the month: 1 to 5, or -1 (the last) to -5.
    pub monthly: Vec<(i8, i8)>,
}

impl Schedule {
    /// Whether nothing is given.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

const DAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// A sliding window, whose windows follow each other without gaps.
pub(super) fn read_sliding(reader: &mut Reader, trigger: &Value) -> Option<Recurrence> {
    let found = read(reader, trigger)?;
    if !matches!(found.frequency, Frequency::Second | Frequency::Minute | Frequency::Hour) || !found.schedule.is_empty()
    {
        reader.at("recurrence", |reader| {
            reader.error(
                "InvalidTemplate",
                "A sliding window is as long as some seconds, minutes or hours, and has no `schedule`.",
            );
        });
        return None;
    }
    let delay = trigger.get("inputs").and_then(|inputs| inputs.get("delay")).filter(|delay| !delay.is_null());
    let delay = delay.and_then(|delay| reader.at("inputs/delay", |reader| Duration::read(reader, delay)));
    let delay = delay.map_or(0, Duration::as_millis).saturating_mul(1_000);
    Some(Recurrence { sliding: Some(delay), ..found })
}

pub(super) fn read(reader: &mut Reader, trigger: &Value) -> Option<Recurrence> {
    let source =
        trigger.get("recurrence").or_else(|| trigger.get("inputs").and_then(|inputs| inputs.get("recurrence")));
    reader.at("recurrence", |reader| {
        let Some(source) = source else {
            reader.error("InvalidTemplate", "`recurrence` is missing.");
            return None;
        };
        let word = reader.text(Some(source), "frequency", true)?;
        let Some((_, frequency, most)) =
            Frequency::WORDS.into_iter().find(|(name, ..)| word.eq_ignore_ascii_case(name))
        else {
            if !word.contains('@') && !is_deployed_later(&word) {
                reader.error(
                    "InvalidTemplate",
                    format!("`{word}` is not a frequency; use Second, Minute, Hour, Day, Week or Month."),
                );
            }
            return None;
        };
        let interval = source.get("interval").and_then(number).unwrap_or(1);
        if !(1..=most).contains(&interval) {
            reader.error(
                "InvalidTemplate",
                format!("`interval` is {interval}; with {word} it must be from 1 to {most}."),
            );
        }
        let schedule = source.get("schedule");
        let mut list = |key: &str, from: i64, to: i64| {
            let mut found = Vec::new();
            for value in listed(schedule.and_then(|schedule| schedule.get(key))) {
                match number(value)
                    .filter(|number| (from..=to).contains(number) && (key != "monthDays" || *number != 0))
                {
                    Some(number) => found.extend(i8::try_from(number)),
                    None => reader.error(
                        "InvalidTemplate",
                        format!("`{}` in `schedule.{key}` must be from {from} to {to}.", value.to_json_string()),
                    ),
                }
            }
            found
        };
        let (hours, minutes, month_days) = (list("hours", 0, 23), list("minutes", 0, 59), list("monthDays", -31, 31));
        let days = listed(schedule.and_then(|schedule| schedule.get("weekDays")));
        let week_days = days.into_iter().filter_map(|day| week_day(reader, day)).collect();
        let monthly = listed(schedule.and_then(|schedule| schedule.get("monthlyOccurrences")));
        let monthly = monthly.into_iter().filter_map(|occurrence| monthly_occurrence(reader, occurrence)).collect();
        let schedule = Schedule { hours, minutes, week_days, month_days, monthly };
        check_schedule(reader, frequency, &word, &schedule);
        let count = source.get("count").filter(|count| !count.is_null() && !is_later(count));
        let count = count.and_then(|count| {
            let found = number(count).filter(|count| *count >= 1);
            if found.is_none() {
                let shown = count.to_json_string();
                reader.error("InvalidTemplate", format!("`count` is {shown}; it must be a number from 1."));
            }
            found
        });
        let text = |key: &str| source.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(Into::into);
        let found = Recurrence {
            frequency,
            interval: interval.max(1),
            start_time: text("startTime"),
            end_time: text("endTime"),
            time_zone: text("timeZone"),
            count,
            schedule,
            sliding: None,
        };
        check_times(reader, &found);
        Some(found)
    })
}

fn week_day(reader: &mut Reader, day: &Value) -> Option<i8> {
    let found = DAYS.iter().position(|name| day.as_str().is_some_and(|day| day.eq_ignore_ascii_case(name)));
    if found.is_none() {
        reader.error("InvalidTemplate", format!("`{}` is not a day of the week.", day.to_json_string()));
    }
    found.and_then(|at| i8::try_from(at).ok())
}

/// `{"day": "Monday", "occurrence": 1}`
fn monthly_occurrence(reader: &mut Reader, source: &Value) -> Option<(i8, i8)> {
    let day = source.get("day").or_else(|| source.get("dayOfWeek")).unwrap_or(&Value::Null);
    let occurrence = source.get("occurrence").and_then(number).filter(|which| (-5..=5).contains(which) && *which != 0);
    if occurrence.is_none() {
        let message = format!(
            "`{}` in `schedule.monthlyOccurrences` needs an `occurrence` from 1 to 5, or from -1 (the last one) to -5.",
            source.to_json_string()
        );
        reader.error("InvalidTemplate", message);
    }
    Some((week_day(reader, day)?, i8::try_from(occurrence?).ok()?))
}

/// Refuses parts of a schedule that mean nothing for its frequency.
fn check_schedule(reader: &mut Reader, frequency: Frequency, word: &str, schedule: &Schedule) {
    use Frequency::{Day, Month, Week, Year};
    let parts: [(&str, bool, &[Frequency]); 5] = [
        ("hours", schedule.hours.is_empty(), &[Day, Week, Month, Year]),
        ("minutes", schedule.minutes.is_empty(), &[Day, Week, Month, Year]),
        ("weekDays", schedule.week_days.is_empty(), &[Week]),
        ("monthDays", schedule.month_days.is_empty(), &[Month, Year]),
        ("monthlyOccurrences", schedule.monthly.is_empty(), &[Month, Year]),
    ];
    for (name, _, fits) in parts.into_iter().filter(|(_, is_empty, fits)| !is_empty && !fits.contains(&frequency)) {
        let message = format!(
            "`schedule.{name}` means nothing with the frequency {word}; it fits {}.",
            fits.iter().map(|fit| fit.word()).collect::<Vec<_>>().join(", ")
        );
        reader.error("InvalidTemplate", message);
    }
}

/// Refuses times and zones that are none.
fn check_times(reader: &mut Reader, recurrence: &Recurrence) {
    let is_literal = |text: &&Arc<str>| !text.contains('@') && !is_deployed_later(text);
    let zone = recurrence.time_zone.as_ref().filter(is_literal);
    if let Some(name) = zone.filter(|name| Zone::find(name).is_none()) {
        reader.error(
            "InvalidTemplate",
            format!("`{name}` is not a time zone. Use a name such as `W. Europe Standard Time`."),
        );
    }
    for (key, text) in [("startTime", &recurrence.start_time), ("endTime", &recurrence.end_time)] {
        let Some(text) = text.as_ref().filter(is_literal) else { continue };
        let is_absolute = text.trim().parse::<jiff::Timestamp>().is_ok();
        if !is_absolute && text.trim().parse::<jiff::civil::DateTime>().is_err() {
            reader.error(
                "InvalidTemplate",
                format!("`{key}` is `{text}`, which is no time such as `2026-01-31T09:00:00Z`."),
            );
        } else if !is_absolute && recurrence.time_zone.is_none() {
            reader.error(
                "InvalidTemplate",
                format!("`{key}` is `{text}`; without a `timeZone` it must be in UTC and end with `Z`."),
            );
        }
    }
}

/// A list, or a lone value in place of one.
fn listed(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.iter().filter(|item| !is_later(item)).collect(),
        Some(one) if is_later(one) => Vec::new(),
        Some(one) => vec![one],
    }
}

/// Whether a value is not known before the template that it stands in is deployed.
fn is_later(value: &Value) -> bool {
    value.as_str().is_some_and(is_deployed_later)
}

pub(super) fn number(value: &Value) -> Option<i64> {
    value.as_int().or_else(|| value.as_str()?.trim().parse().ok())
}
