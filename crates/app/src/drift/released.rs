//! Packages that were released, as they were read.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use model::{EnvironmentId, FlowId};
use solutions::Contents;
use store::{
    Tx,
    solutions::{self as installed, InstalledSolution, components::Component},
};

use crate::{AppError, solutions::components};

/// How many packages are kept.
const MOST: usize = 100;

/// A package that was released.
#[derive(Debug)]
pub(crate) struct Released {
    /// What it holds, without the values of variables: those are the environment's.
    pub(crate) contents: Contents,
    /// Its components.
    pub(super) brought: Vec<Component>,
    /// The text of each flow's definition, as a release stores it.
    pub(super) texts: HashMap<FlowId, String>,
}

/// Packages that were released, by digest: reading one takes far longer than looking at what is here.
#[derive(Default)]
pub(crate) struct ReleasedPackages(Mutex<HashMap<String, Arc<Released>>>);

impl fmt::Debug for ReleasedPackages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReleasedPackages")
    }
}

impl ReleasedPackages {
    fn all(&self) -> MutexGuard<'_, HashMap<String, Arc<Released>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The package that a solution came in. Nothing where it did not come in one.
    pub(crate) fn of(
        &self,
        tx: &mut Tx<'_>,
        environment: EnvironmentId,
        solution: &InstalledSolution,
    ) -> Result<Option<Arc<Released>>, AppError> {
        let digest = solution.package.as_deref();
        let known = digest.and_then(|digest| self.all().get(digest).cloned());
        if known.is_some() {
            return Ok(known);
        }
        if installed::package(tx, environment, &solution.unique_name)?.is_none_or(|zip| zip.is_empty()) {
            return Ok(None);
        }
        let mut contents = components::package(tx, environment, solution)?.contents().0;
        contents.environment_variables.iter_mut().for_each(|variable| variable.current_value = None);
        let brought = components::brought(&contents);
        let texts = contents.flows.iter().map(|flow| (flow.id, flow.clientdata.to_json_string())).collect();
        let read = Arc::new(Released { contents, brought, texts });
        // One that was installed before packages had digests is read each time.
        if let Some(digest) = digest {
            let mut all = self.all();
            if all.len() >= MOST {
                all.clear();
            }
            all.insert(digest.to_owned(), read.clone());
        }
        Ok(Some(read))
    }
}
