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
    ended: impl Fn(ActionIx) -> Option<(Status, Cow<'static, str>)>,
) -> (Cow<'static, str>, Option<ErrorInfo>) {
    let name = |at: ActionIx| definition.action(at).map_or("", |action| &*action.name);
    let this = name(action);
    match why {
        Skip::RunAfter { on } => {
            let run_after = definition.action(action).map_or(&[][..], |action| &action.run_after);
            let expected =
                run_after.iter().find(|before| before.on == on).map_or(StatusSet::default(), |before| before.statuses);
            let actual = ended(on).map_or("Unknown", |(status, _)| status.as_str());
            let message = format!(
                "The execution of template action '{this}' is skipped: the 'runAfter' condition for action '{}' is not satisfied. Expected status values '{expected}' and actual value '{actual}'.",
                name(on)
            );
            ("ActionSkipped".into(), Some(ErrorInfo::new("ActionConditionFailed", message)))
        }
        Skip::Parent => {
            let parent = definition.action(action).and_then(|action| action.parent).map(|(parent, _)| parent);
            let (status, code) = parent.and_then(&ended).unwrap_or((Status::Skipped, "ActionSkipped".into()));
            let message = format!(
                "The execution of template action '{this}' is skipped: dependant action '{}' completed with status '{status}' and code '{code}'.",
                parent.map_or("", name),
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

/// Whether an action only directs the run, so that expressions see neither inputs nor outputs of it.
fn directs(kind: &Kind) -> bool {
    kind.is_control() || matches!(kind, Kind::Terminate(_) | Kind::Wait(_))
}

/// What `actions('name')` shows of an action in a loop that began no iteration.
pub(crate) fn never_begun_record(run: &Run, at: ActionIx, of: &Done) -> Value {
    let Some(action) = run.flow.definition.action(at) else { return Value::Null };
    let mut record =
        Object::from([("name", Value::String(action.name.clone())), ("code", Value::from("ActionSkipped"))]);
    record.insert("status", Value::from(Status::Skipped.as_str()));
    if of.status != Status::Succeeded {
        let (_, error) = skip_reason(&run.flow.definition, at, Skip::Parent, |_| Some((of.status, of.code.clone())));
        record.insert("error", error.as_ref().map_or(Value::Null, error_value));
    }
    Value::Object(record)
}

fn error_value(error: &ErrorInfo) -> Value {
    Value::Object(Object::from([("code", Value::from(&*error.code)), ("message", Value::from(error.message.as_str()))]))
}

/// What `actions('name')` shows.
pub(crate) fn expression_record(run: &Run, place: Place) -> Value {
    let Some(action) = run.flow.definition.action(place.action) else { return Value::Null };
    let mut record = Object::from([("name", Value::String(action.name.clone()))]);
    let Some(done) = run.slot(place).and_then(Slot::done) else {
        return Value::Object(record);
    };
    // What a control action decided upon is for people; expressions see no inputs of it.
    if !done.inputs.is_null() && !directs(&action.kind) {
        record.insert("inputs", done.inputs.clone());
    }
    if let Some(outputs) = &done.outputs {
        record.insert("outputs", outputs.clone());
    }
    record.insert("startTime", Value::from(instant(done.started_at)));
    record.insert("endTime", Value::from(instant(done.ended_at)));
    record.insert("trackingId", Value::from(run.tracking_id(place)));
    record.insert("clientTrackingId", Value::from(run.start.tracking_id()));
    record.insert("code", Value::from(&*done.code));
    record.insert("status", Value::from(done.status.as_str()));
    if let Some(error) = &done.error {
        record.insert("error", error_value(error));
    }
    Value::Object(record)
}

/// What `result('name')` shows: the records of the direct children, in document order. A child of a `Foreach` stands there once,
/// with the records of all iterations as its outputs; one of an `Until` with its last iteration.
pub(crate) fn expression_results(run: &Run, place: Place) -> Option<Value> {
    let action = run.flow.definition.action(place.action)?;
    let record = |frame, child: ActionIx| {
        let place = Place { frame, action: child };
        run.slot(place)?.done().map(|_| expression_record(run, place))
    };
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
        let mut record = expression_record(run, *place).as_object().cloned().unwrap_or_default();
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
