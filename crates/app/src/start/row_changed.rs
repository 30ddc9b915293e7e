//! A row was added, modified or deleted: every flow that waits for it gets exactly one run, in the transaction of the change.

use model::{EnvironmentId, PrincipalId, RunAs, StartKind, Timestamp, run::RowOwner, table::Table};
use store::{StoreError, Tx, connections, flows, triggers};
use tables::{
    Row,
    odata::Asking,
    trigger::{self, BodyFacts, Change, ChangeKind, Registration},
};
use tracing::warn;
use uuid::Uuid;
use wdl::{
    Object, Value,
    definition::{RowTrigger, TriggerKind},
};

use super::{Occasion, Prepared, prepare_run};
use crate::Steward;

/// What happened to a row.
#[derive(Clone, Copy)]
pub struct RowChange<'a> {
    /// Where.
    pub environment: EnvironmentId,
    /// Its table.
    pub table: &'a Table,
    /// What happened.
    pub kind: ChangeKind,
    /// The row after the change; before it, when it was removed.
    pub row: &'a Row,
    /// The columns that the request named.
    pub touched: &'a [usize],
    /// Who changed it: the effective principal.
    pub by: PrincipalId,
    /// Whether the row's owner is a team.
    pub team_owned: bool,
    /// Gives the entity set name of a table.
    pub set_of: &'a dyn Fn(&str) -> Option<String>,
}

/// Starts the flows that wait for this change. A flow that cannot be started is reported and never undoes the change.
///
/// # Errors
/// The store's.
pub fn row_changed(
    tx: &mut Tx<'_>,
    steward: &Steward,
    change: &RowChange<'_>,
    at: Timestamp,
) -> Result<(), StoreError> {
    for registered in triggers::row_triggers_of(tx, change.environment, &change.table.logical_name)? {
        let Some(flow) = flows::by_key(tx, registered.flow)?.filter(|flow| flow.is_on) else { continue };
        let prepared = steward.prepared().get(tx, &flow)?;
        let Some(TriggerKind::Row(trigger)) = prepared.flow.definition.trigger().map(|trigger| &trigger.kind) else {
            continue;
        };
        // The owner of the registration is the principal of the trigger's connection.
        let owner = trigger_connection(tx, &prepared, trigger)?.unwrap_or(flow.primary_owner);
        let Some(registration) = registration(change, trigger, owner, at) else {
            warn!(flow.id = %flow.id, "The row trigger of flow {} has a filter that does not fit its table any more; it did not fire", flow.id);
            continue;
        };
        if !trigger::matches(
            &registration,
            change.table,
            &Change { kind: change.kind, row: change.row, touched: change.touched },
        ) {
            continue;
        }
        let row_owner = change.row.owner(change.table).map(|id| {
            if change.team_owned { RowOwner::Team(PrincipalId(id)) } else { RowOwner::User(PrincipalId(id)) }
        });
        let run_as = match (prepared.run_as(), row_owner) {
            (Some(RunAs::RowOwner), Some(RowOwner::User(owner))) => owner,
            (Some(RunAs::RowOwner | RunAs::ProcessOwner), _) => owner,
            (Some(RunAs::TriggeringUser) | None, _) => change.by,
        };
        let facts = BodyFacts { kind: change.kind, run_as: run_as.0, base: "/api/data/v9.2", set_of: change.set_of };
        let body = trigger::trigger_body(change.table, change.row, &facts);
        let headers = Object::from([("Content-Type", Value::from("application/json; charset=utf-8"))]);
        let outputs = Value::Object(Object::from([("headers", Value::Object(headers)), ("body", body)]));
        let occasion = Occasion {
            invoker: Some(change.by),
            row_owner,
            trigger_connection: Some(owner),
            ..Occasion::new(StartKind::RowChanged, outputs)
        };
        let firing = prepare_run(tx, steward, &flow, occasion, at)?;
        for pending in firing.runs(tx, &prepared, at)? {
            let not_before = trigger
                .postpone_until
                .as_ref()
                .and_then(|until| engine::postponed_until(&prepared.flow, &pending.start, until));
            pending.queue(tx, not_before.filter(|until| *until > at))?;
        }
    }
    Ok(())
}

/// The principal of the connection that the trigger's reference is bound to.
fn trigger_connection(
    tx: &mut Tx<'_>,
    prepared: &Prepared,
    trigger: &RowTrigger,
) -> Result<Option<PrincipalId>, StoreError> {
    let logical_name =
        prepared.reference(&trigger.reference_key).and_then(|reference| reference.logical_name.as_deref());
    let bound = flows::connections::connection_for(
        tx,
        prepared.environment,
        prepared.key,
        &trigger.reference_key,
        logical_name,
    )?;
    let Some(bound) = bound else { return Ok(None) };
    Ok(connections::by_id(tx, prepared.environment, bound)?.map(|connection| connection.owner))
}

/// The registration as the tables understand it. `None` if its filter does not fit the table.
fn registration(
    change: &RowChange<'_>,
    trigger: &RowTrigger,
    owner: PrincipalId,
    at: Timestamp,
) -> Option<Registration> {
    let business_unit = tables::security::root_business_unit(change.environment);
    let asking = Asking { user: owner.0, business_unit, teams: Vec::new(), now: at };
    let filter = match &trigger.filter_expression {
        Some(text) => Some(tables::odata::parse_filter(change.table, text, &asking).ok()?),
        None => None,
    };
    Some(Registration {
        message: u8::try_from(trigger.message).ok()?,
        table: trigger.table.to_string(),
        scope: trigger::scope(trigger.scope)?,
        filtering_columns: trigger.filtering_attributes.clone(),
        filter,
        owner: owner.0,
        business_unit,
        business_units_below: Vec::<Uuid>::new(),
    })
}
