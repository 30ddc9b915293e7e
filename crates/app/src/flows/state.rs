//! Turning flows on and off.

use access::continuity::Case;
use serde_json::json;
use store::{Tx, connections, flows, flows::connections as uses, triggers};

use super::{Compiled, FlowDetail, admission, checks, detail, object, save::again, trigger};
use crate::{
    AppError, Op, Steward,
    lookup::{self, Enable, FlowFor, FlowName},
};

/// Turns a flow on: its trigger is registered. Turning on one that is on registers it anew.
///
/// # Errors
/// The caller may not, or something is missing: the hint lists everything.
pub async fn enable(steward: &Steward, op: &Op, environment: &str, name: &FlowName) -> Result<FlowDetail, AppError> {
    let (environment, name) = (environment.to_owned(), name.clone());
    steward
        .change(op, "flow.enable", move |steward, tx, op, change| {
            let proof = lookup::flow::<Enable>(tx, op, &environment, &name)?;
            let compiled = steward.compiled().current(tx, proof.flow())?;
            let needs = checks::needs(steward, tx, op, &proof, &compiled)?;
            checks::refuse(&needs, &format!("The flow `{}` cannot be turned on yet", proof.flow().name))?;
            turn_on(steward, tx, op, &proof, &compiled)?;
            let flow = proof.flow();
            change.of(Some(flow.environment), object(flow), json!({"name": flow.name, "version": flow.version}));
            let flow = again(tx, flow.key)?;
            detail::detail(steward, tx, op, proof.environment(), flow, Case::default())
        })
        .await
}

/// Turns a flow on after its checks: registers the trigger, and lets the flow keep the connections that it uses.
pub(crate) fn turn_on<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &FlowFor<R>,
    compiled: &Compiled,
) -> Result<(), AppError> {
    let flow = proof.flow();
    for binding in uses::bindings(tx, flow.key)? {
        let Some(id) = binding.connection else { continue };
        let Some(connection) = connections::by_id(tx, flow.environment, id)? else { continue };
        if admission::is_admitted(tx, op, proof, &connection)? {
            admission::admit(tx, flow.key, id, op)?;
        }
    }
    trigger::register(steward, tx, flow, compiled, op.at)?;
    Ok(flows::set_state(tx, flow.key, true, None, op.at)?)
}

/// Turns a flow off. Runs that have started go on.
///
/// # Errors
/// The caller may not.
pub async fn disable(steward: &Steward, op: &Op, environment: &str, name: &FlowName) -> Result<FlowDetail, AppError> {
    let (environment, name) = (environment.to_owned(), name.clone());
    steward
        .change(op, "flow.disable", move |steward, tx, op, change| {
            let proof = lookup::flow::<Enable>(tx, op, &environment, &name)?;
            let flow = proof.flow();
            triggers::remove(tx, flow.key)?;
            flows::set_state(tx, flow.key, false, None, op.at)?;
            change.of(Some(flow.environment), object(flow), json!({"name": flow.name}));
            let flow = again(tx, flow.key)?;
            detail::detail(steward, tx, op, proof.environment(), flow, Case::default())
        })
        .await
}
