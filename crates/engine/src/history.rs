//! The history of a run, for expressions and for people.

mod record;

pub use record::{ActionRecord, Attempt, HistoryReader, RunRecord};

use std::borrow::Cow;

use model::Timestamp;
use wdl::{
    Object, Value,
    definition::{Action, ActionIx, Definition, Kind, Status, StatusSet},
};

use crate::{
    ErrorInfo, Place, Run,
    journal::Skip,
    state::{Done, Slot},
    status,
};

/// An instant as expressions see it: seven digits and `Z`.
pub fn instant(at: Timestamp) -> String {
    let text = at.to_string();
    text.strip_suffix('Z').map_or_else(|| text.clone(), |text| format!("{text}0Z"))
}

/// Code and error of a skipped action.
pub(crate) fn skip_reason(
    definition: &Definition,
    action: ActionIx,
    why: Skip,
    status_of: impl Fn(ActionIx) -> Option<Status>,
) -> (Cow<'static, str>, Option<ErrorInfo>) {
    let name = |at: ActionIx| definition.action(at).map_or("", |action| &*action.name);
    let this = name(action);
    match why {
        Skip::RunAfter { on } => {
            let run_after = definition.action(action).map_or(&[][..], |action| &action.run_after);
            let expected =
                run_after.iter().find(|before| before.on == on).map_or(StatusSet::default(), |before| before.statuses);
            let actual = status_of(on).map_or("Unknown", Status::as_str);
            let message = format!(
                "The execution of template action '{this}' is skipped: the 'runAfter' condition for action '{}' is not satisfied. Expected status values '{expected}' and actual value '{actual}'.",
                name(on)
            );
            ("ActionSkipped".into(), Some(ErrorInfo::new("ActionConditionFailed", message)))
        }
        Skip::Parent => {
            let parent = definition.action(action).and_then(|action| action.parent).map(|(parent, _)| parent);
            let message = format!(
                "The execution of template action '{this}' is skipped: dependant action '{}' completed with status '{}' and code 'ActionSkipped'.",
                parent.map_or("", name),
                parent.and_then(&status_of).map_or("Skipped", Status::as_str),
            );
            ("ActionSkipped".into(), Some(ErrorInfo::new("ActionDependencyFailed", message)))
        }
        Skip::BranchNotTaken => {
            let message = format!(
                "The execution of template action '{this}' skipped: the branching condition for this action is not satisfied."
            );
            ("ActionSkipped".into(), Some(ErrorInfo::new("ActionBranchingConditionNotSatisfied", message)))
        }
        Skip::RunEnded => ("Terminated".into(), None),
    }
}

/// What `actions('name')` shows.
pub(crate) fn expression_record(action: &Action, done: Option<&Done>) -> Value {
    let (name, is_control) = (&*action.name, action.kind.is_control());
    let mut record = Object::from([("name", Value::from(name))]);
    let Some(done) = done else {
        return Value::Object(record);
    };
    // What a control action decided upon is for people; expressions see no inputs of it.
    if !done.inputs.is_null() && !is_control {
        record.insert("inputs", done.inputs.clone());
    }
    if let Some(outputs) = &done.outputs {
        record.insert("outputs", outputs.clone());
    }
    record.insert("startTime", Value::from(instant(done.started_at)));
    record.insert("endTime", Value::from(instant(done.ended_at)));
    record.insert("code", Value::from(&*done.code));
    record.insert("status", Value::from(done.status.as_str()));
    if let Some(error) = &done.error {
        let error =
            Object::from([("code", Value::from(&*error.code)), ("message", Value::from(error.message.as_str()))]);
        record.insert("error", Value::Object(error));
    }
    Value::Object(record)
}

/// What `result('name')` shows: the records of the direct children, in document order. A child of a `Foreach` stands there once,
/// with the records of all iterations as its outputs; one of an `Until` with its last iteration.
pub(crate) fn expression_results(run: &Run, place: Place) -> Option<Value> {
    let action = run.flow.definition.action(place.action)?;
    let done = |frame, child: ActionIx| match run.slot(Place { frame, action: child })? {
        Slot::Done(done) => Some(&**done),
        _ => None,
    };
    let record =
        |frame, child: ActionIx| Some(expression_record(run.flow.definition.action(child)?, Some(done(frame, child)?)));
    let children = action.branches.iter().flat_map(|branch| branch.actions.iter().copied());
    if action.body.is_none() {
        return Some(Value::from(children.filter_map(|child| record(place.frame, child)).collect::<Vec<_>>()));
    }
    let kept = match run.slot(place)? {
        Slot::Done(done) => done.kept.clone(),
        _ => return None,
    };
    let index = |frame: &u32| run.frames.get(frame).and_then(|frame| frame.of).map_or(0, |(_, index)| i64::from(index));
    if matches!(action.kind, Kind::Until(_)) {
        let last = kept.last()?;
        let with_count = |child| {
            let mut record = record(*last, child)?.as_object()?.clone();
            record.insert("repetitionCount", Value::Int(index(last).saturating_add(1)));
            Some(Value::Object(record))
        };
        return Some(Value::from(children.filter_map(with_count).collect::<Vec<_>>()));
    }
    let of_child = |child: ActionIx| {
        let places: Vec<Place> = kept.iter().map(|frame| Place { frame: *frame, action: child }).collect();
        Some(repeated_record(run, run.flow.definition.action(child)?, &places))
    };
    Some(Value::from(children.filter_map(of_child).collect::<Vec<_>>()))
}

/// The record of an action over all iterations of a `Foreach`: their records are its outputs.
pub(crate) fn repeated_record(run: &Run, action: &Action, places: &[Place]) -> Value {
    let mut worst = Status::Skipped;
    let mut repetitions = Vec::new();
    for place in places {
        let Some(Slot::Done(done)) = run.slot(*place) else { continue };
        worst = if worst == Status::Skipped { done.status } else { status::worse(worst, done.status) };
        let path = run.path(*place).into_iter().map(|(of, index)| {
            let name = run.flow.definition.action(of).map_or("", |of| &*of.name);
            Value::Object(Object::from([("scopeName", Value::from(name)), ("itemIndex", Value::Int(index.into()))]))
        });
        let mut record = expression_record(action, Some(done)).as_object().cloned().unwrap_or_default();
        record.insert("repetitionIndexes", Value::from(path.collect::<Vec<_>>()));
        repetitions.push(Value::Object(record));
    }
    let count = i64::try_from(repetitions.len()).unwrap_or(i64::MAX);
    Value::Object(Object::from([
        ("name", Value::String(action.name.clone())),
        ("outputs", Value::from(repetitions)),
        ("code", Value::from("NotSpecified")),
        ("status", Value::from(worst.as_str())),
        ("repetitionCount", Value::Int(count)),
    ]))
}
