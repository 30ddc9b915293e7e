//! What keeps a flow from outliving the people behind it, how much of that there is, and what would lessen it.

use std::collections::{HashMap, HashSet};

use model::{
    Connection, ConnectionId, ConnectionMode, ConnectorName, EnvironmentId, Principal, PrincipalId, PrincipalKind,
    Timestamp,
};

use super::{Flow, World};

/// How long before its end a connection is said to expire, in milliseconds.
const SOON: i64 = 14 * 24 * 3_600_000;

/// Why a flow is at risk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reason {
    /// Nobody who owns it is active.
    Orphan,
    /// One active principal owns it.
    OneOwner,
    /// Somebody whom it needs leaves: whose connection it uses, or without whom nobody owns it.
    PersonLeaving,
    /// A connection cannot be used: there is none, its owner may not act, or its credentials are refused or have expired.
    ConnectionBroken,
    /// The credentials of a connection expire within 14 days.
    ConnectionExpires,
    /// It uses a person's connection in a Prod environment.
    PersonalConnection,
}

impl Reason {
    /// All reasons, in the order in which they are told.
    pub const ALL: [Self; 6] = [
        Self::Orphan,
        Self::OneOwner,
        Self::PersonLeaving,
        Self::ConnectionBroken,
        Self::ConnectionExpires,
        Self::PersonalConnection,
    ];

    /// How many points of a hundred it takes from a flow's score, each time that it is there.
    pub fn points(self) -> u32 {
        match self {
            Self::Orphan => 60,
            Self::ConnectionBroken => 40,
            Self::OneOwner => 30,
            Self::PersonLeaving => 25,
            Self::ConnectionExpires | Self::PersonalConnection => 20,
        }
    }
}

/// One thing that puts a flow at risk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Risk {
    /// Why.
    pub reason: Reason,
    /// About whom: an owner, or the owner of the connection.
    pub principal: Option<PrincipalId>,
    /// About which of the shape's uses, where it is about a connection.
    pub used: Option<usize>,
    /// The connection that the use is bound to.
    pub connection: Option<ConnectionId>,
    /// When it breaks, or since when it is broken; where that is known.
    pub at: Option<Timestamp>,
}

/// What a step does. The first is the cheapest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StepKind {
    /// Somebody becomes a co-owner of the flow.
    AddCoOwner,
    /// A connection gets new credentials.
    RenewConnection,
    /// The flow uses another connection, best one of a service account.
    SwapConnection,
}

/// Something to do that lessens a flow's risks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// What.
    pub kind: StepKind,
    /// With whom, where somebody is at hand: the co-owner to be, or the service account whose connection fits.
    pub principal: Option<PrincipalId>,
    /// About which of the shape's uses.
    pub used: Option<usize>,
    /// The connection that the use is bound to.
    pub connection: Option<ConnectionId>,
    /// How many points less are taken from the score.
    pub gain: u32,
}

/// What there is to say about one flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assessment {
    /// The active principals that own it, directly or through groups, by id. So many can leave before nobody owns it.
    pub owners: Vec<PrincipalId>,
    /// Its risks, in the order of [`Reason::ALL`].
    pub risks: Vec<Risk>,
    /// What lessens them, the greatest gain first and then the cheapest.
    pub steps: Vec<Step>,
}

impl Assessment {
    /// 100 less the points of all risks, at least 0.
    pub fn score(&self) -> u32 {
        100_u32.saturating_sub(points(&self.risks))
    }

    /// When it breaks first, or since when it is broken.
    pub fn breaks_at(&self) -> Option<Timestamp> {
        self.risks.iter().filter_map(|risk| risk.at).min()
    }
}

fn points<'a>(risks: impl IntoIterator<Item = &'a Risk>) -> u32 {
    risks.into_iter().map(|risk| risk.reason.points()).sum()
}

/// Assesses one flow of a world after the other.
#[derive(Debug)]
pub struct Assessor<'a> {
    world: &'a World,
    /// The active members of groups that were asked for.
    members: HashMap<PrincipalId, HashSet<PrincipalId>>,
    /// Service accounts with a connection that works, by where it is and what it is for.
    accounts: HashMap<(EnvironmentId, &'a ConnectorName), PrincipalId>,
}

impl<'a> Assessor<'a> {
    /// Over a world as it is.
    pub fn new(world: &'a World) -> Self {
        let mut accounts = HashMap::new();
        for connection in world.connections.values().filter(|it| it.failing_since.is_none()) {
            let owner = world.principals.get(&connection.owner).filter(|it| it.is_active(world.now));
            if let Some(account) = owner.filter(|it| it.kind == PrincipalKind::ServiceAccount) {
                let first = accounts.entry((connection.environment, &connection.connector)).or_insert(account.id);
                *first = account.id.min(*first);
            }
        }
        Self { world, members: HashMap::new(), accounts }
    }

    /// What puts a flow at risk, and what would help. A flow that is off cannot break, and has none.
    pub fn assess(&mut self, flow: &Flow) -> Assessment {
        let world = self.world;
        let members = |group| self.members.entry(group).or_insert_with(|| world.active_members(group)).clone();
        let mut owners: Vec<_> = world.owners_with(flow, members).into_iter().collect();
        owners.sort();
        if !flow.is_on {
            return Assessment { owners, risks: Vec::new(), steps: Vec::new() };
        }
        let mut risks = self.of_owners(flow, &owners);
        let mut steps: Vec<Step> = self.co_owner(flow, &owners, &risks).into_iter().collect();
        let mut seen = HashSet::new();
        for (used, it) in flow.shape.uses.iter().enumerate() {
            let bound = world.bound(flow, used);
            // Whoever starts the flow brings the connection; and one that is used twice is one.
            if it.mode == ConnectionMode::RunOnlyUser || bound.is_some_and(|it| !seen.insert(it.id)) {
                continue;
            }
            let found = self.of_connection(flow, used, bound);
            steps.extend(self.better_connection(flow, used, bound, &found));
            risks.extend(found);
        }
        risks.sort_by_key(|risk| risk.reason);
        steps.sort_by_key(|step| (std::cmp::Reverse(step.gain), step.kind));
        Assessment { owners, risks, steps }
    }

    fn of_owners(&self, flow: &Flow, owners: &[PrincipalId]) -> Vec<Risk> {
        let risk =
            |reason, principal, at| Risk { reason, principal: Some(principal), used: None, connection: None, at };
        let mut risks = Vec::new();
        match owners {
            [] => risks.push(risk(Reason::Orphan, flow.primary_owner, None)),
            [only] => risks.push(risk(Reason::OneOwner, *only, None)),
            _ => {}
        }
        let leave: Option<Vec<_>> = owners.iter().map(|id| Some((self.leaves(*id)?, *id))).collect();
        if let Some((last, who)) = leave.and_then(|leave| leave.into_iter().max()) {
            risks.push(risk(Reason::PersonLeaving, who, Some(last)));
        }
        risks
    }

    fn of_connection(&self, flow: &Flow, used: usize, bound: Option<&Connection>) -> Vec<Risk> {
        let risk = |reason, at| Risk {
            reason,
            principal: bound.map(|it| it.owner),
            used: Some(used),
            connection: bound.map(|it| it.id),
            at,
        };
        let Some(connection) = bound else { return vec![risk(Reason::ConnectionBroken, None)] };
        let (now, owner) = (self.world.now, self.world.principals.get(&connection.owner));
        let ended = match owner {
            Some(owner) => owner.ended(now).map(|ended| ended.since),
            None => Some(now),
        };
        let expired = connection.expires_at.filter(|at| *at <= now);
        if let Some(since) = ended.or(connection.failing_since).or(expired) {
            return vec![risk(Reason::ConnectionBroken, Some(since))];
        }
        let mut risks = Vec::new();
        if let Some(at) = self.leaves(connection.owner) {
            risks.push(risk(Reason::PersonLeaving, Some(at)));
        }
        if let Some(at) = connection.expires_at.filter(|at| *at <= now.plus_millis(SOON)) {
            risks.push(risk(Reason::ConnectionExpires, Some(at)));
        }
        let is_persons = owner.is_some_and(|owner| owner.kind == PrincipalKind::User);
        if is_persons && self.world.production.contains(&flow.environment) {
            risks.push(risk(Reason::PersonalConnection, None));
        }
        risks
    }

    /// When somebody who is still active will not be there any more.
    fn leaves(&self, id: PrincipalId) -> Option<Timestamp> {
        let principal = self.world.principals.get(&id)?;
        [principal.leaves_at, principal.expires_at].into_iter().flatten().min()
    }

    /// One more owner: the manager of an owner, where that is somebody who stays.
    fn co_owner(&self, flow: &Flow, owners: &[PrincipalId], risks: &[Risk]) -> Option<Step> {
        let after = if owners.is_empty() { Reason::OneOwner.points() } else { 0 };
        let gain = points(risks).checked_sub(after).filter(|gain| *gain > 0)?;
        let stays = |id: &PrincipalId| {
            let found = self.world.principals.get(id);
            found.is_some_and(|it| it.is_active(self.world.now) && self.leaves(*id).is_none()) && !owners.contains(id)
        };
        let manager = |id: &PrincipalId| self.world.principals.get(id).and_then(|it: &Principal| it.manager);
        let principal = [flow.primary_owner].iter().chain(owners).filter_map(manager).find(stays);
        Some(Step { kind: StepKind::AddCoOwner, principal, used: None, connection: None, gain })
    }

    /// Signing in anew helps against credentials that end; another connection helps against all of it.
    fn better_connection(
        &self,
        flow: &Flow,
        used: usize,
        bound: Option<&Connection>,
        risks: &[Risk],
    ) -> impl Iterator<Item = Step> + use<> {
        let step =
            |kind, principal, gain| Step { kind, principal, used: Some(used), connection: bound.map(|it| it.id), gain };
        let is_there =
            bound.and_then(|it| self.world.principals.get(&it.owner)).is_some_and(|it| it.is_active(self.world.now));
        let ends = |risk: &&Risk| matches!(risk.reason, Reason::ConnectionBroken | Reason::ConnectionExpires);
        let renewed = if is_there { points(risks.iter().filter(ends)) } else { 0 };
        let all = points(risks);
        let renew = (renewed > 0).then(|| step(StepKind::RenewConnection, bound.map(|it| it.owner), renewed));
        let account = || self.accounts.get(&(flow.environment, &flow.shape.uses.get(used)?.connector)).copied();
        let swap = (all > renewed).then(|| step(StepKind::SwapConnection, account(), all));
        renew.into_iter().chain(swap)
    }
}
