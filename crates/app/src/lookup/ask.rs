//! Lookups in a transaction of their own, for use cases that begin outside one.

use model::RunId;
use store::runs;

use super::{
    Enter, EnvironmentFor, EnvironmentRight, FlowFor, FlowName, FlowRight, SeeRuns, environment, flow, flow_by_key,
};
use crate::{AppError, Op, Steward};

/// As [`environment()`], outside a transaction.
///
/// # Errors
/// As [`environment()`].
pub async fn find_environment<R: EnvironmentRight>(
    steward: &Steward,
    op: &Op,
    name: &str,
) -> Result<EnvironmentFor<R>, AppError> {
    let (op, name) = (op.clone(), name.to_owned());
    steward.read(move |_, tx| environment::<R>(tx, &op, &name)).await
}

/// As [`flow()`], outside a transaction.
///
/// # Errors
/// As [`flow()`].
pub async fn find_flow<R: FlowRight>(
    steward: &Steward,
    op: &Op,
    environment_name: &str,
    name: &FlowName,
) -> Result<FlowFor<R>, AppError> {
    let (op, environment_name, name) = (op.clone(), environment_name.to_owned(), name.clone());
    steward.read(move |_, tx| flow::<R>(tx, &op, &environment_name, &name)).await
}

/// The flow of a run, with the right `R` on it.
///
/// # Errors
/// Not found for those who may not see the flow's runs, forbidden for those who may but lack the right.
pub async fn find_flow_of_run<R: FlowRight>(
    steward: &Steward,
    op: &Op,
    environment_name: &str,
    run: RunId,
) -> Result<FlowFor<R>, AppError> {
    let (op, environment_name) = (op.clone(), environment_name.to_owned());
    steward
        .read(move |_, tx| {
            let not_found = || AppError::not_found(format!("run `{run}` in the environment `{environment_name}`"));
            let within = environment::<Enter>(tx, &op, &environment_name)?;
            let stored = runs::get(tx, within.id(), run)?.ok_or_else(not_found)?;
            flow_by_key::<SeeRuns>(tx, &op, stored.flow).map_err(|_| not_found())?;
            flow_by_key::<R>(tx, &op, stored.flow)
        })
        .await
}
