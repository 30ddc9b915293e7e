//! What a replayed run differs in, in words.

use engine::{Comparison, Difference, DifferenceKind, Recording, replay};
use wdl::{Object, Value};

use super::{
    Kind, Outcome, ReplayedRun, Told,
    candidate::{Acted, Actors, Candidates, Would},
    recorded::{Asked, Recorded},
};
use crate::{
    runs::{ActingView, sanitized},
    solutions::sentence,
};

/// How many bytes of JSON a value may have that is shown.
const SHOWN: usize = 4 << 10;

/// What became of a run.
pub(super) fn told(asked: &Asked, candidates: &Candidates) -> ReplayedRun {
    match asked {
        Asked::Not { run, seen, why } => {
            ReplayedRun { run: *run, seen: seen.clone(), outcome: Outcome::NotReplayed(why.clone()) }
        }
        Asked::Recorded(run) => {
            let outcome = outcome(run, candidates).unwrap_or_else(|why| Outcome::NotReplayed(sentence(&why)));
            ReplayedRun { run: run.run, seen: Some(run.seen.clone()), outcome }
        }
    }
}

/// What differs, or why it was not replayed.
fn outcome(run: &Recorded, candidates: &Candidates) -> Result<Outcome, String> {
    let candidate = candidates.flow(run.seen.flow).ok_or("the package does not have its flow")?;
    if candidate.compiled.has_errors() {
        return Err("the definition of its flow in the package has errors".to_owned());
    }
    let recording =
        Recording { flow: &run.prepared.flow, start: &run.start, record: &run.record, status: run.seen.status };
    let found = replay(&recording, &candidate.compiled.clientdata.definition, &candidate.parameters);
    let Comparison { after, differences, calls, .. } = found.map_err(|why| why.to_string())?;
    let mut told: Vec<Told> = differences.into_iter().map(of_difference).collect();
    if let Some(actors) = candidates.actors(run.run) {
        told.extend(calls.iter().filter_map(|(was, is)| identity(actors, was, is)));
    }
    Ok(Outcome::Compared { after, differences: told })
}

fn of_difference(found: Difference) -> Told {
    let sentence = in_words(&found);
    let shown = |value: Option<Value>| {
        let value = sanitized(&value?);
        (value.to_json_string().len() <= SHOWN).then_some(value)
    };
    Told {
        kind: found.kind.into(),
        action: found.action,
        iterations: found.iterations,
        before: shown(found.before),
        after: shown(found.after),
        sentence,
    }
}

fn in_words(found: &Difference) -> String {
    let iterations: String =
        found.iterations.iter().rev().map(|(of, number)| format!(" in iteration {} of `{of}`", number + 1)).collect();
    let what = match &found.action {
        Some(action) => format!("`{action}`{iterations}"),
        None => "The run".to_owned(),
    };
    let word = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    match found.kind {
        DifferenceKind::Start => "The run would not start: the trigger's conditions do not hold for it.".to_owned(),
        DifferenceKind::Status if found.after.is_none() => format!("{what} would not end."),
        DifferenceKind::Status => {
            format!("{what} would end as {} instead of {}.", word(&found.after), word(&found.before))
        }
        DifferenceKind::Output if found.action.is_none() => "The caller would be answered something else.".to_owned(),
        DifferenceKind::Output => format!("{what} would make something else."),
        DifferenceKind::EffectMissing => format!("{what} would not be called any more."),
        DifferenceKind::EffectExtra => {
            format!("{what} would be called, which it was not; what comes after it is not known.")
        }
        DifferenceKind::EffectChanged => {
            let members = members(found.before.as_ref(), found.after.as_ref());
            let which = if members.is_empty() { String::new() } else { format!(": {}", members.join(", ")) };
            format!("{what} would be told something else{which}.")
        }
    }
}

/// The members of two objects that differ.
fn members(before: Option<&Value>, after: Option<&Value>) -> Vec<String> {
    let (Some(before), Some(after)) = (before.and_then(Value::as_object), after.and_then(Value::as_object)) else {
        return Vec::new();
    };
    let mut names: Vec<&str> = before.iter().chain(after.iter()).map(|(name, _)| &**name).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| before.get(name) != after.get(name));
    names.into_iter().map(|name| format!("`{name}`")).collect()
}

/// How a call that is the same one would be made as somebody else, or not at all.
fn identity(actors: &Actors, was: &str, is: &str) -> Option<Told> {
    let would = actors.would.iter().find(|it| it.action == is && it.is_known)?;
    let mut acted = actors.acted.iter().filter(|it| it.action == was);
    let is_other = |it: &&Acted| key(it.acting.as_ref()) != key(would.acting.as_ref());
    let is_refused = |it: &&Acted| it.has_succeeded && would.refused.is_some();
    let acted = acted.find(|it| is_other(it) || is_refused(it))?;
    Some(Told {
        kind: Kind::Identity,
        action: Some(is.to_owned()),
        iterations: Vec::new(),
        before: acted.acting.as_ref().map(shown),
        after: would.acting.as_ref().map(shown),
        sentence: as_whom(is, acted, would),
    })
}

/// What makes two identities the same.
fn key(acting: Option<&ActingView>) -> Option<impl PartialEq> {
    acting.map(|it| (it.principal.id, it.impersonator.as_ref().map(|by| by.id), it.connection))
}

fn as_whom(action: &str, acted: &Acted, would: &Would) -> String {
    let refused = would.refused.as_deref().map(sentence);
    let (Some(before), Some(after)) = (&acted.acting, &would.acting) else {
        return match (&would.acting, refused) {
            (Some(after), None) => format!("`{action}` would act as {}; it was nobody.", name(after)),
            (_, Some(refused)) => format!("`{action}` would be refused: {refused}"),
            (None, None) => format!("`{action}` would act as nobody."),
        };
    };
    let (mut was, mut is) = (name(before), name(after));
    if was == is {
        was.push_str(&format!(" through the connection `{}`", before.connection_name));
        is.push_str(&format!(" through the connection `{}`", after.connection_name));
    }
    match refused {
        // A name may end in a full stop.
        None => sentence(&format!("`{action}` would act as {is} instead of {was}")),
        Some(refused) if key(Some(before)) == key(Some(after)) => {
            format!("`{action}` would be refused as {}: {refused}", name(after))
        }
        Some(refused) => format!("`{action}` would act as {is} instead of {was}, and would be refused: {refused}"),
    }
}

fn name(acting: &ActingView) -> String {
    let who = &acting.principal.display_name;
    match &acting.impersonator {
        Some(by) => format!("{who}, on their behalf {}", by.display_name),
        None => who.clone(),
    }
}

fn shown(acting: &ActingView) -> Value {
    let mut shown = Object::from([
        ("principal", Value::from(&*acting.principal.display_name)),
        ("connection", Value::from(&*acting.connection_name)),
    ]);
    if let Some(by) = &acting.impersonator {
        shown.insert("impersonator", Value::from(&*by.display_name));
    }
    Value::Object(shown)
}
