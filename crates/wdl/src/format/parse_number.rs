//! Numbers from text, as .NET reads them.

use super::culture::Culture;
use crate::value::Decimal;

/// White space that .NET skips around a number.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

/// Reads a double: white space on both sides, a sign on either, separators of groups anywhere before the point, an exponent.
/// Source: .NET number styles Float and Number together.
pub fn float(text: &str, culture: &Culture) -> Option<f64> {
    match text.trim_matches(is_space) {
        nan if nan.eq_ignore_ascii_case("NaN") => return Some(f64::NAN),
        infinity if culture.name.is_empty() && infinity.eq_ignore_ascii_case("Infinity") => return Some(f64::INFINITY),
        infinity if culture.name.is_empty() && infinity.eq_ignore_ascii_case("-Infinity") => {
            return Some(f64::NEG_INFINITY);
        }
        _ => {}
    }
    normalized(text, culture, true)?.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Reads a decimal: as [`float`], without an exponent, and keeps the digits after the point.
pub fn decimal(text: &str, culture: &Culture) -> Option<Decimal> {
    normalized(text, culture, false)?.parse().ok()
}

/// The number in the form `-12.5e3`; `None` if the text is no number.
fn normalized(text: &str, culture: &Culture, exponent: bool) -> Option<String> {
    let mut rest = text.trim_matches(is_space);
    let mut number = String::with_capacity(rest.len());
    let mut signed = true;
    let mut negative = false;
    if let Some(after) = rest.strip_prefix(['-', '\u{2212}']) {
        negative = true;
        rest = after;
    } else if let Some(after) = rest.strip_prefix('+') {
        rest = after;
    } else {
        signed = false;
    }
    let (mut digits, mut point) = (false, false);
    loop {
        let mut chars = rest.chars();
        match chars.next() {
            Some(digit) if digit.is_ascii_digit() => {
                number.push(digit);
                digits = true;
                rest = chars.as_str();
            }
            _ if !point && rest.starts_with(culture.decimal) => {
                number.push('.');
                point = true;
                rest = rest.strip_prefix(culture.decimal).unwrap_or_default();
            }
            Some(_) if digits && !point => match after_group(rest, culture) {
                Some(after) => rest = after,
                None => break,
            },
            _ => break,
        }
    }
    if !digits {
        return None;
    }
    if exponent && let Some((power, after)) = exponent_of(rest) {
        number.push('e');
        number.push_str(power);
        rest = after;
    }
    rest = rest.trim_start_matches(is_space);
    if !signed {
        if let Some(after) = rest.strip_prefix('-') {
            negative = true;
            rest = after;
        } else if let Some(after) = rest.strip_prefix('+') {
            rest = after;
        }
    }
    if number.starts_with('.') {
        number.insert(0, '0');
    }
    rest.is_empty().then(|| if negative { format!("-{number}") } else { number })
}

/// What follows a separator of groups; all kinds of spaces count as the same.
fn after_group<'a>(text: &'a str, culture: &Culture) -> Option<&'a str> {
    let is_space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}');
    if culture.group.chars().all(is_space) { text.strip_prefix(is_space) } else { text.strip_prefix(culture.group) }
}

/// `e+12` as the power `+12` and what follows.
fn exponent_of(text: &str) -> Option<(&str, &str)> {
    let power = text.strip_prefix(['e', 'E'])?;
    let digits = power.strip_prefix(['+', '-']).unwrap_or(power);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let length = power.len() - digits.len() + count;
    (count > 0).then(|| power.split_at(length))
}
