//! Tracked properties: what is remembered of an action for people who look for its run.

use crate::{Entry, Place, history, scope::Overlay, step::Stepper};

/// Characters that the properties of an action may take. Source: limits of cloud flows.
const CHARACTERS: usize = 16_000;

/// The properties of an action that has ended, for the journal. Properties that cannot be evaluated, are too large or would show what
/// is to be hidden are left out: they never change how the action ended.
pub(crate) fn properties(stepper: &Stepper<'_>, place: Place) -> Option<Entry> {
    let flow = &stepper.run.flow;
    let template = flow.tracked(place.action)?;
    let record = history::expression_record(stepper.run, place);
    let scope = stepper.scope(place.frame);
    let properties = template.evaluate(&Overlay::ended(&scope, &record), flow.profile).ok()?;
    let fits = properties.to_json_string().chars().count() <= CHARACTERS;
    (fits && properties.as_object().is_some()).then_some(Entry::Tracked { place, properties })
}
