//! What an event breaks.

pub(crate) mod person;
pub(crate) mod risk;

use access::continuity::Depends;
use app::{
    Chip,
    continuity::{Finding, NewEvent, Orphan, Simulation, Subject, Summary},
};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Instant, UsedBy,
    principal::PrincipalChip,
    words::{Certainty, EventKind, SubjectKind},
};

/// Something that an event happens to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubjectRequest {
    /// What it is.
    kind: SubjectKind,
    /// Its id; for principals and roles, the name will do.
    id: String,
    /// The environment of a connection or role; else the event's.
    environment: Option<String>,
}

/// An event to simulate.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventRequest {
    /// To what it happens.
    subjects: Vec<SubjectRequest>,
    /// What happens.
    event: EventKind,
    /// When; now, where nothing is said.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<At>,
    /// The environment whose flows are looked at; else all.
    environment: Option<String>,
}

/// An instant as a caller writes it: `2026-11-30T00:00:00Z`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct At(Timestamp);

impl TryFrom<String> for At {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("`{text}` is no instant; one is written 2026-11-30T00:00:00Z"))
    }
}

impl From<EventRequest> for NewEvent {
    fn from(event: EventRequest) -> Self {
        let subjects = event.subjects.into_iter().map(|it| Subject {
            kind: it.kind.into(),
            id: it.id,
            environment: it.environment,
        });
        Self {
            subjects: subjects.collect(),
            kind: event.event.into(),
            at: event.at.map(|at| at.0),
            environment: event.environment,
        }
    }
}

/// On whom it depends whether an action fails.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct DependsView {
    /// `invoker`: on who starts the flow. `rowOwner`: on who owns the row.
    #[schema(example = "rowOwner")]
    on: &'static str,
    /// Those for whom it fails, as many as are told.
    principals: Vec<PrincipalChip>,
    /// How many they are.
    count: usize,
}

impl DependsView {
    fn of(depends: Depends, who: Vec<Chip>, count: usize) -> Option<Self> {
        let on = match depends {
            Depends::OnInvoker => "invoker",
            Depends::OnRowOwner => "rowOwner",
            Depends::No | Depends::OnEdit => return None,
        };
        Some(Self { on, principals: who.into_iter().map(PrincipalChip::from).collect(), count })
    }
}

/// Something that will fail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SimulatedView {
    /// The environment's name.
    environment: String,
    /// The flow's id.
    flow: Uuid,
    /// The flow's name.
    flow_name: String,
    /// The flow's version.
    version: u32,
    /// Whether the version is published.
    published: bool,
    /// The action, or the trigger.
    action: String,
    /// Where it stands in the definition.
    #[schema(example = "actions/Add_row")]
    path: String,
    /// When it fails.
    certainty: Certainty,
    /// From when.
    from: Instant,
    /// On whom it depends.
    #[serde(skip_serializing_if = "Option::is_none")]
    depends: Option<DependsView>,
    /// For whom it does not fail, where it fails for everybody else: who acts through a connection of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    except: Option<DependsView>,
    /// The code in the run's history.
    #[schema(example = "AuthenticationFailed")]
    code: String,
    /// The HTTP status that goes with it.
    status: u16,
    /// The message in the run's history.
    message: String,
    /// The connection that it goes through.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<Uuid>,
    /// The key of its connection reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_reference: Option<String>,
    /// When the clock starts the flow next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_firing: Option<Instant>,
    /// How many runs the flow began in the last seven days.
    runs_per_week: i64,
    /// Who owns the flow, the primary owner first.
    owners: Vec<PrincipalChip>,
    /// The one thing to do.
    fix: String,
}

impl From<Finding> for SimulatedView {
    fn from(finding: Finding) -> Self {
        let depends = DependsView::of(finding.depends, finding.who, finding.who_count);
        let except = finding.except.and_then(|(on, chip)| DependsView::of(on, vec![chip], 1));
        Self {
            environment: finding.environment_name,
            flow: finding.flow.1.0,
            flow_name: finding.flow_name,
            version: finding.version,
            published: finding.published,
            action: finding.action,
            path: finding.path,
            certainty: finding.certainty.into(),
            from: finding.from.into(),
            depends,
            except,
            code: finding.code,
            status: finding.status,
            message: finding.message,
            connection: finding.connection.map(|id| id.0),
            connection_reference: finding.reference_key,
            next_firing: finding.next_firing.map(Instant::from),
            runs_per_week: finding.runs_per_week,
            owners: finding.owners.into_iter().map(PrincipalChip::from).collect(),
            fix: finding.fix,
        }
    }
}

/// How many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SimulationSummary {
    /// Flows with a finding.
    flows: usize,
    /// Findings.
    findings: usize,
    /// Findings that are certain.
    certain: usize,
    /// Findings at a date.
    at_date: usize,
    /// Findings that depend on who starts the flow or owns the row.
    depends: usize,
    /// Findings on the next edit.
    on_next_edit: usize,
    /// Flows without an active owner.
    orphans: usize,
}

impl From<Summary> for SimulationSummary {
    fn from(summary: Summary) -> Self {
        let Summary { flows, findings, certain, at_date, depends, on_next_edit, orphans } = summary;
        Self { flows, findings, certain, at_date, depends, on_next_edit, orphans }
    }
}

/// A flow that loses its last active owner.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct OrphanView {
    /// The environment's name.
    environment: String,
    #[serde(flatten)]
    flow: UsedBy,
}

impl From<Orphan> for OrphanView {
    fn from(orphan: Orphan) -> Self {
        Self { environment: orphan.environment_name, flow: UsedBy::from((orphan.flow.1, orphan.flow_name)) }
    }
}

/// What an event breaks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct SimulationView {
    /// When the event happens.
    at: Instant,
    /// How many of what.
    summary: SimulationSummary,
    /// What fails, by environment and flow, in document order.
    value: Vec<SimulatedView>,
    /// The flows that lose their last active owner.
    orphans: Vec<OrphanView>,
}

impl From<Simulation> for SimulationView {
    fn from(simulation: Simulation) -> Self {
        Self {
            at: simulation.at.into(),
            summary: simulation.summary.into(),
            value: simulation.findings.into_iter().map(SimulatedView::from).collect(),
            orphans: simulation.orphans.into_iter().map(OrphanView::from).collect(),
        }
    }
}
