//! What fails after something has changed.

use std::collections::HashSet;

use model::{ConnectionId, FlowKey, PrincipalId, run::RowOwner};

use super::{Action, Case, Failure, Flow, World};
use crate::{
    call,
    preview::{ROW_OWNER, TriggerKind, is_anybody},
    privilege::FlowAction,
    tier::may,
};

/// Whose doing it depends on whether an action fails.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Depends {
    /// It fails whoever starts the flow.
    No,
    /// It fails when one of these starts the flow.
    OnInvoker,
    /// It fails when one of these owns the row.
    OnRowOwner,
    /// It runs on, but its flow cannot be saved or turned on as it is.
    OnEdit,
}

/// Something that fails then, and does not now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prediction {
    /// Which of the shape's actions; `None` is the trigger.
    pub action: Option<usize>,
    /// On what it depends.
    pub depends: Depends,
    /// Whose doing it depends on, by id.
    pub who: Vec<PrincipalId>,
    /// For whom it does not fail, where it fails for everybody else: who acts through a connection of his own, and so on nobody's behalf.
    pub except: Option<(Depends, PrincipalId)>,
    /// Why it fails; for several people, why it fails for the first.
    pub failure: Failure,
    /// The connection that it goes through.
    pub connection: Option<ConnectionId>,
    /// Its flow.
    pub flow: FlowKey,
}

/// What of a flow fails after a change and does not before. `affected` is everybody for whom the change makes a difference.
pub fn predict(before: &World, after: &World, affected: &HashSet<PrincipalId>, flow: &Flow) -> Vec<Prediction> {
    let mut found: Vec<Prediction> = trigger(before, after, flow).into_iter().collect();
    for (index, action) in flow.shape.actions.iter().enumerate() {
        let bound = before.bound(flow, action.used);
        let connection = bound.map(|it| it.id);
        let mut told = |depends, who, except, failure| {
            found.push(Prediction { action: Some(index), depends, who, except, failure, connection, flow: flow.key });
        };
        let fails = |case| fails(before, after, flow, action, case);
        // What is not there any more says nothing about whom it depended on.
        let depends = depends(before, flow, action).or_else(|| depends(after, flow, action));
        if let Some(failure) = fails(Case::default()) {
            let except = depends
                .zip(bound.map(|it| it.owner))
                .filter(|(depends, owner)| after.fate(flow, action, case(*depends, *owner)).failure.is_none());
            told(Depends::No, Vec::new(), except, failure);
            continue;
        }
        let Some(depends) = depends else { continue };
        let mut who: Vec<(PrincipalId, Failure)> = Vec::new();
        for id in affected {
            if depends == Depends::OnInvoker && !may_start(after, flow, *id) {
                continue;
            }
            who.extend(fails(case(depends, *id)).map(|failure| (*id, failure)));
        }
        who.sort_by_key(|(id, _)| *id);
        let (who, mut failures): (Vec<_>, Vec<_>) = who.into_iter().unzip();
        if !failures.is_empty() {
            told(depends, who, None, failures.swap_remove(0));
        }
    }
    found
}

fn fails(before: &World, after: &World, flow: &Flow, action: &Action, case: Case) -> Option<Failure> {
    after.fate(flow, action, case).failure.filter(|_| before.fate(flow, action, case).failure.is_none())
}

/// Whose doing it depends on as whom an action acts.
fn depends(world: &World, flow: &Flow, action: &Action) -> Option<Depends> {
    let acting = world.fate(flow, action, Case::default()).acting?;
    if !is_anybody(acting.principal) {
        return None;
    }
    Some(if acting.principal == ROW_OWNER { Depends::OnRowOwner } else { Depends::OnInvoker })
}

fn case(depends: Depends, id: PrincipalId) -> Case {
    match depends {
        Depends::OnRowOwner => Case { row_owner: Some(RowOwner::User(id)), ..Case::default() },
        Depends::No | Depends::OnInvoker | Depends::OnEdit => Case { invoker: Some(id), ..Case::default() },
    }
}

/// Whether somebody can still start a flow: is active, and for a button may press it.
fn may_start(world: &World, flow: &Flow, id: PrincipalId) -> bool {
    world.principals.get(&id).is_some_and(|it| it.is_active(world.now))
        && (flow.shape.trigger.kind != TriggerKind::Button || may(&world.standing(flow, id), FlowAction::Run))
}

/// A trigger whose connection is not valid any more goes on firing, but the flow cannot be saved or turned on.
fn trigger(before: &World, after: &World, flow: &Flow) -> Option<Prediction> {
    let connection = before.bound(flow, flow.shape.trigger.used?)?;
    let Ok(now) = call::invalid(&mut &*before, connection);
    let refusal = match after.connections.get(&connection.id) {
        Some(connection) => {
            let Ok(then) = call::invalid(&mut &*after, connection);
            then?
        }
        None => call::not_configured(&flow.shape.uses.get(flow.shape.trigger.used?)?.name),
    };
    now.is_none().then(|| Prediction {
        action: None,
        depends: Depends::OnEdit,
        who: Vec::new(),
        except: None,
        failure: Failure::Refused(refusal),
        connection: Some(connection.id),
        flow: flow.key,
    })
}
