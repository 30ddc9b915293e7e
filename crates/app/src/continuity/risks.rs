//! How well flows are looked after, and which are at risk: in all, and flow by flow.

use std::collections::HashMap;

use access::{
    EnvironmentAction, FlowAction, Privilege,
    continuity::{Assessment, Assessor, Flow, Reason, Risk, Step, StepKind},
    may_in_environment,
};
use model::{ConnectionId, Environment, EnvironmentId, FlowId, PrincipalId, Timestamp};
use store::{
    Tx,
    continuity::{self as days, Day},
    flows::StoredFlow,
};

use super::{facts::Facts, sentence};
use crate::{
    AppError, Op, Steward,
    directory::Chip,
    lookup::{self, Enter},
    principals::named,
};

/// How far back the history goes, in milliseconds.
const YEAR: i64 = 365 * 24 * 3_600_000;

/// How all flows stand that a caller may see inside. Flows that are off cannot break, and do not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overview {
    /// How many flows there are, how many of them are at risk, and what they score in the mean.
    pub standing: Standing,
    /// How all flows of the environments stood whose every flow the caller may see; by day, the newest last.
    pub history: Vec<(String, Standing)>,
    /// How many flows are at risk for each reason.
    pub tiles: Vec<(Reason, usize)>,
}

/// How some flows stand.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Standing {
    /// How many there are.
    pub flows: i64,
    /// How many of them are at risk.
    pub at_risk: i64,
    /// The sum of their scores.
    pub scores: i64,
}

impl Standing {
    /// The mean of the scores, from 0 to 100; 100 where there is nothing.
    pub fn score(&self) -> i64 {
        // Rounded to the nearest.
        (2 * self.scores + self.flows).checked_div(2 * self.flows).unwrap_or(100)
    }

    fn add(&mut self, found: &Assessment) {
        self.flows += 1;
        self.at_risk += i64::from(!found.risks.is_empty());
        self.scores += i64::from(found.score());
    }
}

/// Which flows at risk are asked for.
#[derive(Clone, Default, Debug)]
pub struct Wanted {
    /// In this environment, by name.
    pub environment: Option<String>,
    /// For this reason.
    pub reason: Option<Reason>,
    /// Owned by this principal, or using a connection of it; by id or name.
    pub principal: Option<String>,
    /// After the one with this [key](FlowAtRisk::key).
    pub after: Option<String>,
    /// At most so many.
    pub limit: usize,
}

/// A connection in short.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedConnection {
    /// Its id.
    pub id: ConnectionId,
    /// What people read.
    pub display_name: String,
}

/// A risk of a flow, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RiskView {
    /// Why.
    pub reason: Reason,
    /// The same for people.
    pub sentence: String,
    /// Whom it is about.
    pub principal: Option<Chip>,
    /// The connection that it is about.
    pub connection: Option<NamedConnection>,
}

/// Something to do about a flow's risks, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepView {
    /// What.
    pub kind: StepKind,
    /// The same for people.
    pub sentence: String,
    /// How many points less are taken from the score.
    pub gain: u32,
    /// With whom.
    pub principal: Option<Chip>,
    /// The connection that it is about.
    pub connection: Option<NamedConnection>,
}

/// A flow that is at risk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlowAtRisk {
    /// Where it lives.
    pub environment: Environment,
    /// Its id.
    pub flow: FlowId,
    /// Its name.
    pub name: String,
    /// 100 less the points of all risks, at least 0.
    pub score: u32,
    /// How many active principals own it. When they have all left, nobody does.
    pub bus_factor: usize,
    /// Why it is at risk.
    pub risks: Vec<RiskView>,
    /// What would help, the greatest gain first and then the cheapest.
    pub steps: Vec<StepView>,
    /// When it breaks first, or since when it is broken; where that is known.
    pub breaks_at: Option<Timestamp>,
    /// When the clock starts it next.
    pub next_firing: Option<Timestamp>,
    /// How many runs it began in the last seven days.
    pub runs_per_week: i64,
    /// Who owns it, the primary owner first.
    pub owners: Vec<Chip>,
}

impl FlowAtRisk {
    /// Where it stands in the list: the smallest score first, then by name.
    pub fn key(&self) -> String {
        key(self.score, &self.name, self.flow)
    }
}

fn key(score: u32, name: &str, flow: FlowId) -> String {
    format!("{score:03}/{}/{flow}", name.to_lowercase())
}

/// How all flows stand that the caller may see inside, in one environment or in all.
///
/// # Errors
/// There is no such environment, as far as the caller may know.
pub async fn overview(steward: &Steward, op: &Op, environment: Option<String>) -> Result<Overview, AppError> {
    let op = op.clone();
    steward
        .read(move |steward, tx| {
            let facts = seen(steward, tx, &op, environment.as_deref())?;
            let (mut standing, mut counts) = (Standing::default(), HashMap::<Reason, usize>::new());
            for (_, _, found) in assessed(&facts) {
                standing.add(&found);
                for reason in Reason::ALL {
                    *counts.entry(reason).or_default() += usize::from(found.risks.iter().any(|it| it.reason == reason));
                }
            }
            let tiles = Reason::ALL.map(|reason| (reason, counts.get(&reason).copied().unwrap_or_default()));
            let history = history(tx, &op, &facts)?;
            Ok(Overview { standing, history, tiles: tiles.to_vec() })
        })
        .await
}

fn history(tx: &mut Tx<'_>, op: &Op, facts: &Facts) -> Result<Vec<(String, Standing)>, AppError> {
    let sees_all = |environment: EnvironmentId| {
        let membership = facts.world.membership(environment, op.id());
        membership.has(Privilege::Flow(FlowAction::See))
            && may_in_environment(&membership, EnvironmentAction::SeeConnections)
    };
    let mut history: Vec<(String, Standing)> = Vec::new();
    for day in days::days(tx, &op.at.plus_millis(-YEAR).day())? {
        if !facts.environments.contains_key(&day.environment) || !sees_all(day.environment) {
            continue;
        }
        if history.last().is_none_or(|(last, _)| *last != day.day) {
            history.push((day.day, Standing::default()));
        }
        if let Some((_, standing)) = history.last_mut() {
            standing.flows += day.flows;
            standing.at_risk += day.at_risk;
            standing.scores += day.scores;
        }
    }
    Ok(history)
}

/// The flows at risk that the caller may see inside, the smallest score first.
///
/// # Errors
/// There is no such environment, as far as the caller may know, or no such principal.
pub async fn flows_at_risk(steward: &Steward, op: &Op, wanted: Wanted) -> Result<Vec<FlowAtRisk>, AppError> {
    let op = op.clone();
    steward
        .read(move |steward, tx| {
            let whose = wanted.principal.as_deref().map(|name| named(tx, name)).transpose()?.map(|found| found.id);
            let facts = seen(steward, tx, &op, wanted.environment.as_deref())?;
            let is_wanted = |flow: &Flow, found: &Assessment| {
                !found.risks.is_empty()
                    && wanted.reason.is_none_or(|reason| found.risks.iter().any(|it| it.reason == reason))
                    && whose.is_none_or(|whose| concerns(&facts, flow, found, whose))
            };
            let mut listed: Vec<_> = assessed(&facts)
                .filter(|(_, flow, found)| is_wanted(flow, found))
                .map(|(stored, flow, found)| (key(found.score(), &stored.name, stored.id), stored, flow, found))
                .filter(|(key, ..)| wanted.after.as_ref().is_none_or(|after| key > after))
                .collect();
            listed.sort_by(|(one, ..), (other, ..)| one.cmp(other));
            listed.truncate(wanted.limit);
            let runs = if listed.is_empty() { HashMap::new() } else { facts.runs_in_week(tx, op.at)? };
            let view = |(_, stored, flow, found): (String, &StoredFlow, &Flow, Assessment)| {
                let runs = runs.get(&stored.key).copied().unwrap_or_default();
                facts.at_risk(stored, flow, found, runs)
            };
            Ok(listed.into_iter().filter_map(view).collect())
        })
        .await
}

/// Writes down how the flows of all environments stand today. What was written for today before is replaced.
///
/// # Errors
/// The store's.
pub async fn record(steward: &Steward) -> Result<(), AppError> {
    let now = steward.now();
    let stand = move |steward: &Steward, tx: &mut Tx<'_>| {
        let facts = Facts::read(steward, tx, None, now)?;
        let mut standings: HashMap<EnvironmentId, Standing> = HashMap::new();
        for (stored, _, found) in assessed(&facts) {
            standings.entry(stored.environment).or_default().add(&found);
        }
        Ok(facts.environments.keys().map(|id| (*id, standings.remove(id).unwrap_or_default())).collect::<Vec<_>>())
    };
    let standings = steward.read(stand).await?;
    let write = move |tx: &mut Tx<'_>| {
        standings.iter().try_for_each(|(environment, it)| {
            let Standing { flows, at_risk, scores } = *it;
            days::put_day(tx, &Day { day: now.day(), environment: *environment, flows, at_risk, scores })
        })
    };
    Ok(steward.store().write::<_, store::StoreError>(write).await?)
}

/// What there is to say about the flows that the caller may see inside.
fn seen(steward: &Steward, tx: &mut Tx<'_>, op: &Op, environment: Option<&str>) -> Result<Facts, AppError> {
    let only = environment.map(|name| lookup::environment::<Enter>(tx, op, name)).transpose()?;
    let mut facts = Facts::read(steward, tx, only.map(|it| it.id()), op.at)?;
    facts.keep_seen_by(op);
    Ok(facts)
}

/// The flows that are on, each with what there is to say about it.
pub(crate) fn assessed(facts: &Facts) -> impl Iterator<Item = (&StoredFlow, &Flow, Assessment)> {
    let mut assessor = Assessor::new(&facts.world);
    let on = facts.flows.iter().filter(|(stored, _)| stored.is_on);
    on.map(move |(stored, flow)| (stored, flow, assessor.assess(flow)))
}

/// Whether somebody owns a flow, or a connection that it uses.
fn concerns(facts: &Facts, flow: &Flow, found: &Assessment, whose: PrincipalId) -> bool {
    let mut connections = flow.bound.iter().flatten().filter_map(|id| facts.world.connections.get(id));
    found.owners.contains(&whose)
        || Facts::owners(flow).any(|owner| owner == whose)
        || connections.any(|it| it.owner == whose)
}

impl Facts {
    /// A flow's risks in words; none for a flow of another environment than was read.
    pub(crate) fn at_risk(
        &self,
        stored: &StoredFlow,
        flow: &Flow,
        found: Assessment,
        runs_per_week: i64,
    ) -> Option<FlowAtRisk> {
        let chip = |id: PrincipalId| self.chip(id);
        let connection = |id: ConnectionId| {
            let display_name = self.world.connections.get(&id)?.display_name.clone();
            Some(NamedConnection { id, display_name })
        };
        let risk = |risk: &Risk| RiskView {
            reason: risk.reason,
            sentence: sentence::of_risk(&self.world, flow, risk),
            principal: risk.principal.map(chip),
            connection: risk.connection.and_then(connection),
        };
        let step = |step: &Step| StepView {
            kind: step.kind,
            sentence: sentence::of_step(&self.world, flow, &found, step),
            gain: step.gain,
            principal: step.principal.map(chip),
            connection: step.connection.and_then(connection),
        };
        Some(FlowAtRisk {
            environment: self.environments.get(&stored.environment)?.clone(),
            flow: stored.id,
            name: stored.name.clone(),
            score: found.score(),
            bus_factor: found.owners.len(),
            risks: found.risks.iter().map(risk).collect(),
            steps: found.steps.iter().map(step).collect(),
            breaks_at: found.breaks_at(),
            next_firing: self.next.get(&stored.key).copied(),
            runs_per_week,
            owners: Self::owners(flow).map(chip).collect(),
        })
    }

    /// Somebody in short, as of the instant of the world.
    pub(super) fn chip(&self, id: PrincipalId) -> Chip {
        let found = self.world.principals.get(&id).cloned();
        found.map_or_else(|| Chip::unknown(id), |it| Chip::of(it, self.world.now))
    }
}
