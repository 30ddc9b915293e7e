//! One simulation: what happens, and when, from a seed.

mod fault;
mod server;

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};

use app::start::Occasion;
use engine::{ErrorInfo, Flow, Outcome};
use model::{RunStatus, StartKind, Timestamp};
use store::{
    Hint, params,
    simulated::{Fate, Performed, Work},
};
use tokio::sync::oneshot;
use wdl::{Object, Value};

pub(crate) use self::fault::Flaw;
use self::{
    fault::Faults,
    server::{Server, Stands},
};
use super::{
    dice::Dice,
    executor::{self, Tasks},
    stage::{BEGIN, SERVERS, Stage},
    watch::{Known, Watch, Wrong},
    world,
};

pub(crate) const MILLI: i64 = 1_000;
pub(crate) const SECOND: i64 = 1_000 * MILLI;
/// How long faults happen.
const TROUBLE: i64 = 8 * SECOND;
/// How long after the last fault every run has to end. Their own waits and retries take up to about 20 s of it.
const PATIENCE: i64 = 60 * SECOND;
/// How long servers go on once every run has ended: the answer of a call may be under way for 5 s.
const SETTLES: i64 = 6 * SECOND;

/// What is going to happen.
enum Event {
    /// A transaction that a server's start has asked for.
    Work(usize, u32, Work),
    /// Its answer arrives.
    Tell(Performed),
    /// A hint arrives.
    Hint(usize, Hint),
    /// A call of the world is answered.
    Answer(oneshot::Sender<Outcome>, Box<Outcome>),
    /// Somebody starts a flow at a server.
    Start(usize, usize),
    /// Somebody cancels a run.
    Cancel,
    Crash(usize),
    Restart(usize),
    Pause(usize, i64),
    Resume(usize),
    Leave(usize),
    /// The database is away until an instant.
    Away(i64),
    /// No more faults.
    Calm,
}

/// What a simulation came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Played {
    /// How many things happened.
    pub(crate) events: u64,
    /// How many transactions there were.
    pub(crate) transactions: u64,
    /// How many runs.
    pub(crate) runs: usize,
    /// How many times a run was taken over.
    pub(crate) taken_over: usize,
    /// How many runs were cancelled.
    pub(crate) cancelled: usize,
    /// How many transactions failed, or came from a server that was gone.
    pub(crate) broken: u64,
    /// The same for the same course of events.
    pub(crate) fingerprint: u64,
}

/// Something that must not be.
pub(crate) struct Failed {
    pub(crate) wrong: Wrong,
    pub(crate) trace: Vec<String>,
}

pub(crate) struct Play<'a> {
    stage: &'a Stage,
    dice: Dice,
    faults: Faults,
    events: BTreeMap<(i64, u64), Event>,
    serial: u64,
    tasks: Tasks,
    servers: Vec<Server>,
    watch: Watch,
    is_calm: bool,
    away_until: i64,
    played: Played,
    /// What happened, if anybody wants to read it.
    trace: Option<Vec<String>>,
}

/// Plays the simulation of a seed.
pub(crate) fn play(stage: &Stage, seed: u64, flaw: Flaw, traces: bool) -> Result<Played, Failed> {
    stage.begin_anew();
    executor::reset(BEGIN);
    Watch::reset();
    drop(world::made());
    let mut dice = Dice::new(seed);
    let faults = Faults::choose(&mut dice, flaw);
    stage.database.ignore_leases(flaw == Flaw::IgnoresLeases);
    let servers = (0..dice.below(SERVERS) + 1).map(|_| Server::default()).collect();
    let mut play = Play {
        stage,
        dice,
        faults,
        events: BTreeMap::new(),
        serial: 0,
        tasks: Tasks::default(),
        servers,
        watch: Watch::default(),
        is_calm: false,
        away_until: 0,
        played: Played::default(),
        trace: traces.then(Vec::new),
    };
    play.prepare();
    let result = play.until_it_ends();
    for server in 0..play.servers.len() {
        play.crash(server);
    }
    play.played.runs = play.watch.runs.len();
    play.played.taken_over = play.watch.taken_over;
    let is_cancelled = |known: &&Known| known.ended == Some(RunStatus::Cancelled);
    play.played.cancelled = play.watch.runs.values().filter(is_cancelled).count();
    let (played, trace) = (play.played, play.trace.take().unwrap_or_default());
    drop(play);
    executor::reset(BEGIN);
    result.map(|()| played).map_err(|wrong| Failed { wrong, trace })
}

impl Play<'_> {
    fn until_it_ends(&mut self) -> Result<(), Wrong> {
        let mut quiet_since = None;
        loop {
            while self.one_task()? {}
            let next = self.events.first_key_value().map(|((at, _), _)| *at);
            let next = next.into_iter().chain(executor::next_timer()).min();
            let Some(next) = next else { return Err("nothing will ever happen again".to_owned()) };
            if next > executor::now() {
                if self.is_calm && self.watch.open().is_empty() {
                    let since = *quiet_since.get_or_insert(executor::now());
                    if next > since + SETTLES {
                        return self.end();
                    }
                } else {
                    quiet_since = None;
                }
                if next > BEGIN + TROUBLE + PATIENCE {
                    let open: Vec<_> = self.watch.open().into_iter().map(|run| self.watch.name(run)).collect();
                    return Err(format!("long after the last fault these have not ended: {}", open.join(", ")));
                }
                executor::pass_to(next);
                self.stage.database.set_clock(Timestamp(next));
                continue;
            }
            if let Some(first) = self.events.first_entry().filter(|first| first.key().0 <= executor::now()) {
                let event = first.remove();
                self.happens(event)?;
            }
        }
    }

    fn end(&mut self) -> Result<(), Wrong> {
        for (number, server) in self.servers.iter().enumerate() {
            if let Some(kept) = server.runtime().map(|runtime| runtime.in_memory()).filter(|kept| *kept > 0) {
                return Err(format!("every run has ended, and server {number} keeps {kept} in memory"));
            }
        }
        self.watch.in_the_end(self.stage.rows(), self.stage.children())
    }

    /// Lets a task go on, and takes what it asks for. False: all of them wait.
    fn one_task(&mut self) -> Result<bool, Wrong> {
        let (servers, dice) = (&self.servers, &mut self.dice);
        let Some(server) = self.tasks.go_on(|server| servers[server].runs(), |count| dice.below(count)) else {
            return Ok(false);
        };
        self.counts(server as u64);
        let asked = std::mem::take(&mut *self.stage.desk.lock().unwrap_or_else(PoisonError::into_inner));
        for (server, work) in asked {
            let (start, soon) = (self.servers[server].start, self.soon());
            self.later(soon, Event::Work(server, start, work));
        }
        for world::Made { server, call, answer } in world::made() {
            let told = self.watch.called(&call)?;
            self.tell(|| format!("server {server}: {told}"));
            let (after, outcome) = self.outcome();
            self.later(after, Event::Answer(answer, Box::new(outcome)));
        }
        self.look_at(server);
        Ok(true)
    }

    fn happens(&mut self, event: Event) -> Result<(), Wrong> {
        self.counts(100 + event.code());
        match event {
            Event::Work(server, start, work) => return self.transaction(server, start, work),
            Event::Tell(performed) => performed.tell(),
            Event::Hint(server, hint) => self.stage.seats[server].hints.tell(hint),
            Event::Answer(answer, outcome) => drop(answer.send(*outcome)),
            Event::Start(server, flow) => self.start_flow(server, flow),
            Event::Cancel => self.cancel(),
            Event::Crash(server) => {
                if matches!(self.servers[server].stands(), Stands::Up | Stands::Starting) {
                    self.tell(|| format!("server {server} crashes"));
                    self.crash(server);
                    let after = self.dice.between(100 * MILLI, 4 * SECOND);
                    self.later(after, Event::Restart(server));
                }
            }
            Event::Restart(server) => self.start(server),
            Event::Pause(server, micros) => {
                self.tell(|| format!("server {server} stands still for {} ms", micros / MILLI));
                self.servers[server].paused = true;
                self.later(micros, Event::Resume(server));
            }
            Event::Resume(server) => {
                self.tell(|| format!("server {server} goes on"));
                self.servers[server].paused = false;
            }
            Event::Leave(server) => self.leave(server),
            Event::Away(until) => {
                self.tell(|| format!("the database is away for {} ms", (until - executor::now()) / MILLI));
                self.away_until = until;
            }
            Event::Calm => {
                self.tell(|| "no more faults".to_owned());
                // The clock starts no more runs, so that all can end.
                let off = self.stage.database.directly(|tx| tx.execute("DELETE FROM schedules", params![]));
                off.map_err(|error| error.to_string())?;
                self.is_calm = true;
                self.away_until = 0;
                for server in 0..self.servers.len() {
                    self.servers[server].paused = false;
                }
            }
        }
        Ok(())
    }

    /// Lets a transaction happen, or fail.
    fn transaction(&mut self, server: usize, start: u32, work: Work) -> Result<(), Wrong> {
        let is_late = self.servers[server].start != start;
        if is_late && self.dice.percent(50) {
            // It never reached the database.
            return Ok(());
        }
        let is_away = executor::now() < self.away_until;
        let fate = self.faults.of(&mut self.dice, &work, is_away, self.is_calm);
        if self.faults.flaw == Flaw::IgnoresFences
            && let Some((run, node)) = work.saves
        {
            let taken = self.stage.database.directly(|tx| {
                tx.execute("UPDATE runs SET node = ?2 WHERE id = ?1 AND ended_at IS NULL", params![run, node])?;
                tx.execute("DELETE FROM watched", params![])
            });
            taken.map_err(|error| error.to_string())?;
        }
        self.played.broken += u64::from(is_late || !matches!(fate, Fate::Happens));
        let (writes, how) = (work.writes, self.trace.as_ref().map(|_| format!("{fate:?}")).unwrap_or_default());
        let performed = work.perform(fate);
        self.played.transactions += 1;
        if performed.is_committed {
            let all = &self.stage.all;
            let flow = |key: i64| -> Arc<Flow> {
                let found = all.iter().find(|prepared| prepared.key.0 == key);
                found.map_or_else(|| all[0].flow.clone(), |prepared| prepared.flow.clone())
            };
            let seen = self.watch.committed(&self.stage.database, flow)?;
            let late = if is_late { " (late)" } else { "" };
            if !seen.is_empty() {
                self.tell(|| format!("server {server}{late}: {}; {how}", seen.join("; ")));
            }
        } else if writes {
            self.tell(|| format!("server {server}: a transaction does not happen; {how}"));
        }
        for hint in performed.hints.clone() {
            for other in 0..self.servers.len() {
                // Losing a hint, or hearing it twice, changes nothing but when things happen.
                let times = if self.dice.percent(15) { self.dice.below(3) } else { 1 };
                for _ in 0..times {
                    let soon = self.soon();
                    self.later(soon, Event::Hint(other, hint));
                }
            }
        }
        let soon = self.soon();
        self.later(soon, Event::Tell(performed));
        Ok(())
    }

    /// Somebody starts a flow at a server, and waits there for the answer.
    fn start_flow(&mut self, server: usize, flow: usize) {
        let Some(runtime) = self.servers[server].runtime() else { return };
        let (prepared, owner) = (self.stage.flows[flow].clone(), self.stage.owner);
        self.tell(|| format!("server {server} is asked for the flow `{}`", prepared.name));
        let nothing = Value::Object(Object::new());
        let outputs = Value::Object(Object::from([("headers", nothing.clone()), ("body", nothing)]));
        let occasion = Occasion { invoker: Some(owner), ..Occasion::new(StartKind::Button, outputs) };
        executor::spawn_on(server, async move {
            // Whether it is accepted or not is seen in the database; who was told that it is, was told the truth.
            let _ = runtime.accept(prepared, Value::Object(Object::new()), owner, occasion).await;
        });
    }

    /// Somebody cancels one of the runs, at a server that is up.
    fn cancel(&mut self) {
        let up: Vec<_> = self.servers.iter().enumerate().filter_map(|(at, it)| Some((at, it.runtime()?))).collect();
        let open = self.watch.open();
        if up.is_empty() || open.is_empty() {
            return;
        }
        let (server, runtime) = up[self.dice.below(up.len())].clone();
        let run = open[self.dice.below(open.len())];
        let name = self.watch.name(run);
        self.tell(|| format!("server {server} is asked to cancel {name}"));
        executor::spawn_on(server, async move {
            let work = move |tx: &mut store::Tx<'_>| store::runs::request_cancel(tx, run);
            let _ = runtime.steward().store().write(work).await;
        });
    }

    /// How a call of the world ends, and when.
    fn outcome(&mut self) -> (i64, Outcome) {
        let answered = |status: u16| {
            let body = Value::Object(Object::from([("n", Value::Int(1))]));
            let outputs = Object::from([("statusCode", Value::Int(status.into())), ("body", body)]);
            Outcome::answered(status, Value::Object(outputs))
        };
        let soon = self.dice.between(MILLI, 200 * MILLI);
        if self.is_calm {
            return (soon, answered(200));
        }
        match self.dice.below(10) {
            0 => (soon, answered(503)),
            1 => (self.dice.between(SECOND, 4 * SECOND), answered(200)),
            2 => {
                let mut lost = Outcome::failed("GatewayTimeout", "There was no answer.");
                (lost.may_retry, lost.error) = (true, Some(ErrorInfo::new("GatewayTimeout", "There was no answer.")));
                (self.dice.between(SECOND, 5 * SECOND), lost)
            }
            3 => (soon, answered(404)),
            4 => {
                // Asked again soon, or after the run was let go of.
                let wait = if self.dice.below(2) == 0 { 1_000 } else { 8_000 };
                let poll = Some(format!("https://test.invalid/jobs/{}", self.dice.below(3)).into());
                (soon, Outcome { poll, retry_after: Some(wait), ..answered(202) })
            }
            _ => (soon, answered(200)),
        }
    }

    /// How long a message is under way.
    fn soon(&mut self) -> i64 {
        match self.dice.below(if self.is_calm { 18 } else { 20 }) {
            0..=11 => self.dice.between(0, 3) * MILLI / 2,
            12..=17 => self.dice.between(0, 40 * MILLI),
            18 => self.dice.between(0, 600 * MILLI),
            _ => self.dice.between(0, 3 * SECOND),
        }
    }

    fn later(&mut self, micros: i64, event: Event) {
        self.serial += 1;
        self.events.insert((executor::now() + micros, self.serial), event);
    }

    fn counts(&mut self, what: u64) {
        self.played.events += 1;
        let mixed = self.played.fingerprint ^ what ^ executor::now().cast_unsigned();
        self.played.fingerprint = mixed.wrapping_mul(0x0000_0100_0000_01B3).rotate_left(7);
    }

    fn tell(&mut self, what: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>10.4}  {}", (executor::now() - BEGIN) as f64 / 1e6, what()));
        }
    }
}

impl Event {
    fn code(&self) -> u64 {
        match self {
            Self::Work(..) => 0,
            Self::Tell(_) => 1,
            Self::Hint(..) => 2,
            Self::Answer(..) => 3,
            Self::Start(..) => 4,
            Self::Cancel => 5,
            Self::Crash(_) => 6,
            Self::Restart(_) => 7,
            Self::Pause(..) => 8,
            Self::Resume(_) => 9,
            Self::Leave(_) => 10,
            Self::Away(_) => 11,
            Self::Calm => 12,
        }
    }
}
