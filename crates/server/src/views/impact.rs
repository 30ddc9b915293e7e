//! What a change of connections, or of a flow, does to whose identity flows use.

use app::connections::{
    impact::{ActionImpact as Action, Asked, FlowImpact as Flow, Impact},
    reauthenticate::Reauthenticated as SignedInAnew,
    replace::Replaced as Done,
    uses::{FlowUse as Use, ReferenceUse as Reference, Uses},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    Instant,
    connection::ConnectionView,
    flow::{FlowDetail, IdentityView, ReferenceUse},
    principal::PrincipalChip,
    reference::ConnectionReferenceView,
    words::{Reauthentication, RunStatus},
};
use crate::extract::Base;

/// How a change of identities is asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AskedParams {
    /// Only say what it would do.
    #[serde(default)]
    dry_run: bool,
    /// The impact that a dry run named, if only that one is wanted: where it would be another by now, nothing is changed.
    impact: Option<String>,
}

impl From<AskedParams> for Asked {
    fn from(params: AskedParams) -> Self {
        Self { dry_run: params.dry_run, impact: params.impact }
    }
}

/// Whose identity one action uses before and after a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActionImpact {
    #[serde(flatten)]
    after: IdentityView,
    /// What it uses now, in one sentence; absent for an action that is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    acted_as: Option<String>,
    /// Who that is, where it is known before the flow runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    former: Option<PrincipalChip>,
}

impl From<Action> for ActionImpact {
    fn from(action: Action) -> Self {
        let (acted_as, former) = action.before.unzip();
        Self { after: action.after.into(), acted_as, former: former.flatten().map(PrincipalChip::from) }
    }
}

/// What a change does to one flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FlowImpact {
    /// The flow's id.
    id: Uuid,
    /// What people read.
    name: String,
    /// The version that is affected: the current one.
    version: u32,
    /// Whether it is on.
    on: bool,
    /// How many of its runs are under way. Their next actions find the change made.
    under_way: i64,
    /// The actions whose connection or identity is another.
    actions: Vec<ActionImpact>,
    /// What keeps it from working afterwards, a sentence each.
    needs: Vec<String>,
}

impl From<Flow> for FlowImpact {
    fn from(flow: Flow) -> Self {
        Self {
            id: flow.id.0,
            name: flow.name,
            version: flow.version,
            on: flow.is_on,
            under_way: flow.under_way,
            actions: flow.actions.into_iter().map(ActionImpact::from).collect(),
            needs: flow.needs,
        }
    }
}

/// What a change of connections, or of a flow, does.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ImpactView {
    /// The flows that it changes, as far as the caller may see inside, by name.
    flows: Vec<FlowImpact>,
    /// How many further flows it reaches.
    others: usize,
    /// Whose identity actions no longer use.
    loses: Vec<PrincipalChip>,
    /// Whose identity actions use from then on.
    gains: Vec<PrincipalChip>,
    /// Stands for all of this: asking with it makes sure that exactly this is done.
    digest: String,
}

impl From<Impact> for ImpactView {
    fn from(impact: Impact) -> Self {
        Self {
            flows: impact.flows.into_iter().map(FlowImpact::from).collect(),
            others: impact.others,
            loses: impact.loses.into_iter().map(PrincipalChip::from).collect(),
            gains: impact.gains.into_iter().map(PrincipalChip::from).collect(),
            digest: impact.digest,
        }
    }
}

/// A flow that was saved, or would be.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct SavedFlow {
    #[serde(flatten)]
    flow: FlowDetail,
    /// Whose identities its actions use then, and used before.
    impact: ImpactView,
}

impl SavedFlow {
    pub(crate) fn new(saved: app::flows::Saved, base: &Base) -> Self {
        Self { flow: FlowDetail::new(saved.detail, base), impact: saved.impact.into() }
    }
}

/// What swapping a connection of a flow has done, or would do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct SwapReport {
    /// All references of the flow afterwards.
    value: Vec<ReferenceUse>,
    /// What changes.
    impact: ImpactView,
    /// The connection that the flow had chosen before, or null: choosing that again undoes the swap.
    undo: Option<Uuid>,
}

impl From<app::flows::Swapped> for SwapReport {
    fn from(swapped: app::flows::Swapped) -> Self {
        Self {
            value: swapped.references.into_iter().map(ReferenceUse::from).collect(),
            impact: swapped.impact.into(),
            undo: swapped.undo.map(|id| id.0),
        }
    }
}

/// What binding a connection reference has done, or would do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct BindReport {
    #[serde(flatten)]
    reference: ConnectionReferenceView,
    /// What changes.
    impact: ImpactView,
    /// What the reference was bound to before, or null: binding it to that again undoes this.
    undo: Option<Uuid>,
}

impl From<app::references::Bound> for BindReport {
    fn from(bound: app::references::Bound) -> Self {
        Self { reference: bound.reference.into(), impact: bound.impact.into(), undo: bound.undo.map(|id| id.0) }
    }
}

/// What signing in anew has done, or would do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct Reauthenticated {
    /// How it repairs what uses the connection.
    how: Reauthentication,
    /// The connection that is used from then on.
    connection: ConnectionView,
    /// What changes.
    impact: ImpactView,
    /// How many flows go on using the former connection as it was.
    left: usize,
}

impl From<SignedInAnew> for Reauthenticated {
    fn from(done: SignedInAnew) -> Self {
        Self { how: done.how.into(), connection: done.connection.into(), impact: done.impact.into(), left: done.left }
    }
}

/// What using another connection has done, or would do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct Replaced {
    /// What changes.
    impact: ImpactView,
    /// The references that are bound to the other connection now.
    references: Vec<String>,
    /// How many flows go on using the former connection, because the caller may not swap theirs.
    left: usize,
}

impl From<Done> for Replaced {
    fn from(done: Done) -> Self {
        Self { impact: done.impact.into(), references: done.references, left: done.left }
    }
}

/// A connection reference that is bound to a connection.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BoundReference {
    /// Its name in files.
    logical_name: String,
    /// What people read.
    display_name: String,
    /// How many flows use the reference, those with a choice of their own included.
    flows: usize,
}

impl From<Reference> for BoundReference {
    fn from(reference: Reference) -> Self {
        Self { logical_name: reference.logical_name, display_name: reference.display_name, flows: reference.flows }
    }
}

/// The newest run of a flow that uses a connection.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewestRun {
    /// Its id.
    id: Uuid,
    /// Where it stands.
    status: RunStatus,
    /// When it was accepted.
    started_at: Instant,
}

/// A flow that uses a connection.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FlowUse {
    /// The flow's id.
    id: Uuid,
    /// What people read.
    name: String,
    /// The version that uses it: the current one.
    version: u32,
    /// Whether it is on.
    on: bool,
    /// The solution that it came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    solution: Option<String>,
    /// The aliases that it is used for.
    keys: Vec<String>,
    /// Whether the flow's trigger uses it.
    trigger: bool,
    /// The actions that use it, and whose identity each will use.
    actions: Vec<IdentityView>,
    /// When the clock starts the flow next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_firing: Option<Instant>,
    /// The flow's newest run.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_run: Option<NewestRun>,
    /// How many of its runs are under way.
    under_way: i64,
}

impl From<Use> for FlowUse {
    fn from(used: Use) -> Self {
        let last_run = used.last_run.map(|(id, status, started_at)| NewestRun {
            id: id.0,
            status: status.into(),
            started_at: started_at.into(),
        });
        Self {
            id: used.id.0,
            name: used.name,
            version: used.version,
            on: used.is_on,
            solution: used.solution,
            keys: used.keys,
            trigger: used.trigger,
            actions: used.actions.into_iter().map(IdentityView::from).collect(),
            next_firing: used.next_firing.map(Instant::from),
            last_run,
            under_way: used.under_way,
        }
    }
}

/// Everything that uses a connection.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ConnectionUses {
    /// The references that are bound to it, for those who may see components.
    references: Vec<BoundReference>,
    /// The flows that the caller may see inside, by name.
    flows: Vec<FlowUse>,
    /// How many further flows use it.
    others: usize,
}

impl From<Uses> for ConnectionUses {
    fn from(uses: Uses) -> Self {
        Self {
            references: uses.references.into_iter().map(BoundReference::from).collect(),
            flows: uses.flows.into_iter().map(FlowUse::from).collect(),
            others: uses.others,
        }
    }
}
