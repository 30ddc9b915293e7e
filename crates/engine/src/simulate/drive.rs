//! Drives a run in memory: somebody says how its calls end, and time moves on to whatever the run waits for.

use model::{RunStatus, Timestamp};

use crate::{
    Call, Effect, Event, Happening, Outcome, Run, Step,
    history::{HistoryReader, RunRecord},
    step::{self, step},
};

/// The longest that a run may take, in days of its own clock. Source: limits of cloud flows.
const LONGEST_DAYS: i64 = 30;
/// Entries that a step makes before the bounds are looked at.
const BUDGET: usize = 1_000;

/// What a run is told when it has nothing left to decide.
pub(crate) enum Next {
    /// A call ended.
    Ended {
        /// Which, of those that are under way.
        call: usize,
        /// When, if not at once. What the run waits for before comes before.
        at: Option<Timestamp>,
        /// How.
        outcome: Box<Outcome>,
    },
    /// The time has come that it waits for. One that waits for none is left as it is.
    Time,
    /// Nothing: it is left as it is.
    Leave,
}

/// A run that was driven.
#[derive(Debug)]
pub(crate) struct Driven {
    pub(crate) run: Run,
    pub(crate) record: RunRecord,
    /// Its clock.
    pub(crate) at: Timestamp,
}

/// Drives a run until it has ended, is left as it is, or has made more than so many entries. `tell` sees the run, the calls under way in
/// the order in which they began, and when the run wants to be told that time has passed.
pub(crate) fn drive(run: Run, entries: usize, mut tell: impl FnMut(&Run, &[Call]) -> Next) -> Driven {
    let (flow, begins) = (run.flow().clone(), run.start().at);
    let mut driver = Driver { run, at: begins, seed: 0, made: 0 };
    let mut history = HistoryReader::new(&flow.definition);
    let (mut happening, mut under_way) = (Happening::Continue, Vec::new());
    let last = begins.plus_millis(LONGEST_DAYS * 86_400_000);
    while driver.run.ended().is_none() {
        let step = if driver.made > entries {
            driver.stop(RunStatus::Cancelled, "SimulationLimitReached")
        } else if driver.at > last {
            driver.stop(RunStatus::TimedOut, "WorkflowRunTimedOut")
        } else {
            driver.step(happening)
        };
        driver.made += step.entries.len();
        step.entries.into_iter().for_each(|entry| history.read(entry));
        under_way.extend(step.effects.into_iter().filter_map(|effect| match effect {
            Effect::Call(call) => Some(call),
            Effect::Reply(_) | Effect::Listen(_) | Effect::Unlisten { .. } => None,
        }));
        if step.more {
            happening = Happening::Continue;
            continue;
        }
        if driver.run.ended().is_some() {
            break;
        }
        happening = match (tell(&driver.run, &under_way), step.wake_at) {
            (Next::Ended { at: Some(at), .. }, Some(wakes)) if wakes < at => driver.wake(wakes),
            (Next::Ended { call, at, outcome }, _) if call < under_way.len() => {
                driver.at = at.map_or(driver.at, |at| driver.at.max(at));
                Happening::CallEnded { place: under_way.remove(call).place, outcome }
            }
            (Next::Time, Some(at)) => driver.wake(at),
            _ => break,
        };
    }
    Driven { record: history.finish(), at: driver.at, run: driver.run }
}

/// A run and its clock.
struct Driver {
    run: Run,
    at: Timestamp,
    seed: u128,
    made: usize,
}

impl Driver {
    fn event(&mut self, what: Happening) -> Event {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        Event { what, at: self.at, entropy: self.seed, budget: BUDGET }
    }

    fn wake(&mut self, at: Timestamp) -> Happening {
        self.at = self.at.max(at);
        Happening::Tick
    }

    fn step(&mut self, what: Happening) -> Step {
        let event = self.event(what);
        step(&mut self.run, event)
    }

    fn stop(&mut self, status: RunStatus, code: &'static str) -> Step {
        let event = self.event(Happening::Cancel);
        step::stop(&mut self.run, event, status, code)
    }
}
