//! Whose identity each action will use, and whether it may: said before the flow runs.

use access::{
    Ability,
    continuity::{Case, Failure, Fate, Flow},
    preview::{is_anybody, sentence},
    resolve::{resolve, smallest_role},
};
use model::{ActingRule, ConnectionMode, PrincipalId, PrincipalKind, Verb, run::RowOwner};
use store::{
    Tx,
    flows::{StoredFlow, connections as uses, grants},
    roles,
};
use tables::security::privilege_name;

use super::Compiled;
use crate::{
    AppError,
    continuity::shape_of,
    directory::{Chip, InStore, People},
    principals::named,
};

/// Whose identity one action will use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdentityView {
    /// The action.
    pub action: String,
    /// The key of its connection reference.
    pub reference_key: String,
    /// How it uses the reference.
    pub mode: ConnectionMode,
    /// One sentence for people.
    pub sentence: String,
    /// Who it will be, where that is known before the flow runs.
    pub principal: Option<Chip>,
    /// Which line of the table decides.
    pub rule: Option<ActingRule>,
    /// Whether the identity may do what the action does.
    pub ability: Ability,
    /// Why, in one sentence for people.
    pub because: String,
    /// The privilege that the action takes, `prvCreatecontact`; `None` where none of ours is asked or none is known.
    pub privilege: Option<String>,
    /// The smallest security role of the environment that gives it, where that matters.
    pub role: Option<String>,
    /// The code that the action fails with, where it cannot run.
    pub code: Option<String>,
}

/// Whom a preview takes for granted: ids or names.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Supposed {
    /// Who presses the button, or changes the row.
    pub invoker: Option<String>,
    /// Who owns the row.
    pub row_owner: Option<String>,
}

impl Supposed {
    pub(crate) fn case(&self, tx: &mut Tx<'_>) -> Result<Case, AppError> {
        let mut of = |who: &Option<String>, place: &str| match who {
            Some(who) => named(tx, who).map(Some).map_err(|error| error.at(place)),
            None => Ok(None),
        };
        let (invoker, owner) = (of(&self.invoker, "invoker")?, of(&self.row_owner, "rowOwner")?);
        Ok(Case {
            invoker: invoker.map(|it| it.id),
            row_owner: owner.map(|owner| match owner.kind {
                PrincipalKind::Group => RowOwner::Team(owner.id),
                PrincipalKind::User | PrincipalKind::ServiceAccount => RowOwner::User(owner.id),
            }),
        })
    }
}

/// The identities of all actions that use a connection, in document order.
pub(crate) fn views(
    tx: &mut Tx<'_>,
    people: &mut People,
    flow: &StoredFlow,
    compiled: &Compiled,
    case: Case,
) -> Result<Vec<IdentityView>, AppError> {
    let flow = as_bound(tx, flow, compiled, people)?;
    let mut views = Vec::new();
    for action in &flow.shape.actions {
        let Some(used) = flow.shape.uses.get(action.used) else { continue };
        let fate = resolve(&mut InStore::at(tx, people.now()), &flow, action, case)?;
        let teller = Teller::of(tx, people, &flow, &fate)?;
        let because = teller.because(&fate, !used.connector.is_dataverse());
        views.push(IdentityView {
            action: action.name.clone(),
            reference_key: used.key.clone(),
            mode: used.mode,
            sentence: sentence(&fate, flow.shape.trigger.kind, |id| teller.name_of(id)),
            principal: fate.acting.as_ref().and_then(|acting| teller.chip(acting.principal).cloned()),
            rule: fate.acting.as_ref().map(|acting| acting.rule),
            ability: fate.ability(),
            because,
            privilege: fate.needs.as_ref().map(|(verb, table)| privilege_name(*verb, table)),
            role: teller.role,
            code: fate.failure.map(|failure| crate::continuity::told(&failure).0),
        });
    }
    Ok(views)
}

/// A version of a flow with what its references are bound to now.
pub(crate) fn as_bound(
    tx: &mut Tx<'_>,
    flow: &StoredFlow,
    compiled: &Compiled,
    people: &People,
) -> Result<Flow, AppError> {
    let mut bound = Vec::new();
    for used in &compiled.uses {
        bound.push(uses::connection_for(tx, flow.environment, flow.key, &used.key, used.logical_name.as_deref())?);
    }
    let shared = grants::list(tx, flow.key, people.now())?;
    Ok(Flow {
        key: flow.key,
        environment: flow.environment,
        is_on: flow.is_on,
        primary_owner: flow.primary_owner,
        grants: shared.into_iter().map(|grant| (grant.principal, grant.tier)).collect(),
        shape: shape_of(compiled).into(),
        bound,
    })
}

/// Everybody and everything that sentences about one action name, looked up beforehand.
struct Teller {
    known: Vec<Chip>,
    role: Option<String>,
}

impl Teller {
    fn of(tx: &mut Tx<'_>, people: &mut People, flow: &Flow, fate: &Fate) -> Result<Self, AppError> {
        let acting = fate.acting.iter().flat_map(|acting| [Some(acting.principal), acting.impersonator]);
        let whoever: Vec<PrincipalId> = acting.flatten().filter(|id| !is_anybody(*id)).collect();
        let is_lacking = matches!(fate.failure, Some(Failure::Lacks { .. }));
        let role = match &fate.needs {
            Some((verb, table)) if is_lacking || fate.ability() == Ability::Depends => {
                let all = roles::list(tx, flow.environment)?;
                let lines = all.iter().map(|role| (&*role.name, &*role.privileges));
                smallest_role(lines, *verb, table).map(str::to_owned)
            }
            _ => None,
        };
        Ok(Self { known: people.chips(tx, &whoever)?, role })
    }

    fn chip(&self, id: PrincipalId) -> Option<&Chip> {
        self.known.iter().find(|chip| chip.id == id)
    }

    fn name_of(&self, id: PrincipalId) -> String {
        self.chip(id).map_or_else(|| id.to_string(), |chip| chip.display_name.clone())
    }

    /// Why an action's identity may, or may not.
    fn because(&self, fate: &Fate, is_remote: bool) -> String {
        match (&fate.failure, &fate.needs) {
            (Some(Failure::Refused(refusal)), _) => refusal.message.clone(),
            (Some(Failure::Lacks { principal, verb, table }), _) => self.lacks(&self.name_of(*principal), *verb, table),
            (None, Some((verb, table))) if fate.ability() == Ability::Depends => {
                let role = self.role.as_ref().map_or_else(
                    || "no security role of this environment gives it".to_owned(),
                    |role| format!("the smallest security role that gives it is `{role}`"),
                );
                format!("Whoever it is needs {}; {role}.", privilege_name(*verb, table))
            }
            (None, Some((verb, table))) => {
                let who: Vec<_> = self.known.iter().map(|chip| &*chip.display_name).collect();
                let have = if who.len() == 1 { "has" } else { "have" };
                format!("{} {have} {}.", who.join(" and "), privilege_name(*verb, table))
            }
            (None, None) if is_remote => "What the connector calls decides whether it may.".to_owned(),
            (None, None) => {
                "The definition does not name a table that is here, so its privilege is not known.".to_owned()
            }
        }
    }

    fn lacks(&self, who: &str, verb: Verb, table: &str) -> String {
        let privilege = privilege_name(verb, table);
        match &self.role {
            Some(role) => {
                format!("{who} does not have {privilege}. The smallest security role that gives it is `{role}`.")
            }
            None => format!("{who} does not have {privilege}, and no security role of this environment gives it."),
        }
    }
}
