//! What differs between a run that was repeated and what another definition makes of it.

use std::collections::HashMap;

use wdl::{Object, Value, definition::Status};

use super::{Comparison, Difference, DifferenceKind, Played, recorded::key};
use crate::{Place, Reply, Run, history::ActionRecord};

pub(super) fn compare(before: &Played, after: &Played) -> Comparison {
    let (was, is) = (Side::of(before), Side::of(after));
    let status = |side: &Side<'_>| side.run().ended().map(|ended| ended.status);
    let mut differences = Vec::new();
    let statuses = (status(&was), status(&is));
    if statuses.0 != statuses.1 && (after.extra.is_empty() || statuses.1.is_some()) {
        let word = |status: Option<model::RunStatus>| status.map(|status| Value::from(status.as_str()));
        differences.push(Difference {
            kind: DifferenceKind::Status,
            action: None,
            iterations: Vec::new(),
            before: word(statuses.0),
            after: word(statuses.1),
        });
    }
    let mut pairs: HashMap<Place, Place> = HashMap::new();
    let mut calls = Vec::new();
    for (place, index) in &after.same {
        let Some((then, _)) = before.same.iter().find(|(_, of)| of == index) else { continue };
        pairs.insert(*place, *then);
        let names = (was.name(*then), is.name(*place));
        if !calls.contains(&names) {
            calls.push(names);
        }
    }
    for extra in &after.extra {
        differences.push(is.difference(DifferenceKind::EffectExtra, *extra, None, is.shown_inputs(*extra)));
    }
    for (place, then) in
        &after.same.iter().filter_map(|(place, _)| Some((*place, *pairs.get(place)?))).collect::<Vec<_>>()
    {
        let (told, tells) = (was.inputs(*then), is.inputs(*place));
        if told != tells {
            let (told, tells) = (told.cloned(), is.shown_inputs(*place));
            differences.push(is.difference(DifferenceKind::EffectChanged, *place, told, tells));
        }
    }
    for (then, _) in &before.same {
        let is_made = pairs.values().any(|made| made == then);
        let is_there = is.run().flow().definition.find(&was.name(*then)).is_some();
        // Where the run stops at an unknown answer, what it would have come to is not missing.
        if !is_made && (statuses.1.is_some() || !is_there) {
            differences.push(was.difference(DifferenceKind::EffectMissing, *then, was.inputs(*then).cloned(), None));
        }
    }
    differences.extend(of_actions(&was, &is));
    if was.reply() != is.reply() && (statuses.1.is_some() || is.reply().is_some()) {
        differences.push(Difference {
            kind: DifferenceKind::Output,
            action: None,
            iterations: Vec::new(),
            before: was.reply(),
            after: is.reply(),
        });
    }
    differences.truncate(Comparison::MOST);
    Comparison { before: statuses.0.unwrap_or(model::RunStatus::Running), after: statuses.1, differences, calls }
}

/// Actions of the same name that end otherwise, or make something else without a call.
fn of_actions(was: &Side<'_>, is: &Side<'_>) -> Vec<Difference> {
    let known: HashMap<_, _> = was.actions().map(|action| (was.key(action.place), action)).collect();
    let mut differences = Vec::new();
    for action in is.actions() {
        let Some(then) = known.get(&is.key(action.place)) else { continue };
        let (Some(ended), Some(ends)) = (then.status, action.status) else { continue };
        if ended != ends {
            let word = |status: Status| Some(Value::from(status.as_str()));
            differences.push(is.difference(DifferenceKind::Status, action.place, word(ended), word(ends)));
        } else if action.attempts.is_empty() && then.attempts.is_empty() && then.outputs != action.outputs {
            let (made, makes) = (then.outputs.clone(), is.shown_outputs(action));
            differences.push(is.difference(DifferenceKind::Output, action.place, made, makes));
        }
    }
    differences
}

/// One of the two.
struct Side<'a> {
    played: &'a Played,
    at: HashMap<Place, &'a ActionRecord>,
}

impl<'a> Side<'a> {
    fn of(played: &'a Played) -> Self {
        Self { played, at: played.driven.record.actions.iter().map(|action| (action.place, action)).collect() }
    }

    fn run(&self) -> &'a Run {
        &self.played.driven.run
    }

    fn actions(&self) -> impl Iterator<Item = &'a ActionRecord> {
        self.played.driven.record.actions.iter()
    }

    fn name(&self, place: Place) -> String {
        self.run().flow().definition.action(place.action).map(|action| action.name.to_string()).unwrap_or_default()
    }

    fn key(&self, place: Place) -> (String, Vec<(String, u32)>) {
        let path = self.played.driven.record.path(place.frame);
        key(&self.run().flow().definition, &self.name(place), path)
    }

    fn inputs(&self, place: Place) -> Option<&'a Value> {
        self.at.get(&place)?.inputs.as_ref()
    }

    /// What an action is told, unless nobody may see it.
    fn shown_inputs(&self, place: Place) -> Option<Value> {
        self.inputs(place).filter(|_| !self.run().flow().hides_inputs(place.action)).cloned()
    }

    fn shown_outputs(&self, action: &ActionRecord) -> Option<Value> {
        action.outputs.clone().filter(|_| !self.run().flow().hides_outputs(action.place.action))
    }

    fn reply(&self) -> Option<Value> {
        let Reply { status, headers, body } = self.played.driven.record.reply.as_ref()?;
        let headers: Object = headers
            .iter()
            .map(|(name, value)| (std::sync::Arc::from(name.as_str()), Value::from(value.as_str())))
            .collect();
        let body = body.clone().unwrap_or_default();
        Some(
            Object::from([("statusCode", Value::Int(i64::from(*status))), ("headers", headers.into()), ("body", body)])
                .into(),
        )
    }

    fn difference(
        &self,
        kind: DifferenceKind,
        place: Place,
        before: Option<Value>,
        after: Option<Value>,
    ) -> Difference {
        let definition = &self.run().flow().definition;
        let path = self.played.driven.record.path(place.frame).into_iter();
        let iterations =
            path.map(|(of, number)| (definition.action(of).map(|of| of.name.to_string()).unwrap_or_default(), number));
        Difference { kind, action: Some(self.name(place)), iterations: iterations.collect(), before, after }
    }
}
