//! Whose identity each reference of a flow uses when somebody starts it, in words.

use access::{
    Denied, Permitted,
    continuity::{Case, Failure},
};
use model::{ActingRule, ConnectionId, PrincipalId, Verb};
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
        let actions = || flow.shape.actions.iter().filter(|action| action.used == index);
        let Some(decided) = world.identity(flow, index, case).filter(|_| actions().next().is_some()) else { continue };
        let lacks = actions().find_map(|action| world.fate(flow, action, case).failure);
        let needs: Vec<_> = actions().filter_map(|action| action.needs.clone()).collect();
        let does = match does(tx, flow.environment, &needs)? {
            does if !does.is_empty() => does,
            _ => {
                let connector = steward.catalogue().connector(&used.connector);
                format!("uses {}", connector.unwrap_or_else(|| used.connector.to_string()))
            }
        };
        let (sentence, connection, principal) = match &decided {
            Ok(Permitted { connection, acting }) => {
                let (identity, known) = (&acting.identity, world.principals.contains_key(&acting.identity.principal));
                let principal = if known { Some(teller.people.chip(tx, identity.principal)?) } else { None };
                let name = principal.as_ref().map_or("the owner of the row", |chip| chip.display_name.as_str());
                let own = identity.rule == ActingRule::RunOnlyUser;
                let through = if own {
                    "through a connection of their own".to_owned()
                } else if identity.impersonator.is_some() {
                    format!("on their behalf through the connection {}", connection.display_name)
                } else {
                    format!("through the connection {}", connection.display_name)
                };
                (
                    format!("{does} as {name} {through}"),
                    Some(connection.id).filter(|_| !own || who == op.id()),
                    principal,
                )
            }
            Err(Denied { refusal, acting }) => {
                let acting = acting.as_ref().filter(|it| world.principals.contains_key(&it.principal));
                let principal = acting.map(|it| teller.people.chip(tx, it.principal)).transpose()?;
                (format!("cannot act: {}", refusal.message), None, principal)
            }
        };
        let reference = match &flow.shape.uses[index].name {
            name if *name != used.key => references::by_name(tx, flow.environment, name)?,
            _ => None,
        };
        views.push(ReferenceIdentity {
            key: used.key.clone(),
            display_name: reference.map_or_else(|| used.name.clone(), |it| it.display_name),
            sentence,
            connection: shown(tx, op, teller, connection)?,
            principal,
            missing: match lacks {
                None => None,
                Some(Failure::Refused(refusal)) => Some(refusal.message),
                Some(Failure::Lacks { principal, verb, table }) => {
                    let who = teller.people.chip(tx, principal)?.display_name;
                    Some(format!("{who} has no security role with the privilege {verb:?} on `{table}`."))
                }
            },
        });
    }
    Ok(views)
}

fn shown(
    tx: &mut Tx<'_>,
    op: &Op,
    teller: &mut Teller<'_>,
    id: Option<ConnectionId>,
) -> Result<Option<ConnectionView>, AppError> {
    let connection = id.and_then(|id| teller.world.connections.get(&id));
    connection.map(|connection| brief(tx, &mut teller.people, connection, op.at)).transpose()
}

/// What is done with which tables: "creates and reads Contact rows".
fn does(tx: &mut Tx<'_>, environment: model::EnvironmentId, needs: &[(Verb, String)]) -> Result<String, AppError> {
    let mut sets: Vec<&String> = Vec::new();
    for (_, set) in needs {
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    let mut phrases = Vec::new();
    for set in sets {
        let verbs = Verb::ALL.into_iter().filter(|verb| needs.iter().any(|need| need.0 == *verb && need.1 == *set));
        let name = tables::by_set(tx, environment, set)?.map_or_else(|| set.clone(), |it| it.display_name.clone());
        let verbs: Vec<_> = verbs.map(verb_words).collect();
        phrases.push(format!("{} {name} rows", listed(&verbs)));
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
