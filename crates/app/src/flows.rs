//! Flows: seeing, saving, sharing, swapping connections, turning on and off.

pub mod access;
pub mod address;
pub(crate) mod admission;
pub mod checks;
pub(crate) mod children;
mod compare;
pub mod compiled;
pub(crate) mod connectors;
mod detail;
pub(crate) mod identity;
pub(crate) mod import;
mod inputs;
pub(crate) mod mentions;
pub(crate) mod owners;
pub mod run_only;
pub(crate) mod save;
pub mod sharing;
pub(crate) mod state;
mod subscription;
pub mod swap;
pub mod trigger;
mod update;

use ::access::{FlowAction, continuity::Case, may};
use model::{FlowId, FlowKey};
use serde_json::json;
use store::{
    flows,
    flows::{StoredFlow, versions},
};
use wdl::{Value, definition::TriggerKind};

pub use address::TriggerAddress;
pub use checks::Need;
pub use compare::{FlowCompared, compare};
pub use compiled::Compiled;
pub use detail::{FlowDetail, FlowSummary, VersionView};
pub use identity::{IdentityView, Supposed};
pub use inputs::check_inputs;
pub use run_only::MissingConnection;
pub use sharing::GrantView;
pub use state::{disable, enable};
pub use swap::{ReferenceUseView, Swapped};
pub use trigger::TriggerView;
pub use update::{Edited, Saved, update, update_as_asked};

use crate::{
    AppError, Op, Steward,
    directory::{InStore, People},
    lookup::{self, CreateFlow, Delete, Enter, FlowName, Know, See},
};

/// The flows of an environment that the caller may know of, by name.
///
/// # Errors
/// The caller may not know of the environment.
pub async fn list(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<FlowSummary>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            let mut people = People::at(op.at);
            let mut summaries = Vec::new();
            for flow in flows::list(tx, proof.id())? {
                let standing = lookup::standing(tx, &op, &proof, &flow)?;
                if may(&standing, FlowAction::Know) {
                    let compiled = steward.compiled().current(tx, &flow)?;
                    summaries.push(detail::summary(
                        tx,
                        &mut people,
                        proof.environment(),
                        &flow,
                        &compiled,
                        &standing,
                        op.at,
                    )?);
                }
            }
            Ok(summaries)
        })
        .await
}

/// One flow as lists show it, for everybody who may know of it.
///
/// # Errors
/// The caller may not know of the flow.
pub async fn summary(steward: &Steward, op: &Op, environment: &str, name: &FlowName) -> Result<FlowSummary, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.clone());
    steward
        .read(move |steward, tx| {
            let proof = lookup::flow::<Know>(tx, &op, &environment, &name)?;
            let compiled = steward.compiled().current(tx, proof.flow())?;
            let mut people = People::at(op.at);
            detail::summary(tx, &mut people, proof.environment(), proof.flow(), &compiled, proof.standing(), op.at)
        })
        .await
}

/// Everything about one flow.
///
/// # Errors
/// The caller may not see inside the flow.
pub async fn get(steward: &Steward, op: &Op, environment: &str, name: &FlowName) -> Result<FlowDetail, AppError> {
    get_supposing(steward, op, environment, name, Supposed::default()).await
}

/// The same, with the identities that actions will use if the flow is started by some, or about the row of some.
///
/// # Errors
/// As [`get`]; nobody has such a name.
pub async fn get_supposing(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    supposed: Supposed,
) -> Result<FlowDetail, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.clone());
    steward
        .read(move |steward, tx| {
            let proof = lookup::flow::<See>(tx, &op, &environment, &name)?;
            let case = supposed.case(tx)?;
            detail::detail(steward, tx, &op, proof.environment(), proof.flow().clone(), case)
        })
        .await
}

/// One version of a flow.
#[derive(Clone, Debug)]
pub struct VersionDetail {
    /// The JSON as it was saved.
    pub definition: Value,
    /// Whose identity each action would use, as its references are bound now.
    pub identities: Vec<IdentityView>,
}

/// One version of a flow, and the identities that its actions would use.
///
/// # Errors
/// The caller may not see inside the flow, there is no such version, or nobody has such a name.
pub async fn version(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    number: u32,
    supposed: Supposed,
) -> Result<VersionDetail, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.clone());
    steward
        .read(move |steward, tx| {
            let proof = lookup::flow::<See>(tx, &op, &environment, &name)?;
            let is_there = versions::list(tx, proof.key())?.iter().any(|version| version.number == number);
            if !is_there {
                return Err(AppError::not_found(format!("version {number}")));
            }
            let compiled = steward.compiled().get(tx, proof.key(), number)?;
            let case = supposed.case(tx)?;
            let identities = identity::views(tx, &mut People::at(op.at), proof.flow(), &compiled, case)?;
            Ok(VersionDetail { definition: compiled.source.clone(), identities })
        })
        .await
}

/// What makes a flow.
#[derive(Clone, Debug)]
pub struct NewFlow {
    /// What people read.
    pub name: String,
    /// A cloud flow's file (`clientdata`), or a bare definition: JSON text.
    pub definition: String,
    /// Its id, where it has one already.
    pub id: Option<FlowId>,
}

/// Makes a flow, off, with the caller as primary owner.
///
/// # Errors
/// The caller may not make flows there, the environment is protected, the id is taken, or the text holds no definition.
pub async fn create(steward: &Steward, op: &Op, environment: &str, new: NewFlow) -> Result<FlowDetail, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "flow.create", move |steward, tx, op, change| {
            let proof = lookup::environment::<CreateFlow>(tx, op, &environment)?;
            let leave = lookup::changeable(tx, op, change, proof.environment())?;
            let name = save::check_name(&new.name)?;
            let (clientdata, compiled) = save::read(&new.definition)?;
            let id = new.id.unwrap_or_default();
            let made = save::Made {
                leave: &leave,
                id,
                name: name.clone(),
                solution: None,
                clientdata: &clientdata,
                compiled: &compiled,
            };
            let key = save::insert(steward, tx, op, made)?;
            let flow = save::again(tx, key)?;
            change.of(Some(proof.id()), object(&flow), json!({"name": name, "after": save::identities(&compiled)}));
            detail::detail(steward, tx, op, proof.environment(), flow, Case::default())
        })
        .await
}

/// Deletes a flow. The history of its runs stays, for administrators.
///
/// # Errors
/// The caller may not delete the flow, or the environment is protected.
pub async fn delete(steward: &Steward, op: &Op, environment: &str, name: &FlowName) -> Result<(), AppError> {
    let (environment, name) = (environment.to_owned(), name.clone());
    steward
        .change(op, "flow.delete", move |_, tx, op, change| {
            let proof = lookup::flow::<Delete>(tx, op, &environment, &name)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            let flow = proof.flow();
            flows::delete(tx, flow.key)?;
            change.of(Some(flow.environment), object(flow), json!({"name": flow.name, "version": flow.version}));
            Ok(())
        })
        .await
}

/// A flow that the caller may start.
#[derive(Clone, Debug)]
pub struct Startable {
    /// Its key in the store.
    pub key: FlowKey,
    /// Its id.
    pub id: FlowId,
    /// What people read.
    pub name: String,
    /// The trigger's name.
    pub trigger: String,
    /// The JSON schema of what it asks for.
    pub inputs: Value,
    /// What the caller has to connect before.
    pub missing: Vec<MissingConnection>,
}

/// The flows that are on, have a button, and may be started by the caller.
///
/// # Errors
/// The caller may not know of the environment.
pub async fn startable(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<Startable>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            let mut found = Vec::new();
            for flow in flows::list(tx, proof.id())? {
                if !flow.is_on || !may(&lookup::standing(tx, &op, &proof, &flow)?, FlowAction::Run) {
                    continue;
                }
                let compiled = steward.compiled().current(tx, &flow)?;
                let Some(trigger) = compiled.trigger() else { continue };
                if let TriggerKind::Request(request) = &trigger.kind
                    && request.is_button()
                {
                    let mut directory = InStore::at(tx, op.at);
                    let missing = run_only::missing(&mut directory, flow.environment, &compiled, op.id())?;
                    found.push(Startable {
                        missing,
                        key: flow.key,
                        id: flow.id,
                        name: flow.name,
                        trigger: trigger.name.to_string(),
                        inputs: request.schema.clone(),
                    });
                }
            }
            Ok(found)
        })
        .await
}

/// How the audit log names a flow.
pub(crate) fn object(flow: &StoredFlow) -> String {
    format!("flow/{}", flow.id)
}
