//! What expressions of a running action can refer to.

mod overlay;

use std::cell::Cell;

use model::Timestamp;
pub(crate) use overlay::Overlay;
use wdl::{
    Instant, Object, Scope, Value,
    definition::{ActionIx, Kind},
};

use crate::{
    FrameNo, Place, Run, history,
    state::{Doing, Done, Frame, Slot},
};

/// A run, seen from one of its frames.
pub(crate) struct RunScope<'a> {
    pub(crate) run: &'a Run,
    pub(crate) frame: FrameNo,
    pub(crate) at: Timestamp,
    pub(crate) entropy: &'a Cell<u128>,
}

/// The next random number of a sequence (SplitMix64 twice).
pub(crate) fn next_random(state: &Cell<u128>) -> u128 {
    let half = || {
        let seed = (state.get() as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
        state.set((state.get() & !u128::from(u64::MAX)).rotate_left(1) | u128::from(seed));
        let mut mixed = seed ^ (state.get() >> 64) as u64;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    };
    u128::from(half()) << 64 | u128::from(half())
}

impl RunScope<'_> {
    fn frames_outward(&self) -> impl Iterator<Item = (FrameNo, &Frame)> {
        let mut next = Some(self.frame);
        std::iter::from_fn(move || {
            let number = next?;
            let frame = self.run.frames.get(&number)?;
            next = frame.of.map(|(place, _)| place.frame);
            Some((number, frame))
        })
    }

    /// The places that a name means here: the one in this frame or a frame around it, the last iteration of an until loop, or all
    /// iterations of a foreach loop that has ended; whether these are a list.
    fn places(&self, action: ActionIx) -> (Vec<Place>, bool) {
        let definition = &self.run.flow.definition;
        let Some(region) = definition.action(action).map(|action| action.region) else { return Default::default() };
        if let Some((frame, _)) = self.frames_outward().find(|(_, frame)| frame.region == region) {
            return (vec![Place { frame, action }], false);
        }
        let of = definition.regions.get(usize::from(region.0)).and_then(|region| region.of);
        let Some(of) = of else { return Default::default() };
        let (loops, is_list) = self.places(of);
        let mut places = Vec::new();
        for place in loops {
            let frames = match self.run.slot(place) {
                Some(Slot::Done(done)) => &*done.kept,
                Some(Slot::Running(running)) => match &running.what {
                    Doing::Until { frame, .. } => std::slice::from_ref(frame),
                    _ => &[],
                },
                _ => &[],
            };
            places.extend(frames.iter().map(|frame| Place { frame: *frame, action }));
        }
        let is_foreach = definition.action(of).is_some_and(|of| matches!(of.kind, Kind::Foreach(_)));
        (places, is_list || is_foreach)
    }

    fn done(&self, place: Place) -> Option<&Done> {
        match self.run.slot(place) {
            Some(Slot::Done(done)) => Some(done),
            _ => None,
        }
    }
}

impl Scope for RunScope<'_> {
    fn now(&self) -> Instant {
        Instant::from_unix_micros(self.at.0)
    }

    fn random(&self) -> u128 {
        next_random(self.entropy)
    }

    fn parameter(&self, name: &str) -> Option<Value> {
        if let Some(value) =
            self.run.start.parameters.as_object().and_then(|parameters| parameters.get_ignore_case(name))
        {
            return Some(value.clone());
        }
        let parameters = &self.run.flow.definition.parameters;
        let declared = parameters.iter().find(|parameter| parameter.name.to_lowercase() == name.to_lowercase())?;
        Some(declared.default_value.clone().unwrap_or_default())
    }

    fn variable(&self, name: &str) -> Option<Value> {
        let at = self.run.flow.definition.variable(name)?;
        self.run.variables.get(at).cloned()
    }

    fn outputs(&self, action: &str) -> Option<Option<Value>> {
        let (places, is_list) = self.places(self.run.flow.definition.find(action)?);
        let mut outputs = places.into_iter().filter_map(|place| self.done(place)?.outputs.clone());
        Some(if is_list { Some(Value::from(outputs.collect::<Vec<_>>())) } else { outputs.next() })
    }

    fn action(&self, action: &str) -> Option<Value> {
        let at = self.run.flow.definition.find(action)?;
        let described = self.run.flow.definition.action(at)?;
        let (places, is_list) = self.places(at);
        if is_list {
            return Some(history::repeated_record(self.run, described, &places));
        }
        Some(history::expression_record(described, places.first().and_then(|place| self.done(*place))))
    }

    fn trigger(&self) -> Value {
        let name = self.run.flow.definition.trigger().map_or_else(|| "manual".into(), |trigger| trigger.name.clone());
        let at = Value::from(history::instant(self.run.start.at));
        let mut trigger = Object::from([
            ("name", Value::String(name)),
            ("inputs", self.run.start.trigger_inputs.clone()),
            ("outputs", self.run.start.trigger_outputs.clone()),
            ("startTime", at.clone()),
            ("endTime", at),
            ("clientTrackingId", Value::from(self.run.start.tracking_id())),
            ("originHistoryName", Value::from(self.run.start.id.to_string())),
            ("code", Value::from("OK")),
            ("status", Value::from("Succeeded")),
        ]);
        if let Some(scheduled) = self.run.start.trigger_inputs.get("scheduledTime") {
            trigger.insert("scheduledTime", scheduled.clone());
        }
        Value::Object(trigger)
    }

    fn trigger_outputs(&self) -> Value {
        self.run.start.trigger_outputs.clone()
    }

    fn item(&self) -> Option<Value> {
        let is_foreach = |frame: &Frame| {
            frame
                .of
                .and_then(|(place, _)| self.run.flow.definition.action(place.action))
                .is_some_and(|action| matches!(action.kind, Kind::Foreach(_)))
        };
        self.frames_outward().find(|(_, frame)| is_foreach(frame)).map(|(_, frame)| frame.item.clone())
    }

    fn items(&self, of: &str) -> Option<Value> {
        let of = self.run.flow.definition.find(of)?;
        self.frames_outward()
            .find(|(_, frame)| frame.of.is_some_and(|(place, _)| place.action == of))
            .map(|(_, frame)| frame.item.clone())
    }

    fn iteration_index(&self, of: &str) -> Option<i64> {
        let of = self.run.flow.definition.find(of)?;
        self.frames_outward()
            .filter_map(|(_, frame)| frame.of)
            .find(|(place, _)| place.action == of)
            .map(|(_, index)| i64::from(index))
    }

    fn result(&self, of: &str) -> Option<Value> {
        let of = self.run.flow.definition.find(of)?;
        history::expression_results(self.run, self.places(of).0.first().copied()?)
    }

    fn callback_url(&self) -> Option<std::sync::Arc<str>> {
        // Only a simulation comes here: webhooks cannot be run yet.
        self.run.flow.is_simulated().then(|| "https://callback.invalid/".into())
    }

    fn workflow(&self) -> Value {
        let mut workflow = self.run.flow.workflow.as_object().cloned().unwrap_or_default();
        let name = self.run.start.id.to_string();
        let id = format!("{}/runs/{name}", workflow.get("id").and_then(Value::as_str).unwrap_or_default());
        let run = Object::from([
            ("id", Value::from(id)),
            ("name", Value::from(name)),
            ("type", Value::from("Microsoft.Logic/workflows/runs")),
        ]);
        workflow.insert("run", Value::Object(run));
        Value::Object(workflow)
    }
}
