//! Calls of our own tables and flows: performed in the transaction that stores their result, so they happen exactly once.

use std::iter::once;

use engine::{Asks, Call, Outcome};
use model::Timestamp;
use store::{StoreError, Tx};

use super::{active::Active, callback, changeset, child, drive::Turn};
use crate::{connector, context, runtime::Runtime};

/// How many calls of one run share a transaction at most, so that others have their turn.
const AT_ONCE: usize = 64;

/// Performs the calls, and those that follow from their results, and stores them with everything that has been decided so far.
pub(crate) async fn perform(runtime: &Runtime, turn: Turn) -> Result<Turn, StoreError> {
    let work = runtime.clone();
    runtime
        .0
        .steward
        .store()
        .write(move |tx| {
            tx.remembers()?;
            let mut turn = turn;
            let mut performed = 0;
            while performed < AT_ONCE && !turn.todo.native.is_empty() {
                let call = turn.todo.native.remove(0);
                // One before it, or what came together with it, may have ended the run or the scope that it is in.
                if !turn.active.run.is_calling(&call) {
                    continue;
                }
                let at = work.0.steward.now();
                if turn.active.waits_for_others(&call) {
                    performed += 1;
                    let told = match call.what {
                        Asks::Callback => callback::perform(tx, &work, &turn.active, &call)?,
                        _ => child::perform(tx, &work, &turn.active, &call, at)?,
                    };
                    if let Some(outcome) = told {
                        turn.call_ended(call.place, outcome, at);
                    }
                    continue;
                }
                let definition = &turn.active.prepared.flow.definition;
                let ended = match changeset::of(definition, &call) {
                    None => vec![(call.place, self::call(tx, &work, &turn.active, &call, at)?)],
                    Some(changeset) => {
                        let others = |other: &mut Call| changeset::of(definition, other) == Some(changeset);
                        let calls: Vec<Call> = once(call).chain(turn.todo.native.extract_if(.., others)).collect();
                        changeset::perform(tx, &work, &turn.active, changeset, &calls, at)?
                    }
                };
                performed += ended.len();
                for (place, outcome) in ended {
                    turn.call_ended(place, outcome, at);
                }
            }
            let ended = turn.active.run.ended().is_some();
            if store::runs::save(tx, turn.active.save(&work.0.steward, false, !ended)?)? {
                return Ok(turn);
            }
            // Another node holds the run: what was done here is undone with the transaction.
            Err(StoreError::LeaseEnded)
        })
        .await
}

/// Performs one call as whom it acts as. What it did is undone if it fails.
pub(super) fn call(
    tx: &mut Tx<'_>,
    runtime: &Runtime,
    active: &Active,
    call: &Call,
    at: Timestamp,
) -> Result<Outcome, StoreError> {
    match context::acting_as::resolve(tx, &active.prepared, &active.facts, call, at)? {
        Ok(context) => connector::dataverse::perform(tx, runtime, &context, call, at),
        Err(outcome) => Ok(outcome),
    }
}
