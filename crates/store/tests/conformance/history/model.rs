//! What the verbs mean, in a few maps.

use std::collections::BTreeMap;

use ::model::RunStatus;

use super::{Number, Saved, Verb};

/// What a verb answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Outcome {
    Done,
    Truth(bool),
    Number(Option<i64>),
    Runs(Vec<Number>),
    /// Whether the claimed run has a journal, and is to be cancelled.
    Claimed(Option<(bool, bool)>),
    Called(Option<(Number, Option<u8>)>),
    Due(Vec<(i64, i64)>),
    LeaseEnded,
    Duplicate,
}

#[derive(Clone, Debug)]
struct Run {
    environment: i64,
    status: RunStatus,
    ended_at: Option<i64>,
    wake_at: Option<i64>,
    node: Option<Number>,
    cancel: bool,
}

impl Run {
    fn waits(&self) -> bool {
        self.ended_at.is_none() && self.node.is_none()
    }

    fn is_due(&self, now: i64) -> bool {
        self.waits() && self.wake_at.is_some_and(|at| at <= now)
    }

    fn release(&mut self) {
        (self.node, self.wake_at) = (None, Some(0));
    }
}

#[derive(Clone, Debug)]
pub(super) struct Model {
    /// Whether several servers may use the database, so that a node without a lease is refused.
    is_shared: bool,
    runs: BTreeMap<Number, Run>,
    journal: BTreeMap<(Number, u32), ()>,
    /// Whether the lease of a node lasts.
    nodes: BTreeMap<Number, bool>,
    /// The run that a call started, by the calling run and the attempt, and its answer.
    calls: BTreeMap<(Number, u32), (Number, Option<u8>)>,
    schedules: BTreeMap<Number, i64>,
}

/// How a run is shown in the final state.
pub(super) fn shown(
    run: Number,
    stored: Option<(i64, RunStatus, Option<i64>, Option<i64>)>,
    holder: Option<Number>,
    is_to_be_cancelled: bool,
    segments: usize,
) -> String {
    format!("run {run}: {stored:?}, held by {holder:?}, to be cancelled: {is_to_be_cancelled}, {segments} segments")
}

impl Model {
    pub(super) fn new(is_shared: bool) -> Self {
        Self {
            is_shared,
            runs: BTreeMap::new(),
            journal: BTreeMap::new(),
            nodes: BTreeMap::new(),
            calls: BTreeMap::new(),
            schedules: BTreeMap::new(),
        }
    }

    pub(super) fn state(&self) -> Vec<String> {
        let mut state: Vec<String> = (0..6)
            .map(|number| {
                let run = self.runs.get(&number);
                let stored = run.map(|run| (run.environment, run.status, run.ended_at, run.wake_at));
                let segments = self.journal.keys().filter(|(run, _)| *run == number).count();
                let holder = run.filter(|run| run.ended_at.is_none()).and_then(|run| run.node);
                shown(number, stored, holder, run.is_some_and(|run| run.cancel), segments)
            })
            .collect();
        let nodes: Vec<Number> = self.nodes.keys().copied().collect();
        state.push(format!("{nodes:?} are up"));
        state
    }

    /// Does a verb. One that is refused changes nothing.
    pub(super) fn perform(&mut self, verb: &Verb) -> Outcome {
        let before = self.clone();
        self.performed(verb).unwrap_or_else(|refused| {
            *self = before;
            refused
        })
    }

    fn performed(&mut self, verb: &Verb) -> Result<Outcome, Outcome> {
        let none = Outcome::Done;
        Ok(match *verb {
            Verb::Queue { run, environment, at } => {
                self.insert(
                    run,
                    Run {
                        environment,
                        status: RunStatus::Running,
                        ended_at: None,
                        wake_at: Some(at),
                        node: None,
                        cancel: false,
                    },
                )?;
                none
            }
            Verb::Save(ref saved) => Outcome::Truth(self.save(saved)?),
            Verb::Claim { node, now, limit } => self.claim(node, now, limit)?,
            Verb::ClaimOne { run, node } => {
                self.assert_lease(node)?;
                let has_journal = self.journal.keys().any(|(of, _)| *of == run);
                let claimed = self.runs.get_mut(&run).filter(|run| run.waits()).map(|run| {
                    (run.node, run.wake_at) = (Some(node), None);
                    (has_journal, run.cancel)
                });
                Outcome::Claimed(claimed)
            }
            Verb::Wake { run } => {
                self.wake(run);
                none
            }
            Verb::RequestCancel { run } => {
                let found = self.runs.get_mut(&run).filter(|run| run.ended_at.is_none());
                let is_open = found.map(|run| run.cancel = true).is_some();
                self.wake(run);
                Outcome::Truth(is_open)
            }
            Verb::ToCancel { node } => self.found(|run| run.ended_at.is_none() && run.cancel && run.node == Some(node)),
            Verb::ReleaseOthers { node } => self.release(|holder| holder != node),
            Verb::NextDue => {
                Outcome::Number(self.runs.values().filter(|run| run.waits()).filter_map(|run| run.wake_at).min())
            }
            Verb::Append { run, number } => {
                self.append(run, number)?;
                none
            }
            Verb::Join { node, is_up } => {
                self.nodes.insert(node, is_up);
                none
            }
            Verb::Renew { node, is_up } => {
                Outcome::Truth(self.nodes.get_mut(&node).map(|lease| *lease = is_up).is_some())
            }
            Verb::Leave { node } => {
                self.nodes.remove(&node);
                self.release_orphans()
            }
            Verb::TakeOver { is_thorough } => {
                let before = self.nodes.len();
                self.nodes.retain(|_, is_up| *is_up);
                if is_thorough || self.nodes.len() < before { self.release_orphans() } else { Outcome::Number(Some(0)) }
            }
            Verb::Release { node, run } => {
                let held = self.runs.get_mut(&run).filter(|run| run.ended_at.is_none() && run.node == Some(node));
                Outcome::Truth(held.map(Run::release).is_some())
            }
            Verb::Call { parent, attempt, child } => {
                let is_taken = self.calls.values().any(|(other, _)| *other == child);
                if is_taken || self.calls.contains_key(&(parent, attempt)) {
                    return Err(Outcome::Duplicate);
                }
                self.calls.insert((parent, attempt), (child, None));
                none
            }
            Verb::Answer { child, answer } => Outcome::Runs(self.answer(child, answer).into_iter().collect()),
            Verb::Called { parent, attempt } => Outcome::Called(self.calls.get(&(parent, attempt)).copied()),
            Verb::Schedule { flow, next } => {
                self.schedules.insert(flow, next);
                none
            }
            Verb::Due { at, limit } => {
                let due = self.schedules.iter().filter(|(_, next)| **next <= at);
                let mut due: Vec<(i64, i64)> = due.map(|(flow, next)| (*next, i64::from(*flow))).collect();
                due.sort_unstable();
                due.truncate(usize::try_from(limit).expect("small"));
                Outcome::Due(due)
            }
            Verb::Advance { flow, seen, next } => {
                let stands = self.schedules.get(&flow) == Some(&seen);
                match next.filter(|_| stands) {
                    Some(next) => drop(self.schedules.insert(flow, next)),
                    None if stands => drop(self.schedules.remove(&flow)),
                    None => {}
                }
                Outcome::Truth(stands)
            }
            Verb::RemoveTriggers { flow } => {
                self.schedules.remove(&flow);
                Outcome::Number(self.schedules.values().min().copied())
            }
        })
    }

    fn assert_lease(&self, node: Number) -> Result<(), Outcome> {
        if self.is_shared && !self.nodes.contains_key(&node) { Err(Outcome::LeaseEnded) } else { Ok(()) }
    }

    fn insert(&mut self, number: Number, run: Run) -> Result<(), Outcome> {
        if self.runs.insert(number, run).is_some() { Err(Outcome::Duplicate) } else { Ok(()) }
    }

    fn append(&mut self, run: Number, number: u32) -> Result<(), Outcome> {
        if self.journal.insert((run, number), ()).is_some() { Err(Outcome::Duplicate) } else { Ok(()) }
    }

    fn save(&mut self, saved: &Saved) -> Result<bool, Outcome> {
        let answered =
            saved.waits_for.and_then(|call| self.calls.get(&call)).is_some_and(|(_, answer)| answer.is_some());
        let wake_at = saved.wake_at.filter(|_| !answered);
        let holder = (saved.keep && saved.ended_at.is_none()).then_some(saved.node);
        let is_free = holder.is_none() && saved.ended_at.is_none();
        let mut run = Run {
            environment: 0,
            status: saved.status(),
            ended_at: saved.ended_at,
            wake_at: is_free.then_some(wake_at.unwrap_or(0)),
            node: holder,
            cancel: false,
        };
        let held = self.runs.get_mut(&saved.run).filter(|run| run.node == Some(saved.node));
        let held = match (saved.new, held) {
            (Some(environment), _) => {
                if holder.is_some() {
                    self.assert_lease(saved.node)?;
                }
                run.environment = environment;
                self.insert(saved.run, run)?;
                true
            }
            (None, Some(there)) => {
                if saved.moves {
                    (run.environment, run.cancel) = (there.environment, there.cancel);
                    if run.cancel {
                        run.wake_at = run.wake_at.map(|_| 0);
                    }
                    *there = run;
                }
                true
            }
            (None, None) => false,
        };
        if held {
            if let Some(parent) = saved.answer.and_then(|answer| self.answer(saved.run, answer)) {
                self.wake(parent);
            }
            if let Some(number) = saved.segment {
                self.append(saved.run, number)?;
            }
        }
        Ok(held)
    }

    fn claim(&mut self, node: Number, now: i64, limit: u32) -> Result<Outcome, Outcome> {
        let has_due =
            |environment: &i64| self.runs.values().any(|run| run.environment == *environment && run.is_due(now));
        let mut waiting: Vec<i64> = [1, 2].into_iter().filter(has_due).collect();
        if waiting.is_empty() {
            return Ok(Outcome::Runs(Vec::new()));
        }
        self.assert_lease(node)?;
        let mut claimed = Vec::new();
        let mut left = usize::try_from(limit).expect("small");
        while left > 0 && !waiting.is_empty() {
            let share = left.div_ceil(waiting.len());
            let mut have_more = Vec::new();
            for environment in waiting {
                let due = self.runs.iter().filter(|(_, run)| run.environment == environment && run.is_due(now));
                let mut due: Vec<_> = due.map(|(number, run)| (run.wake_at, *number)).collect();
                due.sort_unstable();
                due.truncate(share.min(left));
                if due.len() == share {
                    have_more.push(environment);
                }
                left -= due.len();
                for (_, number) in due {
                    let run = self.runs.get_mut(&number).expect("it is due");
                    (run.node, run.wake_at) = (Some(node), None);
                    claimed.push(number);
                }
            }
            waiting = have_more;
        }
        claimed.sort_unstable();
        Ok(Outcome::Runs(claimed))
    }

    fn wake(&mut self, run: Number) {
        if let Some(run) = self.runs.get_mut(&run).filter(|run| run.waits()) {
            run.wake_at = Some(0);
        }
    }

    fn answer(&mut self, child: Number, answer: u8) -> Option<Number> {
        let (call, called) = self.calls.iter_mut().find(|(_, (other, answer))| *other == child && answer.is_none())?;
        called.1 = Some(answer);
        Some(call.0)
    }

    fn release(&mut self, which: impl Fn(Number) -> bool) -> Outcome {
        let mut count = 0;
        for run in self.runs.values_mut().filter(|run| run.ended_at.is_none() && run.node.is_some_and(&which)) {
            run.release();
            count += 1;
        }
        Outcome::Number(Some(count))
    }

    fn release_orphans(&mut self) -> Outcome {
        let nodes = self.nodes.clone();
        self.release(|holder| !nodes.contains_key(&holder))
    }

    fn found(&self, which: impl Fn(&Run) -> bool) -> Outcome {
        Outcome::Runs(self.runs.iter().filter(|(_, run)| which(run)).map(|(number, _)| *number).collect())
    }
}
