//! What breaks when something changes about people, roles and connections, said before it changes.
//!
//! A [`World`] is what runs would find now. [`World::after`] is what they would find then. [`Foresight`] asks [`call::decide`](crate::call)
//! in both, for every action, and tells what fails then and did not before.

mod change;
mod flow;
mod owners;
mod paths;
mod predict;
mod risk;

use std::{
    collections::{HashMap, HashSet},
    convert::Infallible,
    sync::Arc,
};

use model::{
    Connection, ConnectionId, ConnectorName, EnvironmentId, EnvironmentRole, Principal, PrincipalId, Privilege, RoleId,
    Timestamp, Verb,
};

pub use change::Change;
pub use flow::{Action, Case, Failure, Fate, Flow, Shape, Trigger, Use};
pub use paths::{Path, Source};
pub use predict::{Depends, Foresight, Prediction};
pub use risk::{Assessment, Assessor, Reason, Risk, Step, StepKind};

use crate::{
    acting::ActingSettings,
    call::{Directory, may_act_on_behalf},
    privilege,
    resolve::Facts,
    role::Membership,
    tier::Standing,
};

/// A security role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// What people read.
    pub name: String,
    /// Whether its members may act on behalf of others.
    pub may_act_on_behalf: bool,
    /// What its members may do.
    pub privileges: Vec<Privilege>,
}

/// A role that an environment made for itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CustomRole {
    /// Its name.
    pub name: String,
    /// What its members may do.
    pub privileges: Vec<privilege::Privilege>,
}

/// Everything about people, roles and connections that decides whether an action runs. Flows are apart: they are many, and no event
/// that is simulated changes one.
#[derive(Clone, Default, Debug)]
pub struct World {
    /// When. What ends by itself has ended if its time is over.
    pub now: Timestamp,
    /// Users, service accounts and groups.
    pub principals: HashMap<PrincipalId, Principal>,
    /// The groups that each principal is in directly.
    pub groups: HashMap<PrincipalId, Vec<PrincipalId>>,
    /// The security roles of all environments.
    pub roles: HashMap<(EnvironmentId, RoleId), Role>,
    /// The security roles that each principal has directly.
    pub held: HashMap<PrincipalId, Vec<(EnvironmentId, RoleId)>>,
    /// What principals are in environments.
    pub members: HashMap<(EnvironmentId, PrincipalId), EnvironmentRole>,
    /// The custom roles that principals have directly.
    pub custom: HashMap<(EnvironmentId, PrincipalId), Vec<CustomRole>>,
    /// Connections by id.
    pub connections: HashMap<ConnectionId, Connection>,
    /// What environments chose about acting identities.
    pub settings: HashMap<EnvironmentId, ActingSettings>,
    /// The environments of kind Prod.
    pub production: HashSet<EnvironmentId>,
    /// The logical names of tables by environment and entity set name.
    pub tables: HashMap<(EnvironmentId, String), Arc<str>>,
}

impl World {
    /// A principal and every group that it is in, directly or through other groups. What is granted to any of them reaches it.
    pub fn reach(&self, id: PrincipalId) -> Vec<PrincipalId> {
        let mut reach: Vec<PrincipalId> = self.principals.contains_key(&id).then_some(id).into_iter().collect();
        let mut next = 0;
        while let Some(reached) = reach.get(next).copied() {
            next += 1;
            for group in self.groups.get(&reached).into_iter().flatten() {
                if !reach.contains(group) {
                    reach.push(*group);
                }
            }
        }
        reach
    }

    /// Principals and everybody whom they reach as groups, at any depth.
    pub fn below(&self, ids: impl IntoIterator<Item = PrincipalId>) -> HashSet<PrincipalId> {
        let mut below = HashSet::from_iter(ids);
        loop {
            let more: Vec<PrincipalId> = self
                .groups
                .iter()
                .filter(|(member, groups)| !below.contains(member) && groups.iter().any(|group| below.contains(group)))
                .map(|(member, _)| *member)
                .collect();
            if more.is_empty() {
                return below;
            }
            below.extend(more);
        }
    }

    /// The security roles that a principal has in an environment, directly or through groups.
    pub fn roles_of(&self, environment: EnvironmentId, id: PrincipalId) -> impl Iterator<Item = &Role> {
        let held = self.reach(id).into_iter().filter_map(|reached| self.held.get(&reached)).flatten();
        held.filter(move |(of, _)| *of == environment).filter_map(|role| self.roles.get(role))
    }

    /// What a principal is to a flow.
    pub fn standing(&self, flow: &Flow, id: PrincipalId) -> Standing {
        let reach = self.reach(id);
        let granted = flow.grants.iter().filter(|(to, _)| reach.contains(to)).map(|(_, tier)| *tier);
        let primary = reach.contains(&flow.primary_owner).then_some(model::Tier::PrimaryOwner);
        Standing { tiers: granted.chain(primary).collect(), membership: self.membership(flow.environment, id) }
    }

    /// What a principal is in an environment.
    pub fn membership(&self, environment: EnvironmentId, id: PrincipalId) -> Membership {
        let reach = self.reach(id);
        let within = || reach.iter().map(|id| (environment, *id));
        Membership {
            roles: within().filter_map(|it| self.members.get(&it).copied()).collect(),
            custom: within()
                .filter_map(|it| self.custom.get(&it))
                .flatten()
                .flat_map(|role| &role.privileges)
                .copied()
                .collect(),
            tenant_role: self.principals.get(&id).and_then(|it| it.tenant_role),
        }
    }
}

impl Directory for &World {
    type Error = Infallible;

    fn now(&self) -> Timestamp {
        self.now
    }

    fn principal(&mut self, id: PrincipalId) -> Result<Option<Principal>, Infallible> {
        Ok(self.principals.get(&id).cloned())
    }

    fn may_act_on_behalf(&mut self, environment: EnvironmentId, id: PrincipalId) -> Result<bool, Infallible> {
        let by_security_role = self.roles_of(environment, id).any(|role| role.may_act_on_behalf);
        Ok(may_act_on_behalf(by_security_role, &self.membership(environment, id)))
    }
}

impl Facts for &World {
    fn connection(&mut self, environment: EnvironmentId, id: ConnectionId) -> Result<Option<Connection>, Infallible> {
        Ok(self.connections.get(&id).filter(|it| it.environment == environment).cloned())
    }

    fn own_connection(
        &mut self,
        environment: EnvironmentId,
        owner: PrincipalId,
        connector: &ConnectorName,
    ) -> Result<Option<Connection>, Infallible> {
        let all = self.connections.values();
        let own = all.filter(|it| it.owner == owner && it.environment == environment && it.connector == *connector);
        Ok(own.max_by_key(|it| (it.created_at, it.id)).cloned())
    }

    fn has_privilege(
        &mut self,
        environment: EnvironmentId,
        id: PrincipalId,
        verb: Verb,
        table: &str,
    ) -> Result<bool, Infallible> {
        Ok(self.roles_of(environment, id).any(|role| role.privileges.iter().any(|line| line.gives(verb, table))))
    }

    fn table(&mut self, environment: EnvironmentId, set: &str) -> Result<Option<Arc<str>>, Infallible> {
        Ok(self.tables.get(&(environment, set.to_owned())).cloned())
    }

    fn settings(&mut self, environment: EnvironmentId) -> Result<ActingSettings, Infallible> {
        Ok(self.settings.get(&environment).copied().unwrap_or_default())
    }
}

#[cfg(test)]
pub(crate) mod tests;
