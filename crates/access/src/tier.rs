//! What each tier may do with a flow.

use model::Tier;

use crate::{privilege::FlowAction, role::Membership};

impl FlowAction {
    /// The smallest tier that has it.
    pub fn smallest_tier(self) -> Tier {
        *[Tier::RunOnlyUser, Tier::Viewer, Tier::CoOwner]
            .iter()
            .find(|tier| tier_allows(**tier, self))
            .unwrap_or(&Tier::PrimaryOwner)
    }
}

/// What a caller is to a flow. Several grants, own and through groups, add up.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// The tiers of all grants that reach the caller.
    pub tiers: Vec<Tier>,
    /// What the caller is in the flow's environment.
    pub membership: Membership,
}

impl Standing {
    /// The largest tier, which is what lists show.
    pub fn tier(&self) -> Option<Tier> {
        self.tiers.iter().max().copied()
    }
}

/// Whether somebody who stands so may do this, by a grant or by a role.
pub fn may(standing: &Standing, action: FlowAction) -> bool {
    standing.membership.allows_on_flows(action) || standing.tiers.iter().any(|tier| tier_allows(*tier, action))
}

/// What a tier gives on its flow.
pub fn actions_of(tier: Tier) -> impl Iterator<Item = FlowAction> {
    FlowAction::ALL.iter().copied().filter(move |action| tier_allows(tier, *action))
}

fn tier_allows(tier: Tier, action: FlowAction) -> bool {
    match tier {
        Tier::PrimaryOwner | Tier::CoOwner => true,
        Tier::Viewer => matches!(action, FlowAction::Know | FlowAction::SeeRuns),
        Tier::RunOnlyUser => matches!(action, FlowAction::Know | FlowAction::Run),
    }
}

/// What people call a tier.
pub fn tier_words(tier: Tier) -> &'static str {
    match tier {
        Tier::RunOnlyUser => "run-only user",
        Tier::Viewer => "viewer",
        Tier::CoOwner => "co-owner",
        Tier::PrimaryOwner => "primary owner",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_add_up() {
        let standing = Standing { tiers: vec![Tier::RunOnlyUser, Tier::Viewer], ..Standing::default() };
        assert!(may(&standing, FlowAction::Run) && may(&standing, FlowAction::SeeRuns));
        assert!(!may(&standing, FlowAction::See));
        assert_eq!(standing.tier(), Some(Tier::Viewer));
    }

    #[test]
    fn the_smallest_tier_is_named() {
        assert_eq!(FlowAction::Run.smallest_tier(), Tier::RunOnlyUser);
        assert_eq!(FlowAction::SeeRuns.smallest_tier(), Tier::Viewer);
        assert_eq!(FlowAction::Edit.smallest_tier(), Tier::CoOwner);
    }
}
