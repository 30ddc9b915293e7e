//! What the environment would give to the flows of a package, once it is brought in: asked while it is, before that is taken back.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use access::{
    continuity::{Action, Case, Fate, Flow},
    preview::is_anybody,
    resolve::resolve,
};
use model::{ActingIdentity, FlowId, RunId, Verb};
use store::{Tx, flows};
use wdl::{Value, definition::Status};

use super::recorded::{Asked, Chosen, Recorded};
use crate::{
    AppError, Op, Steward,
    continuity::told,
    directory::{InStore, People},
    flows::{Compiled, identity::as_bound},
    lookup::{EnvironmentFor, ManageSolutions},
    runs::{ActingView, Names},
    solutions::{How, Read, plan::carry_out},
    start::parameters_of,
};

/// The flows of a package as the environment would run them.
#[derive(Debug)]
pub(crate) struct Candidates {
    /// The digest of the plan.
    pub(crate) plan_digest: String,
    pub(super) solution: String,
    pub(super) version: String,
    flows: HashMap<FlowId, Candidate>,
    /// Who acted in each run, and who would.
    actors: HashMap<RunId, Actors>,
}

/// A flow of the package.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) compiled: Arc<Compiled>,
    /// What its runs would start with.
    pub(super) parameters: Value,
}

/// The identities of one run.
#[derive(Debug, Default)]
pub(super) struct Actors {
    /// As whom each connector action acted, once for each identity.
    pub(super) acted: Vec<Acted>,
    /// As whom each connector action of the package's flow would act.
    pub(super) would: Vec<Would>,
}

/// As whom an action acted.
#[derive(Clone, Debug)]
pub(super) struct Acted {
    pub(super) action: String,
    pub(super) acting: Option<ActingView>,
    pub(super) has_succeeded: bool,
}

/// As whom an action would act.
#[derive(Clone, Debug)]
pub(super) struct Would {
    pub(super) action: String,
    pub(super) acting: Option<ActingView>,
    /// Whether that is known: not where it is whoever starts the flow, and the run does not say who did.
    pub(super) is_known: bool,
    /// Why it would be refused, as a sentence.
    pub(super) refused: Option<String>,
}

impl Candidates {
    pub(super) fn flow(&self, id: FlowId) -> Option<&Candidate> {
        self.flows.get(&id)
    }

    pub(super) fn actors(&self, run: RunId) -> Option<&Actors> {
        self.actors.get(&run)
    }
}

/// Brings the package in and asks. The caller takes it back.
///
/// # Errors
/// The package cannot be brought in as it is.
pub(crate) fn rehearsed(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    read: &Read,
    how: &How,
    chosen: &Chosen,
) -> Result<Candidates, AppError> {
    let plan = carry_out(steward, tx, op, proof, read, how)?;
    plan.refuse()?;
    let plan_digest = plan.digest();
    let mut asking = Asking { steward, names: Names::at(op.at), fates: HashMap::new() };
    let (mut flows, mut actors, mut bound) = (HashMap::new(), HashMap::new(), HashMap::new());
    let recorded = chosen.runs.iter().filter_map(|asked| match asked {
        Asked::Recorded(run) => Some(&**run),
        Asked::Not { .. } => None,
    });
    for run in recorded {
        let id = run.seen.flow;
        if let Entry::Vacant(entry) = flows.entry(id) {
            let Some(flow) = flows::by_id(tx, proof.id(), id)? else { continue };
            let compiled = steward.compiled().current(tx, &flow)?;
            let parameters = parameters_of(tx, proof.id(), &compiled.clientdata.definition)?;
            bound.insert(id, as_bound(tx, &flow, &compiled, &People::at(op.at))?);
            entry.insert(Candidate { compiled, parameters });
        }
        if let Some(flow) = bound.get(&id) {
            actors.insert(run.run, asking.actors(tx, flow, run)?);
        }
    }
    let version = plan.deployment.to.unwrap_or_default();
    Ok(Candidates { plan_digest, solution: plan.deployment.solution, version, flows, actors })
}

/// What an action's fate hangs on, besides the case.
type Asks = (FlowId, usize, Option<(Verb, String)>);

struct Asking<'a> {
    steward: &'a Steward,
    names: Names,
    /// Fates of actions that use a reference in the same way, by case.
    fates: HashMap<Asks, Vec<(Case, Fate)>>,
}

impl Asking<'_> {
    fn actors(&mut self, tx: &mut Tx<'_>, flow: &Flow, run: &Recorded) -> Result<Actors, AppError> {
        let mut actors = Actors::default();
        let definition = &run.prepared.flow.definition;
        let mut acted: Vec<(&str, Option<&ActingIdentity>, bool)> = Vec::new();
        for record in run.record.actions.iter().filter(|record| !record.attempts.is_empty()) {
            let Some(action) = definition.action(record.place.action) else { continue };
            let (by, has_succeeded) = (record.acting.as_ref(), record.status == Some(Status::Succeeded));
            match acted.iter_mut().find(|(name, known, _)| *name == &*action.name && *known == by) {
                Some((.., succeeded)) => *succeeded |= has_succeeded,
                None => acted.push((&action.name, by, has_succeeded)),
            }
        }
        for (action, by, has_succeeded) in acted {
            let acting = by.map(|it| self.names.acting(tx, flow.environment, it)).transpose()?;
            actors.acted.push(Acted { action: action.to_owned(), acting, has_succeeded });
        }
        let case = Case { invoker: run.facts.invoker, row_owner: run.facts.row_owner };
        for action in &flow.shape.actions {
            let fate = self.fate(tx, flow, run.seen.flow, action, case)?;
            let is_known = fate.acting.as_ref().is_none_or(|acting| !is_anybody(acting.principal));
            let acting = fate.acting.as_ref().filter(|_| is_known);
            actors.would.push(Would {
                action: action.name.clone(),
                acting: acting.map(|it| self.names.acting(tx, flow.environment, it)).transpose()?,
                is_known,
                refused: fate.failure.as_ref().map(|failure| told(failure).2),
            });
        }
        Ok(actors)
    }

    fn fate(
        &mut self,
        tx: &mut Tx<'_>,
        flow: &Flow,
        id: FlowId,
        action: &Action,
        case: Case,
    ) -> Result<Fate, AppError> {
        let known = self.fates.entry((id, action.used, action.needs.clone())).or_default();
        if let Some((_, fate)) = known.iter().find(|(of, _)| *of == case) {
            return Ok(fate.clone());
        }
        let fate = resolve(&mut InStore::at(tx, self.steward.now()), flow, action, case)?;
        known.push((case, fate.clone()));
        Ok(fate)
    }
}
