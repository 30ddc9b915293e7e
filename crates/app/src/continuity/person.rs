//! Everything that hangs on one person.

use std::collections::HashSet;

use access::{EnvironmentAction, TenantAction, continuity::Flow, may_in_environment, may_in_tenant};
use model::{
    ConnectionReference, ConnectorName, Environment, EnvironmentId, FlowId, HandoverId, HandoverStatus, Principal,
    PrincipalId, Tier, Timestamp, TokenId,
};
use store::{Tx, flows::StoredFlow, flows::grants, handovers, principals, references, runs, tables, tokens};

use super::{
    facts::{Facts, first_run},
    risks::NamedConnection,
};
use crate::{AppError, Op, Steward, directory::Chip, handover, principals::named};

/// For how long back runs are counted, in milliseconds.
const MONTH: i64 = 30 * 24 * 3_600_000;

/// A flow in short.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedFlow {
    /// Where it lives.
    pub environment: Environment,
    /// Its id.
    pub id: FlowId,
    /// Its name.
    pub name: String,
}

/// A connection of somebody's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonsConnection {
    /// Which.
    pub connection: NamedConnection,
    /// What it is for.
    pub connector: ConnectorName,
    /// Where it lives.
    pub environment: Environment,
    /// How many flows use it.
    pub flows: usize,
}

/// What hangs on somebody in the whole installation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Installed {
    /// The service accounts that they answer for.
    pub sponsors: Vec<Chip>,
    /// Their tokens that are valid: id, name and end.
    pub tokens: Vec<(TokenId, String, Option<Timestamp>)>,
    /// The hand-over plans about them, newest first.
    pub handovers: Vec<(HandoverId, HandoverStatus)>,
}

/// Everything that hangs on one person, where the caller may look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonView {
    /// Who.
    pub principal: Chip,
    /// The flows that name them as primary owner.
    pub owns: Vec<NamedFlow>,
    /// The flows that they own besides, themselves or through a group.
    pub co_owns: Vec<NamedFlow>,
    /// Their connections.
    pub connections: Vec<PersonsConnection>,
    /// The connection references that are bound to one of these.
    pub references: Vec<(Environment, ConnectionReference)>,
    /// What else is shared with them: flow, tier and end.
    pub grants: Vec<(NamedFlow, Tier, Option<Timestamp>)>,
    /// What belongs to no environment; for those who may see that.
    pub installed: Option<Installed>,
    /// How many rows they own.
    pub rows_owned: u64,
    /// How many runs of the last 30 days acted as them.
    pub runs_acted_as: i64,
}

/// Everything that hangs on one person: for themselves, and for those who see the continuity of the installation; for administrators and
/// auditors of environments what is there.
///
/// # Errors
/// The caller is nobody of these, or there is no such principal.
pub async fn person(steward: &Steward, op: &Op, name: &str) -> Result<PersonView, AppError> {
    let (op, name) = (op.clone(), name.to_owned());
    steward
        .read(move |steward, tx| {
            let principal = named(tx, &name)?;
            let mut facts = Facts::read(steward, tx, None, op.at)?;
            let sees_all = op.id() == principal.id || may_in_tenant(op.tenant_role(), TenantAction::SeeContinuity);
            if !sees_all {
                facts.keep_overseen_by(&op);
                if facts.environments.is_empty() {
                    let action = TenantAction::SeeContinuity;
                    return Err(AppError::forbidden(action.words(), action.who()));
                }
            }
            let installed = if sees_all { Some(installed(tx, &op, principal.id)?) } else { None };
            Ok(PersonView { installed, ..in_environments(tx, &op, &facts, principal)? })
        })
        .await
}

fn in_environments(tx: &mut Tx<'_>, op: &Op, facts: &Facts, principal: Principal) -> Result<PersonView, AppError> {
    let id = principal.id;
    let reach = facts.world.reach(id);
    let mut view = PersonView {
        principal: Chip::of(principal, op.at),
        owns: Vec::new(),
        co_owns: Vec::new(),
        connections: facts.connections_of(id),
        references: Vec::new(),
        grants: Vec::new(),
        installed: None,
        rows_owned: 0,
        runs_acted_as: 0,
    };
    for (stored, flow) in &facts.flows {
        let Some(named) = facts.named(stored) else { continue };
        if flow.primary_owner == id {
            view.owns.push(named);
        } else if Facts::owners(flow).any(|owner| reach.contains(&owner)) {
            view.co_owns.push(named);
        } else if flow.grants.iter().any(|(to, _)| *to == id) {
            let shares = grants::list(tx, stored.key, op.at)?.into_iter().filter(|grant| grant.principal == id);
            view.grants.extend(shares.map(|grant| (named.clone(), grant.tier, grant.ends_at)));
        }
    }
    let bound: HashSet<_> = view.connections.iter().map(|it| it.connection.id).collect();
    let mut environments: Vec<_> = facts.environments.values().collect();
    environments.sort_by_key(|it| &it.name);
    for environment in environments {
        let all = references::list(tx, environment.id)?.into_iter();
        let his = all.filter(|reference| reference.connection.is_some_and(|id| bound.contains(&id)));
        view.references.extend(his.map(|reference| (environment.clone(), reference)));
        for table in tables::list_tables(tx, environment.id)? {
            view.rows_owned += tables::count_owned(tx, environment.id, &table, id)?;
        }
        view.runs_acted_as += runs::count_acted_as(tx, environment.id, id, first_run(op.at.plus_millis(-MONTH)))?;
    }
    Ok(view)
}

fn installed(tx: &mut Tx<'_>, op: &Op, id: PrincipalId) -> Result<Installed, AppError> {
    let sponsored = principals::sponsored_by(tx, id)?;
    let sponsors = principals::by_ids(tx, &sponsored)?.into_iter().map(|it| Chip::of(it, op.at)).collect();
    let valid = tokens::list_of(tx, id)?.into_iter().filter(|token| token.is_valid(op.at));
    let mut plans = Vec::new();
    for stored in handovers::list(tx)? {
        if handover::load(tx, stored.id)?.document.leavers.contains(&id) {
            plans.push((stored.id, stored.status));
        }
    }
    let tokens = valid.map(|token| (token.id, token.name, token.expires_at)).collect();
    Ok(Installed { sponsors, tokens, handovers: plans })
}

impl Facts {
    /// Leaves only the environments in which somebody sees everybody's connections, which administrators and auditors do, and of their
    /// flows those that he may see inside.
    fn keep_overseen_by(&mut self, op: &Op) {
        let oversees = |environment: &EnvironmentId| {
            let membership = self.world.membership(*environment, op.id());
            may_in_environment(&membership, EnvironmentAction::SeeConnections)
        };
        let kept: HashSet<_> = self.environments.keys().copied().filter(oversees).collect();
        self.environments.retain(|id, _| kept.contains(id));
        self.world.connections.retain(|_, connection| kept.contains(&connection.environment));
        self.flows.retain(|(stored, _)| kept.contains(&stored.environment));
        self.keep_seen_by(op);
    }

    fn named(&self, stored: &StoredFlow) -> Option<NamedFlow> {
        let environment = self.environments.get(&stored.environment)?.clone();
        Some(NamedFlow { environment, id: stored.id, name: stored.name.clone() })
    }

    /// The connections of somebody, oldest first.
    fn connections_of(&self, owner: PrincipalId) -> Vec<PersonsConnection> {
        let mut his: Vec<_> = self.world.connections.values().filter(|it| it.owner == owner).collect();
        his.sort_by_key(|it| (it.created_at, it.id));
        let uses = |flow: &Flow, id| flow.bound.iter().flatten().any(|bound| *bound == id);
        let view = |it: &model::Connection| {
            Some(PersonsConnection {
                connection: NamedConnection { id: it.id, display_name: it.display_name.clone() },
                connector: it.connector.clone(),
                environment: self.environments.get(&it.environment)?.clone(),
                flows: self.flows.iter().filter(|(_, flow)| uses(flow, it.id)).count(),
            })
        };
        his.into_iter().filter_map(view).collect()
    }
}
