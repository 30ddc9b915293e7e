//! Dates as text.

use std::fmt::Write;

use super::{
    DateTime,
    pattern::{Piece, pieces, standard},
};
use crate::format::culture::Culture;

impl DateTime {
    /// The point in time in a .NET format; nothing means `o`. `None` if that is no format.
    ///
    /// Source: .NET standard and custom date and time format strings.
    pub fn format(self, format: &str, culture: &'static Culture) -> Option<String> {
        let mut chars = format.chars();
        let (custom, culture) = match (chars.next(), chars.next()) {
            (None, _) => return self.format("o", culture),
            (Some(letter), None) => {
                let (custom, is_fixed) = standard(letter, culture)?;
                (custom, if is_fixed { Culture::default_culture() } else { culture })
            }
            _ => (format.to_owned(), culture),
        };
        Some(self.custom(&pieces(&custom)?, culture))
    }

    fn custom(self, pieces: &[Piece], culture: &Culture) -> String {
        let civil = self.civil();
        let has_day = pieces.iter().any(|piece| matches!(piece, Piece::Part('d', 1 | 2)));
        let mut text = String::new();
        for piece in pieces {
            let (letter, count) = match piece {
                Piece::Text(c) => {
                    text.push(*c);
                    continue;
                }
                Piece::Part(letter, count) => (*letter, *count),
            };
            match letter {
                'd' if count <= 2 => padded(civil.day, count, &mut text),
                'd' => text.push_str(name(
                    if count == 3 { &culture.language.short_days } else { &culture.language.days },
                    civil.week_day,
                )),
                'M' if count <= 2 => padded(civil.month, count, &mut text),
                'M' => {
                    let language = culture.language;
                    let long = language.months_with_day.as_ref().filter(|_| has_day).unwrap_or(&language.months);
                    text.push_str(name(if count == 3 { &language.short_months } else { long }, civil.month - 1));
                }
                'y' if count <= 2 => padded(civil.year % 100, count, &mut text),
                'y' => padded(civil.year, count, &mut text),
                'H' => padded(civil.hour, count.min(2), &mut text),
                'h' => padded((civil.hour + 11) % 12 + 1, count.min(2), &mut text),
                'm' => padded(civil.minute, count.min(2), &mut text),
                's' => padded(civil.second, count.min(2), &mut text),
                'f' | 'F' => self.fraction(letter, count, &mut text),
                't' => {
                    let half = name(&culture.language.day_halves, i64::from(civil.hour >= 12));
                    text.extend(half.chars().take(if count == 1 { 1 } else { usize::MAX }));
                }
                'g' => text.push_str("A.D."),
                'K' => text.push_str(self.suffix()),
                // It has a meaning only where a time is read.
                'Z' => text.push('Z'),
                // Every clock is UTC's or has no zone, for which .NET prints that of the host: UTC.
                'z' => text.push_str(match count {
                    1 => "+0",
                    2 => "+00",
                    _ => "+00:00",
                }),
                ':' => text.push_str(culture.time_separator),
                _ => text.push_str(culture.date_separator),
            }
        }
        text
    }

    fn fraction(self, letter: char, count: usize, text: &mut String) {
        let digits = format!("{:07}", self.civil().fraction);
        let digits = digits.get(..count.min(7)).unwrap_or(&digits);
        if letter == 'f' {
            text.push_str(digits);
            return;
        }
        let digits = digits.trim_end_matches('0');
        if digits.is_empty() && text.ends_with('.') {
            text.pop();
        }
        text.push_str(digits);
    }
}

fn padded(number: i64, width: usize, text: &mut String) {
    let _ = write!(text, "{number:0>width$}", width = width.min(100));
}

fn name<'a>(names: &[&'a str], at: i64) -> &'a str {
    usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or_default()
}
