//! Standard formats: a letter and a precision.

use super::{
    digits::{Digits, Halves},
    grouped,
};
use crate::{Profile, Value, format::culture::Culture};

/// Most digits that a format can ask for. .NET allows 999,999,999, which no text here may be long enough for.
const PRECISION: usize = 10_000;

/// The letter and the precision, if this has the form of a standard format. Nothing means `G`.
pub(super) fn parse(format: &str) -> Option<(char, Option<usize>)> {
    let mut chars = format.chars();
    let Some(specifier) = chars.next() else { return Some(('G', None)) };
    let precision = chars.as_str();
    if !specifier.is_ascii_alphabetic() || precision.len() > 9 || !precision.bytes().all(|digit| digit.is_ascii_digit())
    {
        return None;
    }
    Some((specifier, if precision.is_empty() { None } else { precision.parse().ok() }))
}

pub(super) fn format(
    number: &Value,
    mut digits: Digits,
    specifier: char,
    precision: Option<usize>,
    culture: &Culture,
    profile: Profile,
) -> Option<String> {
    if precision.is_some_and(|precision| precision > PRECISION) {
        return None;
    }
    let halves = match profile {
        Profile::PowerAutomate => Halves::ToEven,
        Profile::Standard => Halves::AwayFromZero,
    };
    let mut fixed = |precision: usize, groups: bool| {
        digits.round_fraction(precision, halves);
        let whole = if groups { grouped(&digits.whole(), culture) } else { digits.whole() };
        let text =
            if precision == 0 { whole } else { format!("{whole}{}{}", culture.decimal, digits.fraction(precision)) };
        (digits.negative && !digits.is_zero(), text)
    };
    let signed = |(negative, text): (bool, String)| if negative { format!("-{text}") } else { text };
    Some(match specifier {
        'N' | 'n' => signed(fixed(precision.unwrap_or(2), true)),
        'F' | 'f' => signed(fixed(precision.unwrap_or(2), false)),
        'C' | 'c' => {
            let (negative, amount) = fixed(precision.unwrap_or(culture.currency_digits), true);
            let pattern = if negative { culture.negative_money } else { culture.money };
            pattern
                .chars()
                .map(|c| match c {
                    'n' => amount.clone(),
                    '$' => culture.currency.to_owned(),
                    other => other.to_string(),
                })
                .collect()
        }
        'P' | 'p' => {
            digits.scale = if digits.is_zero() { 0 } else { digits.scale.saturating_add(2) };
            digits.round_fraction(precision.unwrap_or(2), halves);
            let precision = precision.unwrap_or(2);
            let whole = grouped(&digits.whole(), culture);
            let text = if precision == 0 {
                whole
            } else {
                format!("{whole}{}{}", culture.decimal, digits.fraction(precision))
            };
            signed((digits.negative && !digits.is_zero(), culture.percent.replace('n', &text)))
        }
        'D' | 'd' => {
            let Value::Int(number) = number else { return None };
            let sign = if *number < 0 { "-" } else { "" };
            format!("{sign}{:0>width$}", number.unsigned_abs(), width = precision.unwrap_or(0))
        }
        'X' => hexadecimal(number, precision)?.to_uppercase(),
        'x' => hexadecimal(number, precision)?,
        'E' | 'e' => {
            let precision = precision.unwrap_or(6);
            digits.round(i32::try_from(precision).unwrap_or(i32::MAX).saturating_add(1), halves);
            scientific(&digits, precision, specifier, culture)
        }
        'G' | 'g' => match precision.filter(|precision| *precision > 0) {
            None => shortest(number, specifier, culture)?,
            Some(precision) => {
                let precision = i32::try_from(precision).unwrap_or(i32::MAX);
                digits.round(precision, halves);
                general(&digits, precision, specifier, culture)
            }
        },
        'R' | 'r' if matches!(number, Value::Float(_)) => shortest(number, 'G', culture)?,
        _ => return None,
    })
}

fn hexadecimal(number: &Value, precision: Option<usize>) -> Option<String> {
    let Value::Int(number) = number else { return None };
    Some(format!("{number:0>width$x}", width = precision.unwrap_or(0)))
}

fn sign(digits: &Digits) -> &'static str {
    if digits.negative && !digits.is_zero() { "-" } else { "" }
}

fn scientific(digits: &Digits, precision: usize, letter: char, culture: &Culture) -> String {
    let exponent = if digits.is_zero() { 0 } else { digits.scale - 1 };
    let mantissa = mantissa(digits, precision, culture);
    format!("{}{mantissa}{letter}{}{:03}", sign(digits), if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs())
}

/// One digit, the point and so many digits.
fn mantissa(digits: &Digits, precision: usize, culture: &Culture) -> String {
    let one = Digits { scale: i32::from(!digits.is_zero()), ..digits.clone() };
    if precision == 0 { one.whole() } else { format!("{}{}{}", one.whole(), culture.decimal, one.fraction(precision)) }
}

/// Every digit of the number: whole numbers and decimals as they are, doubles in as few digits as read back the same.
fn shortest(number: &Value, letter: char, culture: &Culture) -> Option<String> {
    if let Value::Decimal(number) = number {
        return Some(number.to_string().replace('.', culture.decimal));
    }
    let digits = Digits::shortest(number)?;
    let most = match number {
        Value::Float(_) => i32::try_from(digits.digits.len().max(15)).unwrap_or(i32::MAX),
        _ => i32::MAX,
    };
    Some(general(&digits, most, letter, culture))
}

/// The digits, with an exponent where there are more than `most` places before the point or many zeros after it.
fn general(digits: &Digits, most: i32, letter: char, culture: &Culture) -> String {
    let sign = sign(digits);
    if digits.scale > most || digits.scale < -3 {
        let exponent = digits.scale - 1;
        let mantissa = mantissa(digits, digits.digits.len().saturating_sub(1), culture);
        let letter = if letter == 'g' { 'e' } else { 'E' };
        let exponent_sign = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{mantissa}{letter}{exponent_sign}{:02}", exponent.unsigned_abs());
    }
    let fraction = digits.fraction_length();
    let whole = digits.whole();
    if fraction == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}{}{}", culture.decimal, digits.fraction(fraction))
    }
}
