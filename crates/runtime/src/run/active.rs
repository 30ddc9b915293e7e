//! A run that is in memory: its state, and what of it is durable.

use std::sync::Arc;

use app::{
    Steward,
    start::{PendingRun, Prepared},
};
use engine::{ANSWER_WITHIN, Asks, Awaited, Call, Effect, Entry, Event, Happening, Reply, Run, Step, journal, step};
use model::{PrincipalId, RunFacts, RunId, RunStatus, Timestamp};
use store::{
    StoreError, Tx,
    callbacks::{Callback, Changes},
    errands::Errand,
    runs::{self, Save},
};
use tokio::sync::oneshot;
use uuid::Uuid;
use wdl::Value;

use super::{callback, child};

/// How many entries one step may make, so that a long loop lets others have their turn.
const BUDGET: usize = 4_096;

/// A run in memory.
pub(crate) struct Active {
    pub(crate) run: Run,
    pub(crate) prepared: Arc<Prepared>,
    pub(crate) facts: RunFacts,
    /// Under which lease it is held. Whatever is stored of it is refused once others have taken that lease for ended.
    pub(crate) node: Uuid,
    /// Its row, until that is stored.
    new: Option<runs::NewRun>,
    /// Entries that are not stored yet.
    pub(crate) entries: Vec<Entry>,
    /// Actions that may be called back once these are stored, and those that may not any more.
    opened: Vec<Callback>,
    closed: Vec<Callback>,
    /// Requests that are owed once these are stored.
    owed: Vec<Value>,
    next_segment: u32,
    /// Whose identities it has used.
    acting: Vec<PrincipalId>,
    /// The status that is stored.
    stored: RunStatus,
    /// Who waits for an answer.
    pub(crate) caller: Option<oneshot::Sender<Reply>>,
    /// The run that called it and waits for its answer.
    parent: Option<RunId>,
}

impl Active {
    /// A run that has just been accepted and is not stored yet.
    pub(crate) fn new(pending: PendingRun, node: Uuid, caller: Option<oneshot::Sender<Reply>>) -> Self {
        let PendingRun { prepared, start, facts, row } = pending;
        Self {
            run: Run::new(prepared.flow.clone(), start),
            prepared,
            facts,
            node,
            new: Some(row),
            entries: Vec::new(),
            opened: Vec::new(),
            closed: Vec::new(),
            owed: Vec::new(),
            next_segment: 0,
            acting: Vec::new(),
            stored: RunStatus::Running,
            caller,
            // Children are queued, and read from there.
            parent: None,
        }
    }

    /// A run that is stored, held and was not stepped yet.
    pub(crate) fn stored(pending: PendingRun, node: Uuid, caller: Option<oneshot::Sender<Reply>>) -> Self {
        Self { new: None, ..Self::new(pending, node, caller) }
    }

    /// A run as its journal left it.
    pub(crate) fn resumed(
        tx: &mut Tx<'_>,
        steward: &Steward,
        prepared: Arc<Prepared>,
        node: Uuid,
        claimed: runs::Claimed,
    ) -> Result<Self, StoreError> {
        let runs::Claimed { run: stored, start, has_journal, .. } = claimed;
        let plain = steward.plain_form(prepared.environment, stored.id, &start)?;
        let (start, facts) = app::start::decode_start(&plain, stored.id, stored.started_at)?;
        let segments = if has_journal { store::journal::read(tx, stored.id)? } else { Vec::new() };
        let mut entries = Vec::new();
        for segment in &segments {
            let plain = steward.plain_form(prepared.environment, stored.id, segment)?;
            entries.extend(journal::decode(&plain).map_err(|error| StoreError::corrupt("journal", error))?);
        }
        let next_segment = u32::try_from(segments.len()).map_err(|error| StoreError::corrupt("journal", error))?;
        let has_answered = entries.iter().any(|entry| matches!(entry, Entry::Replied(_)));
        let parent =
            child::parent_of(&start.trigger_inputs).filter(|_| start.awaited == Awaited::Parent && !has_answered);
        Ok(Self {
            run: Run::replay(prepared.flow.clone(), start, &entries),
            prepared,
            facts,
            node,
            new: None,
            entries: Vec::new(),
            opened: Vec::new(),
            closed: Vec::new(),
            owed: Vec::new(),
            next_segment,
            acting: stored.progress.acting,
            stored: stored.progress.status,
            caller: None,
            parent,
        })
    }

    pub(crate) fn id(&self) -> RunId {
        self.run.start().id
    }

    /// Lets the engine take in an event, and keeps the entries until the next commit.
    pub(crate) fn step(&mut self, what: Happening, at: Timestamp) -> Step {
        let mut done = step(&mut self.run, Event { what, at, entropy: Uuid::new_v4().as_u128(), budget: BUDGET });
        for entry in &done.entries {
            let (Entry::Ended { acting: Some(acting), .. } | Entry::AttemptFailed { acting: Some(acting), .. }) = entry
            else {
                continue;
            };
            if !self.acting.contains(&acting.principal) {
                self.acting.push(acting.principal);
            }
        }
        self.entries.append(&mut done.entries);
        for effect in &done.effects {
            match effect {
                Effect::Listen(place) => self.opened.push(callback::key(self.id(), *place)),
                Effect::Unlisten { place, unsubscribe } => {
                    self.closed.push(callback::key(self.id(), *place));
                    self.owed.extend(unsubscribe.clone());
                }
                Effect::Call(_) | Effect::Reply(_) => {}
            }
        }
        done
    }

    /// When a run in memory is looked at again: its time has come, its caller has certainly given up, or a run that it called may have
    /// answered on another server without a hint coming through.
    pub(crate) fn looks_at(&self, now: Timestamp) -> Option<Timestamp> {
        let waits = self.run.outstanding_calls().iter().any(|call| self.waits_for_others(call));
        let others = waits.then(|| now.plus_millis(child::LOOKS_SOON));
        self.run.wake_at().into_iter().chain(self.caller.as_ref().map(|_| self.caller_gone_at())).chain(others).min()
    }

    /// Whether what a call comes to is told by others: by a run of another flow, or by whoever calls back.
    pub(crate) fn waits_for_others(&self, call: &Call) -> bool {
        call.what == Asks::Callback || child::is_child_call(self, call)
    }

    /// Forgets a caller who has certainly given up, so that a run that only waits need not stay in memory.
    pub(crate) fn forget_caller(&mut self, now: Timestamp) {
        if now >= self.caller_gone_at() {
            self.caller = None;
        }
    }

    /// A little after the caller has been told that there was no answer in time.
    fn caller_gone_at(&self) -> Timestamp {
        self.run.start().at.plus_millis(ANSWER_WITHIN + 5_000)
    }

    /// Where the run stands. `waits` says that nothing is under way but time.
    fn progress(&self, waits: bool, keep: bool) -> runs::Progress {
        let mut progress = runs::Progress { acting: self.acting.clone(), ..runs::Progress::running() };
        match self.run.ended() {
            Some(ended) => {
                progress.status = ended.status;
                progress.ended_at = Some(ended.at);
                // The code of an end that says nothing is not shown to people.
                progress.code = Some(ended.code.clone()).filter(|code| code != "NotSpecified");
                progress.message = ended.error.as_ref().map(|error| error.message.clone());
            }
            None if waits => {
                progress.status = RunStatus::Waiting;
                progress.wake_at = (!keep).then(|| self.run.wake_at()).flatten();
            }
            None => {}
        }
        progress
    }

    /// Whether everything that has been decided is stored.
    pub(crate) fn is_saved(&self, waits: bool) -> bool {
        self.new.is_none() && self.entries.is_empty() && self.progress(waits, true).status == self.stored
    }

    /// Encodes what is not stored yet, outside of the transaction.
    fn segment(&mut self, steward: &Steward) -> Result<Option<(u32, Vec<u8>)>, StoreError> {
        if self.entries.is_empty() {
            return Ok(None);
        }
        let plain = journal::encode(&self.entries);
        let segment = steward.stored_form(self.prepared.is_secure, self.prepared.environment, self.id(), plain)?;
        let number = self.next_segment;
        self.entries.clear();
        self.next_segment += 1;
        Ok(Some((number, segment)))
    }

    /// What is not stored yet about who may call it back, with what is owed, sealed.
    fn callbacks(&mut self, steward: &Steward) -> Result<Changes, StoreError> {
        let (run, environment, due_at) = (self.id(), self.prepared.environment, steward.now());
        let owed = std::mem::take(&mut self.owed).into_iter().map(|request| {
            let request = steward.stored_form(true, environment, run, journal::encode_value(&request))?;
            Ok(Errand { id: Uuid::now_v7(), environment, owner: run.0, request, attempt: 1, due_at, follows: None })
        });
        let errands = owed.collect::<Result<_, StoreError>>()?;
        let (opened, closed) = (std::mem::take(&mut self.opened), std::mem::take(&mut self.closed));
        Ok(Changes { opened, closed, errands, waits_for: Vec::new() })
    }

    /// What the next commit has to write.
    ///
    /// # Errors
    /// What is to be sealed cannot be.
    pub(crate) fn save(&mut self, steward: &Steward, waits: bool, keep: bool) -> Result<Save, StoreError> {
        let mut progress = self.progress(waits, keep);
        let (mut waits_for, mut answer) = (Vec::new(), None);
        let mut callbacks = self.callbacks(steward)?;
        if !keep && progress.ended_at.is_none() {
            waits_for = child::waited_for(self);
            callbacks.waits_for = callback::waited_for(self);
            if !waits_for.is_empty() || !callbacks.waits_for.is_empty() {
                let again = steward.now().plus_millis(child::LOOKS_AGAIN);
                progress.wake_at = Some(progress.wake_at.map_or(again, |at| at.min(again)));
            }
        }
        if self.parent.is_some()
            && let Some(given) = child::answer(&self.entries, self.id())
        {
            answer = Some(child::encode(self, steward, &given)?);
            self.parent = None;
        }
        let moves = self.new.is_some() || progress.status != self.stored || progress.ended_at.is_some() || !keep;
        self.stored = progress.status;
        let leaves = self.prepared.concurrency().filter(|_| progress.ended_at.is_some()).map(|_| self.prepared.key);
        let (run, node, new, segment) = (self.id(), self.node, self.new.take(), self.segment(steward)?);
        let save = Save { run, node, new, progress, moves, keep, segment, waits_for, answer, callbacks, leaves };
        #[cfg(test)]
        crate::simulation::watch::asks(self, &save);
        Ok(save)
    }
}
