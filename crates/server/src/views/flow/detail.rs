//! Everything about one flow.

use app::flows::{
    FlowDetail as Detail, GrantView as Grant, IdentityView as Identity, ReferenceUseView as Use, TriggerAddress,
    VersionDetail, VersionView as Version,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use utoipa::ToSchema;
use wdl::{Diagnostic, Value};

use super::FlowView;
use crate::{
    extract::Base,
    views::{
        Instant,
        connection::ConnectionView,
        principal::PrincipalChip,
        words::{Ability, ActingRule, ConnectionMode, RunAs, Severity, Tier},
    },
};

/// A share of a flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GrantView {
    /// To whom.
    principal: PrincipalChip,
    /// What it allows.
    tier: Tier,
    /// Who shared; absent for the primary owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    granted_by: Option<PrincipalChip>,
    /// Since when.
    since: Instant,
    /// When it ends. From that moment on it counts nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<Instant>,
    /// Whether it has ended.
    ended: bool,
    /// Why it was shared.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// How many a group reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    group_size: Option<GroupSize>,
}

/// How many a group reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct GroupSize {
    /// Its direct members, groups among them.
    direct: usize,
    /// The users and service accounts in it and in the groups in it, each once.
    all: usize,
}

impl From<Grant> for GrantView {
    fn from(grant: Grant) -> Self {
        Self {
            principal: grant.principal.into(),
            tier: grant.tier.into(),
            granted_by: grant.granted_by.map(PrincipalChip::from),
            since: grant.since.into(),
            ends_at: grant.ends_at.map(Instant::from),
            ended: grant.ended,
            reason: grant.reason,
            group_size: grant.group_size.map(|size| GroupSize { direct: size.direct, all: size.all }),
        }
    }
}

/// A connection reference as a flow uses it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReferenceUse {
    /// The alias that actions name.
    key: String,
    /// The connection reference behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_name: Option<String>,
    /// What it is for.
    connector: String,
    /// How it is used.
    mode: ConnectionMode,
    /// What answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<ConnectionView>,
    /// Whether what answers is this flow's own choice, rather than what the reference is bound to.
    of_flow: bool,
    /// The actions that use it. The trigger is not among them.
    actions: Vec<String>,
}

impl From<Use> for ReferenceUse {
    fn from(view: Use) -> Self {
        Self {
            key: view.key,
            logical_name: view.logical_name,
            connector: view.connector.to_string(),
            mode: view.mode.into(),
            connection: view.connection.map(ConnectionView::from),
            of_flow: view.of_flow,
            actions: view.actions,
        }
    }
}

/// Whose identity one action will use.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IdentityView {
    /// The action.
    action: String,
    /// The key of its connection reference.
    connection_reference: String,
    /// How it uses the reference.
    mode: ConnectionMode,
    /// One sentence for people.
    acts_as: String,
    /// Who it will be, where that is known before the flow runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<PrincipalChip>,
    /// Which line of the table decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<ActingRule>,
    /// Whether that identity may do what the action does.
    ability: Ability,
    /// Why, in one sentence for people.
    #[schema(example = "Sam does not have prvCreatecontact. The smallest security role that gives it is `Sales`.")]
    because: String,
    /// The privilege that the action takes, where it is one of ours and known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "prvCreatecontact")]
    privilege: Option<String>,
    /// The smallest security role of the environment that gives it, where somebody lacks it or may lack it.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// The code that the action fails with, where it cannot run.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

impl From<Identity> for IdentityView {
    fn from(view: Identity) -> Self {
        Self {
            action: view.action,
            connection_reference: view.reference_key,
            mode: view.mode.into(),
            acts_as: view.sentence,
            principal: view.principal.map(PrincipalChip::from),
            rule: view.rule.map(ActingRule::from),
            ability: view.ability.into(),
            because: view.because,
            privilege: view.privilege,
            role: view.role,
            code: view.code,
        }
    }
}

/// Something that is wrong with a definition.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct DiagnosticView {
    /// How bad it is.
    severity: Severity,
    /// The platform's code where it has one.
    #[schema(example = "InvalidTemplate")]
    code: String,
    /// What is wrong, and the one thing to do.
    message: String,
    /// Where in the definition.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(example = "actions/Compose/inputs", required = false)]
    path: String,
    /// First byte and first byte after it, in the text at that path.
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<[usize; 2]>,
}

impl From<Diagnostic> for DiagnosticView {
    fn from(problem: Diagnostic) -> Self {
        Self {
            severity: problem.severity.into(),
            code: problem.code.to_owned(),
            message: problem.message,
            path: problem.path,
            span: problem.span.map(|span| [span.start, span.end]),
        }
    }
}

/// A version of a flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct VersionView {
    /// From 1.
    number: u32,
    /// When it was saved.
    at: Instant,
    /// By whom.
    by: PrincipalChip,
}

impl From<Version> for VersionView {
    fn from(version: Version) -> Self {
        Self { number: version.number, at: version.at.into(), by: version.by.into() }
    }
}

/// What a version of a flow holds.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct FlowVersion {
    /// From 1.
    number: u32,
    /// The JSON as it was saved.
    #[schema(value_type = serde_json::Value)]
    definition: Value,
    /// Whose identity each action would use, as its connection references are bound now.
    identities: Vec<IdentityView>,
}

impl FlowVersion {
    pub(crate) fn new(number: u32, detail: VersionDetail) -> Self {
        let identities = detail.identities.into_iter().map(IdentityView::from).collect();
        Self { number, definition: detail.definition, identities }
    }
}

/// Everything about one flow.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FlowDetail {
    #[serde(flatten)]
    pub(crate) view: FlowView,
    /// What it needs before it can be turned on; for one that is on, what will fail.
    needs: Vec<String>,
    /// Who it is shared with, the primary owner first.
    grants: Vec<GrantView>,
    /// Its connection references.
    references: Vec<ReferenceUse>,
    /// Its trigger's run as.
    #[serde(skip_serializing_if = "Option::is_none")]
    run_as: Option<RunAs>,
    /// The signed address of its request trigger: whoever has it may start the flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger_url: Option<String>,
    /// Whose identity each action will use.
    identities: Vec<IdentityView>,
    /// The JSON as it was saved.
    #[schema(value_type = serde_json::Value)]
    definition: Value,
    /// What is wrong with the definition.
    diagnostics: Vec<DiagnosticView>,
    /// Its versions, newest first.
    versions: Vec<VersionView>,
}

impl FlowDetail {
    pub(crate) fn new(detail: Detail, base: &Base) -> Self {
        Self {
            view: detail.summary.into(),
            needs: detail.needs.into_iter().map(|need| need.text).collect(),
            grants: detail.grants.into_iter().map(GrantView::from).collect(),
            references: detail.references.into_iter().map(ReferenceUse::from).collect(),
            run_as: detail.run_as.map(RunAs::from),
            trigger_url: detail.address.map(|address| trigger_url(&address, base)),
            identities: detail.identities.into_iter().map(IdentityView::from).collect(),
            definition: detail.definition,
            diagnostics: detail.diagnostics.into_iter().map(DiagnosticView::from).collect(),
            versions: detail.versions.into_iter().map(VersionView::from).collect(),
        }
    }
}

fn trigger_url(address: &TriggerAddress, base: &Base) -> String {
    let trigger = utf8_percent_encode(&address.trigger, NON_ALPHANUMERIC);
    format!("{}/triggers/{}/{trigger}{}?sig={}", base.0, address.id, address.relative_path, address.signature)
}
