//! .NET numeric format strings: standard (`N2`, `C`) and custom (`#,##0.00`).

mod custom;
mod digits;
mod standard;

use super::culture::Culture;
use crate::{Profile, Value};

pub(crate) use digits::Digits;

/// The number in a .NET format; `None` if the value is no number or the format does not fit it.
///
/// Source: .NET standard and custom numeric format strings. Power Automate takes the 17 significant digits of a double
/// and rounds halves to even in standard formats, away from zero in custom ones; the Standard host takes all digits and
/// rounds halves away from zero.
pub fn format(number: &Value, format: &str, culture: &Culture, profile: Profile) -> Option<String> {
    if let Value::Float(float) = number
        && !float.is_finite()
    {
        let mut text = String::new();
        crate::value::write_float(*float, &mut text);
        return Some(text);
    }
    let digits = Digits::of(number, profile)?;
    match standard::parse(format) {
        Some((specifier, precision)) => standard::format(number, digits, specifier, precision, culture, profile),
        None => Some(custom::format(&digits, format, culture)),
    }
}

/// Digits before the point with separators between groups.
fn grouped(digits: &str, culture: &Culture) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = digits;
    let mut sizes = culture.group_sizes.iter().copied();
    let mut size = 3;
    loop {
        size = sizes.next().unwrap_or(size);
        match rest.len().checked_sub(size).filter(|at| *at > 0 && size > 0) {
            Some(at) => {
                let (left, right) = rest.split_at(at);
                parts.push(right);
                rest = left;
            }
            None => {
                parts.push(rest);
                break;
            }
        }
    }
    parts.reverse();
    parts.join(culture.group)
}
