//! What fails after something has changed.

use std::{collections::HashMap, sync::Arc};

use model::{
    ConnectionId, ConnectionMode, ConnectorName, EnvironmentId, FlowKey, PrincipalId, RunAs, Verb, run::RowOwner,
};

use super::{Action, Case, Change, Failure, Fate, Flow, World};
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
    pub who: Arc<[PrincipalId]>,
    /// For whom it does not fail, where it fails for everybody else: who acts through a connection of his own, and so on nobody's behalf.
    pub except: Option<(Depends, PrincipalId)>,
    /// Why it fails; for several people, why it fails for the first.
    pub failure: Failure,
    /// The connection that it goes through.
    pub connection: Option<ConnectionId>,
    /// Its flow.
    pub flow: FlowKey,
}

/// What a change breaks, asked of one flow after the other.
#[derive(Debug)]
pub struct Foresight<'a> {
    before: &'a World,
    after: &'a World,
    /// Everybody for whom the change makes a difference, by id.
    affected: Vec<PrincipalId>,
    /// What was found before of strangers, by their places in `affected`.
    strangers: HashMap<Alike, Vec<Option<bool>>>,
}

/// Everything that decides whether an action fails when somebody who does not own its connection starts the flow or owns the row,
/// if it does not fail for everybody.
#[derive(PartialEq, Eq, Hash, Debug)]
struct Alike {
    environment: EnvironmentId,
    trigger: TriggerKind,
    run_as: Option<RunAs>,
    depends: Depends,
    mode: ConnectionMode,
    connector: ConnectorName,
    is_bound: bool,
    needs: Option<(Verb, String)>,
}

impl<'a> Foresight<'a> {
    /// Compares two worlds, of which one is the other [after](World::after) some changes.
    pub fn new(before: &'a World, after: &'a World, changes: &[Change]) -> Self {
        let mut affected: Vec<_> = before.affected(changes).into_iter().collect();
        affected.sort();
        Self { before, after, affected, strangers: HashMap::new() }
    }

    /// What of a flow fails after the change and does not before.
    pub fn predict(&mut self, flow: &Flow) -> Vec<Prediction> {
        let mut found: Vec<Prediction> = trigger(self.before, self.after, flow).into_iter().collect();
        // Actions that use the same reference for the same thing meet the same fate.
        let mut met: HashMap<_, Option<Prediction>> = HashMap::new();
        for (index, action) in flow.shape.actions.iter().enumerate() {
            let foreseen = met.entry((action.used, &action.needs)).or_insert_with(|| self.foresee(flow, action));
            found.extend(foreseen.iter().map(|it| Prediction { action: Some(index), ..it.clone() }));
        }
        found
    }

    fn foresee(&mut self, flow: &Flow, action: &Action) -> Option<Prediction> {
        let (before, after) = (self.before, self.after);
        let bound = before.bound(flow, action.used);
        let told = |depends, who: Vec<PrincipalId>, except, failure| Prediction {
            action: None,
            depends,
            who: who.into(),
            except,
            failure,
            connection: bound.map(|it| it.id),
            flow: flow.key,
        };
        let now = before.fate(flow, action, Case::default());
        let then = self.touches(flow).then(|| after.fate(flow, action, Case::default()));
        // What is not there any more says nothing about whom it depended on.
        let depends = depends(&now).or_else(|| depends(then.as_ref()?));
        let fails_now = now.failure.is_some();
        if let Some(failure) = then.and_then(|then| then.failure).filter(|_| !fails_now) {
            let except = depends
                .zip(bound.map(|it| it.owner))
                .filter(|(depends, owner)| after.fate(flow, action, case(*depends, *owner)).failure.is_none());
            return Some(told(Depends::No, Vec::new(), except, failure));
        }
        let depends = depends?;
        let who = self.fails_for(flow, action, depends, fails_now);
        let failure = fails(before, after, flow, action, case(depends, *who.first()?))?;
        Some(told(depends, who, None, failure))
    }

    /// Whether the change makes a difference to somebody whose connections a flow uses, or who owns it.
    fn touches(&self, flow: &Flow) -> bool {
        let owners = flow.bound.iter().flatten().filter_map(|id| self.before.connections.get(id)).map(|it| it.owner);
        owners.chain([flow.primary_owner]).any(|owner| self.affected.binary_search(&owner).is_ok())
    }

    /// For whom of those affected an action fails then, and does not now.
    fn fails_for(&mut self, flow: &Flow, action: &Action, depends: Depends, fails_now: bool) -> Vec<PrincipalId> {
        let (before, after) = (self.before, self.after);
        let Some(used) = flow.shape.uses.get(action.used) else { return Vec::new() };
        let bound = before.bound(flow, action.used);
        let alike = Alike {
            environment: flow.environment,
            trigger: flow.shape.trigger.kind,
            run_as: flow.shape.trigger.run_as,
            depends,
            mode: used.mode,
            connector: used.connector.clone(),
            is_bound: bound.is_some(),
            needs: action.needs.clone(),
        };
        let strangers = self.strangers.entry(alike).or_insert_with(|| vec![None; self.affected.len()]);
        let mut who = Vec::new();
        for (id, known) in self.affected.iter().zip(strangers) {
            let ask = || fails(before, after, flow, action, case(depends, *id)).is_some();
            let is_broken = match bound {
                Some(connection) if connection.owner == *id => ask(),
                // What fails for somebody who may do everything fails for everybody.
                _ if fails_now => false,
                _ => *known.get_or_insert_with(ask),
            };
            if is_broken && (depends != Depends::OnInvoker || may_start(after, flow, *id)) {
                who.push(*id);
            }
        }
        who
    }
}

fn fails(before: &World, after: &World, flow: &Flow, action: &Action, case: Case) -> Option<Failure> {
    after.fate(flow, action, case).failure.filter(|_| before.fate(flow, action, case).failure.is_none())
}

/// Whose doing it depends on as whom an action acts.
fn depends(fate: &Fate) -> Option<Depends> {
    let acting = fate.acting.as_ref()?;
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
        who: Arc::default(),
        except: None,
        failure: Failure::Refused(refusal),
        connection: Some(connection.id),
        flow: flow.key,
    })
}
