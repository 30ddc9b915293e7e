//! Who is left to look after a flow.

use std::collections::HashSet;

use model::{PrincipalId, PrincipalKind, Tier};

use super::{Flow, World};

impl World {
    /// The active users and service accounts that own a flow, themselves or as members of active groups.
    pub fn active_owners(&self, flow: &Flow) -> HashSet<PrincipalId> {
        self.owners_with(flow, |group| self.active_members(group))
    }

    /// The same, for callers that know who the [active members](Self::active_members) of groups are.
    pub(super) fn owners_with(
        &self,
        flow: &Flow,
        mut members: impl FnMut(PrincipalId) -> HashSet<PrincipalId>,
    ) -> HashSet<PrincipalId> {
        let shared = flow.grants.iter().filter(|(_, tier)| *tier >= Tier::CoOwner).map(|(to, _)| *to);
        let mut owners = HashSet::new();
        for owner in shared.chain([flow.primary_owner]) {
            match self.principals.get(&owner).filter(|principal| principal.is_active(self.now)) {
                Some(group) if group.kind == PrincipalKind::Group => owners.extend(members(owner)),
                Some(_) => _ = owners.insert(owner),
                None => {}
            }
        }
        owners
    }

    /// The active users and service accounts in a group, at any depth.
    pub(super) fn active_members(&self, group: PrincipalId) -> HashSet<PrincipalId> {
        self.below([group]).into_iter().filter(|id| self.is_active_owner(*id)).collect()
    }

    /// Whether somebody is left who owns a flow.
    pub fn has_active_owner(&self, flow: &Flow) -> bool {
        // Mostly the first one is there, and then nobody need know who is in which group.
        self.is_active_owner(flow.primary_owner) || !self.active_owners(flow).is_empty()
    }

    fn is_active_owner(&self, id: PrincipalId) -> bool {
        self.principals.get(&id).is_some_and(|it| it.is_active(self.now) && it.kind != PrincipalKind::Group)
    }
}
