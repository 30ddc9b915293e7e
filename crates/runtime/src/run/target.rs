//! Request triggers by the id in their address, kept ready while nothing is reconfigured.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use app::{
    AppError,
    flows::address,
    start::{self, Prepared},
};
use model::PrincipalId;
use store::flows;
use uuid::Uuid;
use wdl::Value;

use crate::runtime::Runtime;

/// A flow with everything that a start of it needs.
#[derive(Debug)]
pub(crate) struct Target {
    /// Its current version.
    pub(crate) prepared: Arc<Prepared>,
    /// The values of its parameters.
    pub(crate) parameters: Value,
    /// Its primary owner.
    pub(crate) primary_owner: PrincipalId,
    /// Whether it is on.
    pub(crate) is_on: bool,
    /// The signature of its address.
    pub(crate) signature: String,
}

/// Targets, each with the store's generation that it was read at.
#[derive(Debug, Default)]
pub(crate) struct Targets(RwLock<HashMap<Uuid, (u64, Arc<Target>)>>);

impl Runtime {
    /// The flow whose request trigger has this id in its address.
    pub(crate) async fn target(&self, id: Uuid) -> Result<Option<Arc<Target>>, AppError> {
        let generation = self.0.steward.store().generation();
        if let Ok(kept) = self.0.targets.0.read()
            && let Some((of, target)) = kept.get(&id)
            && *of == generation
        {
            return Ok(Some(target.clone()));
        }
        let steward = self.0.steward.clone();
        let found = self
            .0
            .steward
            .store()
            .read(move |tx| {
                let Some(flow) = flows::by_trigger_id(tx, id)? else { return Ok(None) };
                let prepared = steward.prepared().get(tx, &flow)?;
                let parameters = start::parameters(tx, &prepared)?;
                let name =
                    prepared.flow.definition.trigger().map(|trigger| trigger.name.to_string()).unwrap_or_default();
                let signature = address::of(&steward, &flow, &name)?.signature;
                Ok::<_, AppError>(Some(Arc::new(Target {
                    prepared,
                    parameters,
                    primary_owner: flow.primary_owner,
                    is_on: flow.is_on,
                    signature,
                })))
            })
            .await?;
        if let (Some(target), Ok(mut kept)) = (&found, self.0.targets.0.write()) {
            kept.retain(|_, (of, _)| *of == generation);
            kept.insert(id, (generation, target.clone()));
        }
        Ok(found)
    }
}
