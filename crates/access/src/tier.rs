//! What each tier may do with a flow.

use std::fmt;

use model::{EnvironmentRole, Tier};

/// Something that one may do with a flow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FlowAction {
    /// Know that the flow exists, by name. Without this it does not exist for the caller.
    Know,
    /// See what is inside: the definition, its connections and who acts.
    See,
    /// Change the definition and its trigger.
    Edit,
    /// Add and remove owners, run-only users and viewers.
    Share,
    /// Swap a connection.
    Rebind,
    /// Turn the flow on and off.
    Enable,
    /// Delete the flow.
    Delete,
    /// Start the flow.
    Run,
    /// See the run history, inputs and outputs included.
    SeeRuns,
    /// Repeat a run.
    Resubmit,
    /// Stop a run.
    Cancel,
}

impl FlowAction {
    /// All actions.
    pub const ALL: [Self; 11] = [
        Self::Know,
        Self::See,
        Self::Edit,
        Self::Share,
        Self::Rebind,
        Self::Enable,
        Self::Delete,
        Self::Run,
        Self::SeeRuns,
        Self::Resubmit,
        Self::Cancel,
    ];

    /// What people read after "may".
    pub fn words(self) -> &'static str {
        match self {
            Self::Know => "know of the flow",
            Self::See => "see what is inside the flow",
            Self::Edit => "edit the flow",
            Self::Share => "share the flow",
            Self::Rebind => "swap the flow's connections",
            Self::Enable => "turn the flow on or off",
            Self::Delete => "delete the flow",
            Self::Run => "start the flow",
            Self::SeeRuns => "see the flow's runs",
            Self::Resubmit => "resubmit the flow's runs",
            Self::Cancel => "cancel the flow's runs",
        }
    }

    /// The smallest tier that has it.
    pub fn smallest_tier(self) -> Tier {
        *[Tier::RunOnlyUser, Tier::Viewer, Tier::CoOwner]
            .iter()
            .find(|tier| tier_allows(**tier, self))
            .unwrap_or(&Tier::PrimaryOwner)
    }
}

impl fmt::Display for FlowAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// What a caller is to a flow. Several grants, own and through groups, add up.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// The tiers of all grants that reach the caller.
    pub tiers: Vec<Tier>,
    /// What the caller is in the flow's environment.
    pub role: Option<EnvironmentRole>,
    /// Whether the caller administers the installation.
    pub tenant_admin: bool,
}

impl Standing {
    /// The largest tier, which is what lists show.
    pub fn tier(&self) -> Option<Tier> {
        self.tiers.iter().max().copied()
    }
}

/// Whether somebody who stands so may do this. Administrators of the environment and of the installation may do everything;
/// other roles in an environment give nothing on somebody else's flow.
pub fn may(standing: &Standing, action: FlowAction) -> bool {
    standing.tenant_admin
        || standing.role == Some(EnvironmentRole::Admin)
        || standing.tiers.iter().any(|tier| tier_allows(*tier, action))
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
