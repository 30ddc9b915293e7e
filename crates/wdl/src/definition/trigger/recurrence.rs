//! `Recurrence`: the clock.

mod next;

use std::sync::Arc;

use crate::{
    Value,
    definition::{document::is_deployed_later, read::Reader},
};

/// `{frequency, interval, startTime?, endTime?, timeZone?, schedule?}`
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
    /// When on matching days.
    pub schedule: Schedule,
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
}

impl Schedule {
    /// Whether nothing is given.
    pub fn is_empty(&self) -> bool {
        self.hours.is_empty() && self.minutes.is_empty() && self.week_days.is_empty() && self.month_days.is_empty()
    }
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
        let mut week_days = Vec::new();
        const DAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
        for day in listed(schedule.and_then(|schedule| schedule.get("weekDays"))) {
            match DAYS.iter().position(|name| day.as_str().is_some_and(|day| day.eq_ignore_ascii_case(name))) {
                Some(at) => week_days.extend(i8::try_from(at)),
                None => {
                    reader.error("InvalidTemplate", format!("`{}` is not a day of the week.", day.to_json_string()));
                }
            }
        }
        let text = |key: &str| source.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(Into::into);
        Some(Recurrence {
            frequency,
            interval: interval.max(1),
            start_time: text("startTime"),
            end_time: text("endTime"),
            time_zone: text("timeZone"),
            schedule: Schedule { hours, minutes, week_days, month_days },
        })
    })
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

fn number(value: &Value) -> Option<i64> {
    value.as_int().or_else(|| value.as_str()?.trim().parse().ok())
}
