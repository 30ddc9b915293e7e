//! What goes wrong.

use store::{
    StoreError,
    simulated::{Fate, Work},
};

use super::{Event, MILLI, Play, SECOND, TROUBLE};
use crate::simulation::dice::Dice;

/// A mistake that is made on purpose, to show that it is noticed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flaw {
    None,
    /// What a run has come to is stored whoever holds it.
    IgnoresFences,
    /// Servers whose lease was ended go on taking runs.
    IgnoresLeases,
    /// Now and then a transaction that was acknowledged is gone.
    LosesCommits,
}

/// Which kinds of faults there are in a simulation.
pub(crate) struct Faults {
    pub(crate) flaw: Flaw,
    transactions: bool,
    crashes: usize,
    pauses: usize,
    leaves: usize,
    away: bool,
    cancels: usize,
    skewed: bool,
}

impl Faults {
    pub(super) fn choose(dice: &mut Dice, flaw: Flaw) -> Self {
        Self {
            flaw,
            transactions: dice.percent(50),
            crashes: dice.below(4),
            pauses: dice.below(4),
            leaves: dice.below(2),
            away: dice.percent(25),
            cancels: if dice.percent(40) { 1 + dice.below(2) } else { 0 },
            skewed: dice.percent(50),
        }
    }

    /// What becomes of a transaction.
    pub(super) fn of(&self, dice: &mut Dice, work: &Work, is_away: bool, is_calm: bool) -> Fate {
        if self.flaw == Flaw::LosesCommits && work.writes && !is_calm && dice.percent(3) {
            return Fate::Forgotten;
        }
        let broke = || StoreError::Unavailable("the connection broke".to_owned());
        if is_away {
            return match dice.below(6) {
                0 if work.writes => Fate::Unanswered(broke()),
                1 => Fate::Undone(broke()),
                _ => Fate::Refused(broke()),
            };
        }
        if is_calm || !self.transactions {
            return Fate::Happens;
        }
        match dice.below(60) {
            0 => Fate::Undone(StoreError::Collided("the simulation".to_owned())),
            1 => Fate::Undone(broke()),
            2 => Fate::Unanswered(broke()),
            3 => Fate::Refused(StoreError::Busy),
            _ => Fate::Happens,
        }
    }
}

impl Play<'_> {
    /// Starts the servers, and chooses what will happen when.
    pub(super) fn prepare(&mut self) {
        let (count, has_schedule) = (self.servers.len(), self.dice.percent(25));
        for server in 0..count {
            let skew = if self.faults.skewed { self.dice.between(-2 * SECOND, 2 * SECOND) } else { 0 };
            self.stage.seats[server].skew.store(skew, std::sync::atomic::Ordering::Relaxed);
            self.servers[server].is_worker = server == 0 || self.dice.percent(75);
            self.servers[server].is_scheduler = has_schedule && self.dice.percent(75);
            let after = self.dice.between(0, 300 * MILLI);
            self.later(after, Event::Restart(server));
        }
        // Runs of a flow that limits them come together often enough to wait for each other.
        let crowded = self.dice.percent(20);
        let limited = self.stage.flows.iter().position(|flow| flow.name == "limited").filter(|_| crowded);
        for _ in 0..self.dice.below(4) + if crowded { 3 } else { 1 } {
            let server = self.dice.below(count);
            let flow = limited.unwrap_or_else(|| self.dice.below(self.stage.flows.len()));
            let after = self.dice.between(350 * MILLI, TROUBLE * 3 / 4);
            self.later(after, Event::Start(server, flow));
        }
        for _ in 0..self.faults.crashes {
            let (server, after) = (self.dice.below(count), self.dice.between(0, TROUBLE));
            self.later(after, Event::Crash(server));
        }
        for _ in 0..self.faults.pauses {
            let (server, after) = (self.dice.below(count), self.dice.between(0, TROUBLE));
            let long = self.dice.between(10 * MILLI, 5 * SECOND);
            self.later(after, Event::Pause(server, long));
        }
        for _ in 0..self.faults.leaves {
            let (server, after) = (self.dice.below(count), self.dice.between(SECOND, TROUBLE));
            self.later(after, Event::Leave(server));
        }
        if self.faults.away {
            let (after, long) = (self.dice.between(0, TROUBLE), self.dice.between(100 * MILLI, 4 * SECOND));
            let until = crate::simulation::executor::now() + after + long;
            self.later(after, Event::Away(until));
        }
        for _ in 0..self.faults.cancels {
            let after = self.dice.between(SECOND, TROUBLE);
            self.later(after, Event::Cancel);
        }
        self.later(TROUBLE, Event::Calm);
    }
}
