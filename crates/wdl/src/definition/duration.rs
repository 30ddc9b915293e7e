//! ISO 8601 durations of limits and retry policies.

use super::read::Reader;
use crate::Value;

/// A duration. Years and months count as 365 and 30 days, as .NET's `XmlConvert` counts them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Duration {
    millis: i64,
}

impl Duration {
    /// So many seconds.
    pub fn from_seconds(seconds: i64) -> Self {
        Self { millis: seconds.saturating_mul(1_000) }
    }

    /// In milliseconds.
    pub fn as_millis(self) -> i64 {
        self.millis
    }

    /// Reads `PT5S`, `P1DT2H`, `P25D`. `None` for other texts.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.trim().strip_prefix('P')?;
        let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
        if date.is_empty() && time.is_empty() {
            return None;
        }
        let days = sum(date, &[('Y', 365.0), ('M', 30.0), ('W', 7.0), ('D', 1.0)])?;
        let seconds = sum(time, &[('H', 3_600.0), ('M', 60.0), ('S', 1.0)])?;
        let millis = (days * 86_400.0 + seconds) * 1_000.0;
        (millis.is_finite() && millis < 9.0e15).then_some(Self { millis: millis as i64 })
    }

    /// Reads a literal duration, reporting one that is none. An expression is not a literal and gives `None` without a problem.
    pub(super) fn read(reader: &mut Reader, value: &Value) -> Option<Self> {
        let text = value.as_str().unwrap_or_default();
        let duration = Self::parse(text);
        if duration.is_none() && !text.contains('@') {
            reader.error(
                "InvalidTemplate",
                format!("`{}` is not an ISO 8601 duration such as PT5S or P1D.", value.to_json_string()),
            );
        }
        duration
    }
}

fn sum(mut text: &str, units: &[(char, f64)]) -> Option<f64> {
    let mut total = 0.0;
    for (letter, weight) in units {
        if let Some((number, rest)) = text.split_once(*letter) {
            total += number.parse::<f64>().ok().filter(|number| *number >= 0.0)? * weight;
            text = rest;
        }
    }
    text.is_empty().then_some(total)
}

#[cfg(test)]
mod tests {
    use super::Duration;

    #[test]
    fn durations_read_as_iso_8601() {
        let millis = |text| Duration::parse(text).map(Duration::as_millis);
        assert_eq!(millis("PT5S"), Some(5_000));
        assert_eq!(millis("PT1.5S"), Some(1_500));
        assert_eq!(millis("P1DT2H"), Some(93_600_000));
        assert_eq!(millis("P25D"), Some(2_160_000_000));
        assert_eq!(millis("P"), None);
        assert_eq!(millis("5S"), None);
        assert_eq!(millis("PT5X"), None);
    }
}
