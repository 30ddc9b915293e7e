//! Driving one run: step, store, perform, wait, and again.

use std::time::Duration;

use engine::{ANSWER_WITHIN, Asks, Call, Effect, Happening, Outcome, Place, Reply, Step};
use model::Timestamp;
use store::StoreError;
use tokio::sync::mpsc;
use tracing::{debug, error};
use wdl::definition::Kind;

use super::{active::Active, mailbox::Mailbox, native};
use crate::{connector, runtime::Runtime, tasks};

/// A run that waits longer than this, in milliseconds, is let go of: it costs disk and no memory until its time comes.
const KEPT_WHILE_WAITING: i64 = 5_000;

/// What a driving task is told from outside.
#[derive(Debug)]
pub(crate) enum Mail {
    /// A call of the world ended.
    CallEnded(Place, Box<Outcome>),
    /// Look at what is stored: a run that it called has answered, somebody has called back, or wants it cancelled.
    Look,
}

/// What a step asks for, sorted.
#[derive(Default)]
pub(crate) struct Todo {
    /// Calls of our own tables and flows.
    pub(crate) native: Vec<Call>,
    /// Calls of the world.
    pub(crate) outside: Vec<Call>,
    /// An answer to the caller.
    pub(crate) reply: Option<Reply>,
    /// The step paused.
    pub(crate) more: bool,
}

impl Todo {
    pub(crate) fn take_in(&mut self, active: &Active, step: Step) {
        self.more = step.more;
        for effect in step.effects {
            match effect {
                Effect::Call(call) => self.call(active, call),
                Effect::Reply(reply) => self.reply = Some(reply),
                // Stored together with the step's entries.
                Effect::Listen(_) | Effect::Unlisten { .. } => {}
            }
        }
    }

    pub(crate) fn call(&mut self, active: &Active, call: Call) {
        let action = active.prepared.flow.definition.action(call.place.action);
        match action.map(|action| &action.kind) {
            _ if call.what == Asks::Callback => self.native.push(call),
            Some(kind) if connector::invoke::is_for(kind) => self.outside.push(call),
            Some(Kind::Connector(_) | Kind::ChildFlow(_)) => self.native.push(call),
            _ => self.outside.push(call),
        }
    }
}

/// A run with what is to be done for it.
pub(crate) struct Turn {
    pub(crate) active: Active,
    pub(crate) todo: Todo,
    /// Calls of the world that are under way.
    pub(crate) under_way: usize,
    /// Where those tell how they ended.
    pub(crate) mail: Option<mpsc::UnboundedSender<Mail>>,
}

impl Turn {
    /// Has what others tell looked at: runs of other flows, and whoever calls back.
    fn look_for_answers(&mut self) {
        for call in self.active.run.outstanding_calls() {
            let is_asked_for = self.todo.native.iter().any(|asked| asked.place == call.place);
            if self.active.waits_for_others(&call) && !is_asked_for {
                self.todo.native.push(call);
            }
        }
    }

    /// Tells the engine how a call ended.
    pub(crate) fn call_ended(&mut self, place: Place, outcome: Outcome, at: Timestamp) {
        self.step(Happening::CallEnded { place, outcome: Box::new(outcome) }, at);
    }

    /// Tells the engine something, and takes in what it asks for.
    fn step(&mut self, what: Happening, at: Timestamp) {
        let step = self.active.step(what, at);
        self.todo.take_in(&self.active, step);
    }
}

/// What follows a turn.
pub(crate) enum Next {
    /// Something is under way, or will be due soon.
    Wait(Box<Turn>),
    /// The run ended, or was let go of.
    Done,
}

impl Runtime {
    /// Drives a run in a task of its own until it ends or is let go of.
    pub(crate) fn spawn(&self, turn: Turn, mut mailbox: Mailbox) {
        let runtime = self.clone();
        tasks::spawn(async move {
            let (run, node) = (turn.active.id(), turn.active.node);
            let driven = runtime.drive(turn, &mut mailbox.receiver).await;
            runtime.forget(mailbox);
            if let Err(failed) = driven {
                // What is not stored has not happened: the journal says how far the run came, and it is claimed anew.
                error!(run.id = %run, "Run {run} could not be stored and will be resumed: {failed}");
                runtime.release(run, node).await;
            }
        });
    }

    async fn drive(&self, turn: Turn, mailbox: &mut mpsc::UnboundedReceiver<Mail>) -> Result<(), StoreError> {
        let mut stopping = self.0.stopping.subscribe();
        let mut next = self.turn(turn).await?;
        while let Next::Wait(mut turn) = next {
            let event = tokio::select! {
                biased;
                mail = mailbox.recv() => match mail {
                    Some(mail) => self.open(&mut turn, mail).await?,
                    None => return Ok(()),
                },
                () = sleep_until(turn.active.looks_at(self.0.steward.now()), self.0.steward.now()) => {
                    turn.look_for_answers();
                    Happening::Tick
                }
                // What only waits is left to the next start; what is under way is waited for.
                () = async { let _ = stopping.wait_for(|stopping| *stopping).await; }, if turn.under_way == 0 => return Ok(()),
            };
            turn.active.forget_caller(self.0.steward.now());
            turn.step(event, self.0.steward.now());
            // What has come meanwhile shares the commit.
            while let Ok(mail) = mailbox.try_recv() {
                let event = self.open(&mut turn, mail).await?;
                turn.step(event, self.0.steward.now());
            }
            next = self.turn(*turn).await?;
        }
        Ok(())
    }

    /// Stores what has been decided, then performs what it asks for, until there is nothing to do but wait.
    pub(crate) async fn turn(&self, mut turn: Turn) -> Result<Next, StoreError> {
        loop {
            if !turn.todo.native.is_empty() {
                turn = native::perform(self, turn).await?;
            }
            let ended = turn.active.run.ended().is_some();
            let busy = turn.under_way + turn.todo.native.len() + turn.todo.outside.len() > 0 || turn.todo.more;
            let keep = !ended && (busy || self.keeps(&turn.active));
            if !self.commit(&mut turn.active, !busy, keep).await? {
                debug!(run.id = %turn.active.id(), "Run {} is held by another node", turn.active.id());
                return Ok(Next::Done);
            }
            if let Some(reply) = turn.todo.reply.take()
                && let Some(caller) = turn.active.caller.take()
            {
                // Whoever asked may have gone away; the answer is in the history.
                let _ = caller.send(reply);
            }
            if ended || !keep {
                return Ok(Next::Done);
            }
            if !turn.todo.outside.is_empty() && !self.holds(turn.active.node) {
                // Others may have taken the run over, and make these calls themselves.
                return Err(StoreError::LeaseEnded);
            }
            for call in std::mem::take(&mut turn.todo.outside) {
                if !turn.active.run.is_calling(&call) {
                    continue;
                }
                turn.under_way += 1;
                self.call_outside(&turn, call);
            }
            if turn.todo.native.is_empty() {
                if !turn.todo.more {
                    return Ok(Next::Wait(Box::new(turn)));
                }
                turn.step(Happening::Continue, self.0.steward.now());
                tokio::task::yield_now().await;
            }
        }
    }

    /// Whether a run that only waits stays in memory: its time is near, or somebody waits for its answer.
    fn keeps(&self, active: &Active) -> bool {
        let now = self.0.steward.now();
        let awaited = active.caller.is_some() && now < active.run.start().at.plus_millis(ANSWER_WITHIN);
        awaited || active.run.wake_at().is_some_and(|at| at <= now.plus_millis(KEPT_WHILE_WAITING))
    }

    async fn commit(&self, active: &mut Active, waits: bool, keep: bool) -> Result<bool, StoreError> {
        if active.is_saved(waits) && (keep || active.run.ended().is_some()) {
            return Ok(true);
        }
        let save = active.save(&self.0.steward, waits, keep)?;
        self.0.steward.store().save(save).await
    }

    /// Makes a call of the world in a task of its own, and mails how it ended.
    fn call_outside(&self, turn: &Turn, call: Call) {
        let (runtime, mail, place) = (self.clone(), turn.mail.clone(), call.place);
        let told = connector::Outside::of(&turn.active, call);
        tasks::spawn(async move {
            let outcome = told.call(&runtime).await;
            if let Some(mail) = mail {
                // Whoever drove the run may have let go of it.
                let _ = mail.send(Mail::CallEnded(place, Box::new(outcome)));
            }
        });
    }

    /// What a mail tells the engine.
    async fn open(&self, turn: &mut Turn, mail: Mail) -> Result<Happening, StoreError> {
        match mail {
            Mail::CallEnded(place, outcome) => {
                turn.under_way = turn.under_way.saturating_sub(1);
                Ok(Happening::CallEnded { place, outcome })
            }
            Mail::Look => self.look(turn).await,
        }
    }

    /// Looks at what others have stored for a run in memory.
    async fn look(&self, turn: &mut Turn) -> Result<Happening, StoreError> {
        turn.look_for_answers();
        let run = turn.active.id();
        let cancel = self.0.steward.store().read(move |tx| store::runs::is_to_be_cancelled(tx, run)).await?;
        Ok(if cancel { Happening::Cancel } else { Happening::Tick })
    }

    /// Lets go of a run, so that it is claimed and resumed from its journal. Where that fails, the lease's keeper does it later.
    pub(crate) async fn release(&self, run: model::RunId, node: uuid::Uuid) {
        let released = self.0.steward.store().write(move |tx| store::nodes::release(tx, node, run)).await;
        if let Err(failed) = released {
            debug!(run.id = %run, "Run {run} could not be let go of yet: {failed}");
        }
        self.0.work.notify_one();
    }
}

async fn sleep_until(at: Option<Timestamp>, now: Timestamp) {
    match at {
        Some(at) => tasks::sleep(Duration::from_micros(at.micros_since(now))).await,
        None => std::future::pending().await,
    }
}
