//! Runs a definition without side effects, on a clock that jumps.
//!
//! Calls are answered from mocks by action name, else by whatever the caller makes up, else with an empty object and status 200.
//! Nothing waits: time moves on to whatever the run waits for. A run that does not end within the bounds is stopped.

pub(crate) mod drive;
mod mock;
mod report;
mod sample;

use std::sync::Arc;

use model::{RunId, RunStatus, Timestamp};
use wdl::{
    Definition, Diagnostic, EvalError, Object, Severity, Template, Value,
    definition::{Action, Kind, TriggerKind},
};

use self::drive::{Next, drive};
use crate::{
    Asks, Awaited, Flow, Outcome, Run, Start,
    history::RunRecord,
    scope::{Overlay, RunScope},
};

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
    let mut mocks = mock::Mocks::new(setup.mocks);
    let driven = drive(Run::new(flow.clone(), start), setup.entries, |_, under_way| {
        let Some(call) = under_way.first() else { return Next::Time };
        let action = flow.definition.action(call.place.action);
        let name = action.map_or("", |action| &action.name);
        let made_up = || action.and_then(|action| (setup.answer)(action, &call.inputs));
        // What a service is asked to call back is what matters; that it agrees goes without saying.
        let agrees = action.is_some_and(|action| matches!(action.kind, Kind::Webhook(_))) && call.what == Asks::Itself;
        let outcome = if agrees { Outcome::answered(200, Value::Null) } else { mocks.outcome(name, made_up) };
        Next::Ended { call: 0, at: None, outcome: Box::new(outcome) }
    });
    Ok(Simulation { record: driven.record, at: driven.at, run: driven.run })
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
