//! Which flows will be on, and each reason why another one will not.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use model::{ConnectorName, FlowId, VariableKind};

use super::{Facts, Finding, Findings, FlowState, ReferenceStep, ValueSource, VariableStep};
use crate::{contents::FlowFile, settings::is_flow, text::fold};

/// Whether a flow will be on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlowStep {
    /// Its id.
    pub id: FlowId,
    /// What people read.
    pub name: String,
    /// Whether it will be on.
    pub on: bool,
    /// Each reason why it will not.
    pub reasons: Vec<OffReason>,
    /// What it is now, where it is here already.
    pub before: Option<FlowState>,
}

/// A reason why a flow will be off. Prints as a sentence without its end.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum OffReason {
    /// It was off where it came from.
    OffInPackage,
    /// Somebody here turned it off.
    TurnedOffHere,
    /// The settings say so.
    OffInSettings,
    /// A connection reference that it uses has no connection.
    NotBound {
        /// Its name in files.
        reference: String,
        /// What it is for.
        connector: ConnectorName,
    },
    /// A connection reference that it uses is nowhere.
    NoReference {
        /// Its name in files.
        reference: String,
        /// What it would be for.
        connector: ConnectorName,
    },
    /// It was saved without a connection reference.
    NothingNamed {
        /// What its actions call the connection.
        alias: String,
        /// What it would be for.
        connector: ConnectorName,
    },
    /// A connector that it uses is not here.
    NoConnector {
        /// The connector.
        connector: ConnectorName,
    },
    /// An environment variable that it reads has no value.
    NoValue {
        /// Its name in files.
        variable: String,
    },
    /// A secret that it reads as a parameter, which the platform does not allow.
    SecretParameter {
        /// The variable's name in files.
        variable: String,
    },
    /// A flow that it calls will be off.
    CalledFlowOff {
        /// The called flow's name.
        flow: String,
    },
    /// A flow that it calls is nowhere.
    NoCalledFlow {
        /// The called flow.
        flow: FlowId,
    },
}

impl fmt::Display for OffReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OffInPackage => f.write_str("it is off in the package"),
            Self::TurnedOffHere => f.write_str("somebody here turned it off"),
            Self::OffInSettings => f.write_str("the settings say that it stays off"),
            Self::NotBound { reference, connector } => {
                write!(f, "connection reference `{reference}` ({connector}) is not bound")
            }
            Self::NoReference { reference, connector } => {
                write!(f, "connection reference `{reference}` ({connector}) is neither in the package nor here")
            }
            Self::NothingNamed { alias, connector } => {
                write!(f, "its connection `{alias}` ({connector}) names no connection reference")
            }
            Self::NoConnector { connector } => write!(f, "no connector `{connector}` here"),
            Self::NoValue { variable } => write!(f, "environment variable `{variable}` has no value"),
            Self::SecretParameter { variable } => {
                write!(f, "it reads the secret `{variable}` as a parameter, which is not allowed")
            }
            Self::CalledFlowOff { flow } => write!(f, "the flow `{flow}` that it calls is off"),
            Self::NoCalledFlow { flow } => {
                write!(f, "the flow {flow} that it calls is neither in the package nor here")
            }
        }
    }
}

pub(super) fn plan(
    facts: &Facts<'_>,
    references: &[ReferenceStep],
    variables: &[VariableStep],
    findings: &mut Findings,
) -> Vec<FlowStep> {
    let named = facts.settings.flows.iter().map(|it| (&it.flow, it.place));
    for (called, place) in named.chain(facts.settings.owners.iter().map(|it| (&it.flow, it.place))) {
        if !facts.contents.flows.iter().any(|flow| is_flow(called, flow.id, &flow.name)) {
            let message = format!("the settings name the flow `{called}`, which the package does not hold");
            findings.warnings.push(Finding::settings(place, message));
        }
    }
    for flow in &facts.contents.flows {
        if let Some(again) = facts.settings.owners_of(flow.id, &flow.name).nth(1) {
            let message =
                format!("the settings say twice who owns the flow `{}`, by its name and by its id", flow.name);
            findings.errors.push(Finding::settings(again.place, message));
        }
    }
    let mut steps: Vec<FlowStep> = children_first(&facts.contents.flows)
        .into_iter()
        .map(|flow| {
            let before = facts.target.flows.iter().find(|here| here.id == flow.id).map(|here| here.state);
            let mut reasons: Vec<OffReason> = wish(facts, flow, before).into_iter().collect();
            connections(facts, flow, references, &mut reasons);
            values(facts, flow, variables, &mut reasons);
            FlowStep { id: flow.id, name: flow.name.clone(), on: reasons.is_empty(), reasons, before }
        })
        .collect();
    called_flows(facts, &mut steps);
    steps
}

/// Why nobody wants it on, whatever else is there.
fn wish(facts: &Facts<'_>, flow: &FlowFile, before: Option<FlowState>) -> Option<OffReason> {
    let setting = facts.settings.flows.iter().find(|setting| is_flow(&setting.flow, flow.id, &flow.name));
    match (setting.map(|setting| setting.on), before) {
        (Some(true), _) | (None, Some(FlowState::On)) => None,
        (Some(false), _) => Some(OffReason::OffInSettings),
        (None, Some(FlowState::TurnedOff)) => Some(OffReason::TurnedOffHere),
        (None, _) if flow.on => None,
        (None, _) => Some(OffReason::OffInPackage),
    }
}

fn connections(facts: &Facts<'_>, flow: &FlowFile, references: &[ReferenceStep], reasons: &mut Vec<OffReason>) {
    for connection in &flow.connections {
        let connector = connection.connector.clone();
        let known = super::connector::will_be_known(facts, &connector, connection.custom_connector.as_deref());
        let reason = match &connection.reference {
            None => Some(OffReason::NothingNamed { alias: connection.alias.clone(), connector: connector.clone() }),
            Some(reference) => match is_bound(facts, references, reference) {
                Some(true) => None,
                Some(false) => Some(OffReason::NotBound { reference: reference.clone(), connector: connector.clone() }),
                None => Some(OffReason::NoReference { reference: reference.clone(), connector: connector.clone() }),
            },
        };
        let unknown = (!known).then_some(OffReason::NoConnector { connector });
        for reason in unknown.into_iter().chain(reason) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
}

/// Whether a connection reference will be bound; nothing where it is nowhere.
fn is_bound(facts: &Facts<'_>, references: &[ReferenceStep], name: &str) -> Option<bool> {
    let name = fold(name);
    let planned = references.iter().find(|step| fold(&step.logical_name) == name);
    if let Some(step) = planned {
        return Some(step.binding.connection().is_some());
    }
    let here = facts.target.references.iter().find(|here| fold(&here.logical_name) == name)?;
    Some(here.connection.is_some_and(|id| facts.target.connections.iter().any(|connection| connection.id == id)))
}

fn values(facts: &Facts<'_>, flow: &FlowFile, variables: &[VariableStep], reasons: &mut Vec<OffReason>) {
    for used in &flow.variables {
        let name = fold(&used.schema_name);
        let planned = variables
            .iter()
            .find(|step| fold(&step.schema_name) == name)
            .map(|step| (step.kind, step.source != ValueSource::Missing));
        let here = || {
            let here = facts.target.variables.iter().find(|here| fold(&here.schema_name) == name)?;
            Some((here.kind, here.value.is_some() || here.default_value.is_some()))
        };
        let reason = match planned.or_else(here) {
            Some((VariableKind::Secret, _)) => OffReason::SecretParameter { variable: used.schema_name.clone() },
            Some((_, true)) => continue,
            // The parameter's own default is the last that counts.
            Some((_, false)) | None if used.has_default => continue,
            Some((_, false)) | None => OffReason::NoValue { variable: used.schema_name.clone() },
        };
        reasons.push(reason);
    }
}

/// A flow whose called flow is off cannot be turned on, and neither can those that call it. The steps stand children
/// first, so one round is enough unless flows call each other in a circle.
fn called_flows(facts: &Facts<'_>, steps: &mut [FlowStep]) {
    let calls: HashMap<FlowId, &[FlowId]> =
        facts.contents.flows.iter().map(|flow| (flow.id, flow.calls.as_slice())).collect();
    let here = facts.target.flows.iter().map(|flow| (flow.id, (flow.name.clone(), flow.state == FlowState::On)));
    let mut known: HashMap<FlowId, (String, bool)> = here.collect();
    known.extend(steps.iter().map(|step| (step.id, (step.name.clone(), step.on))));
    loop {
        let mut changed = false;
        for step in steps.iter_mut() {
            for called in calls.get(&step.id).copied().unwrap_or_default().iter().filter(|called| **called != step.id) {
                let reason = match known.get(called) {
                    Some((_, true)) => continue,
                    Some((name, false)) => OffReason::CalledFlowOff { flow: name.clone() },
                    None => OffReason::NoCalledFlow { flow: *called },
                };
                if !step.reasons.contains(&reason) {
                    step.reasons.push(reason);
                    changed = true;
                }
            }
            step.on = step.reasons.is_empty();
            if let Some((_, on)) = known.get_mut(&step.id) {
                *on = step.on;
            }
        }
        if !changed {
            return;
        }
    }
}

/// The flows in the package's order, except that a flow comes after those that it calls.
fn children_first(flows: &[FlowFile]) -> Vec<&FlowFile> {
    let by_id: HashMap<FlowId, &FlowFile> = flows.iter().map(|flow| (flow.id, flow)).collect();
    let (mut entered, mut left) = (HashSet::new(), HashSet::new());
    let mut ordered = Vec::with_capacity(flows.len());
    // A flow stands on the stack until all that it calls have left it. Circles are cut where they close.
    let mut waiting: Vec<&FlowFile> = flows.iter().rev().collect();
    while let Some(flow) = waiting.last().copied() {
        if entered.insert(flow.id) {
            waiting.extend(flow.calls.iter().rev().filter_map(|id| by_id.get(id)).filter(|f| !entered.contains(&f.id)));
            continue;
        }
        waiting.pop();
        if left.insert(flow.id) {
            ordered.push(flow);
        }
    }
    ordered
}
