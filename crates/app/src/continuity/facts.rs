//! What the pure functions of continuity are told, read in a few queries for each environment.

use std::collections::HashMap;

use access::{
    FlowAction,
    continuity::{CustomRole, Flow, Role, World},
    may,
};
use model::{Environment, EnvironmentId, EnvironmentKind, FlowKey, RunId, Tier, Timestamp};
use store::{
    Tx, connections, custom_roles, environments,
    flows::{self, StoredFlow, grants},
    principals, roles, runs, tables, triggers,
};
use uuid::{Builder, Uuid};

use super::shape::shape;
use crate::{AppError, Op, Steward, custom_roles::privileges};

/// A week, in milliseconds.
const WEEK: i64 = 7 * 86_400_000;

/// Everything about some environments that decides what runs.
pub(crate) struct Facts {
    pub(crate) world: World,
    pub(super) environments: HashMap<EnvironmentId, Environment>,
    /// The flows, by environment and name.
    pub(super) flows: Vec<(StoredFlow, Flow)>,
    /// When the clock starts flows next.
    pub(super) next: HashMap<FlowKey, Timestamp>,
}

impl Facts {
    /// Reads one environment, or all, as they will be at an instant if nothing but time passes.
    pub(crate) fn read(
        steward: &Steward,
        tx: &mut Tx<'_>,
        only: Option<EnvironmentId>,
        at: Timestamp,
    ) -> Result<Self, AppError> {
        let mut facts =
            Self { world: everybody(tx, at)?, environments: HashMap::new(), flows: Vec::new(), next: HashMap::new() };
        for environment in environments::list(tx)? {
            if only.is_none_or(|only| only == environment.id) {
                facts.add(steward, tx, environment)?;
            }
        }
        Ok(facts)
    }

    fn add(&mut self, steward: &Steward, tx: &mut Tx<'_>, environment: Environment) -> Result<(), AppError> {
        let id = environment.id;
        take_in(&mut self.world, tx, id)?;
        let mut shared: HashMap<FlowKey, Vec<_>> = HashMap::new();
        for (flow, grant) in grants::of_environment(tx, id, self.world.now)? {
            shared.entry(flow).or_default().push((grant.principal, grant.tier));
        }
        let answering = flows::connections::answering(tx, id)?;
        let answering: HashMap<_, _> = answering.into_iter().map(|(flow, key, by)| ((flow, key), by)).collect();
        for stored in flows::list(tx, id)? {
            let shape = shape(steward, tx, &stored)?;
            let bound = shape.uses.iter().map(|used| answering.get(&(stored.key, used.key.clone())).copied()).collect();
            let flow = Flow {
                key: stored.key,
                environment: id,
                is_on: stored.is_on,
                primary_owner: stored.primary_owner,
                grants: shared.remove(&stored.key).unwrap_or_default(),
                shape,
                bound,
            };
            self.flows.push((stored, flow));
        }
        self.next.extend(triggers::next_firings(tx, id)?);
        if environment.kind == EnvironmentKind::Prod {
            self.world.production.insert(id);
        }
        self.environments.insert(id, environment);
        Ok(())
    }

    /// Leaves only the flows that somebody may see inside.
    pub(super) fn keep_seen_by(&mut self, op: &Op) {
        let world = &self.world;
        self.flows.retain(|(_, flow)| may(&world.standing(flow, op.id()), FlowAction::See));
    }

    /// How many runs each flow began in the week before an instant.
    pub(super) fn runs_in_week(&self, tx: &mut Tx<'_>, at: Timestamp) -> Result<HashMap<FlowKey, i64>, AppError> {
        let mut counted = HashMap::new();
        for environment in self.environments.keys() {
            counted.extend(runs::count_from(tx, *environment, first_run(at.plus_millis(-WEEK)))?);
        }
        Ok(counted)
    }

    /// Who owns a flow, the primary owner first.
    pub(super) fn owners(flow: &Flow) -> impl Iterator<Item = model::PrincipalId> {
        let shared = flow.grants.iter().filter(|(_, tier)| *tier >= Tier::CoOwner).map(|(to, _)| *to);
        std::iter::once(flow.primary_owner).chain(shared)
    }
}

/// One flow, and everything that decides who comes to it and what its runs do.
pub(crate) fn about(
    steward: &Steward,
    tx: &mut Tx<'_>,
    stored: &StoredFlow,
    at: Timestamp,
) -> Result<(World, Flow), AppError> {
    let mut world = everybody(tx, at)?;
    take_in(&mut world, tx, stored.environment)?;
    let shape = shape(steward, tx, stored)?;
    let answering: HashMap<_, _> = flows::connections::bindings(tx, stored.key)?
        .into_iter()
        .filter_map(|binding| Some((binding.reference.key, binding.connection?)))
        .collect();
    let flow = Flow {
        key: stored.key,
        environment: stored.environment,
        is_on: stored.is_on,
        primary_owner: stored.primary_owner,
        grants: grants::list(tx, stored.key, at)?.into_iter().map(|grant| (grant.principal, grant.tier)).collect(),
        bound: shape.uses.iter().map(|used| answering.get(&used.key).copied()).collect(),
        shape,
    };
    Ok((world, flow))
}

/// Who there is, and who is in which group.
fn everybody(tx: &mut Tx<'_>, at: Timestamp) -> Result<World, AppError> {
    let mut world = World { now: at, ..World::default() };
    world.principals = principals::all(tx)?.into_iter().map(|principal| (principal.id, principal)).collect();
    for (member, group) in principals::memberships(tx)? {
        world.groups.entry(member).or_default().push(group);
    }
    Ok(world)
}

/// Roles, connections, tables and settings of an environment.
fn take_in(world: &mut World, tx: &mut Tx<'_>, id: EnvironmentId) -> Result<(), AppError> {
    for role in roles::list(tx, id)? {
        let privileges = role.privileges;
        let role_facts = Role { name: role.name, may_act_on_behalf: role.may_act_on_behalf, privileges };
        world.roles.insert((id, role.id), role_facts);
    }
    for (role, principal) in roles::holders(tx, id)? {
        world.held.entry(principal).or_default().push((id, role));
    }
    world.members.extend(environments::members(tx, id)?.into_iter().map(|it| ((id, it.principal), it.role)));
    for role in custom_roles::list(tx, id)? {
        for member in custom_roles::members(tx, id, &role.name)? {
            let held = CustomRole { name: role.name.clone(), privileges: privileges(&role) };
            world.custom.entry((id, member)).or_default().push(held);
        }
    }
    world.connections.extend(connections::list(tx, id)?.into_iter().map(|it| (it.id, it)));
    for (connection, successor) in connections::successors::of_environment(tx, id)? {
        world.successors.entry(connection).or_default().push(successor);
    }
    world.settings.insert(id, crate::environments::acting_settings(tx, id)?);
    for table in tables::list_tables(tx, id)? {
        world.tables.insert((id, table.entity_set.clone()), table.logical_name.as_str().into());
    }
    Ok(())
}

/// The least id that a run begun at an instant can have. Ids of runs begin with the time.
pub(super) fn first_run(at: Timestamp) -> RunId {
    let millis = u64::try_from(at.0 / 1_000).unwrap_or_default();
    let mut bytes = Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid().into_bytes();
    bytes[6..].fill(0);
    RunId(Uuid::from_bytes(bytes))
}
