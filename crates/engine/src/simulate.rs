//! Runs a definition without side effects, on a clock that jumps.
//!
//! Calls are answered from mocks by action name, else by whatever the caller makes up, else with an empty object and status 200.
//! Nothing waits: time moves on to whatever the run waits for. A run that does not end within the bounds is stopped.

mod mock;
mod report;
mod sample;

use std::sync::Arc;

use model::{RunId, RunStatus, Timestamp};
use wdl::{
    Definition, Diagnostic, EvalError, Object, Severity, Template, Value,
    definition::{Action, Kind, TriggerKind},
};

use crate::{
    Asks, Awaited, Effect, Event, Flow, Happening, Outcome, Run, Start, Step,
    history::{HistoryReader, RunRecord},
    scope::{Overlay, RunScope},
    step::{self, step},
};

/// The longest that a run may take, in days of its own clock. Source: limits of cloud flows.
const LONGEST_DAYS: i64 = 30;
/// Entries that a step makes before the bounds are looked at.
const BUDGET: usize = 1_000;

/// What a simulation is given besides the definition.
pub struct Setup<'a> {
    /// What the trigger gave: its outputs (`{headers, body}`), or the body alone. Nothing: made up from the trigger's schema.
    pub trigger: Option<&'a Value>,
    /// Answers by action name: outputs (`{statusCode, body}`), or `{status, code, error, outputs}`. A list gives each call the
    /// next of them, and the last to all that follow.
    pub mocks: &'a Value,
    /// Values of parameters, where they are not the definition's own.
    pub parameters: Value,
    /// When the run starts.
    pub at: Timestamp,
    /// The outputs of a call that no mock answers, given its action and inputs.
    pub answer: &'a dyn Fn(&Action, &Value) -> Option<Value>,
    /// How many journal entries the run may make.
    pub entries: usize,
}

impl Default for Setup<'_> {
    fn default() -> Self {
        Self {
            trigger: None,
            mocks: &Value::Null,
            parameters: Value::Null,
            at: Timestamp::default(),
            answer: &|_, _| None,
            entries: 200_000,
        }
    }
}

/// A simulated run that has ended.
#[derive(Debug)]
pub struct Simulation {
    run: Run,
    record: RunRecord,
    at: Timestamp,
}

/// Runs a definition.
///
/// # Errors
/// The definition's errors, if it has any: it could not be turned on.
pub fn simulate(definition: &Value, setup: &Setup<'_>) -> Result<Simulation, Vec<Diagnostic>> {
    let (definition, problems) = Definition::parse(definition);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect());
    }
    let start = Start {
        id: RunId(uuid::Uuid::from_u128(1)),
        at: setup.at,
        trigger_outputs: trigger_outputs(&definition, setup.trigger),
        trigger_inputs: Value::Null,
        tracking_id: None,
        parameters: setup.parameters.clone(),
        awaited: if definition.trigger().is_none_or(|trigger| matches!(trigger.kind, TriggerKind::Request(_))) {
            Awaited::Caller
        } else {
            Awaited::Nobody
        },
    };
    let workflow = Object::from([
        ("id", Value::from("/workflows/simulated")),
        ("name", Value::from("simulated")),
        ("type", Value::from("Microsoft.Logic/workflows")),
        (
            "tags",
            Value::Object(Object::from(
                ["flowDisplayName", "environmentName"].map(|key| (key, Value::from("simulated"))),
            )),
        ),
    ]);
    let flow = Flow::simulated(definition, Value::Object(workflow));
    let mut driver = Driver { run: Run::new(flow.clone(), start), at: setup.at, seed: 0, made: 0 };
    let mut history = HistoryReader::new(&flow.definition);
    let mut mocks = mock::Mocks::new(setup.mocks);
    let mut happening = Happening::Continue;
    let mut waiting = std::collections::VecDeque::new();
    let last = setup.at.plus_millis(LONGEST_DAYS * 86_400_000);
    while driver.run.ended().is_none() {
        let step = if driver.made > setup.entries {
            driver.stop(RunStatus::Cancelled, "SimulationLimitReached")
        } else if driver.at > last {
            driver.stop(RunStatus::TimedOut, "WorkflowRunTimedOut")
        } else {
            driver.step(happening)
        };
        driver.made += step.entries.len();
        step.entries.into_iter().for_each(|entry| history.read(entry));
        waiting.extend(step.effects.into_iter().filter_map(|effect| match effect {
            Effect::Call(call) => Some(call),
            Effect::Reply(_) | Effect::Listen(_) | Effect::Unlisten { .. } => None,
        }));
        happening = if step.more {
            Happening::Continue
        } else if let Some(call) = waiting.pop_front() {
            let action = flow.definition.action(call.place.action);
            let name = action.map_or("", |action| &action.name);
            let made_up = || action.and_then(|action| (setup.answer)(action, &call.inputs));
            // What a service is asked to call back is what matters; that it agrees goes without saying.
            let agrees =
                action.is_some_and(|action| matches!(action.kind, Kind::Webhook(_))) && call.what == Asks::Itself;
            let outcome: Outcome =
                if agrees { Outcome::answered(200, Value::Null) } else { mocks.outcome(name, made_up) };
            Happening::CallEnded { place: call.place, outcome: Box::new(outcome) }
        } else if let Some(at) = step.wake_at {
            driver.at = driver.at.max(at);
            Happening::Tick
        } else {
            // Nothing is under way and nothing is awaited: the run can only have ended.
            break;
        };
    }
    Ok(Simulation { record: history.finish(), at: driver.at, run: driver.run })
}

/// A run and its clock.
struct Driver {
    run: Run,
    at: Timestamp,
    seed: u128,
    made: usize,
}

impl Driver {
    fn event(&mut self, what: Happening) -> Event {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        Event { what, at: self.at, entropy: self.seed, budget: BUDGET }
    }

    fn step(&mut self, what: Happening) -> Step {
        let event = self.event(what);
        step(&mut self.run, event)
    }

    fn stop(&mut self, status: RunStatus, code: &'static str) -> Step {
        let event = self.event(Happening::Cancel);
        step::stop(&mut self.run, event, status, code)
    }
}

impl Simulation {
    /// How the run ended.
    pub fn status(&self) -> RunStatus {
        self.run.ended().map_or(RunStatus::Running, |ended| ended.status)
    }

    /// The history, as of any run.
    pub fn record(&self) -> &RunRecord {
        &self.record
    }

    /// The flow that ran.
    pub fn flow(&self) -> &Arc<Flow> {
        self.run.flow()
    }

    /// `{status, code, error?, actions: [{name, type, status, code, inputs, outputs, error?, iterations?, repetitions?}]}`.
    /// Loops say how many `iterations` they began; actions inside loops list their `repetitions`.
    pub fn to_value(&self) -> Value {
        report::of(&self.run, &self.record)
    }

    /// Evaluates a template over the finished run. `result('$run')` is the run itself: its status, code and error.
    ///
    /// # Errors
    /// A template that cannot be parsed, or whose evaluation fails.
    pub fn evaluate(&self, template: &Value) -> Result<Value, EvalError> {
        let (template, problems) = Template::parse(template);
        if let Some(problem) = problems.into_iter().find(|problem| problem.severity == Severity::Error) {
            return Err(EvalError::new(problem.code, problem.message));
        }
        let entropy = std::cell::Cell::new(1);
        let scope = RunScope { run: &self.run, frame: 0, at: self.at, entropy: &entropy, callback: None };
        let finished = report::of_run(&self.run);
        template.evaluate(&Overlay::finished(&scope, &finished), self.run.flow().profile)
    }
}

/// Outputs as they are; anything else is the body.
fn trigger_outputs(definition: &Definition, given: Option<&Value>) -> Value {
    let body = match given {
        Some(given) if ["body", "headers", "queries", "outputs"].iter().any(|key| given.get(key).is_some()) => {
            return given.get("outputs").unwrap_or(given).clone();
        }
        Some(body) => body.clone(),
        None => match definition.trigger().map(|trigger| &trigger.kind) {
            Some(TriggerKind::Request(request)) => sample::of_schema(&request.schema, 0),
            _ => Value::Object(Object::new()),
        },
    };
    Value::Object(Object::from([("headers", Value::Object(Object::new())), ("body", body)]))
}
