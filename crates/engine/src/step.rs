//! The one entry point.

use std::cell::Cell;

use model::{RunStatus, Timestamp};
use wdl::{
    Template, Value,
    definition::{ActionIx, Status},
};

use crate::{
    Effect, Entry, ErrorInfo, Event, FrameNo, Happening, Outcome, Place, Run, action,
    journal::Skip,
    run::Due,
    run_after::{self, Verdict},
    scope::{self, RunScope},
    state::{Doing, Slot},
    status, track,
};

/// What a step gives back.
#[derive(Debug, Default)]
pub struct Step {
    /// What to remember, in order. The run has changed accordingly already.
    pub entries: Vec<Entry>,
    /// What to do once the entries are durable.
    pub effects: Vec<Effect>,
    /// The budget is used up: store the entries and send [`Happening::Continue`].
    pub more: bool,
    /// When to send [`Happening::Tick`].
    pub wake_at: Option<Timestamp>,
}

/// Takes in one event and decides everything that can be decided now.
///
/// The run is changed in place; if its entries cannot be stored, drop it and [`Run::replay`] what is stored.
pub fn step(run: &mut Run, event: Event) -> Step {
    let mut stepper = Stepper { run, at: event.at, entropy: Cell::new(event.entropy), out: Step::default() };
    if stepper.run.ended.is_none() {
        match event.what {
            Happening::Continue => {}
            Happening::Tick => stepper.tick(),
            Happening::CallEnded { place, outcome } => stepper.call_ended(place, *outcome),
            Happening::Cancel => stepper.end_run(RunStatus::Cancelled, "Cancelled", None),
        }
        while stepper.run.ended.is_none() && stepper.out.entries.len() < event.budget {
            let Some(due) = stepper.run.due.pop_first() else { break };
            stepper.decide(due);
        }
    }
    let mut out = stepper.out;
    out.more = run.has_more();
    out.wake_at = run.wake_at();
    out
}

/// Ends a run for a reason of its surroundings.
pub(crate) fn stop(run: &mut Run, event: Event, status: RunStatus, code: &str) -> Step {
    let mut stepper = Stepper { run, at: event.at, entropy: Cell::new(event.entropy), out: Step::default() };
    if stepper.run.ended.is_none() {
        stepper.end_run(status, code, None);
    }
    stepper.out
}

/// A run in the middle of a step.
pub(crate) struct Stepper<'a> {
    pub(crate) run: &'a mut Run,
    pub(crate) at: Timestamp,
    entropy: Cell<u128>,
    out: Step,
}

impl<'a> Stepper<'a> {
    /// A stepper for looking at what a run would start with.
    pub(crate) fn before_start(run: &'a mut Run, at: Timestamp) -> Self {
        Self { run, at, entropy: Cell::new(0), out: Step::default() }
    }
}

impl Stepper<'_> {
    /// Remembers an entry: the run changes, and what follows from it is put on the list.
    pub(crate) fn record(&mut self, entry: Entry) {
        if let Entry::Ended { place, status, .. } = &entry {
            action::unlisten(self, *place, *status);
        }
        self.run.apply(&entry);
        match &entry {
            Entry::Ended { place, .. } | Entry::Skipped { place, .. } => self.follow(*place),
            Entry::IterationStarted { .. } => self.begin_frame(),
            _ => {}
        }
        let tracked = match &entry {
            Entry::Ended { place, status, .. } if *status != Status::Skipped => track::properties(self, *place),
            _ => None,
        };
        self.out.entries.push(entry);
        self.out.entries.extend(tracked);
    }

    /// Asks the world for something.
    pub(crate) fn effect(&mut self, effect: Effect) {
        self.out.effects.push(effect);
    }

    /// After an action has ended: its dependents may start, and its block may have ended.
    fn follow(&mut self, place: Place) {
        let flow = self.run.flow.clone();
        let Some(action) = flow.definition.action(place.action) else { return };
        for dependent in &action.dependents {
            self.run.due.insert(Due::Start(Place { frame: place.frame, action: *dependent }));
        }
        let parent = action.parent.filter(|(parent, _)| {
            flow.definition.action(*parent).is_some_and(|parent| parent.body != Some(action.region))
        });
        let due = match parent {
            Some((parent, _)) => Due::Control(Place { frame: place.frame, action: parent }),
            None if self.run.frames.get(&place.frame).is_some_and(|frame| frame.open == 0) => {
                if place.frame == 0 {
                    Due::Run
                } else {
                    Due::Frame(place.frame)
                }
            }
            None => return,
        };
        self.run.due.insert(due);
    }

    fn begin_frame(&mut self) {
        let number = self.run.next_frame.saturating_sub(1);
        let Some(frame) = self.run.frames.get(&number) else { return };
        let block = self.run.frame_block(frame.region, frame.of).to_vec();
        if block.is_empty() {
            self.run.due.insert(Due::Frame(number));
        }
        self.start_roots(number, &block);
    }

    /// Puts the actions of a block that wait for nobody on the list.
    pub(crate) fn start_roots(&mut self, frame: FrameNo, block: &[ActionIx]) {
        for action in block {
            if self.run.flow.definition.action(*action).is_some_and(|action| action.run_after.is_empty()) {
                self.run.due.insert(Due::Start(Place { frame, action: *action }));
            }
        }
    }

    fn decide(&mut self, due: Due) {
        match due {
            Due::Start(place) => {
                if !matches!(self.run.slot(place), Some(Slot::Idle)) {
                    return;
                }
                match run_after::verdict(self.run, place) {
                    Verdict::Wait => {}
                    Verdict::Go => action::start(self, place),
                    Verdict::Skip(on) => self.skip(place, Skip::RunAfter { on }),
                }
            }
            Due::Control(place) => action::go_on(self, place),
            Due::Frame(number) => self.frame_ended(number),
            Due::Run => self.run_ended(),
        }
    }

    fn frame_ended(&mut self, number: FrameNo) {
        let Some(frame) = self.run.frames.get(&number).filter(|frame| frame.open == 0) else { return };
        let Some((place, _)) = frame.of else { return };
        let status = self.block_status(number, self.run.frame_block(frame.region, frame.of));
        action::iteration_ended(self, place, number, status);
    }

    fn run_ended(&mut self) {
        let Some(top) = self.run.frames.get(&0).filter(|frame| frame.open == 0) else { return };
        let status = self.block_status(0, self.run.frame_block(top.region, top.of));
        let (status, code) = match status {
            Status::Failed => (RunStatus::Failed, "ActionFailed"),
            Status::TimedOut => (RunStatus::TimedOut, "ActionTimedOut"),
            Status::Cancelled => (RunStatus::Cancelled, "Cancelled"),
            Status::Succeeded | Status::Skipped => (RunStatus::Succeeded, "NotSpecified"),
        };
        let error = (status != RunStatus::Succeeded).then(|| ErrorInfo::new("ActionFailed", FAILED_BLOCK));
        self.record(Entry::RunEnded { at: self.at, status, code: code.into(), error });
    }

    /// The status of a block whose actions have all ended in a frame.
    pub(crate) fn block_status(&self, frame: FrameNo, block: &[ActionIx]) -> Status {
        status::of_block(&self.run.flow.definition, block, |action| {
            self.run.slot(Place { frame, action }).and_then(Slot::status)
        })
    }

    /// Skips an action, and with it everything inside it.
    pub(crate) fn skip(&mut self, place: Place, why: Skip) {
        if !matches!(self.run.slot(place), Some(Slot::Idle)) {
            return;
        }
        self.record(Entry::Skipped { place, at: self.at, why });
        self.skip_children(place, None, Skip::Parent);
    }

    /// Skips the children of a control action, but not those of the branch `except`.
    pub(crate) fn skip_children(&mut self, place: Place, except: Option<usize>, why: Skip) {
        let flow = self.run.flow.clone();
        let Some(action) = flow.definition.action(place.action).filter(|action| action.body.is_none()) else { return };
        for (number, branch) in action.branches.iter().enumerate() {
            if Some(number) != except {
                branch.actions.iter().for_each(|child| self.skip(Place { frame: place.frame, action: *child }, why));
            }
        }
    }

    /// Ends the run before its time: what runs is cancelled, what has not started is skipped.
    pub(crate) fn end_run(&mut self, status: RunStatus, code: &str, error: Option<ErrorInfo>) {
        self.cancel(&self.run.places(|_| true), Skip::RunEnded);
        self.run.due.clear();
        self.record(Entry::RunEnded { at: self.at, status, code: code.to_owned().into(), error });
    }

    /// Cancels what runs, and skips what has not started.
    fn cancel(&mut self, places: &[Place], why: Skip) {
        for place in places.iter().copied() {
            match self.run.slot(place) {
                Some(Slot::Running(_)) => self.end(
                    place,
                    End {
                        status: Status::Cancelled,
                        code: "ActionCancelled".into(),
                        error: None,
                        inputs: None,
                        outputs: None,
                    },
                ),
                Some(Slot::Idle) => self.record(Entry::Skipped { place, at: self.at, why }),
                _ => {}
            }
        }
    }

    /// Ends an action that has run longer than its limit, with everything inside it.
    fn time_out(&mut self, place: Place) {
        self.cancel(&self.run.places(|other| self.run.is_inside(other, place)), Skip::Parent);
        let error = ErrorInfo::new("ActionTimedOut", "The action ran longer than the timeout of its limit.");
        let mut end = End::failed("ActionTimedOut", error, None);
        end.status = Status::TimedOut;
        self.end(place, end);
    }

    fn tick(&mut self) {
        while let Some((due, place)) = self.run.timers.first().copied() {
            if due > self.at {
                break;
            }
            match self.run.slot(place) {
                Some(Slot::Running(running)) if self.run.deadline(place, running).is_some_and(|at| at <= due) => {
                    self.time_out(place);
                }
                Some(Slot::Running(running)) => match &running.what {
                    Doing::Wait { .. } => action::wait_ended(self, place),
                    Doing::Retry { attempt, .. } => action::retry(self, place, attempt.saturating_add(1)),
                    _ => {
                        self.run.timers.pop_first();
                    }
                },
                _ => {
                    self.run.timers.pop_first();
                }
            }
        }
    }

    fn call_ended(&mut self, place: Place, outcome: Outcome) {
        // A second report of the same call, after a crash, finds it ended and changes nothing.
        if let Some(Slot::Running(running)) = self.run.slot(place)
            && let Doing::Call { attempt, .. } = &running.what
        {
            action::call_ended(self, place, *attempt, outcome);
        }
    }

    /// A random number in 0..1.
    pub(crate) fn spread(&self) -> f64 {
        (scope::next_random(&self.entropy) >> 75) as f64 / (1_u64 << 53) as f64
    }

    /// What expressions of an action can refer to.
    pub(crate) fn scope(&self, frame: FrameNo) -> RunScope<'_> {
        RunScope { run: self.run, frame, at: self.at, entropy: &self.entropy, callback: None }
    }

    /// Evaluates a template of an action.
    pub(crate) fn evaluate(&self, template: &Template, place: Place) -> Result<Value, ErrorInfo> {
        template
            .evaluate(&self.scope(place.frame), self.run.flow.profile)
            .map_err(|error| self.template_error(place, "action", error.message()))
    }

    /// Evaluates what a switch or a loop looks at, with the platform's own words around an error.
    pub(crate) fn evaluate_looked_at(&self, template: &Template, place: Place, what: &str) -> Result<Value, ErrorInfo> {
        template.evaluate(&self.scope(place.frame), self.run.flow.profile).map_err(|error| {
            let name = self.run.flow.definition.action(place.action).map_or("", |action| &action.name);
            let message = format!(
                "The execution of template action '{name}' failed: the evaluation of '{what}' action expression '{}' failed: '{}'.",
                template.source(),
                error.message()
            );
            ErrorInfo::new("ExpressionEvaluationFailed", message)
        })
    }

    /// The error of an expression that could not be evaluated, with the platform's words around it.
    pub(crate) fn template_error(&self, place: Place, what: &str, message: &str) -> ErrorInfo {
        let name = self.run.flow.definition.action(place.action).map_or("", |action| &action.name);
        ErrorInfo::new(
            "InvalidTemplate",
            format!(
                "Unable to process template language expressions in {what} '{name}' inputs at line '0' and column '0': '{message}'."
            ),
        )
    }

    /// Ends an action that took no time, or one that has run.
    pub(crate) fn end(&mut self, place: Place, ended: End) {
        let started_at = match self.run.slot(place) {
            Some(Slot::Running(running)) => running.started_at,
            _ => self.at,
        };
        let End { status, code, error, inputs, outputs } = ended;
        self.record(Entry::Ended {
            place,
            started_at,
            at: self.at,
            status,
            code,
            error,
            inputs,
            outputs,
            acting: None,
        });
    }
}

/// What the platform says of a block or run that failed.
pub(crate) const FAILED_BLOCK: &str = "An action failed. No dependent actions succeeded.";

/// How an action ended.
pub(crate) struct End {
    pub(crate) status: Status,
    pub(crate) code: std::borrow::Cow<'static, str>,
    pub(crate) error: Option<ErrorInfo>,
    pub(crate) inputs: Option<Value>,
    pub(crate) outputs: Option<Value>,
}

impl End {
    /// It did what it should.
    pub(crate) fn succeeded(code: &'static str, inputs: Option<Value>, outputs: Option<Value>) -> Self {
        Self { status: Status::Succeeded, code: code.into(), error: None, inputs, outputs }
    }

    /// It failed; `code` is the action's, which may differ from the error's.
    pub(crate) fn failed(code: &'static str, error: ErrorInfo, inputs: Option<Value>) -> Self {
        Self { status: Status::Failed, code: code.into(), error: Some(error), inputs, outputs: None }
    }

    /// An expression of it could not be evaluated.
    pub(crate) fn bad_template(error: ErrorInfo) -> Self {
        Self::failed("InvalidTemplate", error, None)
    }
}
