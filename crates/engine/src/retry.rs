//! When a failed call is tried again. Source: retry policies.

use wdl::definition::{Duration, RetryPolicy};

/// How long to wait before attempt `attempt + 1`, in milliseconds; `None` when there is none.
///
/// `spread` in 0..1 chooses within the policy's random window. What the target asked for (`Retry-After`) wins over the policy's time.
/// Without a policy: four more attempts, exponential with 7.5 s, held within 5 and 45 s.
pub fn wait_before_next(policy: Option<&RetryPolicy>, attempt: u32, asked: Option<i64>, spread: f64) -> Option<i64> {
    const DAY: i64 = 86_400_000;
    let (count, wait) = match policy {
        Some(RetryPolicy::None) => return None,
        Some(RetryPolicy::Fixed { count, interval }) => (*count, interval.as_millis()),
        Some(RetryPolicy::Exponential { count, interval, minimum, maximum }) => {
            let (min, max) = (minimum.map_or(0, Duration::as_millis), maximum.map_or(DAY, Duration::as_millis));
            (*count, exponential(attempt, interval.as_millis(), min, max, spread))
        }
        None => (4, exponential(attempt, 7_500, 5_000, 45_000, spread)),
    };
    (attempt <= count).then(|| asked.unwrap_or(wait).clamp(0, DAY))
}

fn exponential(attempt: u32, interval: i64, min: i64, max: i64, spread: f64) -> i64 {
    let doubled = |power: u32| interval.saturating_mul(1_i64.checked_shl(power.min(40)).unwrap_or(i64::MAX));
    let (from, to) = match attempt {
        0 | 1 => (0, interval),
        attempt => (doubled(attempt - 2), doubled(attempt - 1)),
    };
    let (from, to) = (from.clamp(min.min(max), max), to.clamp(min.min(max), max));
    from + ((to - from) as f64 * spread.clamp(0.0, 1.0)) as i64
}

#[cfg(test)]
mod tests {
    use super::wait_before_next;

    #[test]
    fn without_a_policy_four_more_attempts_within_five_and_forty_five_seconds() {
        let waits: Vec<_> = (1..=5).map(|attempt| wait_before_next(None, attempt, None, 1.0)).collect();
        assert_eq!(waits, [Some(7_500), Some(15_000), Some(30_000), Some(45_000), None]);
        assert_eq!(wait_before_next(None, 1, None, 0.0), Some(5_000));
        assert_eq!(wait_before_next(None, 1, Some(1_000), 0.5), Some(1_000));
    }
}
