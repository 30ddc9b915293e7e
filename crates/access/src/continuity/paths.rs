//! Who comes to a flow, and by which grants and roles.

use model::{EnvironmentRole, PrincipalId, PrincipalKind, TenantRole, Tier};

use super::{Flow, World};
use crate::{
    privilege::{EnvironmentAction, FlowAction, Privilege},
    role::{may_in_environment, privileges_of},
    tier::may,
};

/// What gives somebody something on a flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// Being the one owner that is named first.
    PrimaryOwner,
    /// A share.
    Grant(Tier),
    /// A role in the flow's environment.
    EnvironmentRole(EnvironmentRole),
    /// A custom role there, by name.
    CustomRole(String),
    /// A role in the installation.
    TenantRole(TenantRole),
}

/// One way in which a flow is open to somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    /// What opens it.
    pub source: Source,
    /// The groups between: first the one that somebody is in, last the one that has the share or role. Empty where he has it himself.
    pub through: Vec<PrincipalId>,
}

impl World {
    /// Whether somebody may do this with a flow, were it asked for now: being active, entering the environment, and a tier or role that
    /// gives it.
    pub fn may(&self, flow: &Flow, id: PrincipalId, action: FlowAction) -> bool {
        let standing = self.standing(flow, id);
        self.principals.get(&id).is_some_and(|it| it.is_active(self.now))
            && may_in_environment(&standing.membership, EnvironmentAction::Enter)
            && may(&standing, action)
    }

    /// Everything that opens a flow to somebody: shares first, then roles; nearer ones first.
    pub fn paths(&self, flow: &Flow, id: PrincipalId) -> Vec<Path> {
        let chains = self.chains(id);
        let mut paths = Vec::new();
        for through in &chains {
            let holder = through.last().copied().unwrap_or(id);
            let primary = (holder == flow.primary_owner).then_some(Source::PrimaryOwner);
            let granted = flow.grants.iter().filter(|(to, _)| *to == holder).map(|(_, tier)| Source::Grant(*tier));
            paths.extend(primary.into_iter().chain(granted).map(|source| Path { source, through: through.clone() }));
        }
        for through in &chains {
            let within = (flow.environment, through.last().copied().unwrap_or(id));
            let role = self.members.get(&within).copied().filter(|role| privileges_of(*role).any(is_on_flows));
            let custom = self.custom.get(&within).into_iter().flatten();
            let custom = custom.filter(|role| role.privileges.iter().copied().any(is_on_flows));
            let sources = role.map(Source::EnvironmentRole).into_iter();
            let sources = sources.chain(custom.map(|role| Source::CustomRole(role.name.clone())));
            paths.extend(sources.map(|source| Path { source, through: through.clone() }));
        }
        let tenant = self.principals.get(&id).and_then(|it| it.tenant_role);
        paths.extend(tenant.map(|role| Path { source: Source::TenantRole(role), through: Vec::new() }));
        paths
    }

    /// The users and service accounts to whom something opens a flow, those who may not act any more included.
    pub fn people(&self, flow: &Flow) -> Vec<PrincipalId> {
        let people = self.principals.values().filter(|it| it.kind != PrincipalKind::Group);
        people.map(|it| it.id).filter(|id| !self.paths(flow, *id).is_empty()).collect()
    }

    /// The shortest way to a principal itself and to every group that it is in, each as the groups on it.
    fn chains(&self, id: PrincipalId) -> Vec<Vec<PrincipalId>> {
        let mut chains = vec![Vec::new()];
        let mut next = 0;
        while let Some(chain) = chains.get(next).cloned() {
            next += 1;
            for group in self.groups.get(chain.last().unwrap_or(&id)).into_iter().flatten() {
                if *group != id && !chains.iter().any(|known: &Vec<_>| known.last() == Some(group)) {
                    chains.push(chain.iter().chain([group]).copied().collect());
                }
            }
        }
        chains
    }
}

fn is_on_flows(privilege: Privilege) -> bool {
    matches!(privilege, Privilege::Flow(_))
}

#[cfg(test)]
mod tests {
    use model::Principal;
    use uuid::Uuid;

    use super::*;
    use crate::{
        continuity::{
            CustomRole,
            tests::{DEV, flow, who, world},
        },
        preview::TriggerKind,
    };

    #[test]
    fn the_groups_on_the_way_are_told() {
        let mut world = world();
        let flow = flow(TriggerKind::Button, None, model::ConnectionMode::Own);
        world.members.insert((DEV, who("crew")), EnvironmentRole::Auditor);
        world.members.insert((DEV, who("ben")), EnvironmentRole::Maker);
        let custom = |name: &str, held| CustomRole { name: name.to_owned(), privileges: vec![held] };
        let host = custom("host", Privilege::Environment(EnvironmentAction::ManageMembers));
        let operator = custom("operator", Privilege::Flow(FlowAction::Cancel));
        world.custom.insert((DEV, who("ben")), vec![host, operator]);
        let through = |names: &[&str]| names.iter().map(|name| who(name)).collect();
        let said = world.paths(&flow, who("ben"));
        let expected = [
            Path { source: Source::Grant(Tier::CoOwner), through: through(&["crew", "team"]) },
            Path { source: Source::CustomRole("operator".to_owned()), through: through(&[]) },
            Path { source: Source::EnvironmentRole(EnvironmentRole::Auditor), through: through(&["crew"]) },
        ];
        assert_eq!(said, expected, "a maker's role and a role for members open no flow");
    }

    #[test]
    fn a_share_is_nothing_outside_the_environment_or_for_who_has_ended() {
        let mut world = world();
        let flow = flow(TriggerKind::Button, None, model::ConnectionMode::Own);
        assert!(!world.may(&flow, who("dan"), FlowAction::Run), "he may not enter");
        world.members.insert((DEV, who("dan")), EnvironmentRole::User);
        assert!(world.may(&flow, who("dan"), FlowAction::Run) && !world.may(&flow, who("dan"), FlowAction::See));
        world.principals.entry(who("dan")).and_modify(|dan| dan.disabled_at = Some(world.now));
        assert!(!world.may(&flow, who("dan"), FlowAction::Run));
        let mut people = world.people(&flow);
        people.sort();
        assert_eq!(people, ["ada", "ben", "dan"].map(who), "and Cyd has nothing");
    }

    #[test]
    fn groups_in_a_circle_end() {
        let mut world = world();
        let flow = flow(TriggerKind::Button, None, model::ConnectionMode::Own);
        world.groups.insert(who("team"), vec![who("crew")]);
        let ids: Vec<_> = world.chains(who("ben")).into_iter().filter_map(|chain| chain.last().copied()).collect();
        assert_eq!(ids, world.reach(who("ben"))[1..]);
        let nobody = Principal::new(PrincipalId(Uuid::from_u128(77)), PrincipalKind::User, "nobody");
        assert!(world.paths(&flow, nobody.id).is_empty());
    }
}
