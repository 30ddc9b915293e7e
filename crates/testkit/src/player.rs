//! A run that is played step by step, and may crash between two.

use std::{collections::HashMap, sync::Arc};

use engine::{Call, Effect, Entry, Event, Flow, Happening, Outcome, Place, Reply, Run, Start, step};
use model::Timestamp;
use wdl::Value;

/// How a call ends, and after how many seconds; none never ends.
type Answers = Box<dyn FnMut(&str, &Call) -> (Option<i64>, Outcome)>;

/// A run on a clock that jumps to whatever comes next.
pub struct Player {
    flow: Arc<Flow>,
    start: Start,
    /// The run.
    pub run: Run,
    /// What time it is.
    pub clock: Timestamp,
    /// Everything that was remembered.
    pub entries: Vec<Entry>,
    /// The answer that the caller got.
    pub reply: Option<Reply>,
    /// The places that can be called back.
    pub listens: Vec<Place>,
    /// The requests that end what services were asked for.
    pub unsubscribed: Vec<Value>,
    /// How many entries a step may make.
    pub budget: usize,
    answers: Answers,
    /// By idempotency key: a call that is repeated after a crash has one outcome.
    under_way: HashMap<String, (Option<Timestamp>, Place, Outcome)>,
    wake_at: Option<Timestamp>,
    more: bool,
    seed: u128,
}

impl Player {
    /// A run that has not begun.
    pub fn new(
        flow: Arc<Flow>,
        start: Start,
        answers: impl FnMut(&str, &Call) -> (Option<i64>, Outcome) + 'static,
    ) -> Self {
        Self {
            run: Run::new(flow.clone(), start.clone()),
            clock: start.at,
            entries: Vec::new(),
            reply: None,
            listens: Vec::new(),
            unsubscribed: Vec::new(),
            budget: 1_000,
            answers: Box::new(answers),
            under_way: HashMap::new(),
            wake_at: None,
            more: true,
            seed: 0,
            flow,
            start,
        }
    }

    /// Lets the next thing happen. `false`: there is none; the run has ended, or waits for ever.
    pub fn advance(&mut self) -> bool {
        if self.run.ended().is_some() {
            return false;
        }
        let what = if self.more {
            Happening::Continue
        } else {
            let calls = self.under_way.iter().filter_map(|(key, (at, ..))| at.map(|at| (at, key.clone())));
            match (calls.min(), self.wake_at) {
                (Some((at, key)), wake_at) if wake_at.is_none_or(|wake_at| at <= wake_at) => {
                    self.clock = self.clock.max(at);
                    let Some((_, place, outcome)) = self.under_way.remove(&key) else { return false };
                    Happening::CallEnded { place, outcome: Box::new(outcome) }
                }
                (_, Some(wake_at)) => {
                    self.clock = self.clock.max(wake_at);
                    Happening::Tick
                }
                _ => return false,
            }
        };
        self.happen(what);
        true
    }

    /// When the next thing happens.
    pub fn next_at(&self) -> Option<Timestamp> {
        let calls = self.under_way.values().filter_map(|(at, ..)| *at);
        if self.more { Some(self.clock) } else { calls.chain(self.wake_at).min() }
    }

    /// Lets something happen now.
    pub fn happen(&mut self, what: Happening) {
        self.seed += 1;
        let event = Event { what, at: self.clock, entropy: self.seed << 64 | self.seed, budget: self.budget };
        let step = step(&mut self.run, event);
        self.entries.extend(step.entries);
        (self.more, self.wake_at) = (step.more, step.wake_at);
        for effect in step.effects {
            match effect {
                Effect::Call(call) => self.call(call),
                Effect::Reply(reply) => self.reply = Some(reply),
                Effect::Listen(place) => self.listens.push(place),
                Effect::Unlisten { place, unsubscribe } => {
                    self.listens.retain(|listens| *listens != place);
                    self.unsubscribed.extend(unsubscribe);
                }
            }
        }
    }

    fn call(&mut self, call: Call) {
        let name = self.flow.definition.action(call.place.action).map_or("", |action| &action.name);
        let (takes, outcome) = (self.answers)(name, &call);
        let at = takes.map(|seconds| self.clock.plus_millis(seconds * 1_000));
        self.under_way.insert(call.idempotency_key, (at, call.place, outcome));
    }

    /// Forgets everything but the journal, and goes on from that.
    ///
    /// # Panics
    /// If the run does not know the calls that were under way.
    pub fn crash(&mut self) {
        self.run = Run::replay(self.flow.clone(), self.start.clone(), &self.entries);
        let mut known: Vec<String> =
            self.run.outstanding_calls().into_iter().map(|call| call.idempotency_key).collect();
        known.sort_unstable();
        let mut expected: Vec<String> = self.under_way.keys().cloned().collect();
        expected.sort_unstable();
        assert!(known.iter().all(|key| expected.contains(key)), "calls {known:?} after the crash, {expected:?} before");
        self.more = self.run.has_more();
        self.wake_at = self.run.wake_at();
    }
}
