//! Choosing whose connection a reference of a flow uses for those who start it.

use std::sync::Arc;

use access::{
    FlowAction, TriggerKind,
    continuity::{Case, Failure},
    resolve::{is_connected, resolve},
};
use model::{Connection, ConnectionMode, ConnectorName, ErrorCode, PrincipalId};
use serde_json::json;
use store::{
    Tx, connections,
    flows::{
        StoredFlow,
        connections::{self as uses, ReferenceUse},
    },
    references,
};
use wdl::definition::{Clientdata, RuntimeSource};

use super::title;
use crate::{
    AppError, ErrorKind, Op, Steward,
    connections::{
        ConnectionView, brief,
        impact::{self, Asked, Impact},
    },
    continuity,
    directory::{InStore, People},
    flows::{Compiled, ReferenceUseView, children, identity, object, save, swap},
    lookup::{self, Edit, Enter, FlowFor, FlowName, Know, See},
};

/// Whose connection a reference uses, for each that an action uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunOnlyView {
    /// The alias that actions name.
    pub key: String,
    /// What people call the reference.
    pub display_name: String,
    /// What it is for.
    pub connector: ConnectorName,
    /// The actions that use it.
    pub actions: Vec<String>,
    /// Whose connection it uses.
    pub source: RuntimeSource,
    /// The flow's own connection.
    pub connection: Option<ConnectionView>,
    /// Why whoever starts the flow cannot provide it, or the caller not choose that.
    pub why_not: Option<String>,
    /// What the flow's own connection means.
    pub embedded_effect: String,
    /// What the starter's connection means.
    pub invoker_effect: String,
    /// Who would have to connect something first.
    pub warning: Option<String>,
}

/// Whose connections a flow uses for those who start it.
///
/// # Errors
/// The caller may not see inside the flow.
pub async fn list(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
) -> Result<Vec<RunOnlyView>, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.clone());
    steward
        .read(move |steward, tx| {
            let proof = lookup::flow::<See>(tx, &op, &environment, &name)?;
            let compiled = steward.compiled().current(tx, proof.flow())?;
            views(steward, tx, &op, &proof, &compiled)
        })
        .await
}

fn views(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &FlowFor<See>,
    compiled: &Compiled,
) -> Result<Vec<RunOnlyView>, AppError> {
    let flow = proof.flow();
    let (world, facts) = continuity::about(steward, tx, flow, op.at)?;
    let starters: Vec<PrincipalId> =
        world.people(&facts).into_iter().filter(|id| world.may(&facts, *id, access::FlowAction::Run)).collect();
    let may_not_change = may_not_change(tx, op, proof)?;
    let mut people = People::at(op.at);
    let mut views = Vec::new();
    for used in &compiled.uses {
        let actions = compiled.actions_of(&used.key);
        if actions.is_empty() {
            continue;
        }
        let connection = bound(tx, flow, used)?;
        let connection = connection.map(|it| brief(tx, &mut people, &it, op.at)).transpose()?;
        let reference = match &used.logical_name {
            Some(name) => references::by_name(tx, flow.environment, name)?,
            None => None,
        };
        let connector = title(steward, &used.connector);
        let mut without = 0;
        for id in &starters {
            let Ok(connected) = is_connected(&mut &world, flow.environment, *id, &used.connector);
            without += usize::from(!connected);
        }
        let why_not = why_not(steward, tx, op, flow, compiled, used)?;
        let warns = why_not.is_none() && without > 0;
        views.push(RunOnlyView {
            display_name: reference.map_or_else(|| used.key.clone(), |it| it.display_name),
            key: used.key.clone(),
            connector: used.connector.clone(),
            actions,
            source: source(used),
            embedded_effect: match &connection {
                Some(it) => format!("Every run uses the connection {} of {}.", it.display_name, it.owner.display_name),
                None => format!("Every run uses the flow's own connection for {connector}; none is bound yet."),
            },
            invoker_effect: "Each run uses the connection of the person who starts it.".to_owned(),
            connection,
            why_not: why_not.or_else(|| may_not_change.clone()),
            warning: warns.then(|| {
                format!(
                    "{without} of {} who may start the flow have no connection for {connector} yet; they connect it before their first run.",
                    starters.len()
                )
            }),
        });
    }
    Ok(views)
}

fn source(used: &ReferenceUse) -> RuntimeSource {
    match used.mode {
        ConnectionMode::RunOnlyUser => RuntimeSource::Invoker,
        ConnectionMode::Own | ConnectionMode::Impersonate => RuntimeSource::Embedded,
    }
}

fn bound(tx: &mut Tx<'_>, flow: &StoredFlow, used: &ReferenceUse) -> Result<Option<Connection>, AppError> {
    let id = uses::connection_for(tx, flow.environment, flow.key, &used.key, used.logical_name.as_deref())?;
    Ok(match id {
        Some(id) => connections::by_id(tx, flow.environment, id)?,
        None => None,
    })
}

/// Why whoever starts the flow cannot provide the connection. What runs would be refused for is refused here.
fn why_not(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    flow: &StoredFlow,
    compiled: &Compiled,
    used: &ReferenceUse,
) -> Result<Option<String>, AppError> {
    let mut supposed = identity::as_bound(tx, flow, compiled, &People::at(op.at))?;
    let shape = Arc::make_mut(&mut supposed.shape);
    for used in shape.uses.iter_mut().filter(|it| it.key == used.key) {
        used.mode = ConnectionMode::RunOnlyUser;
    }
    let kind = shape.trigger.kind;
    let action = shape.actions.iter().find(|it| shape.uses.get(it.used).is_some_and(|it| it.key == used.key)).cloned();
    let fate = match &action {
        Some(action) => resolve(&mut InStore::at(tx, op.at), &supposed, action, Case::default())?,
        None => return Ok(None),
    };
    if matches!(fate.failure, Some(Failure::Refused(_))) {
        let what = match kind {
            TriggerKind::RowChanged => "row changes start",
            TriggerKind::HttpRequest => "an HTTP request starts",
            TriggerKind::Recurrence => "the clock starts",
            TriggerKind::Button | TriggerKind::OtherAutomated => "starts by itself",
        };
        return Ok(Some(format!("A flow that {what} has nobody who could provide a connection.")));
    }
    let callers = children::callers(steward, tx, flow)?;
    let Some(caller) = callers.first() else { return Ok(None) };
    let name = match lookup::flow_by_key::<Know>(tx, op, caller.key) {
        Ok(_) => format!("The flow `{}`", caller.name),
        Err(_) => "Another flow".to_owned(),
    };
    Ok(Some(format!("{name} calls this one, and child workflows only support embedded connections.")))
}

fn may_not_change<R>(tx: &mut Tx<'_>, op: &Op, proof: &FlowFor<R>) -> Result<Option<String>, AppError> {
    if !proof.may(FlowAction::Edit) {
        return Ok(Some("Only owners of the flow choose this.".to_owned()));
    }
    let environment = proof.environment();
    let is_closed = environment.protected && lookup::open_break_glass(tx, environment.id, op.at)?.is_none();
    Ok(is_closed.then(|| "The environment is protected: it changes only through deployments.".to_owned()))
}

/// What a choice has done, or would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chosen {
    /// The references of the flow afterwards.
    pub references: Vec<ReferenceUseView>,
    /// What changes.
    pub impact: Impact,
    /// The number of the version that has the choice.
    pub version: u32,
    /// What was chosen before.
    pub undo: RuntimeSource,
}

/// Chooses whose connection a reference uses for those who start the flow. The choice is saved as a new version, unless it is the one
/// that was made before.
///
/// # Errors
/// The caller may not edit the flow, or the environment is protected; the flow has no such reference; the starter cannot provide the
/// connection; the flow is on and the new version could not run; the impact is not the one that the caller saw.
pub async fn choose(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    key: &str,
    (source, asked): (RuntimeSource, Asked),
) -> Result<Chosen, AppError> {
    let (environment, name, key) = (environment.to_owned(), name.clone(), key.to_owned());
    steward
        .change_unless(asked.dry_run, op, "flow.run-only.choose", move |steward, tx, op, change| {
            let proof = lookup::flow::<Edit>(tx, op, &environment, &name)?;
            let leave = lookup::changeable(tx, op, change, proof.environment())?;
            let flow = proof.flow();
            let compiled = steward.compiled().current(tx, flow)?;
            let used =
                compiled.use_of(&key).filter(|used| !compiled.actions_of(&used.key).is_empty()).ok_or_else(|| {
                    AppError::not_found(format!("reference `{key}` that an action of the flow `{}` uses", flow.name))
                })?;
            let undo = self::source(used);
            if source == RuntimeSource::Invoker
                && let Some(why) = why_not(steward, tx, op, flow, &compiled, used)?
            {
                return Err(refused(why));
            }
            let within = lookup::environment_by_id::<Enter>(tx, op, flow.environment)?;
            let was = impact::look(steward, tx, op, &within, &[flow.key])?;
            if source != undo {
                let file = Clientdata::with_runtime_source(&compiled.source, &used.key, source);
                let file = file.ok_or_else(|| refused(format!("The flow's file has no entry for `{}`.", used.key)))?;
                let (text, chosen) = (file.to_json_string(), Compiled::read(file));
                if chosen.use_of(&key).map(self::source) != Some(source) {
                    let why = format!("The reference `{}` acts on behalf of whoever changes a row.", used.key);
                    return Err(refused(why));
                }
                save::save(steward, tx, op, (&proof, &leave), &text, &chosen)?;
            }
            let is = impact::look(steward, tx, op, &within, &[flow.key])?;
            let impact = impact::compare(tx, &was, is)?;
            impact.is_as(asked.impact.as_deref())?;
            let saved = save::again(tx, flow.key)?;
            let detail = json!({
                "flow": flow.name, "reference": used.key, "version": saved.version,
                "before": undo.word(), "after": source.word(), "identities": impact.told(),
            });
            change.of(Some(flow.environment), object(flow), detail);
            let compiled = steward.compiled().current(tx, &saved)?;
            let references = swap::views(tx, &mut People::at(op.at), &saved, &compiled, op.at)?;
            Ok(Chosen { references, impact, version: saved.version, undo })
        })
        .await
}

fn refused(why: String) -> AppError {
    AppError::new(ErrorKind::Invalid, ErrorCode::RunOnlyChoiceRefused, why)
        .at("source")
        .with_hint("Let the flow use its own connection.")
}
