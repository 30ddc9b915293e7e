//! Writing plans, and seeing them.

use std::collections::{BTreeMap, HashMap};

use access::TenantAction;
use model::{ConnectionId, ConnectorName, HandoverAnswer, HandoverId, HandoverStatus, PrincipalKind, Timestamp};
use serde_json::json;
use store::{
    Tx, connections, environments, handovers,
    handovers::{StoredHandover, StoredVersion},
    principals,
};

use super::{
    Assignment, Document, Plan, Row, Rule, Target, Waiver, administers, assign, author, gets_something, load, no_such,
    object, perform::blockers, ready, receivers, require, to_write, wrong_state,
};
use crate::{
    AppError, Op, Steward,
    connections::{ConnectionView, brief},
    directory::{Chip, People},
    lookup,
    principals::named,
};

/// How many leavers a plan has at most.
const MOST_LEAVERS: usize = 100;

/// What makes a plan.
#[derive(Clone, Debug, Default)]
pub struct NewHandover {
    /// What people read; blank takes the leavers' names.
    pub name: String,
    /// Who leaves, by id or name.
    pub leavers: Vec<String>,
    /// The only environment that it is about.
    pub environment: Option<String>,
    /// Who gets what.
    pub content: Content,
}

/// What can be changed in a draft.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Who gets what; the first rule that fits decides.
    pub rules: Vec<NewRule>,
    /// What was chosen for single rows, by their ids.
    pub choices: BTreeMap<String, Choice>,
    /// Failures that may be.
    pub waivers: Vec<Waiver>,
}

/// Who gets what, as a caller says it.
#[derive(Clone, Debug)]
pub struct NewRule {
    /// Only for flows of this solution; else for everything.
    pub solution: Option<String>,
    /// Who.
    pub to: NewTarget,
}

/// Whom a rule names, as a caller says it.
#[derive(Clone, Debug)]
pub enum NewTarget {
    /// A principal, by id or name.
    Principal(String),
    /// An active co-owner of the flow.
    CoOwner,
    /// Whom the leaver reports to.
    Manager,
}

/// What becomes of a row, as a caller says it.
#[derive(Clone, Debug)]
pub enum Choice {
    /// A principal, by id or name, gets it.
    Give(String),
    /// Another connection is bound.
    Bind(ConnectionId),
    /// It ends.
    End,
    /// It stays, for a reason.
    Keep(String),
}

/// A row as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowView {
    /// The row.
    pub row: Row,
    /// Whose it is.
    pub leaver: Chip,
    /// Where, by name.
    pub environment: Option<String>,
    /// What the connection that is bound is for.
    pub connector: Option<ConnectorName>,
    /// Who gets it.
    pub to: Option<Chip>,
    /// The connection that is chosen for it.
    pub connection: Option<ConnectionView>,
    /// Why it cannot happen yet.
    pub problem: Option<String>,
}

/// A plan as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HandoverView {
    /// The plan.
    pub plan: StoredHandover,
    /// Whose rights it is applied with.
    pub author: Chip,
    /// Who leaves.
    pub leavers: Vec<Chip>,
    /// The only environment that it is about, by name.
    pub environment: Option<String>,
    /// Who gets what.
    pub rules: Vec<Rule>,
    /// Everybody whom the rules name.
    pub named: Vec<Chip>,
    /// Failures that may be.
    pub waivers: Vec<Waiver>,
    /// The rows; those that concern the caller, if he only gets something.
    pub rows: Vec<RowView>,
    /// SHA-256 of the newest version.
    pub digest: Vec<u8>,
    /// What was answered to it.
    pub answers: Vec<(Chip, HandoverAnswer, Timestamp)>,
    /// Who gets something and has not accepted.
    pub awaited: Vec<Chip>,
    /// Whether the caller may change, apply and undo it.
    pub may_write: bool,
    /// Whether the caller may approve it.
    pub may_approve: bool,
}

/// The plans that the caller may write or gets something in, newest first.
///
/// # Errors
/// The store's.
pub async fn list(steward: &Steward, op: &Op) -> Result<Vec<HandoverView>, AppError> {
    let op = op.clone();
    steward
        .read(move |_, tx| {
            let mut views = Vec::new();
            for stored in handovers::list(tx)? {
                let plan = load(tx, stored.id)?;
                if may_know(tx, &op, &plan)? {
                    views.push(view(tx, &op, plan)?);
                }
            }
            Ok(views)
        })
        .await
}

/// One plan.
///
/// # Errors
/// The caller may not know of it.
pub async fn get(steward: &Steward, op: &Op, id: HandoverId) -> Result<HandoverView, AppError> {
    let op = op.clone();
    steward
        .read(move |_, tx| {
            let plan = load(tx, id)?;
            if !may_know(tx, &op, &plan)? {
                return Err(no_such(id));
            }
            view(tx, &op, plan)
        })
        .await
}

/// Makes a draft. With `dry_run` nothing is stored.
///
/// # Errors
/// The caller may hand over neither for the leavers nor for the environment, or something named is not there.
pub async fn create(steward: &Steward, op: &Op, new: NewHandover, dry_run: bool) -> Result<HandoverView, AppError> {
    let work = move |_: &Steward, tx: &mut Tx<'_>, op: &Op, change: &mut crate::change::Change| {
        let mut leavers = Vec::new();
        for name in &new.leavers {
            let leaver = named(tx, name)?;
            if leaver.kind == PrincipalKind::Group {
                return Err(AppError::invalid("A group does not leave; its members do.").at("leavers"));
            }
            if !leavers.contains(&leaver.id) {
                leavers.push(leaver.id);
            }
        }
        let environment = match &new.environment {
            Some(name) => Some(lookup::environment::<lookup::Enter>(tx, op, name)?.id()),
            None => None,
        };
        require(tx, op, &leavers, environment)?;
        if leavers.is_empty() || leavers.len() > MOST_LEAVERS {
            let message = format!("A hand-over plan has 1 to {MOST_LEAVERS} leavers.");
            return Err(AppError::invalid(message).at("leavers"));
        }
        let document = content(tx, op, Document::new(leavers, environment), new.content)?;
        let name = match new.name.trim() {
            "" => format!("Hand-over of {}", new.leavers.join(", ")),
            name => name.to_owned(),
        };
        let stored = StoredHandover {
            id: HandoverId::new(),
            name: name.chars().take(200).collect(),
            author: op.id(),
            status: HandoverStatus::Draft,
            version: 1,
            due_at: None,
            problem: None,
            created_at: op.at,
            applied_at: None,
        };
        change.of(environment, object(stored.id), json!({"name": stored.name, "rows": document.rows.len()}));
        store_version(tx, op, stored, document)
    };
    if dry_run {
        return steward.rehearse(op, "handover.create", work).await;
    }
    steward.change(op, "handover.create", work).await
}

/// Changes a draft, and lists anew what resolves to its leavers. Whoever changes it is its author from then on: it happens with the
/// rights of who wrote it last.
///
/// # Errors
/// The caller may not, or the plan is no draft.
pub async fn update(
    steward: &Steward,
    op: &Op,
    id: HandoverId,
    name: Option<String>,
    new: Content,
) -> Result<HandoverView, AppError> {
    steward
        .change(op, "handover.update", move |_, tx, op, change| {
            let Plan { mut stored, document, .. } = to_write(tx, op, id)?;
            if stored.status != HandoverStatus::Draft {
                return Err(wrong_state(&stored, "changed").with_hint("Withdraw it first; it is a draft again then."));
            }
            let (leavers, environment) = (document.leavers, document.environment);
            let document = content(tx, op, Document::new(leavers, environment), new)?;
            if let Some(name) = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()) {
                stored.name = name.chars().take(200).collect();
            }
            stored.version += 1;
            stored.author = op.id();
            let detail = json!({"name": stored.name, "version": stored.version, "rows": document.rows.len()});
            change.of(environment, object(id), detail);
            store_version(tx, op, stored, document)
        })
        .await
}

/// Deletes a draft.
///
/// # Errors
/// The caller may not, or the plan is no draft.
pub async fn delete(steward: &Steward, op: &Op, id: HandoverId) -> Result<(), AppError> {
    steward
        .change(op, "handover.delete", move |_, tx, op, change| {
            let plan = to_write(tx, op, id)?;
            if plan.stored.status != HandoverStatus::Draft {
                return Err(wrong_state(&plan.stored, "deleted").with_hint("Withdraw it first."));
            }
            handovers::delete(tx, id)?;
            change.of(plan.document.environment, object(id), json!({"name": plan.stored.name}));
            Ok(())
        })
        .await
}

fn content(tx: &mut Tx<'_>, op: &Op, empty: Document, new: Content) -> Result<Document, AppError> {
    let Content { rules, choices, waivers } = new;
    for (at, waiver) in waivers.iter().enumerate() {
        if waiver.reason.trim().is_empty() {
            return Err(AppError::invalid("A waiver says why the failure may be.").at(format!("waivers/{at}/reason")));
        }
    }
    let mut chosen = BTreeMap::new();
    for (row, choice) in choices {
        let assignment = match choice {
            Choice::Give(to) => Assignment::Give { to: named(tx, &to)?.id },
            Choice::Bind(connection) => Assignment::Bind { connection },
            Choice::End => Assignment::End,
            Choice::Keep(reason) if reason.trim().is_empty() => {
                let why = AppError::invalid("What stays with a leaver says why.");
                return Err(why.at(format!("choices/{row}/reason")));
            }
            Choice::Keep(reason) => Assignment::Keep { reason },
        };
        chosen.insert(row, assignment);
    }
    let mut ruled = Vec::new();
    for NewRule { solution, to } in rules {
        let to = match to {
            NewTarget::Principal(name) => Target::Principal(named(tx, &name)?.id),
            NewTarget::CoOwner => Target::CoOwner,
            NewTarget::Manager => Target::Manager,
        };
        ruled.push(Rule { solution, to });
    }
    assign::fill(tx, op, Document { rules: ruled, choices: chosen, waivers, ..empty })
}

fn store_version(
    tx: &mut Tx<'_>,
    op: &Op,
    stored: StoredHandover,
    document: Document,
) -> Result<HandoverView, AppError> {
    let (text, digest) = document.stored()?;
    let version = StoredVersion {
        number: stored.version,
        document: text,
        digest: digest.clone(),
        made_by: op.id(),
        made_at: op.at,
    };
    handovers::put(tx, &stored)?;
    handovers::add_version(tx, stored.id, &version)?;
    view(tx, op, Plan { stored, document, digest })
}

fn may_know(tx: &mut Tx<'_>, op: &Op, plan: &Plan) -> Result<bool, AppError> {
    let sees_all = lookup::tenant(op, TenantAction::SeeContinuity).is_ok();
    if sees_all || require(tx, op, &plan.document.leavers, plan.document.environment).is_ok() {
        return Ok(true);
    }
    Ok(plan.stored.status != HandoverStatus::Draft && gets_something(tx, plan, op.id())?)
}

pub(crate) fn view(tx: &mut Tx<'_>, op: &Op, plan: Plan) -> Result<HandoverView, AppError> {
    let may_write = require(tx, op, &plan.document.leavers, plan.document.environment).is_ok();
    let sees_all = lookup::tenant(op, TenantAction::SeeContinuity).is_ok();
    let may_approve = administers(tx, op, plan.document.environment).is_ok();
    let mut people = People::at(op.at);
    let problems: HashMap<String, String> = match author(tx, &plan.stored, op.at) {
        Ok(author) if is_open(plan.stored.status) => blockers(tx, &author, &plan.document)?.into_iter().collect(),
        _ => HashMap::new(),
    };
    let mut answers = Vec::new();
    for answer in handovers::answers(tx, plan.stored.id, plan.stored.version)? {
        answers.push((people.chip(tx, answer.principal)?, answer.kind, answer.at));
    }
    let awaited = awaited(tx, &plan)?;
    let awaited = awaited.into_iter().map(|id| people.chip(tx, id)).collect::<Result<_, _>>()?;
    let leavers = plan.document.leavers.iter().map(|id| people.chip(tx, *id)).collect::<Result<_, _>>()?;
    let mut named = Vec::new();
    for rule in &plan.document.rules {
        if let Target::Principal(id) = rule.to {
            named.push(people.chip(tx, id)?);
        }
    }
    let mut rows = Vec::new();
    for row in plan.document.rows {
        let problem = problems.get(&row.id).cloned();
        let row = row_view(tx, op, &mut people, row, problem)?;
        let is_theirs = |chip: &Chip| chip.id == op.id();
        let concerns = row.to.as_ref().is_some_and(is_theirs)
            || row.connection.as_ref().is_some_and(|connection| is_theirs(&connection.owner));
        if may_write || sees_all || concerns {
            rows.push(row);
        }
    }
    let environment = plan.document.environment.map(|id| super::environment_name(tx, id)).transpose()?;
    Ok(HandoverView {
        author: people.chip(tx, plan.stored.author)?,
        plan: plan.stored,
        leavers,
        environment,
        rules: plan.document.rules,
        named,
        waivers: plan.document.waivers,
        rows,
        digest: plan.digest,
        answers,
        awaited,
        may_write,
        may_approve,
    })
}

fn is_open(status: HandoverStatus) -> bool {
    matches!(status, HandoverStatus::Draft | HandoverStatus::Approved | HandoverStatus::Scheduled)
}

/// The users who get something and have not accepted. Its author has, by writing it.
pub(crate) fn awaited(tx: &mut Tx<'_>, plan: &Plan) -> Result<Vec<model::PrincipalId>, AppError> {
    let answers = handovers::answers(tx, plan.stored.id, plan.stored.version)?;
    let mut awaited = Vec::new();
    for id in receivers(tx, plan)? {
        let has_accepted =
            answers.iter().any(|answer| answer.principal == id && answer.kind == HandoverAnswer::Accepted);
        let is_user = principals::by_id(tx, id)?.is_some_and(|it| it.kind == PrincipalKind::User);
        if is_user && !has_accepted && id != plan.stored.author {
            awaited.push(id);
        }
    }
    Ok(awaited)
}

fn row_view(
    tx: &mut Tx<'_>,
    op: &Op,
    people: &mut People,
    row: Row,
    problem: Option<String>,
) -> Result<RowView, AppError> {
    let to = match &row.assignment {
        Assignment::Give { to } => Some(people.chip(tx, *to)?),
        _ => None,
    };
    let connection = match (&row.assignment, row.environment) {
        (Assignment::Bind { connection }, Some(environment)) => connections::by_id(tx, environment, *connection)?,
        _ => None,
    };
    let environment = match row.environment {
        Some(id) => environments::by_id(tx, id)?.map(|it| it.name),
        None => None,
    };
    Ok(RowView {
        leaver: people.chip(tx, row.leaver)?,
        environment,
        connector: if ready::is_binding(&row.slot) { ready::connector(tx, &row)? } else { None },
        to,
        connection: connection.map(|connection| brief(tx, people, &connection, op.at)).transpose()?,
        problem,
        row,
    })
}
