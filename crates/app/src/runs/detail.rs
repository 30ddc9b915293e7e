//! One run, and the history of its actions.

use std::collections::HashMap;

use access::FlowAction;
use engine::{
    Reply,
    history::{ActionRecord, HistoryReader, RunRecord},
    journal,
};
use model::{ActingIdentity, ActingRule, ConnectionId, EnvironmentId, RunAs, RunId, Timestamp};
use store::{StoreError, Tx, connections, runs};
use wdl::{
    Value,
    definition::{ActionIx, Status},
};

use super::{
    evidence::{self, AttemptView},
    list::{RunSummary, summary},
    sanitized,
};
use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    lookup::{self, FlowFor, SeeRuns},
    start::{Prepared, decode_start},
};

/// How many actions one page holds.
const PAGE: usize = 500;

/// A run with what it started with.
#[derive(Clone, Debug)]
pub struct RunDetail {
    /// What lists show.
    pub summary: RunSummary,
    /// The trigger's name.
    pub trigger: String,
    /// What joins it with what others log of it.
    pub tracking_id: String,
    /// What the trigger was given; hidden where the flow secures it.
    pub trigger_inputs: Option<Value>,
    /// What the trigger gave; hidden where the flow secures it.
    pub trigger_outputs: Option<Value>,
    /// Who caused the run.
    pub invoker: Option<Chip>,
    /// Who owned the row that fired it.
    pub row_owner: Option<Chip>,
    /// The principal of the trigger's connection.
    pub trigger_connection: Option<Chip>,
    /// The trigger's run as.
    pub run_as: Option<RunAs>,
    /// What the caller was answered.
    pub reply: Option<Reply>,
    /// How many actions have begun or were skipped.
    pub actions: usize,
    /// Whether the caller may cancel it now.
    pub may_cancel: bool,
    /// Whether the caller may resubmit it.
    pub may_resubmit: bool,
}

/// Actions of one block in one iteration, in the order in which they began.
#[derive(Clone, Debug)]
pub struct ActionPage {
    /// The actions.
    pub actions: Vec<ActionView>,
    /// Where the next page begins.
    pub next: Option<usize>,
}

/// An action as the run viewer shows it.
#[derive(Clone, Debug)]
pub struct ActionView {
    /// Its name.
    pub name: String,
    /// Its type.
    pub type_name: String,
    /// The control action that holds it.
    pub parent: Option<String>,
    /// In which branch of it: `actions`, `else`, `default` or a case's name.
    pub branch: Option<String>,
    /// What happened.
    pub record: ActionRecord,
    /// The iterations it is in, outermost first.
    pub path: Vec<(String, u32)>,
    /// How many children it has.
    pub children: usize,
    /// Whose identity was used, and why.
    pub acting: Option<ActingView>,
    /// Attempts of a call, the last one included, with evidence of whose they were.
    pub attempts: Vec<AttemptView>,
    /// What the history hides: `inputs`, `outputs`.
    pub secured: Vec<&'static str>,
}

/// An acting identity with names.
#[derive(Clone, Debug)]
pub struct ActingView {
    /// Whose identity the target saw.
    pub principal: Chip,
    /// Whose connection made the call, where it was on behalf.
    pub impersonator: Option<Chip>,
    /// The connection.
    pub connection: ConnectionId,
    /// What people call the connection; empty once it is gone.
    pub connection_name: String,
    /// The connection's connector.
    pub connector: String,
    /// The rule.
    pub rule: ActingRule,
    /// The version of the connection's secret; 0 where it has none, and in history that does not tell.
    pub secret_version: i64,
}

/// A run that the caller may see.
///
/// # Errors
/// There is none, as far as the caller may know.
pub async fn get(steward: &Steward, op: &Op, environment: &str, run: RunId) -> Result<RunDetail, AppError> {
    let (environment, op) = (environment.to_owned(), op.clone());
    steward
        .read(move |steward, tx| {
            let (stored, proof, prepared) = find(steward, tx, &op, &environment, run)?;
            let record = history(steward, tx, &prepared, run)?;
            let mut people = People::at(op.at);
            let is_final = stored.progress.status.is_final();
            let summary = summary(tx, &mut people, stored, proof.flow().id, proof.flow().name.clone())?;
            Ok(RunDetail {
                may_cancel: !is_final && proof.may(FlowAction::Cancel),
                may_resubmit: proof.may(FlowAction::Resubmit),
                ..detail(steward, tx, &mut people, &prepared, summary, &record)?
            })
        })
        .await
}

/// A run with what it started with, which its caller may do nothing with.
fn detail(
    steward: &Steward,
    tx: &mut Tx<'_>,
    people: &mut People,
    prepared: &Prepared,
    summary: RunSummary,
    record: &RunRecord,
) -> Result<RunDetail, AppError> {
    let bytes = runs::start_of(tx, summary.id)?.unwrap_or_default();
    let plain = steward.plain_form(prepared.environment, summary.id, &bytes)?;
    let (start, facts) = decode_start(&plain, summary.id, summary.started_at)?;
    let trigger = prepared.flow.definition.trigger();
    let is_secure = trigger.is_some_and(|trigger| trigger.secure_outputs);
    let row_owner = facts.row_owner.map(|owner| match owner {
        model::run::RowOwner::User(id) | model::run::RowOwner::Team(id) => id,
    });
    Ok(RunDetail {
        trigger: trigger.map(|trigger| trigger.name.to_string()).unwrap_or_default(),
        tracking_id: start.tracking_id(),
        trigger_inputs: (!is_secure && !start.trigger_inputs.is_null()).then_some(start.trigger_inputs),
        trigger_outputs: (!is_secure).then_some(start.trigger_outputs),
        invoker: facts.invoker.map(|id| people.chip(tx, id)).transpose()?,
        row_owner: row_owner.map(|id| people.chip(tx, id)).transpose()?,
        trigger_connection: facts.trigger_connection.map(|id| people.chip(tx, id)).transpose()?,
        run_as: facts.run_as,
        actions: record.actions.len(),
        reply: record.reply.clone(),
        may_cancel: false,
        may_resubmit: false,
        summary,
    })
}

/// A run with all its actions, as people may see them.
pub(super) fn whole(
    steward: &Steward,
    tx: &mut Tx<'_>,
    stored: &runs::StoredRun,
) -> Result<(RunDetail, Vec<ActionView>), AppError> {
    let prepared = steward.prepared().pinned(tx, stored.flow, stored.version)?;
    let record = history(steward, tx, &prepared, stored.id)?;
    let mut names = Names::at(steward.now());
    let summary = summary(tx, &mut names.people, stored.clone(), prepared.id, prepared.name.clone())?;
    let detail = detail(steward, tx, &mut names.people, &prepared, summary, &record)?;
    let actions = record.actions.iter().map(|action| view(tx, &prepared, &record, action, &mut names));
    Ok((detail, actions.collect::<Result<_, _>>()?))
}

/// The actions of a run: those at the top level, or the children of `parent`, there in one iteration if it is a loop or in one.
/// `iteration` is the path of iteration numbers from the outermost loop inwards; all begun actions without either.
///
/// # Errors
/// There is no such run, as far as the caller may know.
pub async fn actions(
    steward: &Steward,
    op: &Op,
    environment: &str,
    run: RunId,
    parent: Option<String>,
    iteration: Option<Vec<u32>>,
    after: usize,
) -> Result<ActionPage, AppError> {
    let (environment, op) = (environment.to_owned(), op.clone());
    steward
        .read(move |steward, tx| {
            let (_, _, prepared) = find(steward, tx, &op, &environment, run)?;
            let definition = &prepared.flow.definition;
            let record = history(steward, tx, &prepared, run)?;
            let within = parent
                .as_deref()
                .map(|name| definition.find(name).ok_or_else(|| AppError::not_found(format!("action `{name}`"))))
                .transpose()?;
            let wanted = |action: &&ActionRecord| {
                let holder =
                    definition.action(action.place.action).and_then(|action| action.parent).map(|(parent, _)| parent);
                let is_child = match (&within, &iteration) {
                    (None, None) => true,
                    (within, _) => holder == *within,
                };
                is_child
                    && iteration.as_ref().is_none_or(|path| {
                        record.path(action.place.frame).iter().map(|(_, index)| *index).eq(path.iter().copied())
                    })
            };
            let all: Vec<&ActionRecord> = record.actions.iter().filter(wanted).collect();
            let mut names = Names::at(op.at);
            let page = all
                .iter()
                .skip(after)
                .take(PAGE)
                .map(|action| view(tx, &prepared, &record, action, &mut names))
                .collect::<Result<Vec<_>, _>>()?;
            let next = (after + page.len() < all.len()).then_some(after + page.len());
            Ok(ActionPage { actions: page, next })
        })
        .await
}

fn find(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    environment: &str,
    run: RunId,
) -> Result<(runs::StoredRun, FlowFor<SeeRuns>, std::sync::Arc<Prepared>), AppError> {
    let not_found = || AppError::not_found(format!("run `{run}` in the environment `{environment}`"));
    let within = lookup::environment::<lookup::Enter>(tx, op, environment)?;
    let stored = runs::get(tx, within.id(), run)?.ok_or_else(not_found)?;
    let proof = lookup::flow_by_key::<SeeRuns>(tx, op, stored.flow).map_err(|_| not_found())?;
    let prepared = steward.prepared().pinned(tx, stored.flow, stored.version)?;
    Ok((stored, proof, prepared))
}

fn history(steward: &Steward, tx: &mut Tx<'_>, prepared: &Prepared, run: RunId) -> Result<RunRecord, AppError> {
    history_of(steward, prepared, run, &store::journal::read(tx, run)?)
}

/// The history of a run whose journal was read.
pub(crate) fn history_of(
    steward: &Steward,
    prepared: &Prepared,
    run: RunId,
    segments: &[Vec<u8>],
) -> Result<RunRecord, AppError> {
    let mut reader = HistoryReader::new(&prepared.flow.definition);
    for segment in segments {
        let plain = steward.plain_form(prepared.environment, run, segment)?;
        for entry in journal::decode(&plain).map_err(|error| StoreError::corrupt("journal", error))? {
            reader.read(entry);
        }
    }
    Ok(reader.finish())
}

/// What people and connections are called, each looked up once.
pub(crate) struct Names {
    pub(super) people: People,
    connections: HashMap<ConnectionId, (String, String)>,
}

impl Names {
    /// As they are at an instant.
    pub(crate) fn at(now: Timestamp) -> Self {
        Self { people: People::at(now), connections: HashMap::new() }
    }

    /// An acting identity with names.
    pub(crate) fn acting(
        &mut self,
        tx: &mut Tx<'_>,
        environment: EnvironmentId,
        acting: &ActingIdentity,
    ) -> Result<ActingView, AppError> {
        let (connection_name, connector) = match self.connections.get(&acting.connection).cloned() {
            Some(known) => known,
            None => {
                let found = connections::by_id(tx, environment, acting.connection)?;
                let found = found.map(|found| (found.display_name, found.connector.to_string())).unwrap_or_default();
                self.connections.insert(acting.connection, found.clone());
                found
            }
        };
        Ok(ActingView {
            principal: self.people.chip(tx, acting.principal)?,
            impersonator: acting.impersonator.map(|id| self.people.chip(tx, id)).transpose()?,
            connection: acting.connection,
            connection_name,
            connector,
            rule: acting.rule,
            secret_version: acting.secret_version,
        })
    }
}

fn view(
    tx: &mut Tx<'_>,
    prepared: &Prepared,
    history: &RunRecord,
    record: &ActionRecord,
    names: &mut Names,
) -> Result<ActionView, AppError> {
    let definition = &prepared.flow.definition;
    let name = |at: ActionIx| definition.action(at).map(|action| action.name.to_string()).unwrap_or_default();
    let action = definition.action(record.place.action);
    let acting = record.acting.as_ref().map(|acting| names.acting(tx, prepared.environment, acting)).transpose()?;
    let attempts = evidence::attempts(tx, prepared, record, names)?;
    let mut record = record.clone();
    let mut secured = Vec::new();
    if prepared.flow.hides_inputs(record.place.action) {
        record.inputs = None;
        secured.push("inputs");
    } else if action.is_some_and(|action| action.kind.carries_secrets()) {
        record.inputs = record.inputs.as_ref().map(sanitized::sanitized);
    }
    if prepared.flow.hides_outputs(record.place.action) {
        record.outputs = None;
        secured.push("outputs");
    }
    Ok(ActionView {
        name: action.map(|action| action.name.to_string()).unwrap_or_default(),
        type_name: action.map(|action| action.type_name.to_string()).unwrap_or_default(),
        parent: action.and_then(|action| action.parent).map(|(parent, _)| name(parent)),
        branch: action.and_then(|action| action.parent).and_then(|(parent, number)| {
            let parent = definition.action(parent).filter(|parent| parent.branches.len() > 1)?;
            parent.branches.get(number).map(|branch| branch.name.to_string())
        }),
        path: history.path(record.place.frame).into_iter().map(|(of, index)| (name(of), index)).collect(),
        children: action.map_or(0, |action| action.branches.iter().map(|branch| branch.actions.len()).sum()),
        record,
        acting,
        attempts,
        secured,
    })
}

impl ActionView {
    /// The word for where it stands: its final status, else `Running` or `Waiting`.
    pub fn status(&self) -> &'static str {
        match self.record.status {
            Some(status) => Status::as_str(status),
            None if self.record.is_waiting => "Waiting",
            None => "Running",
        }
    }

    /// How long it took, in microseconds, once it has ended.
    pub fn micros(&self) -> Option<u64> {
        self.record.ended_at.map(|ended: Timestamp| ended.micros_since(self.record.started_at))
    }
}
