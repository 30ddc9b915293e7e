//! The decimal digits of a number.

use crate::{Profile, Value};

/// A number as decimal digits: 0.`digits` times ten to the power of `scale`.
#[derive(Clone, Debug)]
pub(crate) struct Digits {
    pub(crate) negative: bool,
    /// Values 0 to 9; neither begins nor ends with 0.
    pub(crate) digits: Vec<u8>,
    pub(crate) scale: i32,
}

/// What happens to a number halfway between two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Halves {
    ToEven,
    AwayFromZero,
}

impl Digits {
    /// The digits of a finite number; `None` if the value is none.
    pub(crate) fn of(number: &Value, profile: Profile) -> Option<Self> {
        Some(match number {
            Value::Int(number) => Self::read(&number.to_string()),
            Value::Decimal(number) => Self::read(&number.to_string()),
            Value::Float(number) if number.is_finite() => match profile {
                Profile::PowerAutomate => Self::read(&format!("{number:.16e}")),
                // A double has at most 767 significant decimal digits.
                Profile::Standard => Self::read(&format!("{number:.766e}")),
            },
            _ => return None,
        })
    }

    /// The shortest digits that read back as the same number.
    pub(crate) fn shortest(number: &Value) -> Option<Self> {
        match number {
            Value::Float(number) if number.is_finite() => Some(Self::read(&format!("{number:e}"))),
            _ => Self::of(number, Profile::PowerAutomate),
        }
    }

    /// Reads `-12.5` and `1.25e1`.
    fn read(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let negative = mantissa.starts_with('-');
        let mantissa = mantissa.trim_start_matches('-');
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|digit| digit.wrapping_sub(b'0')).collect();
        let mut scale = i32::try_from(whole.len()).unwrap_or(0).saturating_add(exponent.parse().unwrap_or(0));
        let leading = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..leading);
        scale = scale.saturating_sub(i32::try_from(leading).unwrap_or(0));
        let mut number = Self { negative, digits, scale };
        number.trim();
        number
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.scale = 0;
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// Rounds to so many significant digits, which may be none or fewer.
    pub(crate) fn round(&mut self, count: i32, halves: Halves) {
        let Ok(count) = usize::try_from(count) else {
            self.digits.clear();
            self.trim();
            return;
        };
        let Some(first_cut) = self.digits.get(count).copied() else { return };
        let is_half = first_cut == 5 && self.digits.len() == count + 1;
        let last_is_even = count.checked_sub(1).and_then(|at| self.digits.get(at)).is_none_or(|digit| digit % 2 == 0);
        let up = first_cut >= 5 && !(is_half && halves == Halves::ToEven && last_is_even);
        self.digits.truncate(count);
        if up {
            let mut carried = true;
            for digit in self.digits.iter_mut().rev() {
                if *digit < 9 {
                    *digit += 1;
                    carried = false;
                    break;
                }
                *digit = 0;
            }
            if carried {
                self.digits.insert(0, 1);
                self.scale = self.scale.saturating_add(1);
            }
        }
        self.trim();
    }

    /// Rounds to so many digits after the point.
    pub(crate) fn round_fraction(&mut self, count: usize, halves: Halves) {
        self.round(self.scale.saturating_add(i32::try_from(count).unwrap_or(i32::MAX)), halves);
    }

    /// The digits before the point, at least `0`.
    pub(crate) fn whole(&self) -> String {
        match usize::try_from(self.scale) {
            Ok(scale) if scale > 0 && !self.is_zero() => {
                (0..scale).map(|at| char::from(b'0' + self.digits.get(at).copied().unwrap_or(0))).collect()
            }
            _ => "0".to_owned(),
        }
    }

    /// So many digits after the point.
    pub(crate) fn fraction(&self, count: usize) -> String {
        (0..count).map(|at| char::from(b'0' + self.digit_after_point(at))).collect()
    }

    fn digit_after_point(&self, at: usize) -> u8 {
        let at = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(i64::from(self.scale));
        usize::try_from(at).ok().and_then(|at| self.digits.get(at)).copied().unwrap_or(0)
    }

    /// How many digits stand after the point.
    pub(crate) fn fraction_length(&self) -> usize {
        let length = i64::try_from(self.digits.len()).unwrap_or(0) - i64::from(self.scale);
        usize::try_from(length).unwrap_or(0)
    }
}
