//! Who has access to a flow and by which way, and whose identity it uses when somebody starts it.
//!
//! Facts are read here; what follows from them is decided by `access`, with the functions that [`lookup`](crate::lookup) and runs ask.

mod identity;

use std::{cmp::Reverse, collections::HashMap};

use access::{
    FlowAction,
    continuity::{Flow, Path, Source, World},
    role::{role_words, tenant_role_words},
    tier::tier_words,
};
use model::{PrincipalId, PrincipalKind, Tier, Timestamp};
use store::{
    Tx,
    flows::{StoredFlow, grants, versions},
};

pub use identity::ReferenceIdentity;

use super::run_only::{self, MissingConnection};
use crate::{
    AppError, Op, Steward, continuity,
    directory::{Chip, People},
    environments::{self, SharingPolicy},
    lookup::{self, FlowName, See},
    principals::named,
};

/// How many co-owners are suggested.
const SUGGESTED: usize = 3;

/// Who has access to a flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessView {
    /// How many users and service accounts own it and may act, themselves or through groups.
    pub active_owners: usize,
    /// How many own it, those who may not act any more included.
    pub owners: usize,
    /// Who could become a co-owner: the primary owner's manager, and whoever saved the most versions.
    pub suggested: Vec<Chip>,
    /// What its environment asks of shares.
    pub policy: SharingPolicy,
    /// Those to whom something opens it, owners first; only the one who was asked for, if somebody was.
    pub people: Vec<PersonView>,
    /// What its references do when the one who was asked for starts it.
    pub when_started: Option<WhenStarted>,
}

/// A user or service account, and what opens a flow to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonView {
    /// Who.
    pub principal: Chip,
    /// The tiers of all its shares, the largest first.
    pub tiers: Vec<Tier>,
    /// Whether it may start the flow now.
    pub may_start: bool,
    /// Whether it may see the flow's runs now.
    pub may_see_runs: bool,
    /// Whether it may change the flow now.
    pub may_change: bool,
    /// Everything that opens the flow to it.
    pub paths: Vec<PathView>,
}

/// One way in which a flow is open to somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathView {
    /// One phrase for people.
    pub sentence: String,
    /// What opens it.
    pub source: Source,
    /// The groups between, the one that somebody is in first.
    pub through: Vec<Chip>,
    /// When the share ends.
    pub ends_at: Option<Timestamp>,
}

/// What a flow's references do when somebody starts it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WhenStarted {
    /// Each reference that an action uses.
    pub identities: Vec<ReferenceIdentity>,
    /// What he has to connect before.
    pub missing: Vec<MissingConnection>,
}

/// Who has access to a flow; for one principal, also whose identity its references use when that one starts it.
///
/// # Errors
/// The caller may not see inside the flow; there is no such principal, or it is a group.
pub async fn get(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    principal: Option<String>,
) -> Result<AccessView, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.clone());
    steward
        .read(move |steward, tx| {
            let proof = lookup::flow::<See>(tx, &op, &environment, &name)?;
            let stored = proof.flow();
            let (world, flow) = continuity::about(steward, tx, stored, op.at)?;
            let only = principal.map(|name| one(tx, &name)).transpose()?;
            let mut teller = Teller::new(tx, &world, &flow, op.at)?;
            let all = world.people(&flow);
            let people = only.map_or_else(|| all.clone(), |id| vec![id]);
            let mut people = people.into_iter().map(|id| teller.person(tx, id)).collect::<Result<Vec<_>, _>>()?;
            people.sort_by_key(|it| (Reverse(it.tiers.first().copied()), it.principal.name.clone()));
            let when_started = match only {
                Some(id) => Some(when_started(steward, tx, &op, &mut teller, stored, id)?),
                None => None,
            };
            Ok(AccessView {
                active_owners: world.active_owners(&flow).len(),
                owners: all.iter().filter(|id| owns(&world, &flow, **id)).count(),
                suggested: suggested(tx, &mut teller, stored)?,
                policy: environments::sharing_policy(tx, stored.environment)?,
                people,
                when_started,
            })
        })
        .await
}

fn one(tx: &mut Tx<'_>, name: &str) -> Result<PrincipalId, AppError> {
    let principal = named(tx, name)?;
    if principal.kind == PrincipalKind::Group {
        let message = format!("`{}` is a group, and only its members act.", principal.name);
        return Err(AppError::invalid(message).at("principal").with_hint("Ask for one of its members."));
    }
    Ok(principal.id)
}

fn owns(world: &World, flow: &Flow, id: PrincipalId) -> bool {
    world.standing(flow, id).tier() >= Some(Tier::CoOwner)
}

fn when_started(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    teller: &mut Teller<'_>,
    stored: &StoredFlow,
    who: PrincipalId,
) -> Result<WhenStarted, AppError> {
    let compiled = steward.compiled().current(tx, stored)?;
    let Ok(missing) = run_only::missing(&mut &*teller.world, stored.environment, &compiled, who);
    Ok(WhenStarted { identities: identity::views(steward, tx, op, teller, who)?, missing })
}

/// The primary owner's manager and those who saved most versions, as far as they could own the flow and do not.
fn suggested(tx: &mut Tx<'_>, teller: &mut Teller<'_>, stored: &StoredFlow) -> Result<Vec<Chip>, AppError> {
    let world = teller.world;
    let mut saved: HashMap<PrincipalId, usize> = HashMap::new();
    for version in versions::list(tx, stored.key)? {
        *saved.entry(version.created_by).or_default() += 1;
    }
    let mut editors: Vec<_> = saved.into_iter().collect();
    editors.sort_by_key(|(id, count)| (Reverse(*count), *id));
    let manager = world.principals.get(&stored.primary_owner).and_then(|it| it.manager);
    let mut suggested = Vec::new();
    for id in manager.into_iter().chain(editors.into_iter().map(|(id, _)| id)) {
        let could =
            world.principals.get(&id).is_some_and(|it| it.kind == PrincipalKind::User && it.is_active(world.now));
        let chip = teller.people.chip(tx, id)?;
        if could && !owns(world, teller.flow, id) && !suggested.contains(&chip) && suggested.len() < SUGGESTED {
            suggested.push(chip);
        }
    }
    Ok(suggested)
}

/// Puts answers of `access` into words.
struct Teller<'a> {
    world: &'a World,
    flow: &'a Flow,
    people: People,
    ends: HashMap<PrincipalId, Timestamp>,
}

impl<'a> Teller<'a> {
    fn new(tx: &mut Tx<'_>, world: &'a World, flow: &'a Flow, at: Timestamp) -> Result<Self, AppError> {
        let ends = grants::list(tx, flow.key, at)?.into_iter().filter_map(|it| Some((it.principal, it.ends_at?)));
        Ok(Self { world, flow, people: People::at(at), ends: ends.collect() })
    }

    fn person(&mut self, tx: &mut Tx<'_>, id: PrincipalId) -> Result<PersonView, AppError> {
        let (world, flow) = (self.world, self.flow);
        let mut tiers = world.standing(flow, id).tiers;
        tiers.sort_by_key(|tier| Reverse(*tier));
        tiers.dedup();
        let paths = world.paths(flow, id).into_iter().map(|path| self.path(tx, id, path)).collect::<Result<_, _>>()?;
        Ok(PersonView {
            principal: self.people.chip(tx, id)?,
            tiers,
            may_start: world.may(flow, id, FlowAction::Run),
            may_see_runs: world.may(flow, id, FlowAction::SeeRuns),
            may_change: world.may(flow, id, FlowAction::Edit),
            paths,
        })
    }

    fn path(&mut self, tx: &mut Tx<'_>, id: PrincipalId, path: Path) -> Result<PathView, AppError> {
        let through = self.people.chips(tx, &path.through)?;
        let mut sentence = source_words(&path.source);
        for (index, group) in through.iter().enumerate() {
            let link = if index == 0 { "through" } else { "in" };
            sentence.push_str(&format!(" {link} the group {}", group.display_name));
        }
        let holder = path.through.last().unwrap_or(&id);
        let ends_at = matches!(path.source, Source::Grant(_)).then(|| self.ends.get(holder).copied()).flatten();
        Ok(PathView { sentence, source: path.source, through, ends_at })
    }
}

fn source_words(source: &Source) -> String {
    match source {
        Source::PrimaryOwner => tier_words(Tier::PrimaryOwner).to_owned(),
        Source::Grant(tier) => tier_words(*tier).to_owned(),
        Source::EnvironmentRole(role) => format!("{} of the environment", role_words(*role)),
        Source::CustomRole(name) => format!("the custom role {name}"),
        Source::TenantRole(role) => format!("{} of the installation", tenant_role_words(*role)),
    }
}
