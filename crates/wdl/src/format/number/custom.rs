//! Custom formats: `#,##0.00;(0);zero`.

use super::digits::{Digits, Halves};
use crate::format::culture::Culture;

/// The number in a custom format.
pub(super) fn format(digits: &Digits, format: &str, culture: &Culture) -> String {
    let sections = sections(format);
    let section = |at: usize| sections.get(at).filter(|section| !section.is_empty());
    let positive = sections.first().map(Vec::as_slice).unwrap_or_default();
    let (mut chosen, mut is_first) = (positive, true);
    if digits.is_zero() {
        if let Some(zero) = section(2) {
            (chosen, is_first) = (zero, false);
        }
    } else if digits.negative
        && let Some(negative) = section(1)
    {
        (chosen, is_first) = (negative, false);
    }
    let mut layout = Layout::read(chosen);
    let mut rounded = layout.fit(digits);
    if rounded.is_zero() && !digits.is_zero() {
        // What rounds to nothing is written as zero is.
        (chosen, is_first) = (section(2).map_or(positive, Vec::as_slice), true);
        layout = Layout::read(chosen);
        rounded = layout.fit(digits);
    }
    let sign = if is_first && rounded.negative && !rounded.is_zero() { "-" } else { "" };
    format!("{sign}{}", Writer::new(&layout, &rounded, culture).write(chosen))
}

/// A piece of a section.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    /// `0` (true) or `#` (false).
    Digit(bool),
    Point,
    Comma,
    Percent,
    PerMille,
    /// `E0`, `E+00`, `e-0`: letter, whether a plus is written, least digits.
    Exponent {
        letter: char,
        plus: bool,
        digits: usize,
    },
    Text(char),
}

/// Splits at `;` outside quotes and reads the pieces.
fn sections(format: &str) -> Vec<Vec<Piece>> {
    let mut sections = vec![Vec::new()];
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(section) = sections.last_mut() else { break };
        match c {
            ';' => sections.push(Vec::new()),
            '0' => section.push(Piece::Digit(true)),
            '#' => section.push(Piece::Digit(false)),
            '.' => section.push(Piece::Point),
            ',' => section.push(Piece::Comma),
            '%' => section.push(Piece::Percent),
            '‰' => section.push(Piece::PerMille),
            '\'' | '"' => section.extend(chars.by_ref().take_while(|next| *next != c).map(Piece::Text)),
            '\\' => section.extend(chars.next().map(Piece::Text)),
            'E' | 'e' => {
                let mut ahead = chars.clone();
                let sign = ahead.next_if(|next| matches!(next, '+' | '-'));
                let mut digits = 0;
                while ahead.next_if_eq(&'0').is_some() {
                    digits += 1;
                }
                if digits == 0 {
                    section.push(Piece::Text(c));
                } else {
                    chars = ahead;
                    section.push(Piece::Exponent { letter: c, plus: sign == Some('+'), digits });
                }
            }
            other => section.push(Piece::Text(other)),
        }
    }
    sections
}

/// What the placeholders of a section say together.
struct Layout {
    /// Placeholders before the point.
    before: i32,
    /// Placeholders in all.
    all: i32,
    /// Digits before the point that are always written.
    least_before: i32,
    /// Digits after the point that are always written.
    least_after: i32,
    groups: bool,
    scientific: bool,
    /// Powers of ten that percent signs and trailing commas stand for.
    shift: i32,
}

impl Layout {
    fn read(section: &[Piece]) -> Self {
        let (mut all, mut point, mut first_zero, mut last_zero) = (0_i32, None, None, 0_i32);
        let (mut comma, mut commas, mut groups, mut scientific, mut shift) = (None, 0_i32, false, false, 0_i32);
        for piece in section {
            match piece {
                Piece::Digit(zero) => {
                    if *zero {
                        first_zero.get_or_insert(all);
                        last_zero = all + 1;
                    }
                    all = all.saturating_add(1);
                }
                Piece::Point => {
                    point.get_or_insert(all);
                }
                Piece::Comma if all > 0 && point.is_none() => {
                    if comma == Some(all) {
                        commas += 1;
                        continue;
                    }
                    groups |= comma.is_some();
                    comma = Some(all);
                    commas = 1;
                }
                Piece::Percent => shift = shift.saturating_add(2),
                Piece::PerMille => shift = shift.saturating_add(3),
                Piece::Exponent { .. } => scientific = true,
                Piece::Comma | Piece::Text(_) => {}
            }
        }
        let before = point.unwrap_or(all);
        match comma {
            // Commas right before the point divide by a thousand each; others make groups.
            Some(at) if at == before => shift = shift.saturating_sub(commas.saturating_mul(3)),
            Some(_) => groups = true,
            None => {}
        }
        let least_before = first_zero.map_or(0, |at| (before - at).max(0));
        Self { before, all, least_before, least_after: (last_zero - before).max(0), groups, scientific, shift }
    }

    /// The number as far as the section has room for it.
    fn fit(&self, digits: &Digits) -> Digits {
        let mut digits = digits.clone();
        if digits.is_zero() {
            return digits;
        }
        digits.scale = digits.scale.saturating_add(self.shift);
        let room =
            if self.scientific { self.all } else { digits.scale.saturating_add(self.all).saturating_sub(self.before) };
        digits.round(room, Halves::AwayFromZero);
        digits
    }
}

struct Writer<'a> {
    layout: &'a Layout,
    number: &'a Digits,
    culture: &'a Culture,
    text: String,
    /// Digits that are left before the point; zero and negative after it.
    position: i32,
    /// Digits before the point that have no placeholder; negative: placeholders left of the first digit.
    surplus: i32,
    /// The next significant digit.
    next: usize,
}

impl<'a> Writer<'a> {
    fn new(layout: &'a Layout, number: &'a Digits, culture: &'a Culture) -> Self {
        let (position, surplus) = if layout.scientific {
            (layout.before, 0)
        } else {
            (number.scale.max(layout.before), number.scale.saturating_sub(layout.before))
        };
        Self { layout, number, culture, text: String::new(), position, surplus, next: 0 }
    }

    fn write(mut self, section: &[Piece]) -> String {
        let mut point_written = false;
        let mut exponent_written = false;
        for piece in section {
            match piece {
                Piece::Digit(_) => {
                    self.surplus_digits();
                    self.placeholder();
                }
                Piece::Point => {
                    self.surplus_digits();
                    let more = self.layout.before < self.layout.all && self.next < self.number.digits.len();
                    if self.position == 0 && !point_written && (self.layout.least_after > 0 || more) {
                        self.text.push_str(self.culture.decimal);
                        point_written = true;
                    }
                }
                Piece::Comma => {}
                Piece::Percent => self.text.push('%'),
                Piece::PerMille => self.text.push('‰'),
                Piece::Exponent { letter, plus, digits } => {
                    self.exponent(*letter, *plus, *digits, exponent_written);
                    exponent_written = true;
                }
                Piece::Text(c) => self.text.push(*c),
            }
        }
        self.text
    }

    /// Digits for which there is no placeholder stand before the first one.
    fn surplus_digits(&mut self) {
        while self.surplus > 0 {
            let digit = self.next_digit().unwrap_or(0);
            self.push(Some(digit));
            self.surplus -= 1;
        }
    }

    fn placeholder(&mut self) {
        let digit = if self.surplus < 0 {
            self.surplus += 1;
            (self.position <= self.layout.least_before).then_some(0)
        } else {
            let is_needed = self.position > -self.layout.least_after;
            self.next_digit().or_else(|| is_needed.then_some(0))
        };
        self.push(digit);
    }

    fn next_digit(&mut self) -> Option<u8> {
        let digit = self.number.digits.get(self.next).copied()?;
        self.next += 1;
        Some(digit)
    }

    fn push(&mut self, digit: Option<u8>) {
        if let Some(digit) = digit {
            self.text.push(char::from(b'0' + digit));
            if self.layout.groups && self.position > 1 && self.is_group_end() {
                self.text.push_str(self.culture.group);
            }
        }
        self.position -= 1;
    }

    /// Whether a group of digits begins right of the current position.
    fn is_group_end(&self) -> bool {
        let mut end = 0_i32;
        let mut sizes = self.culture.group_sizes.iter().copied();
        let mut size = 3;
        while end < self.position - 1 {
            size = sizes.next().unwrap_or(size);
            end += i32::try_from(size.max(1)).unwrap_or(3);
        }
        end == self.position - 1
    }

    /// Only the first exponent of a section is one.
    fn exponent(&mut self, letter: char, plus: bool, digits: usize, is_text: bool) {
        self.text.push(letter);
        if is_text {
            self.text.extend(plus.then_some('+').into_iter().chain(std::iter::repeat_n('0', digits)));
            return;
        }
        let exponent = if self.number.is_zero() { 0 } else { self.number.scale - self.layout.before };
        match exponent {
            ..0 => self.text.push('-'),
            _ if plus => self.text.push('+'),
            _ => {}
        }
        self.text.push_str(&format!("{:0>width$}", exponent.unsigned_abs(), width = digits.min(10)));
    }
}
