//! How well flows are looked after, and which are at risk.

use app::{
    Chip,
    continuity::{
        person::NamedFlow,
        risks::{FlowAtRisk, NamedConnection, Overview, RiskView as Risk, Standing, StepView as Step},
    },
};
use model::Environment;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::views::{
    Instant,
    principal::PrincipalChip,
    words::{EnvironmentKind, RiskReason, StepKind},
};

/// Where one looks.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ContinuityParams {
    /// Of this environment, by name; else of all.
    pub(crate) environment: Option<String>,
}

/// Which flows at risk.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RiskParams {
    /// Of this environment, by name; else of all.
    pub(crate) environment: Option<String>,
    /// At risk for this reason.
    #[param(inline)]
    pub(crate) reason: Option<RiskReason>,
    /// Owned by this principal, or using a connection of it; by id or name.
    pub(crate) principal: Option<String>,
}

/// An environment in short.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NamedEnvironment {
    /// Its name in addresses.
    name: String,
    /// What people read.
    display_name: String,
    /// What it is for.
    kind: EnvironmentKind,
}

impl From<Environment> for NamedEnvironment {
    fn from(environment: Environment) -> Self {
        let Environment { name, display_name, kind, .. } = environment;
        Self { name, display_name, kind: kind.into() }
    }
}

/// A flow or a connection in short.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Named {
    /// Its id.
    id: Uuid,
    /// What people read.
    display_name: String,
}

impl From<NamedConnection> for Named {
    fn from(connection: NamedConnection) -> Self {
        Self { id: connection.id.0, display_name: connection.display_name }
    }
}

impl From<NamedFlow> for Named {
    fn from(flow: NamedFlow) -> Self {
        Self { id: flow.id.0, display_name: flow.name }
    }
}

/// How flows stood on a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContinuityDay {
    /// The day in UTC.
    #[schema(example = "2026-11-22")]
    day: String,
    /// The mean of their scores.
    score: i64,
    /// How many there were.
    flows: i64,
    /// How many were at risk.
    at_risk: i64,
}

impl From<(String, Standing)> for ContinuityDay {
    fn from((day, standing): (String, Standing)) -> Self {
        Self { day, score: standing.score(), flows: standing.flows, at_risk: standing.at_risk }
    }
}

/// How many flows are at risk for a reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct RiskTile {
    /// The reason, which the list of flows takes.
    reason: RiskReason,
    /// What people read.
    label: &'static str,
    /// How many flows.
    count: usize,
}

/// How well the flows are looked after that the caller may see inside. Those that are off do not count.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContinuityView {
    /// The mean of their scores, from 0 to 100.
    score: i64,
    /// How many there are.
    flows: i64,
    /// How many are at risk.
    at_risk: i64,
    /// How they stood on each day, the newest last: all flows of those environments whose every flow the caller may see.
    history: Vec<ContinuityDay>,
    /// How many are at risk for each reason.
    tiles: Vec<RiskTile>,
}

impl From<Overview> for ContinuityView {
    fn from(overview: Overview) -> Self {
        let Overview { standing, history, tiles } = overview;
        let tile = |(reason, count)| {
            let reason = RiskReason::from(reason);
            RiskTile { reason, label: reason.label(), count }
        };
        Self {
            score: standing.score(),
            flows: standing.flows,
            at_risk: standing.at_risk,
            history: history.into_iter().map(ContinuityDay::from).collect(),
            tiles: tiles.into_iter().map(tile).collect(),
        }
    }
}

impl RiskReason {
    /// What people read over the number of flows.
    fn label(self) -> &'static str {
        match self {
            Self::Orphan => "Flows without an owner",
            Self::OneOwner => "Flows with one owner",
            Self::PersonLeaving => "Flows of people who leave",
            Self::ConnectionBroken => "Flows with a broken connection",
            Self::ConnectionExpires => "Flows whose connection expires in 14 days",
            Self::PersonalConnection => "Production flows with a person's connection",
        }
    }
}

/// Why a flow is at risk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct RiskView {
    /// Why.
    reason: RiskReason,
    /// The same for people.
    #[schema(example = "Ana is its only owner.")]
    sentence: String,
    /// How many points it takes from the score.
    points: u32,
    /// Whom it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<PrincipalChip>,
    /// The connection that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<Named>,
}

impl From<Risk> for RiskView {
    fn from(risk: Risk) -> Self {
        Self {
            reason: risk.reason.into(),
            sentence: risk.sentence,
            points: risk.reason.points(),
            principal: risk.principal.map(Chip::into),
            connection: risk.connection.map(Named::from),
        }
    }
}

/// Something to do that lessens a flow's risks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct StepView {
    /// What it does.
    kind: StepKind,
    /// The same for people.
    #[schema(example = "Make Ben (Ana's manager) a co-owner.")]
    sentence: String,
    /// How many points less are taken from the score.
    gain: u32,
    /// With whom, where somebody is at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<PrincipalChip>,
    /// The connection that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<Named>,
}

impl From<Step> for StepView {
    fn from(step: Step) -> Self {
        Self {
            kind: step.kind.into(),
            sentence: step.sentence,
            gain: step.gain,
            principal: step.principal.map(Chip::into),
            connection: step.connection.map(Named::from),
        }
    }
}

/// A flow that is at risk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FlowAtRiskView {
    /// Where it lives.
    environment: NamedEnvironment,
    /// Which.
    flow: Named,
    /// 100 less the points of its reasons, at least 0.
    score: u32,
    /// How many active users and service accounts own it. When they have all left, nobody does.
    bus_factor: usize,
    /// Why it is at risk.
    reasons: Vec<RiskView>,
    /// When it breaks first, or since when it is broken; where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    breaks_at: Option<Instant>,
    /// When the clock starts it next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_firing: Option<Instant>,
    /// How many runs it began in the last seven days.
    runs_per_week: i64,
    /// Who owns it, the primary owner first.
    owners: Vec<PrincipalChip>,
    /// What would help, the greatest gain first and then the cheapest.
    steps: Vec<StepView>,
}

impl From<FlowAtRisk> for FlowAtRiskView {
    fn from(it: FlowAtRisk) -> Self {
        Self {
            environment: it.environment.into(),
            flow: Named { id: it.flow.0, display_name: it.name },
            score: it.score,
            bus_factor: it.bus_factor,
            reasons: it.risks.into_iter().map(RiskView::from).collect(),
            breaks_at: it.breaks_at.map(Instant::from),
            next_firing: it.next_firing.map(Instant::from),
            runs_per_week: it.runs_per_week,
            owners: it.owners.into_iter().map(PrincipalChip::from).collect(),
            steps: it.steps.into_iter().map(StepView::from).collect(),
        }
    }
}
