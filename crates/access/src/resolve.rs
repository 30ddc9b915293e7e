//! Whose identity an action will use in a case, by which rule, and whether that identity has the privilege: said before it runs.
//!
//! A run asks [`decide`] before a call, and the tables ask for the privilege. [`resolve`] asks both, of whatever knows the [`Facts`]: the
//! store, or the world of a simulation.

use std::{collections::BTreeMap, sync::Arc};

use model::{
    ActingIdentity, Connection, ConnectionId, ConnectionMode, ConnectorName, EnvironmentId, Principal, PrincipalId,
    PrincipalKind, Privilege, RunFacts, StartKind, Timestamp, Verb, run::RowOwner,
};

use crate::{
    acting::ActingSettings,
    call::{Denied, Directory, Permitted, Through, decide, invalid},
    continuity::{Action, Case, Failure, Fate, Flow, Use},
    preview::{CALLERS_CONNECTION, INVOKER, ROW_OWNER, TriggerKind, is_anybody},
};

/// Where everything is known that decides whether an action runs.
pub trait Facts: Directory {
    /// A connection of an environment.
    ///
    /// # Errors
    /// The directory's.
    fn connection(&mut self, environment: EnvironmentId, id: ConnectionId) -> Result<Option<Connection>, Self::Error>;

    /// The newest connection that somebody has for a connector: what a run-only user provides.
    ///
    /// # Errors
    /// The directory's.
    fn own_connection(
        &mut self,
        environment: EnvironmentId,
        owner: PrincipalId,
        connector: &ConnectorName,
    ) -> Result<Option<Connection>, Self::Error>;

    /// Whether somebody has a privilege on a table, however far it reaches.
    ///
    /// # Errors
    /// The directory's.
    fn has_privilege(
        &mut self,
        environment: EnvironmentId,
        id: PrincipalId,
        verb: Verb,
        table: &str,
    ) -> Result<bool, Self::Error>;

    /// The logical name of the table with an entity set name.
    ///
    /// # Errors
    /// The directory's.
    fn table(&mut self, environment: EnvironmentId, set: &str) -> Result<Option<Arc<str>>, Self::Error>;

    /// What an environment chose about acting identities.
    ///
    /// # Errors
    /// The directory's.
    fn settings(&mut self, environment: EnvironmentId) -> Result<ActingSettings, Self::Error>;
}

/// Whether an action's identity may do what the action does, as far as its privilege goes. How far the privilege reaches is asked when the
/// row is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ability {
    /// It may.
    Can,
    /// It may not, or there is no identity.
    Cannot,
    /// That depends on who it will be.
    Depends,
    /// Somebody else decides, or the definition does not say what is touched.
    Unknown,
}

impl Fate {
    /// Whether the identity may do what the action does.
    pub fn ability(&self) -> Ability {
        match (&self.failure, &self.needs, &self.acting) {
            (Some(_), ..) => Ability::Cannot,
            (None, None, _) => Ability::Unknown,
            (None, Some(_), Some(acting)) if is_anybody(acting.principal) => Ability::Depends,
            (None, Some(_), _) => Ability::Can,
        }
    }
}

/// What becomes of an action in a case.
///
/// # Errors
/// The directory's.
pub fn resolve<F: Facts>(known: &mut F, flow: &Flow, action: &Action, case: Case) -> Result<Fate, F::Error> {
    let Some(used) = flow.shape.uses.get(action.used) else { return Ok(Fate::default()) };
    let facts = run_facts(known, flow, case)?;
    let (bound, callers_own) = (bound(known, flow, action.used)?, callers_own(known, flow, used, &facts)?);
    let through =
        Through { reference: &used.name, mode: used.mode, bound: bound.as_ref(), callers_own: callers_own.as_ref() };
    let settings = known.settings(flow.environment)?;
    let needs = match &action.needs {
        Some((verb, set)) if used.connector.is_dataverse() => {
            known.table(flow.environment, set)?.map(|table| (*verb, table))
        }
        _ => None,
    };
    let (acting, failure) = match decide(&mut WithAnybody(known), &through, &facts, &settings)? {
        Ok(Permitted { acting, .. }) => {
            let failure = lacks(known, flow.environment, &acting.identity, needs.as_ref())?;
            (Some(acting.identity), failure)
        }
        Err(Denied { refusal, acting }) => (acting, Some(Failure::Refused(refusal))),
    };
    Ok(Fate { acting, needs, failure })
}

/// Whether somebody has a connection of his own that a flow could use for a connector now.
///
/// # Errors
/// The directory's.
pub fn is_connected<F: Facts>(
    known: &mut F,
    environment: EnvironmentId,
    who: PrincipalId,
    connector: &ConnectorName,
) -> Result<bool, F::Error> {
    Ok(match known.own_connection(environment, who, connector)? {
        Some(own) => invalid(known, &own)?.is_none(),
        None => false,
    })
}

/// The security role that gives a privilege and the least besides, among roles with their lines.
pub fn smallest_role<'a>(
    roles: impl IntoIterator<Item = (&'a str, &'a [Privilege])>,
    verb: Verb,
    table: &str,
) -> Option<&'a str> {
    let giving = roles.into_iter().filter(|(_, lines)| lines.iter().any(|line| line.gives(verb, table)));
    giving.min_by_key(|(name, lines)| (lines.len(), *name)).map(|(name, _)| name)
}

/// The facts that a run of a flow would record.
fn run_facts<F: Facts>(known: &mut F, flow: &Flow, case: Case) -> Result<RunFacts, F::Error> {
    let trigger = &flow.shape.trigger;
    let is_row = trigger.kind == TriggerKind::RowChanged;
    let registered = match trigger.used.filter(|_| is_row) {
        Some(used) => bound(known, flow, used)?,
        None => None,
    };
    Ok(RunFacts {
        start: trigger.kind.start(),
        invoker: (is_row || trigger.kind == TriggerKind::Button).then(|| case.invoker.unwrap_or(INVOKER)),
        row_owner: is_row.then(|| case.row_owner.unwrap_or(RowOwner::User(ROW_OWNER))),
        trigger_connection: is_row.then(|| registered.map_or(flow.primary_owner, |it| it.owner)),
        run_as: trigger.run_as,
        primary_owner: flow.primary_owner,
    })
}

fn bound<F: Facts>(known: &mut F, flow: &Flow, used: usize) -> Result<Option<Connection>, F::Error> {
    match flow.bound.get(used).copied().flatten() {
        Some(id) => known.connection(flow.environment, id),
        None => Ok(None),
    }
}

fn callers_own<F: Facts>(
    known: &mut F,
    flow: &Flow,
    used: &Use,
    facts: &RunFacts,
) -> Result<Option<Connection>, F::Error> {
    let (ConnectionMode::RunOnlyUser, StartKind::Button, Some(invoker)) = (used.mode, facts.start, facts.invoker)
    else {
        return Ok(None);
    };
    if invoker != INVOKER {
        return known.own_connection(flow.environment, invoker, &used.connector);
    }
    Ok(Some(Connection {
        id: CALLERS_CONNECTION,
        environment: flow.environment,
        connector: used.connector.clone(),
        owner: INVOKER,
        created_by: INVOKER,
        display_name: String::new(),
        private: true,
        parameters: BTreeMap::new(),
        secret_version: 0,
        expires_at: None,
        failing_since: None,
        accepted_at: None,
        created_at: Timestamp::default(),
    }))
}

/// Which of an identity and who acts on its behalf lacks a privilege. Who is not known yet is not said to lack one.
fn lacks<F: Facts>(
    known: &mut F,
    environment: EnvironmentId,
    acting: &ActingIdentity,
    needs: Option<&(Verb, Arc<str>)>,
) -> Result<Option<Failure>, F::Error> {
    let Some((verb, table)) = needs else { return Ok(None) };
    for principal in [Some(acting.principal), acting.impersonator].into_iter().flatten() {
        if !is_anybody(principal) && !known.has_privilege(environment, principal, *verb, table)? {
            return Ok(Some(Failure::Lacks { principal, verb: *verb, table: table.clone() }));
        }
    }
    Ok(None)
}

/// A directory in which somebody who is not known before the flow runs is active.
struct WithAnybody<'a, F>(&'a mut F);

impl<F: Facts> Directory for WithAnybody<'_, F> {
    type Error = F::Error;

    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn principal(&mut self, id: PrincipalId) -> Result<Option<Principal>, F::Error> {
        if is_anybody(id) { Ok(Some(Principal::new(id, PrincipalKind::User, ""))) } else { self.0.principal(id) }
    }

    fn may_act_on_behalf(&mut self, environment: EnvironmentId, id: PrincipalId) -> Result<bool, F::Error> {
        self.0.may_act_on_behalf(environment, id)
    }
}

#[cfg(test)]
mod tests;
