//! Counters, as Prometheus reads them.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use app::AppError;
use model::ErrorCode;

/// Counts of requests since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// By the first digit of the status.
    answered: [AtomicU64; 6],
    open: AtomicI64,
    micros: AtomicU64,
    refused: AtomicU64,
    /// By [`SignInResult`].
    sign_ins: [AtomicU64; 3],
}

/// What came of an attempt to sign in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SignInResult {
    /// It went on.
    Ok,
    /// It was wrong.
    Failed,
    /// It came too early after others that failed, and was not looked at.
    Slowed,
}

impl SignInResult {
    pub(crate) fn of<T>(result: &Result<T, AppError>) -> Self {
        match result {
            Ok(_) => Self::Ok,
            Err(error) if error.code == ErrorCode::SignInSlowed => Self::Slowed,
            Err(_) => Self::Failed,
        }
    }
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

    /// The store had no room for what a request wanted to write or read.
    pub(crate) fn refused(&self) {
        self.refused.fetch_add(1, Relaxed);
    }

    /// Somebody tried to sign in.
    pub(crate) fn signed_in(&self, result: SignInResult) {
        self.sign_ins[result as usize].fetch_add(1, Relaxed);
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
             steward_http_requests_open {}\n\
             # HELP steward_refused_total Requests that were told to try again (429), because memory or the store had no room.\n\
             # TYPE steward_refused_total counter\n\
             steward_refused_total {}\n",
            self.open.load(Relaxed),
            self.refused.load(Relaxed)
        );
        text.push_str(
            "# HELP steward_sign_ins_total Attempts to sign in, by what came of them.\n\
             # TYPE steward_sign_ins_total counter\n",
        );
        for (result, count) in ["ok", "failed", "slowed"].iter().zip(&self.sign_ins) {
            let _ = writeln!(text, "steward_sign_ins_total{{result=\"{result}\"}} {}", count.load(Relaxed));
        }
        text
    }
}

/// What else there is to say of a server and its installation, now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gauges {
    pub(crate) lease_is_live: bool,
    pub(crate) runs_in_memory: usize,
    pub(crate) history_removed: u64,
    pub(crate) history_archived: u64,
    /// Servers that are up; nothing if the database did not say.
    pub(crate) nodes: Option<i64>,
    /// Runs that wait on disk, due and not yet due.
    pub(crate) waiting: Option<(i64, i64)>,
}

impl Gauges {
    /// The text format of Prometheus.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut metric = |name: &str, kind: &str, help: &str, values: &[(&str, String)]| {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (labels, value) in values {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        };
        let lease = u8::from(self.lease_is_live).to_string();
        metric("steward_lease_live", "gauge", "Whether this server holds its lease: 1 or 0.", &[("", lease)]);
        let in_memory = self.runs_in_memory.to_string();
        metric("steward_runs_in_memory", "gauge", "Runs that this server works on.", &[("", in_memory)]);
        let removed = self.history_removed.to_string();
        metric(
            "steward_history_removed_total",
            "counter",
            "Runs that this server removed from the history.",
            &[("", removed)],
        );
        let archived = self.history_archived.to_string();
        metric(
            "steward_history_archived_total",
            "counter",
            "Runs that this server wrote to its archive.",
            &[("", archived)],
        );
        if let Some(nodes) = self.nodes {
            metric("steward_nodes", "gauge", "Servers of the installation that are up.", &[("", nodes.to_string())]);
        }
        if let Some((due, later)) = self.waiting {
            let values = [("{due=\"yes\"}", due.to_string()), ("{due=\"no\"}", later.to_string())];
            metric(
                "steward_runs_waiting",
                "gauge",
                "Runs of the installation that wait on disk, counted up to 10000.",
                &values,
            );
        }
        text
    }
}
