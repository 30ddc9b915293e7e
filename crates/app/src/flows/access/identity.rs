//! Whose identity each reference of a flow uses when somebody starts it, in words.

use ::tables::security::privilege_name;
use access::{
    continuity::{Action, Case, Failure, Fate, Flow},
    is_anybody,
};
use model::{ActingRule, ConnectorName, PrincipalId, Verb};
use store::{Tx, references, tables};

use super::Teller;
use crate::{
    AppError, Op, Steward,
    connections::{ConnectionView, brief},
    directory::Chip,
};

/// Whose identity a reference of a flow uses when somebody starts it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferenceIdentity {
    /// The alias that actions name.
    pub key: String,
    /// What people call the reference.
    pub display_name: String,
    /// One phrase for people, of which the reference is the subject.
    pub sentence: String,
    /// The connection, unless it is another person's own.
    pub connection: Option<ConnectionView>,
    /// Who acts, where that is known before the flow runs.
    pub principal: Option<Chip>,
    /// What keeps its actions from working.
    pub missing: Option<String>,
}

/// The references that actions use, when `who` starts the flow.
pub(super) fn views(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    teller: &mut Teller<'_>,
    who: PrincipalId,
) -> Result<Vec<ReferenceIdentity>, AppError> {
    let (world, flow) = (teller.world, teller.flow);
    let case = Case { invoker: Some(who), row_owner: None };
    let mut views = Vec::new();
    for (index, used) in flow.shape.uses.iter().enumerate() {
        let actions: Vec<_> = flow.shape.actions.iter().filter(|action| action.used == index).collect();
        let mut fates: Vec<Fate> = actions.iter().map(|action| world.fate(flow, action, case)).collect();
        // The first one that fails, if any does; but for privileges they are all the same.
        let failing = fates.iter().position(|fate| fate.failure.is_some()).unwrap_or_default();
        if actions.is_empty() {
            continue;
        }
        let Fate { acting, failure, .. } = fates.swap_remove(failing);
        let principal = acting.as_ref().map(|acting| acting.principal).filter(|id| !is_anybody(*id));
        let principal = principal.map(|id| teller.people.chip(tx, id)).transpose()?;
        let refusal = match &failure {
            Some(Failure::Refused(refusal)) => Some(&refusal.message),
            Some(Failure::Lacks { .. }) | None => None,
        };
        let own = acting.as_ref().is_some_and(|it| it.rule == ActingRule::RunOnlyUser);
        let connection = acting.as_ref().and_then(|acting| world.connections.get(&acting.connection));
        let sentence = match (refusal, &acting) {
            (Some(why), _) => format!("cannot act: {why}"),
            (None, acting) => {
                let name = principal.as_ref().map_or("the owner of the row", |chip| chip.display_name.as_str());
                let on_behalf = acting.as_ref().is_some_and(|it| it.impersonator.is_some());
                let through = match connection.filter(|_| !own) {
                    Some(it) if on_behalf => format!("on their behalf through the connection {}", it.display_name),
                    Some(it) => format!("through the connection {}", it.display_name),
                    None => "through a connection of their own".to_owned(),
                };
                format!("{} as {name} {through}", does(steward, tx, flow, &actions, &used.connector)?)
            }
        };
        let reference =
            if used.name == used.key { None } else { references::by_name(tx, flow.environment, &used.name)? };
        let shown = connection.filter(|_| refusal.is_none() && (!own || who == op.id()));
        views.push(ReferenceIdentity {
            key: used.key.clone(),
            display_name: reference.map_or_else(|| used.name.clone(), |it| it.display_name),
            sentence,
            connection: shown.map(|it| brief(tx, &mut teller.people, it, op.at)).transpose()?,
            principal,
            missing: match failure {
                None => None,
                Some(Failure::Refused(refusal)) => Some(refusal.message),
                Some(Failure::Lacks { principal, verb, table }) => {
                    let who = teller.people.chip(tx, principal)?.display_name;
                    Some(format!("{who} has no security role with {}.", privilege_name(verb, &table)))
                }
            },
        });
    }
    Ok(views)
}

/// What actions do: "creates and reads Contact rows", or with which connector.
fn does(
    steward: &Steward,
    tx: &mut Tx<'_>,
    flow: &Flow,
    actions: &[&Action],
    connector: &ConnectorName,
) -> Result<String, AppError> {
    let needs: Vec<&(Verb, String)> = actions.iter().filter_map(|action| action.needs.as_ref()).collect();
    let mut sets: Vec<&String> = Vec::new();
    for (_, set) in &needs {
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    let mut phrases = Vec::new();
    for set in sets {
        let verbs = Verb::ALL.into_iter().filter(|verb| needs.iter().any(|need| need.0 == *verb && need.1 == *set));
        let name = tables::by_set(tx, flow.environment, set)?.map_or_else(|| set.clone(), |it| it.display_name.clone());
        let verbs: Vec<_> = verbs.map(verb_words).collect();
        phrases.push(format!("{} {name} rows", listed(&verbs)));
    }
    if phrases.is_empty() {
        let title = steward.catalogue().connector(connector);
        return Ok(format!("uses {}", title.unwrap_or_else(|| connector.to_string())));
    }
    Ok(listed(&phrases))
}

/// "one", "one and two", "one, two and three".
fn listed<T: AsRef<str>>(words: &[T]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

fn verb_words(verb: Verb) -> &'static str {
    match verb {
        Verb::Create => "creates",
        Verb::Read => "reads",
        Verb::Write => "changes",
        Verb::Delete => "deletes",
        Verb::Append | Verb::AppendTo => "links",
        Verb::Assign => "assigns",
        Verb::Share => "shares",
    }
}
