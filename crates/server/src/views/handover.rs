//! Hand-over plans.

use std::collections::BTreeMap;

use app::handover::{
    Assignment, Because, HandoverView as Plan, NewHandover as NewPlan, RowView as Row, Rule, Target,
    apply::{Applied, undoable_until},
    plan::{Choice as NewChoice, Content, NewRule, NewTarget},
    simulate::Expected,
    slot::Slot,
};
use model::{ConnectionId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Instant,
    connection::ConnectionView,
    principal::PrincipalChip,
    words::{HandoverAnswer, HandoverStatus},
};

/// What kind of thing resolves to a leaver.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum HandoverThing {
    /// The primary ownership of a flow.
    PrimaryOwner,
    /// A share of a flow.
    Grant,
    /// A connection reference that is bound to a connection of the leaver.
    Reference,
    /// A key of a flow for which the flow itself chose a connection of the leaver.
    FlowConnection,
    /// Who let a flow use a connection.
    Admission,
    /// Rights on somebody else's connection.
    ConnectionGrant,
    /// The membership of an environment.
    Member,
    /// A security role.
    SecurityRole,
    /// The membership of a group.
    GroupMember,
    /// Answering for a service account.
    Sponsor,
    /// An API token.
    Token,
}

impl From<&Slot> for HandoverThing {
    fn from(slot: &Slot) -> Self {
        match slot {
            Slot::PrimaryOwner { .. } => Self::PrimaryOwner,
            Slot::Grant { .. } => Self::Grant,
            Slot::Reference { .. } => Self::Reference,
            Slot::FlowConnection { .. } => Self::FlowConnection,
            Slot::Admission { .. } => Self::Admission,
            Slot::ConnectionGrant { .. } => Self::ConnectionGrant,
            Slot::Member { .. } => Self::Member,
            Slot::SecurityRole { .. } => Self::SecurityRole,
            Slot::GroupMember { .. } => Self::GroupMember,
            Slot::Sponsor { .. } => Self::Sponsor,
            Slot::Token { .. } => Self::Token,
        }
    }
}

/// What becomes of a thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum HandoverDo {
    /// Somebody gets it; where a connection is bound, that principal's connection is bound instead.
    Give,
    /// Another connection is bound.
    Bind,
    /// It ends.
    End,
    /// It stays with the leaver, for a reason.
    Keep,
    /// Nobody has said. It cannot be asked for.
    Undecided,
}

/// One thing that resolves to a leaver, and what becomes of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HandoverRow {
    /// Names the row: the same thing has the same id in each version.
    id: String,
    /// What it is.
    thing: HandoverThing,
    /// The flow, reference, role, group or token by name.
    name: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<String>,
    /// Whose it is.
    leaver: PrincipalChip,
    /// What the connection that is bound is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    connector: Option<String>,
    /// What becomes of it.
    action: HandoverDo,
    /// Who gets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<PrincipalChip>,
    /// The connection that is bound instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<ConnectionView>,
    /// Why it stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Whether this was chosen for the row, rather than what a rule says or what is usual.
    chosen: bool,
    /// Why it cannot happen yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

impl From<Row> for HandoverRow {
    fn from(view: Row) -> Self {
        let (action, reason) = match view.row.assignment {
            Assignment::Give { .. } => (HandoverDo::Give, None),
            Assignment::Bind { .. } => (HandoverDo::Bind, None),
            Assignment::End => (HandoverDo::End, None),
            Assignment::Keep { reason } => (HandoverDo::Keep, Some(reason)),
            Assignment::Undecided => (HandoverDo::Undecided, None),
        };
        Self {
            thing: HandoverThing::from(&view.row.slot),
            id: view.row.id,
            name: view.row.name,
            environment: view.environment,
            leaver: view.leaver.into(),
            connector: view.connector.map(|connector| connector.to_string()),
            action,
            to: view.to.map(PrincipalChip::from),
            connection: view.connection.map(ConnectionView::from),
            reason,
            chosen: view.row.because == Because::Chosen,
            problem: view.problem,
        }
    }
}

/// Whom a rule names.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum HandoverBy {
    /// The principal in `to`; of a group, the active user who has the fewest flows.
    #[default]
    Principal,
    /// An active co-owner of the flow.
    CoOwner,
    /// Whom the leaver reports to.
    Manager,
}

/// Who gets what; the first rule that fits a thing decides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct HandoverRule {
    /// Whom it names.
    #[serde(default)]
    by: HandoverBy,
    /// The principal, by id or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// Only for flows of this solution.
    #[serde(skip_serializing_if = "Option::is_none")]
    solution: Option<String>,
}

/// A failure that is expected after the plan and that may be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct HandoverWaiver {
    /// Names the failure, as the simulation does.
    failure: String,
    /// Why it may be.
    reason: String,
}

/// What somebody answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HandoverAnswerView {
    /// Who.
    principal: PrincipalChip,
    /// What.
    answer: HandoverAnswer,
    /// When.
    at: Instant,
}

/// A hand-over plan.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HandoverView {
    /// Its id.
    pub(crate) id: Uuid,
    /// What people read.
    name: String,
    /// Where it stands.
    status: HandoverStatus,
    /// Whose rights it is applied with.
    author: PrincipalChip,
    /// Who leaves.
    leavers: Vec<PrincipalChip>,
    /// The only environment that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<String>,
    /// The number of its newest version.
    version: u32,
    /// SHA-256 of the newest version, in hexadecimal.
    digest: String,
    /// Who gets what.
    rules: Vec<HandoverRule>,
    /// Failures that may be.
    waivers: Vec<HandoverWaiver>,
    /// What resolves to the leavers; those that concern the caller, if the caller only gets something.
    rows: Vec<HandoverRow>,
    /// What was answered to the newest version.
    answers: Vec<HandoverAnswerView>,
    /// Who gets something and has not accepted.
    awaited: Vec<PrincipalChip>,
    /// When it is to be applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<Instant>,
    /// Why it could not be applied when its time had come, or who declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// When it was made.
    created_at: Instant,
    /// When it was applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    applied_at: Option<Instant>,
    /// Until when it can be undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    undo_until: Option<Instant>,
    /// Whether the caller may change, apply and undo it.
    may_write: bool,
    /// Whether the caller may approve it.
    may_approve: bool,
}

impl From<Plan> for HandoverView {
    fn from(view: Plan) -> Self {
        let undo_until = undoable_until(&view).map(Instant::from);
        let named = |id| view.named.iter().find(|chip| chip.id == id).map(|chip| chip.name.clone());
        let rule = |rule: &Rule| {
            let (by, to) = match rule.to {
                Target::Principal(id) => (HandoverBy::Principal, named(id)),
                Target::CoOwner => (HandoverBy::CoOwner, None),
                Target::Manager => (HandoverBy::Manager, None),
            };
            HandoverRule { by, to, solution: rule.solution.clone() }
        };
        let rules = view.rules.iter().map(rule).collect();
        let answers = view.answers.into_iter().map(|(principal, answer, at)| HandoverAnswerView {
            principal: principal.into(),
            answer: answer.into(),
            at: at.into(),
        });
        let waivers = view.waivers.into_iter();
        Self {
            id: view.plan.id.0,
            name: view.plan.name,
            status: view.plan.status.into(),
            author: view.author.into(),
            leavers: view.leavers.into_iter().map(PrincipalChip::from).collect(),
            environment: view.environment,
            version: view.plan.version,
            digest: app::audit::hex(&view.digest),
            rules,
            waivers: waivers.map(|it| HandoverWaiver { failure: it.failure, reason: it.reason }).collect(),
            rows: view.rows.into_iter().map(HandoverRow::from).collect(),
            answers: answers.collect(),
            awaited: view.awaited.into_iter().map(PrincipalChip::from).collect(),
            due_at: view.plan.due_at.map(Instant::from),
            problem: view.plan.problem,
            created_at: view.plan.created_at.into(),
            applied_at: view.plan.applied_at.map(Instant::from),
            undo_until,
            may_write: view.may_write,
            may_approve: view.may_approve,
        }
    }
}

/// What becomes of one row.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct HandoverChoice {
    /// The row's id.
    row: String,
    /// What becomes of it.
    action: HandoverDo,
    /// With `give`: who gets it, by id or name.
    to: Option<String>,
    /// With `bind`: the connection.
    connection: Option<Uuid>,
    /// With `keep`: why it stays.
    reason: Option<String>,
}

/// What a draft says.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct HandoverContent {
    /// What people read; absent leaves it.
    name: Option<String>,
    /// Who gets what.
    #[serde(default)]
    rules: Vec<HandoverRule>,
    /// What was chosen for single rows.
    #[serde(default)]
    choices: Vec<HandoverChoice>,
    /// Failures that may be.
    #[serde(default)]
    waivers: Vec<HandoverWaiver>,
}

impl HandoverContent {
    /// The name and what it says.
    pub(crate) fn into_parts(self) -> (Option<String>, Content) {
        let choice = |it: HandoverChoice| {
            let chosen = match it.action {
                HandoverDo::Give => NewChoice::Give(it.to.unwrap_or_default()),
                HandoverDo::Bind => NewChoice::Bind(ConnectionId(it.connection.unwrap_or_default())),
                HandoverDo::End => NewChoice::End,
                HandoverDo::Keep => NewChoice::Keep(it.reason.unwrap_or_default()),
                HandoverDo::Undecided => return None,
            };
            Some((it.row, chosen))
        };
        let rule = |rule: HandoverRule| NewRule {
            to: match rule.by {
                HandoverBy::Principal => NewTarget::Principal(rule.to.unwrap_or_default()),
                HandoverBy::CoOwner => NewTarget::CoOwner,
                HandoverBy::Manager => NewTarget::Manager,
            },
            solution: rule.solution,
        };
        let rules = self.rules.into_iter().map(rule);
        let choices: BTreeMap<_, _> = self.choices.into_iter().filter_map(choice).collect();
        let waivers = self
            .waivers
            .into_iter()
            .map(|it| app::handover::Waiver { failure: it.failure, reason: it.reason })
            .collect();
        (self.name, Content { rules: rules.collect(), choices, waivers })
    }
}

/// What makes a plan.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewHandover {
    /// Who leaves, by id or name.
    leavers: Vec<String>,
    /// The only environment that it is about; absent is the whole installation.
    environment: Option<String>,
    /// What it says; the leavers' names, where it has no name.
    #[serde(default)]
    content: HandoverContent,
    /// Answers what the plan would be, and stores nothing.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

impl From<NewHandover> for NewPlan {
    fn from(new: NewHandover) -> Self {
        let (name, content) = new.content.into_parts();
        Self { name: name.unwrap_or_default(), leavers: new.leavers, environment: new.environment, content }
    }
}

/// When a plan is applied.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct HandoverApply {
    /// When; absent is now.
    #[schema(format = DateTime)]
    pub(crate) at: Option<String>,
    /// Answers what would happen, and changes nothing.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

impl HandoverApply {
    /// The instant, if one is given.
    ///
    /// # Errors
    /// It is not one.
    pub(crate) fn instant(&self) -> Result<Option<Timestamp>, app::AppError> {
        let wrong = |_| app::AppError::invalid("The time is not an instant like 2026-11-22T10:00:00Z.").at("at");
        self.at.as_deref().map(|at| at.parse().map_err(wrong)).transpose()
    }
}

/// Whether something is only tried.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct HandoverUndo {
    /// Answers what would happen, and changes nothing.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// Why somebody declines.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct HandoverDecline {
    /// The reason.
    pub(crate) reason: String,
}

/// Something that was left as it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HandoverLeft {
    /// What.
    name: String,
    /// Why.
    why: String,
}

/// A failure that is expected after a plan.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HandoverFailure {
    /// Names it for a waiver.
    id: String,
    /// The environment's name.
    environment: String,
    /// The flow's id.
    flow: Uuid,
    /// The flow's name.
    flow_name: String,
    /// The action.
    action: String,
    /// What the run's history would say.
    message: String,
    /// Why it may be, if somebody answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<String>,
}

impl From<Expected> for HandoverFailure {
    fn from(Expected { id, failing, waived }: Expected) -> Self {
        Self {
            id,
            environment: failing.environment,
            flow: failing.flow.1.0,
            flow_name: failing.flow_name,
            action: failing.action,
            message: failing.message,
            waived,
        }
    }
}

/// A plan, and what was done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HandoverDone {
    /// The plan.
    plan: HandoverView,
    /// How many places were changed.
    changed: usize,
    /// What was left as it is.
    left: Vec<HandoverLeft>,
}

impl From<Applied> for HandoverDone {
    fn from((plan, done): Applied) -> Self {
        let left = done.left.into_iter().map(|left| HandoverLeft { name: left.name, why: left.why });
        Self { plan: plan.into(), changed: done.changes.len(), left: left.collect() }
    }
}
