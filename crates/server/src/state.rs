//! What every handler has at hand.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use app::Steward;
use runtime::Runtime;

use crate::{Config, config::Limits, metrics::Metrics};

/// What a server is made of.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The use cases.
    pub steward: Steward,
    /// What happens by itself, and starts runs.
    pub runtime: Runtime,
}

/// The state of a server. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Server(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    parts: Parts,
    config: Config,
    metrics: Metrics,
    stopping: AtomicBool,
}

impl Server {
    pub(crate) fn new(config: Config, parts: Parts) -> Self {
        Self(Arc::new(Inner { parts, config, metrics: Metrics::default(), stopping: AtomicBool::new(false) }))
    }

    pub(crate) fn steward(&self) -> &Steward {
        &self.0.parts.steward
    }

    pub(crate) fn runtime(&self) -> &Runtime {
        &self.0.parts.runtime
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.config.limits
    }

    pub(crate) fn public_url(&self) -> Option<&str> {
        self.0.config.public_url.as_deref()
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Says that the server takes no new work.
    pub(crate) fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }
}
