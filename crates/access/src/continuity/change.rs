//! Changes that are simulated.

use std::collections::HashSet;

use model::{ConnectionId, EndedBy, EnvironmentId, PrincipalId, RoleId, Timestamp};

use super::World;

/// Something that changes about people, roles and connections.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// A principal may not act any more.
    Ended {
        /// Who.
        principal: PrincipalId,
        /// Whether it is disabled or deleted, or its account expires.
        by: EndedBy,
        /// Since when.
        since: Timestamp,
    },
    /// A principal leaves a group.
    LeftGroup {
        /// Who.
        member: PrincipalId,
        /// Which group.
        group: PrincipalId,
    },
    /// A principal has a security role no more.
    LostRole {
        /// Who.
        principal: PrincipalId,
        /// Where.
        environment: EnvironmentId,
        /// Which role.
        role: RoleId,
    },
    /// A security role is deleted.
    RoleDeleted {
        /// Where.
        environment: EnvironmentId,
        /// Which role.
        role: RoleId,
    },
    /// A connection is deleted, or its credentials end.
    ConnectionDeleted(ConnectionId),
}

impl World {
    /// What there is after some changes.
    #[must_use]
    pub fn after(&self, changes: &[Change]) -> Self {
        let mut world = self.clone();
        for change in changes {
            world.apply(*change);
        }
        world
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Ended { principal, by, since } => {
                if let Some(principal) = self.principals.get_mut(&principal) {
                    match by {
                        EndedBy::Disabled => principal.disabled_at.get_or_insert(since),
                        EndedBy::Expired => principal.expires_at.insert(since),
                        EndedBy::Deleted => principal.deleted_at.get_or_insert(since),
                    };
                }
            }
            Change::LeftGroup { member, group } => {
                self.groups.entry(member).or_default().retain(|it| *it != group);
            }
            Change::LostRole { principal, environment, role } => {
                self.held.entry(principal).or_default().retain(|it| *it != (environment, role));
            }
            Change::RoleDeleted { environment, role } => {
                self.roles.remove(&(environment, role));
            }
            Change::ConnectionDeleted(connection) => {
                self.connections.remove(&connection);
            }
        }
    }

    /// Everybody for whom something is different after some changes.
    pub fn affected(&self, changes: &[Change]) -> HashSet<PrincipalId> {
        let mut affected = HashSet::new();
        for change in changes {
            match change {
                Change::Ended { principal, .. } => {
                    affected.insert(*principal);
                }
                Change::LeftGroup { member: principal, .. } | Change::LostRole { principal, .. } => {
                    affected.extend(self.below([*principal]));
                }
                Change::RoleDeleted { environment, role } => {
                    let holders = self.held.iter().filter(|(_, held)| held.contains(&(*environment, *role)));
                    affected.extend(self.below(holders.map(|(holder, _)| *holder)));
                }
                Change::ConnectionDeleted(connection) => {
                    affected.extend(self.connections.get(connection).map(|it| it.owner));
                }
            }
        }
        affected
    }
}
