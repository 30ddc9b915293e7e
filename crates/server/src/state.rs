//! What every handler has at hand.

use std::{
    collections::HashMap,
    sync::{
        Arc, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use app::{AppError, Steward};
use model::EnvironmentId;
use runtime::Runtime;
use thiserror::Error;

use crate::{Config, auth::provider::Provider, config::Limits, metrics::Metrics};

/// What a server is made of.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The use cases.
    pub steward: Steward,
    /// What happens by itself, and starts runs.
    pub runtime: Runtime,
}

/// The client that speaks to providers of identities cannot be made.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct ProvidersError(#[from] reqwest::Error);

/// The state of a server. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Server(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    parts: Parts,
    config: Config,
    providers: Vec<Provider>,
    metrics: Metrics,
    stopping: AtomicBool,
    /// Environments keep their names.
    names: RwLock<HashMap<EnvironmentId, String>>,
}

impl Server {
    pub(crate) fn new(config: Config, parts: Parts) -> Result<Self, ProvidersError> {
        let providers = config.providers.iter().cloned().map(Provider::new).collect::<Result<_, _>>()?;
        Ok(Self(Arc::new(Inner {
            parts,
            config,
            providers,
            metrics: Metrics::default(),
            stopping: AtomicBool::new(false),
            names: RwLock::default(),
        })))
    }

    pub(crate) fn steward(&self) -> &Steward {
        &self.0.parts.steward
    }

    pub(crate) fn runtime(&self) -> &Runtime {
        &self.0.parts.runtime
    }

    pub(crate) fn providers(&self) -> &[Provider] {
        &self.0.providers
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

    /// What an environment is called in addresses.
    pub(crate) async fn environment_name(&self, id: EnvironmentId) -> Result<String, AppError> {
        if let Some(name) = self.0.names.read().ok().and_then(|names| names.get(&id).cloned()) {
            return Ok(name);
        }
        let found =
            self.steward().store().read(move |tx| Ok::<_, AppError>(store::environments::by_id(tx, id)?)).await?;
        let name = found.ok_or_else(|| AppError::not_found("environment"))?.name;
        if let Ok(mut names) = self.0.names.write() {
            names.insert(id, name.clone());
        }
        Ok(name)
    }

    /// Says that the server takes no new work.
    pub(crate) fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }
}
