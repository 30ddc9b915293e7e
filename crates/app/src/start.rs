//! Starting runs: what is frozen when a run is accepted.
//!
//! A run is accepted inside the transaction that makes it durable: with the row change that fired it, or with its own first segment.

mod firing;
mod prepared;
mod row_changed;
mod sealed;
mod stored;

use std::sync::Arc;

use engine::{Awaited, Start};
pub use firing::{Firing, note};
use model::{EnvironmentId, PrincipalId, RunFacts, RunId, StartKind, Timestamp, run::RowOwner};
pub use prepared::{Prepared, PreparedFlows};
pub use row_changed::{RowChange, row_changed};
use store::{
    StoreError, Tx,
    flows::StoredFlow,
    runs,
    runs::limits::{self, Admission},
    variables,
};
pub use stored::{decode_start, encode_start};
use uuid::Uuid;
use wdl::{Definition, Object, Value};

use crate::Steward;

/// What happened that starts a run.
#[derive(Clone, Debug)]
pub struct Occasion {
    /// What kind of start.
    pub kind: StartKind,
    /// Who caused it.
    pub invoker: Option<PrincipalId>,
    /// Who owns the row whose change fired the trigger.
    pub row_owner: Option<RowOwner>,
    /// The principal of the trigger's connection.
    pub trigger_connection: Option<PrincipalId>,
    /// What the trigger was given.
    pub trigger_inputs: Value,
    /// What the trigger gives to the run.
    pub trigger_outputs: Value,
    /// Who waits for a Response action.
    pub awaited: Awaited,
    /// The run that it repeats.
    pub resubmit_of: Option<RunId>,
}

impl Occasion {
    /// An occasion of a kind with trigger outputs, and nothing else known.
    pub fn new(kind: StartKind, trigger_outputs: Value) -> Self {
        Self {
            kind,
            invoker: None,
            row_owner: None,
            trigger_connection: None,
            trigger_inputs: Value::Null,
            trigger_outputs,
            awaited: Awaited::Nobody,
            resubmit_of: None,
        }
    }
}

/// A run that is about to be accepted.
#[derive(Clone, Debug)]
pub struct PendingRun {
    /// The flow version it will run.
    pub prepared: Arc<Prepared>,
    /// What it starts with.
    pub start: Start,
    /// What is frozen about identities.
    pub facts: RunFacts,
    /// Its row.
    pub row: runs::NewRun,
}

impl PendingRun {
    /// Makes it durable as a run that waits to be claimed, and before that for its turn where the flow has a limit.
    ///
    /// # Errors
    /// The store's.
    pub fn queue(&self, tx: &mut Tx<'_>, not_before: Option<Timestamp>) -> Result<(), StoreError> {
        if self.prepared.concurrency().is_none() {
            return runs::queue(tx, &self.row, not_before);
        }
        limits::queue(tx, &self.row, not_before).map(|_| ())
    }

    /// The same unless as many runs wait for their turn as may. A run whose turn it is at once is held by `node`, if there is one.
    ///
    /// # Errors
    /// The store's.
    pub fn enter(&self, tx: &mut Tx<'_>, node: Option<Uuid>) -> Result<Admission, StoreError> {
        if self.prepared.concurrency().is_none() {
            runs::queue(tx, &self.row, None)?;
            return Ok(Admission::Admitted);
        }
        limits::enter(tx, &self.row, node)
    }
}

/// Freezes what a run of a flow's current version starts with: the trigger's outputs, the values of environment variables, and the
/// principals that decide about identities.
///
/// # Errors
/// The store's; a stored definition that cannot be read.
pub fn prepare_run(
    tx: &mut Tx<'_>,
    steward: &Steward,
    flow: &StoredFlow,
    occasion: Occasion,
    at: Timestamp,
) -> Result<Firing, StoreError> {
    let prepared = steward.prepared().get(tx, flow)?;
    let parameters = parameters(tx, &prepared)?;
    freeze(steward, prepared, parameters, flow.primary_owner, occasion, at)
}

/// The same as [`prepare_run`] for a flow version and parameters that were read before.
///
/// # Errors
/// What is to be sealed cannot be.
pub fn freeze(
    steward: &Steward,
    prepared: Arc<Prepared>,
    parameters: Value,
    primary_owner: PrincipalId,
    occasion: Occasion,
    at: Timestamp,
) -> Result<Firing, StoreError> {
    let facts = RunFacts {
        start: occasion.kind,
        invoker: occasion.invoker,
        row_owner: occasion.row_owner,
        trigger_connection: occasion.trigger_connection,
        run_as: prepared.run_as(),
        primary_owner,
    };
    let frozen = Frozen { prepared, facts, resubmit_of: occasion.resubmit_of };
    let start = Start {
        id: RunId::new(),
        at,
        trigger_outputs: occasion.trigger_outputs,
        trigger_inputs: occasion.trigger_inputs,
        tracking_id: None,
        parameters,
        awaited: occasion.awaited,
    };
    let flow = &frozen.prepared.flow;
    // What is repeated was checked and split when it started.
    let split = match frozen.resubmit_of {
        Some(_) => Ok(None),
        None => engine::check_schema(flow, &start.trigger_outputs).and_then(|()| engine::split(flow, &start)),
    };
    match split {
        Ok(None) => {
            let run = frozen.run(steward, start)?;
            let not_met = || Firing::Skipped(firing::condition_not_met(&frozen.prepared));
            Ok(run.map_or_else(not_met, |run| Firing::One(Box::new(run))))
        }
        Ok(Some(each)) if each.is_empty() => Ok(Firing::Skipped(firing::nothing_to_split(&frozen.prepared))),
        Ok(Some(each)) => {
            let of_item = |trigger_outputs| Start {
                id: RunId::new(),
                trigger_outputs,
                awaited: Awaited::Nobody,
                ..start.clone()
            };
            let runs = each.into_iter().filter_map(|outputs| frozen.run(steward, of_item(outputs)).transpose());
            let runs = runs.collect::<Result<Vec<_>, _>>()?;
            if runs.is_empty() {
                return Ok(Firing::Skipped(firing::condition_not_met(&frozen.prepared)));
            }
            Ok(Firing::Each(runs))
        }
        Err(error) => Ok(Firing::Failed(error)),
    }
}

/// What the runs of one firing have in common.
struct Frozen {
    prepared: Arc<Prepared>,
    facts: RunFacts,
    resubmit_of: Option<RunId>,
}

impl Frozen {
    /// A run, if the trigger's conditions hold for it.
    fn run(&self, steward: &Steward, mut start: Start) -> Result<Option<PendingRun>, StoreError> {
        let (prepared, facts) = (&self.prepared, &self.facts);
        if !engine::conditions_hold(&prepared.flow, &start) {
            return Ok(None);
        }
        start.tracking_id = engine::tracking_id(&prepared.flow, &start);
        let plain = encode_start(&start, facts);
        let row = runs::NewRun {
            id: start.id,
            environment: prepared.environment,
            flow: prepared.key,
            version: prepared.version,
            kind: facts.start,
            invoker: facts.invoker,
            started_at: start.at,
            resubmit_of: self.resubmit_of,
            start: steward.stored_form(prepared.is_secure, prepared.environment, start.id, plain)?,
        };
        Ok(Some(PendingRun { prepared: prepared.clone(), start, facts: facts.clone(), row }))
    }
}

/// The values of the parameters that environment variables give, read now: there is no cache to restart.
///
/// # Errors
/// The store's.
pub fn parameters(tx: &mut Tx<'_>, prepared: &Prepared) -> Result<Value, StoreError> {
    parameters_of(tx, prepared.environment, &prepared.flow.definition)
}

/// The same for a definition in an environment.
pub(crate) fn parameters_of(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    definition: &Definition,
) -> Result<Value, StoreError> {
    let mut values = Object::new();
    for parameter in &definition.parameters {
        let Some(schema_name) = &parameter.environment_variable else { continue };
        let variable = variables::by_name(tx, environment, schema_name)?;
        if let Some(text) = variable.as_ref().and_then(|variable| variable.effective()) {
            values.insert(parameter.name.clone(), typed(&parameter.type_name, text));
        }
    }
    Ok(Value::Object(values))
}

/// A variable's text as the parameter's type holds it. Source: environment variable types.
fn typed(type_name: &str, text: &str) -> Value {
    let trimmed = text.trim();
    let as_typed = match type_name {
        "int" => trimmed.parse().ok().map(Value::Int).or_else(|| trimmed.parse().ok().map(Value::Float)),
        "float" => trimmed.parse().ok().map(Value::Float),
        "bool" => match trimmed.to_lowercase().as_str() {
            "yes" | "true" | "1" => Some(Value::Bool(true)),
            "no" | "false" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        "object" | "array" | "secureobject" => Value::from_json(text.as_bytes()).ok(),
        _ => None,
    };
    as_typed.unwrap_or_else(|| Value::from(text))
}
