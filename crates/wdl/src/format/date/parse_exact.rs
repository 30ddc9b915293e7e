//! Dates from text in a given format.

use super::{
    ClockKind, DateTime, TICKS_PER_SECOND,
    civil::Civil,
    parse::{fraction, is_offset, strip_ignoring_case},
    pattern::{Piece, pieces, standard},
};
use crate::format::culture::Culture;

/// What has been read so far.
#[derive(Default)]
struct Found {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    hour: Option<i64>,
    minute: i64,
    second: i64,
    fraction: i64,
    evening: Option<bool>,
    /// Minutes ahead of UTC; the truth says whether it was written as `Z`.
    zone: Option<(i64, bool)>,
}

impl DateTime {
    /// Reads text that must have exactly this standard or custom .NET format. Without a year it is in the year of `now`,
    /// without any date on that day.
    pub fn parse_exact(text: &str, format: &str, culture: &'static Culture, now: Self) -> Option<Self> {
        let mut letters = format.chars();
        let custom = match (letters.next(), letters.next()) {
            (Some(letter), None) => standard(letter, culture)?.0,
            _ => format.to_owned(),
        };
        let mut rest = text.trim();
        let mut found = Found::default();
        for piece in pieces(&custom)? {
            rest = match piece {
                Piece::Text(c) => rest.strip_prefix(c)?,
                Piece::Part(letter, count) => found.read(rest, letter, count, culture)?,
            };
        }
        if rest.trim().is_empty() { found.date_time(now.civil()) } else { None }
    }
}

impl Found {
    /// Reads one part and gives back what follows.
    fn read<'a>(&mut self, text: &'a str, letter: char, count: usize, culture: &Culture) -> Option<&'a str> {
        let language = culture.language;
        let two = |text: &'a str| number(text, count.min(2), 2);
        match letter {
            'y' => {
                let (value, rest) =
                    if count <= 2 { number(text, count, 2)? } else { number(text, count, count.max(4))? };
                let century = if value < 50 { 2_000 } else { 1_900 };
                self.year = Some(if count <= 2 { value + century } else { value });
                Some(rest)
            }
            'M' if count >= 3 => {
                let bent = language.months_with_day.as_ref().unwrap_or(&language.months);
                let (at, rest) = if count == 3 {
                    word(text, &language.short_months)?
                } else {
                    word(text, &language.months).or_else(|| word(text, bent))?
                };
                self.month = Some(at + 1);
                Some(rest)
            }
            'd' if count >= 3 => {
                let names: &[&str] = if count == 3 { &language.short_days } else { &language.days };
                word(text, names).map(|(_, rest)| rest)
            }
            'M' => two(text).map(|(value, rest)| {
                self.month = Some(value);
                rest
            }),
            'd' => two(text).map(|(value, rest)| {
                self.day = Some(value);
                rest
            }),
            'H' | 'h' => two(text).map(|(value, rest)| {
                self.hour = Some(value);
                rest
            }),
            'm' => two(text).map(|(value, rest)| {
                self.minute = value;
                rest
            }),
            's' => two(text).map(|(value, rest)| {
                self.second = value;
                rest
            }),
            'f' | 'F' => {
                let length = text.bytes().take(count).take_while(u8::is_ascii_digit).count();
                if letter == 'f' && length < count {
                    return None;
                }
                let (digits, rest) = text.split_at_checked(length)?;
                self.fraction = fraction(digits);
                Some(rest)
            }
            't' => {
                let (at, rest) = if count == 1 {
                    let first = language
                        .day_halves
                        .map(|half| half.get(..half.chars().next().map_or(0, char::len_utf8)).unwrap_or_default());
                    word(text, &first)?
                } else {
                    word(text, &language.day_halves).or_else(|| word(text, &["AM", "PM"]))?
                };
                self.evening = Some(at == 1);
                Some(rest)
            }
            'K' if text.is_empty() => Some(text),
            'Z' => text.starts_with(['Z', 'z']).then(|| self.zone(text)).flatten(),
            'K' | 'z' => self.zone(text),
            'g' => strip_ignoring_case(text, "A.D."),
            ':' => text.strip_prefix(culture.time_separator).or_else(|| text.strip_prefix(':')),
            _ => text.strip_prefix(culture.date_separator).or_else(|| text.strip_prefix('/')),
        }
    }

    fn zone<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        if let Some(rest) = text.strip_prefix(['Z', 'z']) {
            self.zone = Some((0, true));
            return Some(rest);
        }
        let ahead = if text.starts_with('-') { -1 } else { 1 };
        let (hours, rest) = number(text.strip_prefix(['+', '-'])?, 1, 2)?;
        let (minutes, rest) = match rest.strip_prefix(':').and_then(|rest| number(rest, 2, 2)) {
            Some(found) => found,
            None => number(rest, 2, 2).unwrap_or((0, rest)),
        };
        self.zone = is_offset(hours, minutes).then_some((ahead * (hours * 60 + minutes), false));
        self.zone.map(|_| rest)
    }

    fn date_time(&self, now: Civil) -> Option<DateTime> {
        let hour = match (self.hour.unwrap_or(0), self.evening) {
            (hour, None) => hour,
            (hour @ 0..=12, Some(evening)) => hour % 12 + if evening { 12 } else { 0 },
            _ => return None,
        };
        let date = match (self.year, self.month, self.day) {
            (None, None, None) => (now.year, now.month, now.day),
            (year, month, day) => (year.unwrap_or(now.year), month.unwrap_or(1), day.unwrap_or(1)),
        };
        let ticks = Civil::ticks(date, (hour, self.minute, self.second))? + self.fraction;
        match self.zone {
            None => DateTime::new(ticks, ClockKind::Unspecified),
            Some((_, true)) => DateTime::new(ticks, ClockKind::Utc),
            Some((minutes, false)) => DateTime::new(ticks - minutes * 60 * TICKS_PER_SECOND, ClockKind::Local),
        }
    }
}

/// A number of `least` to `most` digits and what follows it.
fn number(text: &str, least: usize, most: usize) -> Option<(i64, &str)> {
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(length)?;
    if length < least { None } else { Some((digits.parse().ok()?, rest)) }
}

/// Which of the names stands at the start, the longest that fits, and what follows it.
fn word<'a>(text: &'a str, names: &[&str]) -> Option<(i64, &'a str)> {
    let fitting = names.iter().enumerate().filter_map(|(at, name)| Some((at, strip_ignoring_case(text, name)?)));
    let (at, rest) = fitting.min_by_key(|(_, rest)| rest.len())?;
    Some((i64::try_from(at).ok()?, rest))
}
