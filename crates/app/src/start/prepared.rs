//! Flow versions ready to run, parsed once.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use engine::Flow;
use model::{EnvironmentId, FlowId, FlowKey, RunAs};
use store::{
    StoreError, Tx, environments,
    flows::{self, StoredFlow, versions},
};
use wdl::{
    Object, Value,
    definition::{Clientdata, Concurrency, ReferenceKey, TriggerKind},
};

use super::sealed;

/// How many versions are kept ready.
const KEPT: usize = 2_048;

/// A flow version, ready to run.
#[derive(Debug)]
pub struct Prepared {
    /// The flow.
    pub key: FlowKey,
    /// The flow's id in files.
    pub id: FlowId,
    /// Where it lives.
    pub environment: EnvironmentId,
    /// Which version.
    pub version: u32,
    /// What people read.
    pub name: String,
    /// The engine's form.
    pub flow: Arc<Flow>,
    /// What its actions call by alias.
    pub references: Vec<ReferenceKey>,
    /// Whether its runs hold something that the history hides.
    pub is_secure: bool,
}

impl Prepared {
    /// The reference that an action names.
    pub fn reference(&self, key: &str) -> Option<&ReferenceKey> {
        self.references.iter().find(|reference| reference.key.eq_ignore_ascii_case(key))
    }

    /// How many of its runs may be under way at a time; `None` where there is no limit.
    pub fn concurrency(&self) -> Option<Concurrency> {
        self.flow.definition.trigger()?.concurrency
    }

    /// The trigger's run as.
    pub fn run_as(&self) -> Option<RunAs> {
        match &self.flow.definition.trigger()?.kind {
            TriggerKind::Row(row) => row.run_as.and_then(RunAs::from_code),
            _ => None,
        }
    }
}

/// Versions never change, so one that is ready stays ready.
#[derive(Debug, Default)]
pub struct PreparedFlows(RwLock<HashMap<(FlowKey, u32), Arc<Prepared>>>);

impl PreparedFlows {
    /// A flow's current version.
    ///
    /// # Errors
    /// The store's; a stored definition that cannot be read.
    pub fn get(&self, tx: &mut Tx<'_>, flow: &StoredFlow) -> Result<Arc<Prepared>, StoreError> {
        self.version(tx, flow, flow.version)
    }

    /// Any version of a flow by its key, for a run that is pinned to it.
    ///
    /// # Errors
    /// As [`get`](Self::get); a flow that is gone.
    pub fn pinned(&self, tx: &mut Tx<'_>, key: FlowKey, version: u32) -> Result<Arc<Prepared>, StoreError> {
        if let Some(ready) = self.ready(key, version) {
            return Ok(ready);
        }
        let flow = flows::by_key(tx, key)?.ok_or_else(|| StoreError::corrupt("run", "its flow is gone"))?;
        self.version(tx, &flow, version)
    }

    fn ready(&self, key: FlowKey, version: u32) -> Option<Arc<Prepared>> {
        self.0.read().ok()?.get(&(key, version)).cloned()
    }

    fn version(&self, tx: &mut Tx<'_>, flow: &StoredFlow, version: u32) -> Result<Arc<Prepared>, StoreError> {
        if let Some(ready) = self.ready(flow.key, version) {
            return Ok(ready);
        }
        let stored = versions::get(tx, flow.key, version)?
            .ok_or_else(|| StoreError::corrupt("flow", format!("version {version} is missing")))?;
        let source = Value::from_json(&stored.clientdata).map_err(|error| StoreError::corrupt("flow", error))?;
        let (Clientdata { definition, references }, _) = Clientdata::parse(&source);
        let environment =
            environments::by_id(tx, flow.environment)?.map(|environment| environment.name).unwrap_or_default();
        let id = flow.id.to_string();
        let tags = Object::from([
            ("flowDisplayName", Value::from(flow.name.as_str())),
            ("environmentName", Value::from(environment.as_str())),
        ]);
        let workflow = Object::from([
            ("id", Value::from(format!("/environments/{environment}/workflows/{id}"))),
            ("name", Value::from(id)),
            ("type", Value::from("Microsoft.Logic/workflows")),
            ("location", Value::from("steward")),
            ("tags", Value::Object(tags)),
        ]);
        let prepared = Arc::new(Prepared {
            key: flow.key,
            id: flow.id,
            environment: flow.environment,
            version,
            name: flow.name.clone(),
            is_secure: sealed::is_secure(&definition),
            flow: Flow::new(definition, Value::Object(workflow)),
            references,
        });
        if let Ok(mut kept) = self.0.write() {
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert((flow.key, version), prepared.clone());
        }
        Ok(prepared)
    }
}
