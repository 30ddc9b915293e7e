//! A run in memory, rebuilt from its journal.

mod apply;

use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use model::{RunId, RunStatus, Timestamp};
use wdl::{
    Value,
    definition::{ActionIx, Kind, RegionIx},
};

use crate::{
    Call, Entry, ErrorInfo, Flow, FrameNo, Place, scope,
    state::{Doing, Frame, Running, Slot},
};

/// What a run starts with.
#[derive(Clone, PartialEq, Debug)]
pub struct Start {
    /// The run.
    pub id: RunId,
    /// When it was accepted.
    pub at: Timestamp,
    /// What the trigger was given and gave: `{headers, queries, body}` or the like.
    pub trigger_outputs: Value,
    /// The trigger's own inputs, for the record.
    pub trigger_inputs: Value,
    /// What joins the run with what others log of it; `None` is the run's id.
    pub tracking_id: Option<Arc<str>>,
    /// The values of the flow's parameters, environment variables among them, read when the run was accepted.
    pub parameters: Value,
    /// Who waits for a `Response`.
    pub awaited: Awaited,
}

/// Who waits for what a run answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Awaited {
    /// Nobody.
    #[default]
    Nobody,
    /// A caller, for [`ANSWER_WITHIN`].
    Caller,
    /// The run that called it, as long as it takes.
    Parent,
}

/// How long a caller waits for a `Response`, in milliseconds. Source: inbound synchronous request limit.
pub const ANSWER_WITHIN: i64 = 120_000;

impl Start {
    /// What joins the run with what others log of it (`clientTrackingId`).
    pub fn tracking_id(&self) -> String {
        self.tracking_id.as_ref().map_or_else(|| self.id.to_string(), ToString::to_string)
    }
}

/// A run.
#[derive(Clone, Debug)]
pub struct Run {
    pub(crate) flow: Arc<Flow>,
    pub(crate) start: Arc<Start>,
    pub(crate) frames: HashMap<FrameNo, Frame>,
    pub(crate) next_frame: FrameNo,
    pub(crate) variables: Vec<Value>,
    pub(crate) replied: bool,
    pub(crate) ended: Option<Ended>,
    /// Waits, by when they are due.
    pub(crate) timers: BTreeSet<(Timestamp, Place)>,
    /// What may be decided now. Not part of the state: it follows from it, and so does the order in which it is decided.
    pub(crate) due: BTreeSet<Due>,
}

/// How a run ended.
#[derive(Clone, PartialEq, Debug)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// How.
    pub status: RunStatus,
    /// The platform's code.
    pub code: String,
    /// What went wrong.
    pub error: Option<ErrorInfo>,
}

/// A decision that may be due. Outer frames are decided first, and within a frame actions in document order: so a run that is
/// replayed goes on in the order in which it would have gone on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Due {
    /// May this action start?
    Start(Place),
    /// Has this control action's branch ended, or may this loop go on?
    Control(Place),
    /// Has this iteration ended?
    Frame(FrameNo),
    /// Has the run ended?
    Run,
}

impl Due {
    fn key(self) -> (FrameNo, u32, u8) {
        match self {
            Self::Start(place) => (place.frame, u32::from(place.action.0), 0),
            Self::Control(place) => (place.frame, u32::from(place.action.0), 1),
            Self::Frame(number) => (number, u32::MAX, 2),
            Self::Run => (FrameNo::MAX, u32::MAX, 3),
        }
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Run {
    /// A run that has just been accepted. Nothing has happened yet; [`Happening::Continue`](crate::Happening::Continue) begins it.
    pub fn new(flow: Arc<Flow>, start: Start) -> Self {
        let variables = vec![Value::Null; flow.definition.variables.len()];
        let mut run = Self {
            flow,
            start: Arc::new(start),
            frames: HashMap::new(),
            next_frame: 0,
            variables,
            replied: false,
            ended: None,
            timers: BTreeSet::new(),
            due: BTreeSet::new(),
        };
        run.open_frame(RegionIx(0), None, Value::Null);
        run.look_everywhere();
        run
    }

    /// The run that these entries made.
    pub fn replay<'a>(flow: Arc<Flow>, start: Start, entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut run = Self::new(flow, start);
        for entry in entries {
            run.apply(entry);
        }
        run.look_everywhere();
        run
    }

    /// Whether another run of the same flow stands where this one does. For tests that compare a run with its journal.
    pub fn stands_as(&self, other: &Self) -> bool {
        self.frames == other.frames
            && self.next_frame == other.next_frame
            && self.variables == other.variables
            && self.replied == other.replied
            && self.ended == other.ended
    }

    /// The flow version it runs.
    pub fn flow(&self) -> &Arc<Flow> {
        &self.flow
    }

    /// What it started with.
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// How it ended, if it has.
    pub fn ended(&self) -> Option<&Ended> {
        self.ended.as_ref()
    }

    /// Whether the caller was answered.
    pub fn replied(&self) -> bool {
        self.replied
    }

    /// When it wants to be told that time has passed.
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// Whether decisions are left that need no event.
    pub fn has_more(&self) -> bool {
        !self.due.is_empty() && self.ended.is_none()
    }

    /// The calls under way. After a replay nobody makes them any more: they are to be performed again.
    pub fn outstanding_calls(&self) -> Vec<Call> {
        let mut calls = Vec::new();
        if self.ended.is_some() {
            return calls;
        }
        for (number, frame) in &self.frames {
            for (slot, action) in frame.slots.iter().zip(self.region_actions(frame.region)) {
                if let Slot::Running(running) = slot {
                    let place = Place { frame: *number, action: *action };
                    calls.extend(self.call(place, running, true));
                }
            }
        }
        calls.sort_by_key(|call| call.place);
        calls
    }

    /// Whether a call is still under way: its action may have ended without it, cancelled or timed out.
    pub fn is_calling(&self, call: &Call) -> bool {
        let Some(Slot::Running(running)) = self.slot(call.place) else { return false };
        matches!(&running.what, Doing::Call { attempt, what } if *attempt == call.attempt && *what == call.what)
    }

    /// The call that a running action makes now.
    pub(crate) fn call(&self, place: Place, running: &Running, repeated: bool) -> Option<Call> {
        let Doing::Call { attempt, what } = &running.what else { return None };
        let action = self.flow.definition.action(place.action);
        let subscribe = action.filter(|action| matches!(action.kind, Kind::Webhook(_)));
        let inputs = subscribe.and_then(|_| running.inputs.get("subscribe")).unwrap_or(&running.inputs).clone();
        let idempotency_key = format!("{}-{}-{}-{attempt}", self.start.id, place.action.0, place.frame);
        Some(Call { place, attempt: *attempt, inputs, what: what.clone(), idempotency_key, repeated })
    }

    /// Where somebody outside calls an action back.
    pub(crate) fn callback_address(&self, place: Place) -> Option<Arc<str>> {
        let known = self.flow.callbacks.as_ref().and_then(|callbacks| callbacks.address(self.start.id, place));
        known.map(Arc::from).or_else(|| self.flow.nowhere())
    }

    /// The id that tells this action in this iteration from all others. The same after a replay.
    pub(crate) fn tracking_id(&self, place: Place) -> String {
        let seed = self.start.id.0.as_u128() ^ u128::from(place.frame) << 16 ^ u128::from(place.action.0);
        let bits = scope::next_random(&std::cell::Cell::new(seed));
        uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string()
    }

    /// The iterations that a place is in, outermost first: the loop and the number of the iteration.
    pub fn path(&self, place: Place) -> Vec<(ActionIx, u32)> {
        let mut path = Vec::new();
        let mut frame = self.frames.get(&place.frame);
        while let Some((of, index)) = frame.and_then(|frame| frame.of) {
            path.push((of.action, index));
            frame = self.frames.get(&of.frame);
        }
        path.reverse();
        path
    }

    /// All places of these kinds in all frames, outer frames first.
    pub(crate) fn places(&self, wanted: impl Fn(Place) -> bool) -> Vec<Place> {
        let mut numbers: Vec<FrameNo> = self.frames.keys().copied().collect();
        numbers.sort_unstable();
        let in_frame = |number: FrameNo| {
            let region = self.frames.get(&number).map(|frame| frame.region);
            let actions = region.map_or(&[][..], |region| self.region_actions(region));
            actions.iter().map(move |action| Place { frame: number, action: *action })
        };
        numbers.into_iter().flat_map(in_frame).filter(|place| wanted(*place)).collect()
    }

    /// Whether a place is inside a control action, however deep.
    pub(crate) fn is_inside(&self, mut place: Place, of: Place) -> bool {
        loop {
            let Some(action) = self.flow.definition.action(place.action) else { return false };
            let Some((parent, _)) = action.parent else { return false };
            let is_body = self.flow.definition.action(parent).is_some_and(|parent| parent.body == Some(action.region));
            let frame = if is_body {
                let Some((of, _)) = self.frames.get(&place.frame).and_then(|frame| frame.of) else { return false };
                of.frame
            } else {
                place.frame
            };
            place = Place { frame, action: parent };
            if place == of {
                return true;
            }
        }
    }

    /// When a running action has run for too long. An until loop looks at its limit itself, between iterations.
    pub(crate) fn deadline(&self, place: Place, running: &Running) -> Option<Timestamp> {
        let action =
            self.flow.definition.action(place.action).filter(|action| !matches!(action.kind, Kind::Until(_)))?;
        action.options.timeout.map(|timeout| running.started_at.plus_millis(timeout.as_millis()))
    }

    pub(crate) fn region_actions(&self, region: RegionIx) -> &[ActionIx] {
        self.flow.definition.regions.get(usize::from(region.0)).map_or(&[], |region| &region.actions)
    }

    pub(crate) fn slot(&self, place: Place) -> Option<&Slot> {
        let action = self.flow.definition.action(place.action)?;
        let frame = self.frames.get(&place.frame).filter(|frame| frame.region == action.region)?;
        frame.slots.get(usize::from(action.slot))
    }

    pub(crate) fn slot_mut(&mut self, place: Place) -> Option<&mut Slot> {
        let action = self.flow.definition.action(place.action)?;
        let frame = self.frames.get_mut(&place.frame).filter(|frame| frame.region == action.region)?;
        frame.slots.get_mut(usize::from(action.slot))
    }

    /// Opens the next frame and gives back its number.
    pub(crate) fn open_frame(&mut self, region: RegionIx, of: Option<(Place, u32)>, item: Value) -> FrameNo {
        let number = self.next_frame;
        self.next_frame = self.next_frame.saturating_add(1);
        let slots = vec![Slot::Idle; self.region_actions(region).len()];
        let open = u32::try_from(self.frame_block(region, of).len()).unwrap_or(u32::MAX);
        self.frames.insert(number, Frame { region, of, item, slots, open });
        number
    }

    /// The actions that start with a frame: the top level's, or the loop's children.
    pub(crate) fn frame_block(&self, region: RegionIx, of: Option<(Place, u32)>) -> &[ActionIx] {
        match of {
            None if region.0 == 0 => &self.flow.definition.root,
            None => &[],
            Some((place, _)) => {
                let action = self.flow.definition.action(place.action);
                action.and_then(|action| action.branches.first()).map_or(&[], |branch| &branch.actions)
            }
        }
    }

    /// Puts every decision on the list that the state allows, as after a replay.
    pub(crate) fn look_everywhere(&mut self) {
        self.due.clear();
        if self.ended.is_some() {
            return;
        }
        let mut numbers: Vec<FrameNo> = self.frames.keys().copied().collect();
        numbers.sort_unstable();
        let mut due = BTreeSet::new();
        for number in numbers {
            let Some(frame) = self.frames.get(&number) else { continue };
            if frame.of.is_some() && frame.open == 0 {
                due.insert(Due::Frame(number));
            }
            for (slot, action) in frame.slots.iter().zip(self.region_actions(frame.region)) {
                let place = Place { frame: number, action: *action };
                match slot {
                    Slot::Idle if self.block_is_running(place) => {
                        due.insert(Due::Start(place));
                    }
                    Slot::Running(running)
                        if matches!(
                            running.what,
                            Doing::Branch { .. } | Doing::Foreach { .. } | Doing::Until { .. }
                        ) =>
                    {
                        due.insert(Due::Control(place));
                    }
                    _ => {}
                }
            }
        }
        due.insert(Due::Run);
        self.due = due;
    }

    /// Whether the block that an action is in runs now.
    fn block_is_running(&self, place: Place) -> bool {
        let Some(action) = self.flow.definition.action(place.action) else { return false };
        match action.parent {
            None => true,
            Some((parent, branch)) => {
                let is_body =
                    self.flow.definition.action(parent).is_some_and(|parent| parent.body == Some(action.region));
                is_body
                    || matches!(self.slot(Place { frame: place.frame, action: parent }),
                        Some(Slot::Running(running)) if matches!(running.what, Doing::Branch { chosen, .. } if chosen == Some(branch)))
            }
        }
    }
}
