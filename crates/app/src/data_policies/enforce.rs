//! Turning off the flows that a data policy forbids, and on again those that it forbids no more.

use model::EnvironmentId;
use serde_json::json;
use store::{
    Tx, data_policies as stored,
    data_policies::SuspendedFlow,
    environments, flows,
    flows::{StoredFlow, connections as uses},
    triggers,
};
use wdl::definition::TriggerKind;

use super::{Enforced, EnforcedFlow, judge::covering, needs};
use crate::{
    AppError, Op, Steward,
    change::Change,
    flows::{self as use_cases, Compiled, checks, children, state},
    lookup::{self, Enable},
};

/// Brings the flows of an environment in line with the data policies, after policies or flows have changed. Runs that have started go on.
/// A flow is turned on again only as it was when it was turned off, and where the caller may turn it on.
pub(crate) fn enforce(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    change: &mut Change,
    environment: EnvironmentId,
) -> Result<Enforced, AppError> {
    if is_idle(tx, environment)? {
        return Ok(Enforced::default());
    }
    let flows = flows::list(tx, environment)?;
    enforce_on(steward, tx, op, change, environment, flows)
}

/// The same after a change of one flow, which concerns that flow and those that call it.
pub(crate) fn enforce_after(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    change: &mut Change,
    flow: StoredFlow,
) -> Result<Enforced, AppError> {
    let environment = flow.environment;
    if is_idle(tx, environment)? {
        return Ok(Enforced::default());
    }
    let flows = with_callers(steward, tx, flow)?;
    enforce_on(steward, tx, op, change, environment, flows)
}

/// Whether there is nothing to enforce.
fn is_idle(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<bool, AppError> {
    Ok(covering(tx, environment)?.is_empty() && stored::suspended(tx, environment)?.is_empty())
}

fn with_callers(steward: &Steward, tx: &mut Tx<'_>, flow: StoredFlow) -> Result<Vec<StoredFlow>, AppError> {
    let (mut waiting, mut found) = (vec![flow], Vec::<StoredFlow>::new());
    while let Some(flow) = waiting.pop() {
        if found.iter().any(|known| known.key == flow.key) {
            continue;
        }
        let compiled = steward.compiled().current(tx, &flow)?;
        // What starts in another way is called by no flow, and is spared the search.
        if matches!(compiled.trigger().map(|trigger| &trigger.kind), Some(TriggerKind::Request(_))) {
            waiting.extend(children::callers(steward, tx, &flow)?);
        }
        found.push(flow);
    }
    Ok(found)
}

fn enforce_on(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    change: &mut Change,
    environment: EnvironmentId,
    all: Vec<StoredFlow>,
) -> Result<Enforced, AppError> {
    let mut enforced = Enforced::default();
    let mut kept_off = stored::suspended(tx, environment)?;
    let name = environments::by_id(tx, environment)?.map(|it| it.name).unwrap_or_default();
    let told = |flow: &StoredFlow, reasons: Vec<String>| EnforcedFlow {
        environment: name.clone(),
        id: flow.id,
        name: flow.name.clone(),
        reasons,
    };
    for flow in all.into_iter().filter(|flow| flow.is_on) {
        let compiled = steward.compiled().current(tx, &flow)?;
        let reasons: Vec<String> =
            needs(steward, tx, environment, &compiled)?.into_iter().map(|need| need.text).collect();
        if !reasons.is_empty() {
            triggers::remove(tx, flow.key)?;
            flows::set_state(tx, flow.key, false, Some(&reasons.join(" ")), op.at)?;
            note(tx, op, &flow, &compiled)?;
            let detail = json!({"name": flow.name, "reasons": reasons});
            change.also("flow.suspend", Some(environment), use_cases::object(&flow), detail);
            enforced.suspended.push(told(&flow, reasons));
        }
    }
    // A flow that calls another one is on again after that one.
    loop {
        let before = kept_off.len();
        let mut left = Vec::new();
        for kept in kept_off {
            match resumed(steward, tx, op, &kept)? {
                None => left.push(kept),
                Some(flow) => {
                    let detail = json!({"name": flow.name});
                    change.also("flow.resume", Some(environment), use_cases::object(&flow), detail);
                    enforced.resumed.push(told(&flow, Vec::new()));
                }
            }
        }
        kept_off = left;
        if kept_off.len() == before {
            break;
        }
    }
    for kept in kept_off {
        allow(steward, tx, op, &kept)?;
    }
    Ok(enforced)
}

/// Notes what a flow is that a policy keeps off.
pub(crate) fn note(tx: &mut Tx<'_>, op: &Op, flow: &StoredFlow, compiled: &Compiled) -> Result<(), AppError> {
    let was = was(tx, flow, compiled)?;
    Ok(stored::suspend(tx, &SuspendedFlow { flow: flow.key, was }, op.at)?)
}

/// The version of a flow and the connections that it uses, as one text.
fn was(tx: &mut Tx<'_>, flow: &StoredFlow, compiled: &Compiled) -> Result<String, AppError> {
    let mut bound = Vec::new();
    for used in &compiled.uses {
        let connection = uses::connection_for(tx, flow.environment, flow.key, &used.key, used.logical_name.as_deref())?;
        bound.push(json!([used.key, connection]));
    }
    Ok(json!([flow.version, bound]).to_string())
}

/// The flow, if it is as it was, lacks nothing any more and is on now.
fn resumed(steward: &Steward, tx: &mut Tx<'_>, op: &Op, kept: &SuspendedFlow) -> Result<Option<StoredFlow>, AppError> {
    let Ok(proof) = lookup::flow_by_key::<Enable>(tx, op, kept.flow) else { return Ok(None) };
    let compiled = steward.compiled().current(tx, proof.flow())?;
    if was(tx, proof.flow(), &compiled)? != kept.was || !checks::needs(steward, tx, op, &proof, &compiled)?.is_empty() {
        return Ok(None);
    }
    state::turn_on(steward, tx, op, &proof, &compiled)?;
    Ok(Some(proof.flow().clone()))
}

/// Says so where policies allow a flow that is not on by itself.
fn allow(steward: &Steward, tx: &mut Tx<'_>, op: &Op, kept: &SuspendedFlow) -> Result<(), AppError> {
    let Some(flow) = flows::by_key(tx, kept.flow)? else { return Ok(()) };
    let compiled = steward.compiled().current(tx, &flow)?;
    let reasons: Vec<String> =
        needs(steward, tx, flow.environment, &compiled)?.into_iter().map(|need| need.text).collect();
    let reason = if reasons.is_empty() {
        "The data policies allow this flow again. Turn it on.".to_owned()
    } else {
        reasons.join(" ")
    };
    if flow.off_reason.as_deref() != Some(&*reason) {
        flows::set_state(tx, flow.key, false, Some(&reason), op.at)?;
        stored::suspend(tx, kept, op.at)?;
    }
    Ok(())
}
