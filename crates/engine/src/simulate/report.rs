//! A simulated run as JSON.

use std::collections::HashMap;

use wdl::{
    Object, Value,
    definition::{ActionIx, Status},
};

use crate::{
    ErrorInfo, Run,
    history::{ActionRecord, RunRecord},
    status,
};

/// The run itself: status, code and error.
pub(super) fn of_run(run: &Run) -> Value {
    let mut report = Object::new();
    if let Some(ended) = run.ended() {
        report.insert("status", Value::from(ended.status.as_str()));
        report.insert("code", Value::from(ended.code.as_str()));
        if let Some(error) = &ended.error {
            report.insert("error", of_error(error));
        }
    }
    Value::Object(report)
}

/// The run and all actions of its definition, in document order.
pub(super) fn of(run: &Run, record: &RunRecord) -> Value {
    let mut by_action: HashMap<ActionIx, Vec<&ActionRecord>> = HashMap::new();
    for action in &record.actions {
        by_action.entry(action.place.action).or_default().push(action);
    }
    let definition = &run.flow().definition;
    let actions = definition.iter().map(|(at, action)| {
        let mut report = Object::from([
            ("name", Value::String(action.name.clone())),
            ("type", Value::String(action.type_name.clone())),
        ]);
        let records = by_action.get(&at).map_or(&[][..], Vec::as_slice);
        match records {
            [] => {
                report.insert("status", Value::from(Status::Skipped.as_str()));
                report.insert("code", Value::from("ActionSkipped"));
            }
            [one] if one.place.frame == 0 => describe(&mut report, one),
            many => repeated(&mut report, many, record),
        }
        Value::Object(report)
    });
    let actions = Value::from(actions.collect::<Vec<_>>());
    let mut report = of_run(run).as_object().cloned().unwrap_or_default();
    report.insert("actions", actions);
    Value::Object(report)
}

fn of_error(error: &ErrorInfo) -> Value {
    Value::Object(Object::from([("code", Value::from(&*error.code)), ("message", Value::from(error.message.as_str()))]))
}

fn describe(report: &mut Object, action: &ActionRecord) {
    report.insert("status", Value::from(action.status.map_or("Running", Status::as_str)));
    report.insert("code", Value::from(&*action.code));
    if let Some(inputs) = action.inputs.as_ref().filter(|inputs| !inputs.is_null()) {
        report.insert("inputs", inputs.clone());
    }
    if let Some(outputs) = &action.outputs {
        report.insert("outputs", outputs.clone());
    }
    if let Some(error) = &action.error {
        report.insert("error", of_error(error));
    }
    if let Some(tracked) = &action.tracked {
        report.insert("trackedProperties", tracked.clone());
    }
    if action.iterations > 0 {
        report.insert("iterations", Value::Int(i64::from(action.iterations)));
    }
}

/// An action inside loops: the worst status of all its repetitions, and each of them.
fn repeated(report: &mut Object, many: &[&ActionRecord], record: &RunRecord) {
    let all = || many.iter().filter_map(|one| one.status.map(|status| (status, *one)));
    let ran = all().filter(|(status, _)| *status != Status::Skipped);
    let worst = ran.reduce(|a, b| if status::worse(a.0, b.0) == a.0 { a } else { b }).or_else(|| all().next());
    if let Some((status, one)) = worst {
        report.insert("status", Value::from(status.as_str()));
        report.insert("code", Value::from(&*one.code));
    }
    let repetitions = many.iter().map(|one| {
        let indexes = record.path(one.place.frame).into_iter().map(|(_, index)| Value::Int(i64::from(index)));
        let mut repetition = Object::from([("indexes", Value::from(indexes.collect::<Vec<_>>()))]);
        describe(&mut repetition, one);
        Value::Object(repetition)
    });
    report.insert("repetitions", Value::from(repetitions.collect::<Vec<_>>()));
}
