//! Everything about one flow, for its owners.

use access::{FlowAction, continuity::Case, may};
use model::{ConnectorName, Environment, FlowId, FlowKey, RunAs, RunId, RunStatus, Tier, Timestamp};
use store::{
    Tx,
    flows::{StoredFlow, grants, versions},
    runs,
};
use wdl::{Diagnostic, Value, definition::TriggerKind};

use super::{
    Compiled, GrantView, IdentityView, Need, ReferenceUseView, TriggerAddress, TriggerView, address, checks, identity,
    sharing, swap,
};
use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    lookup::{self, See},
};

/// A flow as lists show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlowSummary {
    /// Its key in the store, by which its runs are found.
    pub key: FlowKey,
    /// Its id.
    pub id: FlowId,
    /// What people read.
    pub name: String,
    /// The name of its environment.
    pub environment: String,
    /// Whether its trigger is active.
    pub is_on: bool,
    /// Why it is off, where something other than a person's wish keeps it off.
    pub off_reason: Option<String>,
    /// What starts it.
    pub trigger: TriggerView,
    /// The one owner that is named first.
    pub primary_owner: Chip,
    /// How many owners it has, the primary one included.
    pub owners: usize,
    /// The caller's tier; nothing for administrators who own no share.
    pub tier: Option<Tier>,
    /// The number of its current version.
    pub version: u32,
    /// The connectors that it uses.
    pub connectors: Vec<ConnectorName>,
    /// The solution that it belongs to.
    pub solution: Option<String>,
    /// When it was last changed.
    pub modified_at: Timestamp,
    /// What the caller may do with it.
    pub may: Vec<FlowAction>,
    /// Its newest run: id, status and when it began; for those who may see its runs.
    pub last_run: Option<(RunId, RunStatus, Timestamp)>,
}

/// A version as the history of a flow shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionView {
    /// From 1.
    pub number: u32,
    /// When it was saved.
    pub at: Timestamp,
    /// By whom.
    pub by: Chip,
}

/// Everything about one flow.
#[derive(Clone, Debug)]
pub struct FlowDetail {
    /// What lists show.
    pub summary: FlowSummary,
    /// What it needs before it can be turned on; for one that is on, what will fail.
    pub needs: Vec<Need>,
    /// Who it is shared with, the primary owner first.
    pub grants: Vec<GrantView>,
    /// Its connection references.
    pub references: Vec<ReferenceUseView>,
    /// Its trigger's run as.
    pub run_as: Option<RunAs>,
    /// The signed address of its request trigger; for those who may start it.
    pub address: Option<TriggerAddress>,
    /// Whose identity each action will use.
    pub identities: Vec<IdentityView>,
    /// The JSON as it was saved.
    pub definition: Value,
    /// What is wrong with the definition.
    pub diagnostics: Vec<Diagnostic>,
    /// Its versions, newest first.
    pub versions: Vec<VersionView>,
}

/// A flow as lists show it. Whether the caller may know of it has been asked.
pub(crate) fn summary(
    tx: &mut Tx<'_>,
    people: &mut People,
    environment: &Environment,
    flow: &StoredFlow,
    compiled: &Compiled,
    standing: &access::Standing,
    at: Timestamp,
) -> Result<FlowSummary, AppError> {
    let owners = grants::list(tx, flow.key, at)?.iter().filter(|grant| grant.tier >= Tier::CoOwner).count();
    let mut connectors: Vec<ConnectorName> = compiled.uses.iter().map(|used| used.connector.clone()).collect();
    connectors.sort();
    connectors.dedup();
    let newest = runs::Wanted { flows: vec![flow.key], status: None, after: None, limit: 1 };
    let newest = if may(standing, FlowAction::SeeRuns) { runs::list(tx, &newest)?.pop() } else { None };
    Ok(FlowSummary {
        last_run: newest.map(|run| (run.id, run.progress.status, run.started_at)),
        key: flow.key,
        id: flow.id,
        name: flow.name.clone(),
        environment: environment.name.clone(),
        is_on: flow.is_on,
        off_reason: flow.off_reason.clone(),
        trigger: TriggerView::of(compiled.trigger()),
        primary_owner: people.chip(tx, flow.primary_owner)?,
        owners: owners + 1,
        tier: standing.tier(),
        version: flow.version,
        connectors,
        solution: flow.solution.clone(),
        modified_at: flow.modified_at,
        may: FlowAction::ALL.iter().copied().filter(|action| may(standing, *action)).collect(),
    })
}

/// Everything about a flow, for those who may see inside. Its identities are those of a case.
pub(crate) fn detail(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    environment: &Environment,
    flow: StoredFlow,
    case: Case,
) -> Result<FlowDetail, AppError> {
    let proof = lookup::flow::<See>(tx, op, &environment.name, &flow.id.into())?;
    let compiled = steward.compiled().current(tx, &flow)?;
    let mut people = People::at(op.at);
    let summary = summary(tx, &mut people, environment, &flow, &compiled, proof.standing(), op.at)?;
    let mut history = Vec::new();
    for header in versions::list(tx, flow.key)? {
        let by = people.chip(tx, header.created_by)?;
        history.push(VersionView { number: header.number, at: header.created_at, by });
    }
    let address = match compiled.trigger().map(|trigger| (trigger, &trigger.kind)) {
        // Who has the address starts the flow.
        Some((trigger, TriggerKind::Request(request))) if !request.is_button() && proof.may(FlowAction::Run) => {
            let relative_path = request.relative_path.template();
            Some(TriggerAddress { relative_path, ..address::of(steward, &flow, &trigger.name)? })
        }
        _ => None,
    };
    Ok(FlowDetail {
        summary,
        needs: checks::needs(steward, tx, op, &proof, &compiled)?,
        grants: sharing::views(tx, &mut people, &flow, op.at)?,
        references: swap::views(tx, &mut people, &flow, &compiled, op.at)?,
        run_as: compiled.run_as(),
        address,
        identities: identity::views(tx, &mut people, &flow, &compiled, case)?,
        definition: compiled.source.clone(),
        diagnostics: compiled.diagnostics.clone(),
        versions: history,
    })
}
