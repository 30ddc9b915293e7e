//! The answers that a run got, found by action and iteration, else by operation and inputs where the action was renamed.

use std::collections::HashMap;

use model::Timestamp;
use wdl::{
    Definition, Value,
    definition::{Action, Kind, Status},
};

use super::Recording;
use crate::{Asks, Call, Outcome, Place, Run, history::ActionRecord};

/// Which call: the action's name and the iterations that it is in, in lower case.
type Key = (String, Vec<(String, u32)>);

/// What was recorded, and what was asked of it.
pub(super) struct Answers<'a> {
    recording: &'a Recording<'a>,
    /// Recorded calls by key.
    known: HashMap<Key, usize>,
    /// Recorded calls whose actions the definition does not have, in order.
    gone: Vec<usize>,
    /// What was found for each call.
    pub(super) same: Vec<(Place, usize)>,
    /// Calls for which there is nothing.
    pub(super) extra: Vec<Place>,
}

impl<'a> Answers<'a> {
    /// The answers of a recording for a definition.
    pub(super) fn new(recording: &'a Recording<'a>, definition: &Definition) -> Self {
        let (mut known, mut gone) = (HashMap::new(), Vec::new());
        for (index, record) in recording.record.actions.iter().enumerate() {
            // What was never begun, or is no call, has no attempts.
            let Some(action) = recording.flow.definition.action(record.place.action) else { continue };
            if record.attempts.is_empty() {
                continue;
            }
            known.insert(
                key(&recording.flow.definition, &action.name, recording.record.path(record.place.frame)),
                index,
            );
            if definition.find(&action.name).is_none() {
                gone.push(index);
            }
        }
        Self { recording, known, gone, same: Vec::new(), extra: Vec::new() }
    }

    /// When a call was answered; none where it was not, or there is no such call.
    pub(super) fn of(&mut self, run: &Run, call: &Call) -> Option<Timestamp> {
        let record = self.record(run, call)?;
        match record.status {
            Some(Status::Succeeded | Status::Failed) => record.ended_at,
            // A limit of time ended it, or the run did: both happen again by themselves.
            _ => None,
        }
    }

    /// How a call ended.
    pub(super) fn outcome(&mut self, run: &Run, call: &Call) -> Option<Box<Outcome>> {
        let is_webhook = action(run, call.place).is_some_and(|action| matches!(action.kind, Kind::Webhook(_)));
        let record = self.record(run, call)?;
        if is_webhook && call.what == Asks::Itself {
            return Some(Box::new(Outcome::answered(200, Value::Null)));
        }
        Some(Box::new(Outcome {
            status: record.status?,
            code: record.code.clone(),
            error: record.error.clone(),
            outputs: record.outputs.clone(),
            acting: record.acting.clone(),
            may_retry: false,
            retry_after: None,
            poll: None,
        }))
    }

    /// Whether what the run waits for next is the end of a call for which there is nothing, or of a block around one.
    pub(super) fn is_next_timer_about_extra(&self, run: &Run) -> bool {
        let Some((_, place)) = run.timers.first() else { return !self.extra.is_empty() };
        self.extra.iter().any(|extra| extra == place || run.is_inside(*extra, *place))
    }

    fn record(&mut self, run: &Run, call: &Call) -> Option<&'a ActionRecord> {
        let records = &self.recording.record.actions;
        if let Some((_, index)) = self.same.iter().find(|(place, _)| *place == call.place) {
            return records.get(*index);
        }
        if self.extra.contains(&call.place) {
            return None;
        }
        let Some(index) = self.find(run, call) else {
            self.extra.push(call.place);
            return None;
        };
        self.same.push((call.place, index));
        records.get(index)
    }

    fn find(&self, run: &Run, call: &Call) -> Option<usize> {
        let asked = action(run, call.place)?;
        let path = run.path(call.place);
        let is_same = |index: &usize| {
            let record = self.recording.record.actions.get(*index)?;
            let action = self.recording.flow.definition.action(record.place.action)?;
            Some((operation(action) == operation(asked), record.inputs.as_ref() == Some(&call.inputs)))
        };
        let named = self.known.get(&key(&run.flow().definition, &asked.name, path.clone())).copied();
        if let Some(index) = named {
            // Under the same name something else may be called.
            return is_same(&index).is_some_and(|(operation, _)| operation).then_some(index);
        }
        let is_free = |index: &&usize| !self.same.iter().any(|(_, used)| used == *index);
        let numbers = |path: Vec<(wdl::definition::ActionIx, u32)>| path.into_iter().map(|(_, number)| number);
        let is_there = |index: &&usize| {
            let record = self.recording.record.actions.get(**index);
            record.is_some_and(|it| numbers(self.recording.record.path(it.place.frame)).eq(numbers(path.clone())))
        };
        let renamed = self.gone.iter().filter(is_free).filter(is_there);
        renamed.copied().find(|index| is_same(index) == Some((true, true)))
    }
}

fn action(run: &Run, place: Place) -> Option<&Action> {
    run.flow().definition.action(place.action)
}

/// A name and iterations as they are compared.
pub(super) fn key(definition: &Definition, name: &str, path: Vec<(wdl::definition::ActionIx, u32)>) -> Key {
    let loops = path
        .into_iter()
        .map(|(of, number)| (definition.action(of).map(|of| of.name.to_lowercase()).unwrap_or_default(), number));
    (name.to_lowercase(), loops.collect())
}

/// What an action calls, whatever it tells it.
fn operation(action: &Action) -> (String, String) {
    let called = match &action.kind {
        Kind::Connector(call) => format!("{} {}", call.api, call.operation),
        Kind::ChildFlow(child) => child.flow.to_string(),
        _ => String::new(),
    };
    (action.type_name.to_lowercase(), called.to_lowercase())
}
