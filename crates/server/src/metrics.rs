//! Counters, as Prometheus reads them.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// Counts of requests since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// By the first digit of the status.
    answered: [AtomicU64; 6],
    open: AtomicI64,
    micros: AtomicU64,
}

impl Metrics {
    /// A request came in.
    pub(crate) fn began(&self) {
        self.open.fetch_add(1, Relaxed);
    }

    /// A request was answered, or its caller went away (`None`).
    pub(crate) fn ended(&self, status: Option<u16>, took: Duration) {
        self.open.fetch_sub(1, Relaxed);
        let class = status.map_or(0, |status| usize::from(status / 100));
        if let Some(count) = self.answered.get(class) {
            count.fetch_add(1, Relaxed);
        }
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    /// The text format of Prometheus.
    pub(crate) fn text(&self) -> String {
        let mut text = String::from(
            "# HELP steward_http_requests_total Requests that were answered, by class of status.\n\
             # TYPE steward_http_requests_total counter\n",
        );
        let mut total = 0;
        for (class, count) in self.answered.iter().enumerate() {
            let count = count.load(Relaxed);
            total += count;
            let class = if class == 0 { "gone".to_owned() } else { format!("{class}xx") };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "steward_http_requests_total{{status=\"{class}\"}} {count}");
        }
        let seconds = Duration::from_micros(self.micros.load(Relaxed)).as_secs_f64();
        let _ = write!(
            text,
            "# HELP steward_http_request_seconds Time from the head of a request to the head of its answer.\n\
             # TYPE steward_http_request_seconds summary\n\
             steward_http_request_seconds_sum {seconds}\n\
             steward_http_request_seconds_count {total}\n\
             # HELP steward_http_requests_open Requests that are being worked on.\n\
             # TYPE steward_http_requests_open gauge\n\
             steward_http_requests_open {}\n",
            self.open.load(Relaxed)
        );
        text
    }
}
