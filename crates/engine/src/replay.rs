//! What a run would have done with another definition: its trigger, parameters, clock and answers, and no effect on anything.
//!
//! Both definitions are driven in the same way, the recorded one and the candidate, so what differs between them is due to the
//! definitions and not to the hour or to chance. A run that its own definition does not repeat from what was recorded is not compared.
//! A call that was not made then gets no answer: what depends on it is not reached.

mod compare;
mod recorded;

use std::{mem, sync::Arc};

use model::{RunStatus, Timestamp};
use thiserror::Error;
use wdl::{Definition, Value};

use self::recorded::Answers;
use crate::{
    Flow, Place, Run, Start, conditions_hold,
    history::RunRecord,
    simulate::drive::{Driven, Next, drive},
};

/// How many journal entries a replay may make.
const ENTRIES: usize = 200_000;

/// A run that has ended, as it was recorded.
#[derive(Clone, Copy, Debug)]
pub struct Recording<'a> {
    /// The flow version that it ran.
    pub flow: &'a Arc<Flow>,
    /// What it started with.
    pub start: &'a Start,
    /// Its history.
    pub record: &'a RunRecord,
    /// How it ended.
    pub status: RunStatus,
}

/// Why a run cannot be replayed.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum NotReplayable {
    /// It has not ended.
    #[error("it has not ended")]
    Open,
    /// Somebody stopped it, which no definition does.
    #[error("somebody cancelled it")]
    Cancelled,
    /// Its flow secures inputs or outputs, so that its history may not be read.
    #[error("its flow secures inputs or outputs, which are not shown to anybody")]
    Secured,
    /// The candidate is started by something else.
    #[error("its flow would be started by something else")]
    OtherTrigger,
    /// Its own definition does not repeat it from what was recorded.
    #[error("what was recorded of it does not repeat it: it would end as {0}")]
    Unrepeatable(&'static str),
}

/// What differs in one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DifferenceKind {
    /// The trigger's conditions do not hold for what started it.
    Start,
    /// How the run, or an action, ended.
    Status,
    /// What the caller was answered, or what an action made without a call.
    Output,
    /// A call that was made is made no more.
    EffectMissing,
    /// A call is made that was not. It got no answer.
    EffectExtra,
    /// A call is told something else.
    EffectChanged,
}

/// Something that differs.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// What.
    pub kind: DifferenceKind,
    /// The action; none for the run itself.
    pub action: Option<String>,
    /// The iterations that it is in, outermost first: the loop and the number.
    pub iterations: Vec<(String, u32)>,
    /// How it was; none where it may not be shown.
    pub before: Option<Value>,
    /// How it would be.
    pub after: Option<Value>,
}

/// A run, and what it would have been.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// How it ended.
    pub before: RunStatus,
    /// How it would end; none where it comes to a call without a recorded answer, and nobody knows.
    pub after: Option<RunStatus>,
    /// What differs, at most [`Self::MOST`].
    pub differences: Vec<Difference>,
    /// The calls that are the same ones, each by both its names.
    pub calls: Vec<(String, String)>,
}

impl Comparison {
    /// How many differences are told.
    pub const MOST: usize = 100;

    fn not_started(before: RunStatus) -> Self {
        let difference = Difference {
            kind: DifferenceKind::Start,
            action: None,
            iterations: Vec::new(),
            before: Some(Value::from(before.as_str())),
            after: None,
        };
        Self { before, after: None, differences: vec![difference], calls: Vec::new() }
    }
}

/// Replays a run with another definition, which is started with `parameters`.
///
/// # Errors
/// The run cannot be replayed.
pub fn replay(
    recording: &Recording<'_>,
    candidate: &Definition,
    parameters: &Value,
) -> Result<Comparison, NotReplayable> {
    match recording.status {
        RunStatus::Running | RunStatus::Waiting => return Err(NotReplayable::Open),
        RunStatus::Cancelled if !has_terminate(&recording.flow.definition) => return Err(NotReplayable::Cancelled),
        _ => {}
    }
    if secures(&recording.flow.definition) {
        return Err(NotReplayable::Secured);
    }
    let starts = |definition: &Definition| definition.trigger().map(|trigger| mem::discriminant(&trigger.kind));
    if starts(candidate) != starts(&recording.flow.definition) {
        return Err(NotReplayable::OtherTrigger);
    }
    let before = play(recording, recording.flow.definition.clone(), recording.start.clone());
    let ended = before.driven.run.ended().map(|ended| ended.status);
    if ended != Some(recording.status) || !before.extra.is_empty() {
        return Err(NotReplayable::Unrepeatable(ended.map_or("nothing", RunStatus::as_str)));
    }
    let start = Start { parameters: parameters.clone(), ..recording.start.clone() };
    let flow = Flow::simulated(candidate.clone(), recording.flow.workflow.clone());
    if !conditions_hold(&flow, &start) {
        return Ok(Comparison::not_started(recording.status));
    }
    Ok(compare::compare(&before, &play(recording, candidate.clone(), start)))
}

fn has_terminate(definition: &Definition) -> bool {
    definition.has(|kind| matches!(kind, wdl::definition::Kind::Terminate(_)))
}

fn secures(definition: &Definition) -> bool {
    let hides = |options: &wdl::definition::Options| options.secure_inputs || options.secure_outputs;
    definition.trigger().is_some_and(|trigger| trigger.secure_outputs)
        || definition.iter().any(|(_, action)| hides(&action.options))
}

/// A definition, driven with what was recorded.
struct Played {
    driven: Driven,
    /// Calls with the recorded one that each of them is.
    same: Vec<(Place, usize)>,
    /// Calls without one.
    extra: Vec<Place>,
}

fn play(recording: &Recording<'_>, definition: Definition, start: Start) -> Played {
    let flow = Flow::simulated(definition, recording.flow.workflow.clone());
    let mut answers = Answers::new(recording, &flow.definition);
    let driven = drive(Run::new(flow, start), ENTRIES, |run, under_way| {
        let first = |at: &(usize, Timestamp)| at.1;
        let mut answered = Vec::new();
        for (index, call) in under_way.iter().enumerate().filter(|(_, call)| run.is_calling(call)) {
            answered.extend(answers.of(run, call).map(|at| (index, at)));
        }
        match answered.into_iter().min_by_key(first) {
            Some((index, at)) => {
                let outcome = under_way.get(index).and_then(|call| answers.outcome(run, call));
                outcome.map_or(Next::Leave, |outcome| Next::Ended { call: index, at: Some(at), outcome })
            }
            // A limit of time that ends what only waits for an unknown answer says nothing about the run.
            None if answers.is_next_timer_about_extra(run) => Next::Leave,
            None => Next::Time,
        }
    });
    Played { driven, same: answers.same, extra: answers.extra }
}
