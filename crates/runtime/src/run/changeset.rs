//! Calls of a changeset: all of them happen, or none.

use engine::{Call, Outcome, Place};
use model::Timestamp;
use store::{StoreError, Tx};
use wdl::definition::{ActionIx, Definition, Kind, Status};

use super::{active::Active, native};
use crate::runtime::Runtime;

/// The changeset that a call is part of.
pub(super) fn of(definition: &Definition, call: &Call) -> Option<Place> {
    let (action, _) = definition.action(call.place.action)?.parent?;
    matches!(definition.action(action)?.kind, Kind::Changeset).then_some(Place { action, ..call.place })
}

/// Performs the calls of a changeset one after the other. If one fails, what those before it did is undone, and none of the others
/// is made.
pub(super) fn perform(
    tx: &mut Tx<'_>,
    runtime: &Runtime,
    active: &Active,
    changeset: Place,
    calls: &[Call],
    at: Timestamp,
) -> Result<Vec<(Place, Outcome)>, StoreError> {
    let definition = &active.prepared.flow.definition;
    let block = definition.action(changeset.action).and_then(|action| action.branches.first());
    let order = definition.in_order(block.map_or(&[][..], |block| &block.actions));
    let name = |at: ActionIx| definition.action(at).map_or("", |action| &*action.name);
    let call_of = |at: &ActionIx| calls.iter().find(|call| call.place.action == *at);
    let without = |failed: ActionIx, own: Option<Outcome>| {
        let message = format!(
            "Nothing of the changeset `{}` was done, because `{}` failed.",
            name(changeset.action),
            name(failed)
        );
        let of = |call: &Call| match &own {
            Some(own) if call.place.action == failed => own.clone(),
            _ => Outcome::failed("ChangesetFailed", message.clone()),
        };
        calls.iter().map(|call| (call.place, of(call))).collect()
    };
    // One that could not even begin has no call.
    if let Some(missing) = order.iter().find(|at| call_of(at).is_none()) {
        return Ok(without(*missing, None));
    }
    let mut done = Vec::new();
    let performed = tx.nested(|tx| {
        for call in order.iter().filter_map(call_of) {
            let outcome = native::call(tx, runtime, active, call, at)?;
            if outcome.status != Status::Succeeded {
                return Err(Undone::By(call.place.action, Box::new(outcome)));
            }
            done.push((call.place, outcome));
        }
        Ok(())
    });
    match performed {
        Ok(()) => Ok(done),
        Err(Undone::By(failed, outcome)) => Ok(without(failed, Some(*outcome))),
        Err(Undone::Store(error)) => Err(error),
    }
}

enum Undone {
    By(ActionIx, Box<Outcome>),
    Store(StoreError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
