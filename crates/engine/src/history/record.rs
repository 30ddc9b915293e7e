//! The history of a run as people read it, made from its journal.

use std::{borrow::Cow, collections::HashMap};

use model::{ActingIdentity, Timestamp};
use wdl::{
    Value,
    definition::{ActionIx, Definition, Status},
};

use super::skip_reason;
use crate::{Entry, ErrorInfo, FrameNo, Place, Reply, journal::Started};

/// How many failed iterations of a loop are named.
const FAILED_KEPT: usize = 100;

/// One action in one iteration.
#[derive(Clone, PartialEq, Debug)]
pub struct ActionRecord {
    /// Which.
    pub place: Place,
    /// The status; `None` while it runs.
    pub status: Option<Status>,
    /// Whether it waits for time, or for a retry.
    pub is_waiting: bool,
    /// The platform's code.
    pub code: Cow<'static, str>,
    /// What went wrong.
    pub error: Option<ErrorInfo>,
    /// What it was told.
    pub inputs: Option<Value>,
    /// What it made.
    pub outputs: Option<Value>,
    /// What is remembered of it for people who look for the run (`trackedProperties`).
    pub tracked: Option<Value>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Whose identity was used.
    pub acting: Option<ActingIdentity>,
    /// Attempts of a call, the last one included.
    pub attempts: Vec<Attempt>,
    /// How many iterations a loop has begun.
    pub iterations: u32,
    /// The first iterations of a loop that did not end well, by number.
    pub failed_iterations: Vec<u32>,
}

/// One attempt of a call.
#[derive(Clone, PartialEq, Debug)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    pub code: String,
    /// What went wrong.
    pub message: Option<String>,
    /// Whose identity was used.
    pub acting: Option<ActingIdentity>,
}

/// A run's whole history.
#[derive(Clone, Debug, Default)]
pub struct RunRecord {
    /// Actions in the order in which they began.
    pub actions: Vec<ActionRecord>,
    /// For each frame but the top level: the loop's place and the number of the iteration.
    pub frames: HashMap<FrameNo, (Place, u32)>,
    /// What the caller was answered.
    pub reply: Option<Reply>,
}

impl RunRecord {
    /// The iterations that a frame is in, outermost first.
    pub fn path(&self, mut frame: FrameNo) -> Vec<(ActionIx, u32)> {
        let mut path = Vec::new();
        while let Some((place, index)) = self.frames.get(&frame) {
            path.push((place.action, *index));
            frame = place.frame;
        }
        path.reverse();
        path
    }
}

/// Makes a [`RunRecord`] from entries.
#[derive(Debug)]
pub struct HistoryReader<'a> {
    definition: &'a Definition,
    record: RunRecord,
    at: HashMap<Place, usize>,
    next_frame: FrameNo,
}

impl<'a> HistoryReader<'a> {
    /// Begins an empty history of a run of this definition.
    pub fn new(definition: &'a Definition) -> Self {
        Self { definition, record: RunRecord::default(), at: HashMap::new(), next_frame: 1 }
    }

    /// The history so far.
    pub fn finish(self) -> RunRecord {
        self.record
    }

    /// Takes in the next entry.
    pub fn read(&mut self, entry: Entry) {
        match entry {
            Entry::Started { place, at, inputs, how } => {
                let is_call = matches!(how, Started::Call);
                let Some(action) = self.action(place, at) else { return };
                action.inputs = Some(inputs);
                action.is_waiting = matches!(how, Started::Wait { .. });
                if is_call {
                    action.attempts.push(Attempt {
                        number: 1,
                        started_at: at,
                        ended_at: None,
                        code: String::new(),
                        message: None,
                        acting: None,
                    });
                }
            }
            Entry::AttemptFailed { place, at, code, message, acting, .. } => {
                let Some(action) = self.action(place, at) else { return };
                action.is_waiting = true;
                action.acting = acting.clone();
                if let Some(last) = action.attempts.last_mut() {
                    last.ended_at = Some(at);
                    last.code = code.into_owned();
                    last.message = message;
                    last.acting = acting;
                }
            }
            Entry::Accepted { place, at, .. } => {
                let Some(action) = self.action(place, at) else { return };
                action.is_waiting = true;
            }
            Entry::Subscribed { place, at, code } => {
                let Some(action) = self.action(place, at) else { return };
                action.is_waiting = true;
                if let Some(last) = action.attempts.last_mut() {
                    last.ended_at = Some(at);
                    last.code = code.into_owned();
                }
            }
            Entry::AttemptStarted { place, attempt, at } => {
                let Some(action) = self.action(place, at) else { return };
                action.is_waiting = false;
                // To ask what has become of an accepted call is part of the attempt that was accepted.
                if attempt == 1 {
                    return;
                }
                action.attempts.push(Attempt {
                    number: u32::try_from(action.attempts.len()).unwrap_or(u32::MAX).saturating_add(1),
                    started_at: at,
                    ended_at: None,
                    code: String::new(),
                    message: None,
                    acting: None,
                });
            }
            Entry::IterationStarted { place, index } => {
                self.record.frames.insert(self.next_frame, (place, index));
                self.next_frame = self.next_frame.saturating_add(1);
                let Some(action) = self.action(place, Timestamp::default()) else { return };
                action.iterations = index.saturating_add(1);
            }
            Entry::Ended { place, started_at, at, status, code, error, inputs, outputs, acting } => {
                let Some(action) = self.action(place, started_at) else { return };
                action.status = Some(status);
                action.is_waiting = false;
                action.ended_at = Some(at);
                action.inputs = inputs.or(action.inputs.take());
                action.outputs = outputs;
                action.acting = acting.clone();
                if let Some(last) = action.attempts.last_mut().filter(|last| last.ended_at.is_none()) {
                    last.acting = acting;
                    last.ended_at = Some(at);
                    last.code = code.to_string();
                    last.message = error.as_ref().map(|error| error.message.clone());
                }
                action.code = code;
                action.error = error;
            }
            Entry::Skipped { place, at, why } => {
                let ended = |on: ActionIx| {
                    let on = Place { frame: place.frame, action: on };
                    let action = self.at.get(&on).and_then(|at| self.record.actions.get(*at))?;
                    Some((action.status?, action.code.clone()))
                };
                let (code, error) = skip_reason(self.definition, place.action, why, ended);
                let Some(action) = self.action(place, at) else { return };
                action.status = Some(Status::Skipped);
                action.ended_at = Some(at);
                action.code = code;
                action.error = error;
            }
            Entry::Tracked { place, properties } => {
                if let Some(action) = self.action(place, Timestamp::default()) {
                    action.tracked = Some(properties);
                }
            }
            Entry::Replied(reply) => self.record.reply = Some(reply),
            Entry::IterationEnded { place, frame, status: Status::Failed | Status::TimedOut } => {
                let index = self.record.frames.get(&frame).map(|(_, index)| *index);
                if let Some(action) = self.action(place, Timestamp::default())
                    && action.failed_iterations.len() < FAILED_KEPT
                {
                    action.failed_iterations.extend(index);
                }
            }
            Entry::IterationEnded { .. }
            | Entry::VariableSet { .. }
            | Entry::VariableAppended { .. }
            | Entry::RunEnded { .. } => {}
        }
    }

    /// The record of a place; made when the place is first heard of.
    fn action(&mut self, place: Place, started_at: Timestamp) -> Option<&mut ActionRecord> {
        let next = self.record.actions.len();
        let at = *self.at.entry(place).or_insert(next);
        if at == next {
            self.record.actions.push(ActionRecord {
                place,
                status: None,
                is_waiting: false,
                code: Cow::Borrowed(""),
                error: None,
                inputs: None,
                outputs: None,
                tracked: None,
                started_at,
                ended_at: None,
                acting: None,
                attempts: Vec::new(),
                iterations: 0,
                failed_iterations: Vec::new(),
            });
        }
        self.record.actions.get_mut(at)
    }
}
