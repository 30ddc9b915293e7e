//! Flow versions that were read before. A version never changes, so what was read from it stays true.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use access::{TriggerKind as TriggerUseKind, effective_mode};
use model::{ConnectionMode, ConnectorName, FlowKey, RunAs};
use store::{
    Tx,
    flows::{StoredFlow, connections::ReferenceUse, versions},
};
use wdl::{
    Diagnostic, Severity, Value,
    definition::{Clientdata, Kind, ReferenceMode, Trigger, TriggerKind},
};

use crate::AppError;

/// How many versions are kept. A version of a few hundred actions takes a few hundred kilobytes.
const KEPT: usize = 512;

/// A flow version as it was read.
#[derive(Debug)]
pub struct Compiled {
    /// The JSON as it was saved.
    pub source: Value,
    /// Definition and connection references.
    pub clientdata: Clientdata,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// The connection references that the trigger and the actions name, in document order.
    pub uses: Vec<ReferenceUse>,
}

impl Compiled {
    /// Reads the JSON of a version.
    pub fn read(source: Value) -> Self {
        let (clientdata, diagnostics) = Clientdata::parse(&source);
        let uses = uses(&clientdata);
        Self { source, clientdata, diagnostics, uses }
    }

    /// Whether it may be run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// The trigger.
    pub fn trigger(&self) -> Option<&Trigger> {
        self.clientdata.definition.trigger()
    }

    /// The trigger's run as.
    pub fn run_as(&self) -> Option<RunAs> {
        match &self.trigger()?.kind {
            TriggerKind::Row(row) => row.run_as.and_then(RunAs::from_code),
            _ => None,
        }
    }

    /// What kind of trigger it has, as far as identities go.
    pub fn trigger_kind(&self) -> TriggerUseKind {
        match self.trigger().map(|trigger| &trigger.kind) {
            Some(TriggerKind::Row(_)) => TriggerUseKind::RowChanged,
            Some(TriggerKind::Request(request)) if request.is_button() => TriggerUseKind::Button,
            Some(TriggerKind::Request(_)) => TriggerUseKind::HttpRequest,
            Some(TriggerKind::Recurrence(_) | TriggerKind::Poll(_)) => TriggerUseKind::Recurrence,
            Some(TriggerKind::Connector { .. } | TriggerKind::Opaque) | None => TriggerUseKind::OtherAutomated,
        }
    }

    /// What a key stands for, ignoring case.
    pub fn use_of(&self, key: &str) -> Option<&ReferenceUse> {
        self.uses.iter().find(|used| same(&used.key, key))
    }

    /// The names of the actions that use a key, in document order.
    pub fn actions_of(&self, key: &str) -> Vec<String> {
        let actions = self.clientdata.definition.actions.iter();
        let named = actions.filter(|action| match &action.kind {
            Kind::Connector(connector) => same(&connector.reference_key, key),
            _ => false,
        });
        named.map(|action| action.name.to_string()).collect()
    }
}

/// Whether two reference keys are the same.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

fn uses(clientdata: &Clientdata) -> Vec<ReferenceUse> {
    let mut uses: Vec<ReferenceUse> = Vec::new();
    let trigger = clientdata.definition.trigger().and_then(Trigger::reference_key).map(|key| (&**key, None));
    let actions = clientdata.definition.actions.iter().filter_map(|action| match &action.kind {
        Kind::Connector(connector) => Some((&*connector.reference_key, Some(&*connector.api))),
        _ => None,
    });
    for (key, api) in trigger.into_iter().chain(actions) {
        if key.is_empty() || uses.iter().any(|used| same(&used.key, key)) {
            continue;
        }
        let reference = clientdata.reference(key);
        let connector = match (reference, api) {
            (Some(reference), _) => ConnectorName::new(&reference.connector),
            (None, Some(api)) if !api.is_empty() => ConnectorName::new(api),
            (None, _) => ConnectorName::new(key),
        };
        let mode = match reference.map(|reference| reference.mode) {
            Some(ReferenceMode::Impersonate) => ConnectionMode::Impersonate,
            Some(ReferenceMode::Invoker) => ConnectionMode::RunOnlyUser,
            Some(ReferenceMode::Embedded) | None => ConnectionMode::Own,
        };
        uses.push(ReferenceUse {
            key: reference.map_or_else(|| key.to_owned(), |reference| reference.key.to_string()),
            logical_name: reference.and_then(|reference| reference.logical_name.as_deref()).map(str::to_owned),
            mode: effective_mode(mode, &connector),
            connector,
        });
    }
    uses
}

/// What was read before, by flow and version. Filled by reads of what is committed only: a version that a transaction has just
/// written may never come to be.
#[derive(Debug, Default)]
pub(crate) struct Cache(RwLock<HashMap<(FlowKey, u32), Arc<Compiled>>>);

/// The way to flow versions.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'a> {
    pub(crate) cache: &'a Cache,
    pub(crate) fills: bool,
}

impl Versions<'_> {
    /// A version of a flow.
    ///
    /// # Errors
    /// There is no such version, or it cannot be read.
    pub fn get(self, tx: &mut Tx<'_>, flow: FlowKey, version: u32) -> Result<Arc<Compiled>, AppError> {
        let cache = &self.cache.0;
        if let Some(found) = cache.read().ok().and_then(|kept| kept.get(&(flow, version)).cloned()) {
            return Ok(found);
        }
        let stored = versions::get(tx, flow, version)?
            .ok_or_else(|| AppError::internal(format!("version {version} of the flow with key {flow} is missing")))?;
        let source = Value::from_json(&stored.clientdata).map_err(|error| AppError::internal(error.to_string()))?;
        let compiled = Arc::new(Compiled::read(source));
        if let Some(mut kept) = cache.write().ok().filter(|_| self.fills) {
            // Whatever goes is read again when it is asked for.
            if kept.len() >= KEPT
                && let Some(gone) = kept.keys().next().copied()
            {
                kept.remove(&gone);
            }
            kept.insert((flow, version), compiled.clone());
        }
        Ok(compiled)
    }

    /// The current version of a flow.
    ///
    /// # Errors
    /// As [`Versions::get`].
    pub fn current(self, tx: &mut Tx<'_>, flow: &StoredFlow) -> Result<Arc<Compiled>, AppError> {
        self.get(tx, flow.key, flow.version)
    }
}
