//! Who is left to look after a flow.

use std::collections::HashSet;

use model::{PrincipalId, PrincipalKind, Tier};

use super::{Flow, World};

impl World {
    /// The active users and service accounts that own a flow, themselves or as members of active groups.
    pub fn active_owners(&self, flow: &Flow) -> HashSet<PrincipalId> {
        let shared = flow.grants.iter().filter(|(_, tier)| *tier >= Tier::CoOwner).map(|(to, _)| *to);
        let mut owners = HashSet::new();
        for owner in shared.chain([flow.primary_owner]) {
            let Some(principal) = self.principals.get(&owner).filter(|principal| principal.is_active(self.now)) else {
                continue;
            };
            if principal.kind == PrincipalKind::Group {
                owners.extend(self.below(owner).into_iter().filter(|id| self.is_active_owner(*id)));
            } else {
                owners.insert(owner);
            }
        }
        owners
    }

    /// Whether somebody is left who owns a flow.
    pub fn has_active_owner(&self, flow: &Flow) -> bool {
        !self.active_owners(flow).is_empty()
    }

    fn is_active_owner(&self, id: PrincipalId) -> bool {
        self.principals.get(&id).is_some_and(|it| it.is_active(self.now) && it.kind != PrincipalKind::Group)
    }
}
