//! Applying entries: the only place where a run's state changes.

use std::sync::Arc;

use model::Timestamp;
use wdl::{
    Array, Value,
    definition::{RegionIx, Status},
};

use super::{Ended, Run};
use crate::{
    Asks, Entry, FrameNo, Place, history,
    journal::Started,
    state::{Doing, Done, Running, Slot},
};

impl Run {
    /// Changes the state as an entry says. An entry that does not fit the state (a journal of another definition) changes nothing.
    pub(crate) fn apply(&mut self, entry: &Entry) {
        match entry {
            Entry::Started { place, at, inputs, how } => {
                let what = match how {
                    Started::Call => Doing::Call { attempt: 1, what: Asks::Itself },
                    Started::Wait { until } => Doing::Wait { until: *until },
                    Started::Branch { chosen } => {
                        let chosen = chosen.map(usize::from);
                        Doing::Branch { chosen, open: self.branch_len(*place, chosen) }
                    }
                    Started::Foreach => Doing::Foreach {
                        items: inputs.as_array().cloned().unwrap_or_else(|| Array::from(Vec::new())),
                        next: 0,
                        in_flight: 0,
                        worst: Status::Succeeded,
                        kept: Vec::new(),
                    },
                    Started::Until => Doing::Until { iteration: 0, frame: FrameNo::MAX },
                };
                self.set(*place, Slot::Running(Box::new(Running { started_at: *at, inputs: inputs.clone(), what })));
                self.set_timers(*place);
            }
            Entry::AttemptFailed { place, attempt, retry_at, .. } => {
                self.change(*place, Doing::Retry { attempt: *attempt, at: *retry_at, what: self.asks(*place) });
            }
            Entry::Accepted { place, poll_at, poll, .. } => {
                self.change(*place, Doing::Retry { attempt: 0, at: *poll_at, what: Asks::Poll(poll.clone()) });
            }
            Entry::AttemptStarted { place, attempt, .. } => {
                self.change(*place, Doing::Call { attempt: *attempt, what: self.asks(*place) });
            }
            Entry::Subscribed { place, .. } => {
                self.change(*place, Doing::Call { attempt: 1, what: Asks::Callback });
            }
            Entry::IterationStarted { place, index } => self.begin_iteration(*place, *index),
            Entry::IterationEnded { place, frame, status } => self.end_iteration(*place, *frame, *status),
            Entry::Ended { place, started_at, at, status, code, error, inputs, outputs, acting } => {
                let (mut told, mut kept) = (inputs.clone().unwrap_or_default(), Vec::new());
                self.clear_timers(*place);
                if let Some(Slot::Running(running)) = self.slot(*place) {
                    if inputs.is_none() {
                        told = running.inputs.clone();
                    }
                    match &running.what {
                        Doing::Foreach { kept: frames, .. } => kept.clone_from(frames),
                        Doing::Until { frame, .. } => kept.push(*frame),
                        _ => {}
                    }
                }
                self.finish(
                    *place,
                    Done {
                        status: *status,
                        code: code.clone(),
                        error: error.clone(),
                        inputs: told,
                        outputs: outputs.clone(),
                        started_at: *started_at,
                        ended_at: *at,
                        acting: acting.clone(),
                        kept,
                    },
                );
            }
            Entry::Skipped { place, at, why } => {
                let (code, error) = history::skip_reason(&self.flow.definition, place.action, *why, |on| {
                    let done = self.slot(Place { frame: place.frame, action: on }).and_then(Slot::done)?;
                    Some((done.status, done.code.clone()))
                });
                self.finish(
                    *place,
                    Done {
                        status: Status::Skipped,
                        code,
                        error,
                        inputs: Value::Null,
                        outputs: None,
                        started_at: *at,
                        ended_at: *at,
                        acting: None,
                        kept: Vec::new(),
                    },
                );
            }
            Entry::VariableSet { variable, value } => {
                if let Some(held) = self.variables.get_mut(usize::from(*variable)) {
                    held.clone_from(value);
                }
            }
            Entry::VariableAppended { variable, value } => {
                if let Some(held) = self.variables.get_mut(usize::from(*variable)) {
                    match std::mem::take(held) {
                        Value::Array(mut items) => {
                            items.push(value.clone());
                            *held = Value::Array(items);
                        }
                        Value::String(text) => {
                            *held = Value::from(format!("{text}{}", value.as_str().unwrap_or_default()));
                        }
                        Value::Null if value.as_str().is_some() => held.clone_from(value),
                        _ => *held = Value::from(vec![value.clone()]),
                    }
                }
            }
            Entry::Tracked { .. } => {}
            Entry::Replied(_) => self.replied = true,
            Entry::RunEnded { at, status, code, error } => {
                self.timers.clear();
                self.ended = Some(Ended { at: *at, status: *status, code: code.to_string(), error: error.clone() });
            }
        }
    }

    fn set(&mut self, place: Place, to: Slot) {
        if let Some(slot) = self.slot_mut(place) {
            *slot = to;
        }
    }

    /// What a running action is about from now on.
    fn change(&mut self, place: Place, to: Doing) {
        self.clear_timers(place);
        if let Some(running) = self.running_mut(place) {
            running.what = to;
        }
        self.set_timers(place);
    }

    /// What the call of a running action is for.
    fn asks(&self, place: Place) -> Asks {
        match self.slot(place) {
            Some(Slot::Running(running)) => running.what.asks().cloned().unwrap_or(Asks::Itself),
            _ => Asks::Itself,
        }
    }

    /// When a running action wants to be told that time has passed.
    fn timers_of(&self, place: Place) -> [Option<Timestamp>; 2] {
        let Some(Slot::Running(running)) = self.slot(place) else { return [None; 2] };
        let own = match running.what {
            Doing::Wait { until } => Some(until),
            Doing::Retry { at, .. } => Some(at),
            _ => None,
        };
        [own, self.deadline(place, running)]
    }

    fn set_timers(&mut self, place: Place) {
        for at in self.timers_of(place).into_iter().flatten() {
            self.timers.insert((at, place));
        }
    }

    fn clear_timers(&mut self, place: Place) {
        for at in self.timers_of(place).into_iter().flatten() {
            self.timers.remove(&(at, place));
        }
    }

    pub(crate) fn running_mut(&mut self, place: Place) -> Option<&mut Running> {
        match self.slot_mut(place) {
            Some(Slot::Running(running)) => Some(running),
            _ => None,
        }
    }

    fn branch_len(&self, place: Place, chosen: Option<usize>) -> u32 {
        let action = self.flow.definition.action(place.action);
        let branch = chosen.and_then(|chosen| action?.branches.get(chosen));
        branch.map_or(0, |branch| u32::try_from(branch.actions.len()).unwrap_or(u32::MAX))
    }

    /// Ends an action, and counts it down in the block that it is in.
    fn finish(&mut self, place: Place, done: Done) {
        if matches!(self.slot(place), Some(Slot::Done(_)) | None) {
            return;
        }
        self.set(place, Slot::Done(Arc::new(done)));
        let Some(action) = self.flow.definition.action(place.action) else { return };
        let (region, parent) = (action.region, action.parent);
        let is_body = |region: RegionIx| {
            parent
                .and_then(|(parent, _)| self.flow.definition.action(parent))
                .is_none_or(|parent| parent.body == Some(region))
        };
        if is_body(region) {
            if let Some(frame) = self.frames.get_mut(&place.frame) {
                frame.open = frame.open.saturating_sub(1);
            }
        } else if let Some((parent, branch)) = parent
            && let Some(running) = self.running_mut(Place { frame: place.frame, action: parent })
            && let Doing::Branch { chosen, open } = &mut running.what
            && *chosen == Some(branch)
        {
            *open = open.saturating_sub(1);
        }
    }

    fn begin_iteration(&mut self, place: Place, index: u32) {
        let Some(body) = self.flow.definition.action(place.action).and_then(|action| action.body) else { return };
        let mut item = Value::Null;
        let mut old = None;
        let number = self.next_frame;
        if let Some(running) = self.running_mut(place) {
            match &mut running.what {
                Doing::Foreach { items, next, in_flight, .. } => {
                    item = items.get(index as usize).cloned().unwrap_or_default();
                    *next = index.saturating_add(1);
                    *in_flight = in_flight.saturating_add(1);
                }
                Doing::Until { iteration, frame } => {
                    *iteration = index;
                    old = Some(std::mem::replace(frame, number));
                }
                _ => return,
            }
        }
        if let Some(old) = old {
            self.drop_frame(old);
        }
        self.open_frame(body, Some((place, index)), item);
    }

    fn end_iteration(&mut self, place: Place, number: FrameNo, status: Status) {
        let keeps = self.flow.keeps(place.action);
        let mut drops = false;
        if let Some(running) = self.running_mut(place)
            && let Doing::Foreach { in_flight, worst, kept, .. } = &mut running.what
        {
            *in_flight = in_flight.saturating_sub(1);
            *worst = crate::status::worse(*worst, status);
            if keeps {
                kept.push(number);
            } else {
                drops = true;
            }
        }
        if drops {
            self.drop_frame(number);
        }
    }

    /// Forgets a frame and those that its loops kept.
    fn drop_frame(&mut self, number: FrameNo) {
        let Some(frame) = self.frames.remove(&number) else { return };
        for slot in frame.slots {
            if let Slot::Done(done) = slot {
                done.kept.iter().for_each(|kept| self.drop_frame(*kept));
            }
        }
    }
}
