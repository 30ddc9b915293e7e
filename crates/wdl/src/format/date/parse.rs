//! Dates from text in no given format: ISO 8601, else as the culture writes them.

use super::{ClockKind, DateTime, TICKS_PER_SECOND, civil::Civil};
use crate::format::culture::Culture;

impl DateTime {
    /// Reads a date with or without a time: ISO 8601, RFC 1123, or in the order and with the names of the culture.
    pub fn parse(text: &str, culture: &Culture) -> Option<Self> {
        let text = text.trim();
        // No date has a longer text, and readers below may look at it more than once.
        if text.len() > 200 {
            return None;
        }
        iso(text).or_else(|| cultural(text, culture))
    }
}

/// Reads digits from the start.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    fn digits(&mut self, least: usize, most: usize) -> Option<&'a str> {
        let count = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        (count >= least).then_some(digits)
    }

    fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        self.digits(least, most)?.parse().ok()
    }

    fn eat(&mut self, marks: &[char]) -> bool {
        match self.0.strip_prefix(marks) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn skip_space(&mut self) {
        self.0 = self.0.trim_start();
    }
}

/// `2026-01-15`, `2026-01-15T10:30[:00[.1234567]][Z|+01:00]`.
fn iso(text: &str) -> Option<DateTime> {
    let mut at = Cursor(text);
    let year = at.number(4, 4)?;
    if !at.eat(&['-']) {
        return None;
    }
    let month = at.number(1, 2)?;
    let day = if at.eat(&['-']) { at.number(1, 2)? } else { 1 };
    let mut time = Time::default();
    if at.eat(&['T', 't']) {
        time = clock(&mut at)?;
    } else if at.0.starts_with(' ') {
        at.skip_space();
        time = clock(&mut at)?;
    }
    at.skip_space();
    let zone = zone(&mut at)?;
    at.0.is_empty().then(|| time.on((year, month, day), zone)).flatten()
}

#[derive(Default)]
struct Time {
    hour: i64,
    minute: i64,
    second: i64,
    fraction: i64,
    /// 24:00 is the start of the next day.
    next_day: bool,
}

/// What stands behind a time.
#[derive(Clone, Copy)]
enum Zone {
    None,
    Utc,
    /// Minutes ahead of UTC.
    Offset(i64),
}

impl Time {
    fn on(&self, date: (i64, i64, i64), zone: Zone) -> Option<DateTime> {
        let mut ticks = Civil::ticks(date, (self.hour, self.minute, self.second))? + self.fraction;
        if self.next_day {
            ticks = ticks.checked_add(super::TICKS_PER_DAY)?;
        }
        match zone {
            Zone::None => DateTime::new(ticks, ClockKind::Unspecified),
            Zone::Utc => DateTime::new(ticks, ClockKind::Utc),
            Zone::Offset(minutes) => DateTime::new(ticks - minutes * 60 * TICKS_PER_SECOND, ClockKind::Local),
        }
    }
}

/// `10:30`, `10:30:00`, `10:30:00.123`.
fn clock(at: &mut Cursor<'_>) -> Option<Time> {
    let hour = at.number(1, 2)?;
    if !at.eat(&[':']) {
        return None;
    }
    let minute = at.number(2, 2)?;
    let second = if at.eat(&[':']) { at.number(2, 2)? } else { 0 };
    let fraction = if at.eat(&['.', ',']) { fraction(at.digits(1, 100)?) } else { 0 };
    let next_day = (hour, minute, second, fraction) == (24, 0, 0, 0);
    Some(Time { hour: if next_day { 0 } else { hour }, minute, second, fraction, next_day })
}

/// The digits of a fraction of a second as ticks, rounded; so many nines are a whole second.
pub(super) fn fraction(digits: &str) -> i64 {
    let mut digits = digits.bytes().map(|digit| i64::from(digit.wrapping_sub(b'0'))).chain(std::iter::repeat(0));
    let ticks = digits.by_ref().take(7).fold(0, |ticks, digit| ticks * 10 + digit);
    ticks + i64::from(digits.next().is_some_and(|next| next >= 5))
}

fn zone(at: &mut Cursor<'_>) -> Option<Zone> {
    if at.0.is_empty() {
        return Some(Zone::None);
    }
    if at.eat(&['Z', 'z']) {
        return Some(Zone::Utc);
    }
    let ahead = match at.0.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return Some(Zone::None),
    };
    at.eat(&['+', '-']);
    let hours = at.number(1, 2)?;
    let minutes = if at.eat(&[':']) { at.number(2, 2)? } else { at.number(0, 2).unwrap_or(0) };
    is_offset(hours, minutes).then_some(Zone::Offset(ahead * (hours * 60 + minutes)))
}

/// Whether clocks may be so far from UTC: at most 14 hours.
pub(super) fn is_offset(hours: i64, minutes: i64) -> bool {
    minutes < 60 && hours * 60 + minutes <= 14 * 60
}

/// What a word or number in a date as people write it can be.
enum Part {
    Number { value: i64, digits: usize },
    Month(i64),
}

/// `3/15/2018 2:07 PM`, `15. März 2018`, `Thu, 15 Mar 2018 14:07:09 GMT`.
fn cultural(text: &str, culture: &Culture) -> Option<DateTime> {
    let mut at = Cursor(text);
    let mut parts: Vec<Part> = Vec::new();
    let mut time: Option<Time> = None;
    let mut zone_found = Zone::None;
    let mut day_found = None;
    loop {
        // Separators and words that mean nothing stand between the parts.
        at.0 = at.0.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '/' | '-'));
        if at.0.is_empty() {
            break;
        }
        if at.0.starts_with(|c: char| c.is_ascii_digit()) {
            if is_clock(at.0) && time.is_none() {
                let mut read = clock(&mut at)?;
                read.half_of_day(&mut at, culture)?;
                if at.0.starts_with(['+', '-', 'Z']) {
                    zone_found = zone(&mut at)?;
                }
                time = Some(read);
                continue;
            }
            let digits = at.digits(1, 4)?;
            if digits.len() <= 2 && time.is_none() {
                let mut read = Time { hour: digits.parse().ok()?, ..Time::default() };
                if read.half_of_day(&mut at, culture)? {
                    time = Some(read);
                    continue;
                }
            }
            parts.push(Part::Number { value: digits.parse().ok()?, digits: digits.len() });
            // Years, months and days in the letters of East Asia.
            at.eat(&['年', '月', '日', '년', '월', '일']);
            continue;
        }
        let length = at.0.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(at.0.len());
        let (word, rest) = at.0.split_at_checked(length.max(1))?;
        at.0 = rest;
        if let Some(month) = month(word, culture) {
            parts.push(Part::Month(month));
        } else if ["GMT", "UTC", "Z"].iter().any(|utc| utc.eq_ignore_ascii_case(word)) {
            zone_found = Zone::Utc;
        } else if let Some(day) = week_day(word, culture) {
            day_found = Some(day);
        } else if !["de", "den", "of", "T"].iter().any(|filler| filler.eq_ignore_ascii_case(word)) {
            return None;
        }
    }
    let date = date(&parts, culture)?;
    let is_other_day = |day: i64| Civil::ticks(date, (0, 0, 0)).is_none_or(|ticks| Civil::of(ticks).week_day != day);
    if day_found.is_some_and(is_other_day) {
        return None;
    }
    time.unwrap_or_default().on(date, zone_found)
}

fn is_clock(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits <= 2 && text.as_bytes().get(digits) == Some(&b':')
}

impl Time {
    /// Reads AM or PM, and says whether it is there; `None` if it does not go with the hour.
    fn half_of_day(&mut self, at: &mut Cursor<'_>, culture: &Culture) -> Option<bool> {
        at.skip_space();
        let [morning, evening] = culture.language.day_halves;
        for (half, is_evening) in [("AM", false), ("PM", true), (morning, false), (evening, true)] {
            if let Some(rest) = strip_ignoring_case(at.0, half) {
                if !(1..=12).contains(&self.hour) {
                    return None;
                }
                self.hour = self.hour % 12 + if is_evening { 12 } else { 0 };
                at.0 = rest;
                return Some(true);
            }
        }
        Some(false)
    }
}

/// What follows the start, which is compared without case.
pub(super) fn strip_ignoring_case<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in start.chars() {
        let found = rest.next()?;
        if found != expected && !found.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
    }
    (!start.is_empty()).then_some(rest.as_str())
}

fn same(a: &str, b: &str) -> bool {
    strip_ignoring_case(a, b.trim_end_matches('.')).is_some_and(str::is_empty)
}

fn month(word: &str, culture: &Culture) -> Option<i64> {
    let language = culture.language;
    let english = Culture::default_culture().language;
    let bent = language.months_with_day.as_ref().unwrap_or(&language.months);
    [&language.months, bent, &language.short_months, &english.months, &english.short_months]
        .into_iter()
        .find_map(|names| names.iter().position(|name| same(word, name)))
        .and_then(|at| i64::try_from(at + 1).ok())
}

/// The day of the week of this name, from 0 (Sunday).
fn week_day(word: &str, culture: &Culture) -> Option<i64> {
    let language = culture.language;
    let english = Culture::default_culture().language;
    [&language.days, &language.short_days, &english.days, &english.short_days]
        .into_iter()
        .find_map(|names| names.iter().position(|name| same(word, name)))
        .and_then(|at| i64::try_from(at).ok())
}

/// Year, month and day, in the order in which the culture writes them.
fn date(parts: &[Part], culture: &Culture) -> Option<(i64, i64, i64)> {
    let year_of = |value: i64, digits: usize| match (digits, value) {
        (1 | 2, 0..=49) => value + 2_000,
        (1 | 2, _) => value + 1_900,
        _ => value,
    };
    match parts {
        [
            Part::Number { value: a, digits: a_digits },
            Part::Number { value: b, .. },
            Part::Number { value: c, digits: c_digits },
        ] => {
            let order: String = culture.short_date.chars().filter(|c| matches!(c, 'y' | 'M' | 'd')).collect();
            if *a_digits > 2 || (order.starts_with('y') && *c_digits <= 2) {
                return Some((year_of(*a, *a_digits), *b, *c));
            }
            let year = year_of(*c, *c_digits);
            Some(if order.starts_with('M') { (year, *a, *b) } else { (year, *b, *a) })
        }
        [Part::Number { value: day, digits: 1 | 2 }, Part::Month(month), Part::Number { value: year, digits }]
        | [Part::Month(month), Part::Number { value: day, digits: 1 | 2 }, Part::Number { value: year, digits }] => {
            Some((year_of(*year, *digits), *month, *day))
        }
        [Part::Number { value: year, digits: 3 | 4 }, Part::Month(month), Part::Number { value: day, .. }] => {
            Some((*year, *month, *day))
        }
        [Part::Month(month), Part::Number { value: year, digits: 3 | 4 }]
        | [Part::Number { value: year, digits: 3 | 4 }, Part::Month(month)] => Some((*year, *month, 1)),
        _ => None,
    }
}
