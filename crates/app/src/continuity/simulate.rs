//! The leaver simulation: which actions of which flows fail after an event, and did not before.

use std::collections::HashMap;

use access::continuity::{Case, Depends, Failure, Flow, Foresight, Prediction, World};
use model::{ConnectionId, EnvironmentId, FlowId, FlowKey, Timestamp};
use store::{Tx, flows::StoredFlow};
use tables::ODataError;

use super::{Event, NewEvent, event::event, facts::Facts, fix};
use crate::{AppError, Op, Steward, directory::Chip};

/// When something fails.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Certainty {
    /// As soon as the event has happened, which it would now.
    Certain,
    /// As soon as the event has happened, at a later date.
    AtDate,
    /// Then, if one of the named people starts the flow or owns the row.
    Depends,
    /// When somebody saves the flow or turns it on.
    OnNextEdit,
}

/// Something that will fail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Where.
    pub environment: EnvironmentId,
    /// The environment's name.
    pub environment_name: String,
    /// The flow, in the store and in files.
    pub flow: (FlowKey, FlowId),
    /// The flow's name.
    pub flow_name: String,
    /// The flow's version.
    pub version: u32,
    /// Whether the version is published, which it is while the flow is on.
    pub published: bool,
    /// The action, or the trigger.
    pub action: String,
    /// Where it stands in the definition: `actions/Add_row`, `triggers/manual`.
    pub path: String,
    /// When it fails.
    pub certainty: Certainty,
    /// Whether it depends on who starts the flow or on who owns the row.
    pub depends: Depends,
    /// Who that is; the first twenty.
    pub who: Vec<Chip>,
    /// How many they are.
    pub who_count: usize,
    /// Who starts the flow or owns the row where it does not fail, though it fails for everybody else.
    pub except: Option<(Depends, Chip)>,
    /// From when.
    pub from: Timestamp,
    /// The code in the run's history.
    pub code: String,
    /// The HTTP status that goes with it.
    pub status: u16,
    /// The message in the run's history.
    pub message: String,
    /// The connection that it goes through.
    pub connection: Option<ConnectionId>,
    /// The key of its connection reference.
    pub reference_key: Option<String>,
    /// When the clock starts the flow next.
    pub next_firing: Option<Timestamp>,
    /// How many runs the flow began in the last seven days.
    pub runs_per_week: i64,
    /// Who owns the flow, the primary owner first.
    pub owners: Vec<Chip>,
    /// The one thing to do.
    pub fix: String,
}

/// A flow that has no active owner after the event, and had one before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Orphan {
    /// The environment's name.
    pub environment_name: String,
    /// The flow, in the store and in files.
    pub flow: (FlowKey, FlowId),
    /// The flow's name.
    pub flow_name: String,
}

/// How many.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Summary {
    /// Flows with a finding.
    pub flows: usize,
    /// Findings.
    pub findings: usize,
    /// Findings that are certain.
    pub certain: usize,
    /// Findings at a date.
    pub at_date: usize,
    /// Findings that depend on who starts the flow or owns the row.
    pub depends: usize,
    /// Findings on the next edit.
    pub on_next_edit: usize,
    /// Flows without an active owner.
    pub orphans: usize,
}

/// What an event breaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Simulation {
    /// When the event happens.
    pub at: Timestamp,
    /// How many of what.
    pub summary: Summary,
    /// What fails, by environment and flow, in document order.
    pub findings: Vec<Finding>,
    /// The flows that lose their last active owner.
    pub orphans: Vec<Orphan>,
}

/// How many of the people that a finding depends on are told.
const TOLD: usize = 20;

/// Simulates an event over the flows that the caller may see inside. Nothing is changed.
///
/// # Errors
/// A subject or the environment is not there, as far as the caller may know; the event happens to no such subject.
pub async fn simulate(steward: &Steward, op: &Op, new: NewEvent) -> Result<Simulation, AppError> {
    let op = op.clone();
    steward
        .read(move |steward, tx| {
            let event = event(tx, &op, &new)?;
            simulate_in(steward, tx, &event, op.at, Some(&op))
        })
        .await
}

/// The same in a transaction, for use cases that build on it: over all flows, or those that `seen_by` may see inside.
///
/// # Errors
/// The store's.
pub fn simulate_in(
    steward: &Steward,
    tx: &mut Tx<'_>,
    event: &Event,
    now: Timestamp,
    seen_by: Option<&Op>,
) -> Result<Simulation, AppError> {
    let mut facts = Facts::read(steward, tx, event.environment, event.at)?;
    if let Some(op) = seen_by {
        facts.keep_seen_by(op);
    }
    let after = facts.world.after(&event.changes);
    let runs = facts.runs_in_week(tx, now)?;
    let teller = Teller { facts: &facts, after: &after, runs: &runs, event, now };
    let mut foresight = Foresight::new(&facts.world, &after, &event.changes);
    let (mut findings, mut orphans) = (Vec::new(), Vec::new());
    for (stored, flow) in &facts.flows {
        let found = foresight.predict(flow);
        findings.extend(found.into_iter().map(|prediction| teller.finding(stored, flow, prediction)));
        if facts.world.has_active_owner(flow) && !after.has_active_owner(flow) {
            orphans.push(teller.orphan(stored));
        }
    }
    Ok(Simulation { at: event.at, summary: count(&findings, orphans.len()), findings, orphans })
}

struct Teller<'a> {
    facts: &'a Facts,
    after: &'a World,
    runs: &'a HashMap<FlowKey, i64>,
    event: &'a Event,
    now: Timestamp,
}

impl Teller<'_> {
    fn finding(&self, stored: &StoredFlow, flow: &Flow, prediction: Prediction) -> Finding {
        let action = prediction.action.and_then(|index| flow.shape.actions.get(index));
        let trigger = &flow.shape.trigger;
        let used = action.map_or(trigger.used, |action| Some(action.used)).and_then(|used| flow.shape.uses.get(used));
        let (code, status, message) = told(&prediction.failure);
        let fix = fix::sentence(&fix::Broken {
            world: &self.facts.world,
            environment: self.environment_name(stored.environment),
            flow,
            name: &stored.name,
            acting: action.and_then(|action| self.after.fate(flow, action, Case::default()).acting),
            prediction: &prediction,
            used,
        });
        Finding {
            environment: stored.environment,
            environment_name: self.environment_name(stored.environment).to_owned(),
            flow: (stored.key, stored.id),
            flow_name: stored.name.clone(),
            version: stored.version,
            published: stored.is_on,
            action: action.map_or_else(|| trigger.name.clone(), |action| action.name.clone()),
            path: action.map_or_else(|| format!("triggers/{}", trigger.name), |action| action.path.clone()),
            certainty: self.certainty(flow, prediction.depends),
            depends: prediction.depends,
            who: prediction.who.iter().take(TOLD).map(|id| self.facts.chip(*id)).collect(),
            who_count: prediction.who.len(),
            except: prediction.except.map(|(on, id)| (on, self.facts.chip(id))),
            from: self.event.at,
            code,
            status,
            message,
            connection: prediction.connection,
            reference_key: used.map(|used| used.key.clone()),
            next_firing: self.facts.next.get(&stored.key).copied(),
            runs_per_week: self.runs.get(&stored.key).copied().unwrap_or_default(),
            owners: Facts::owners(flow).map(|id| self.facts.chip(id)).collect(),
            fix,
        }
    }

    /// A flow that is off fails when it is turned on again, whatever else it depends on.
    fn certainty(&self, flow: &Flow, depends: Depends) -> Certainty {
        match depends {
            _ if !flow.is_on => Certainty::OnNextEdit,
            Depends::OnEdit => Certainty::OnNextEdit,
            Depends::OnInvoker | Depends::OnRowOwner => Certainty::Depends,
            Depends::No if self.event.at > self.now => Certainty::AtDate,
            Depends::No => Certainty::Certain,
        }
    }

    fn orphan(&self, stored: &StoredFlow) -> Orphan {
        Orphan {
            environment_name: self.environment_name(stored.environment).to_owned(),
            flow: (stored.key, stored.id),
            flow_name: stored.name.clone(),
        }
    }

    fn environment_name(&self, id: EnvironmentId) -> &str {
        self.facts.environments.get(&id).map_or("", |environment| &environment.name)
    }
}

/// A failure as the run's history tells it: code, status and message.
pub(crate) fn told(failure: &Failure) -> (String, u16, String) {
    match failure {
        Failure::Refused(refusal) => (refusal.code.to_owned(), refusal.status, refusal.message.clone()),
        Failure::Lacks { principal, verb, table } => {
            let error = ODataError::no_privilege(*principal, *verb, table);
            (error.code().to_owned(), error.status(), error.to_string())
        }
    }
}

fn count(findings: &[Finding], orphans: usize) -> Summary {
    let mut summary = Summary { findings: findings.len(), orphans, ..Summary::default() };
    let mut last = None;
    for finding in findings {
        match finding.certainty {
            Certainty::Certain => summary.certain += 1,
            Certainty::AtDate => summary.at_date += 1,
            Certainty::Depends => summary.depends += 1,
            Certainty::OnNextEdit => summary.on_next_edit += 1,
        }
        // Those of one flow stand together.
        if last != Some(finding.flow) {
            summary.flows += 1;
            last = Some(finding.flow);
        }
    }
    summary
}
