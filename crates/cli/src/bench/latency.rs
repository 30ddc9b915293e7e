//! How long answers took, kept so that the rare long ones are not lost.

use std::time::Duration;

use anyhow::Result;
use hdrhistogram::Histogram;
use serde_json::{Value, json};

/// The shortest and the longest time that is told apart, in nanoseconds. What is longer counts as the longest.
const SHORTEST: u64 = 1_000;
const LONGEST: u64 = 600_000_000_000;
/// Digits that are kept of each time.
const DIGITS: u8 = 3;

/// Times of answers.
#[derive(Clone, Debug)]
pub(super) struct Latencies(Histogram<u64>);

impl Latencies {
    pub(super) fn new() -> Result<Self> {
        Ok(Self(Histogram::new_with_bounds(SHORTEST, LONGEST, DIGITS)?))
    }

    pub(super) fn record(&mut self, took: Duration) {
        self.0.saturating_record(u64::try_from(took.as_nanos()).unwrap_or(LONGEST));
    }

    pub(super) fn add(&mut self, others: &Self) -> Result<()> {
        Ok(self.0.add(&others.0)?)
    }

    pub(super) fn count(&self) -> u64 {
        self.0.len()
    }

    /// As they are printed, in milliseconds.
    pub(super) fn told(&self) -> Value {
        let at = |part: f64| milliseconds(self.0.value_at_quantile(part));
        json!({
            "p50Ms": at(0.5), "p90Ms": at(0.9), "p99Ms": at(0.99), "p999Ms": at(0.999), "maxMs": milliseconds(self.0.max())
        })
    }
}

fn milliseconds(nanoseconds: u64) -> f64 {
    super::round(nanoseconds as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_long_answer_in_a_thousand_is_not_lost() {
        let mut all = Latencies::new().unwrap();
        for _ in 0..998 {
            all.record(Duration::from_millis(1));
        }
        let mut others = Latencies::new().unwrap();
        others.record(Duration::from_millis(500));
        others.record(Duration::from_secs(3_600));
        all.add(&others).unwrap();
        assert_eq!(all.count(), 1_000);
        let told = all.told();
        let near = |key: &str, wanted: f64| (told[key].as_f64().unwrap() / wanted - 1.0).abs() < 0.002;
        assert!(near("p50Ms", 1.0) && near("p99Ms", 1.0), "{told}");
        assert!(near("p999Ms", 500.0) && near("maxMs", 600_000.0), "{told}");
    }
}
