//! Releases.

use app::solutions::Release;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Instant,
    deployment::{DeploymentPlan, Known, PackageKey, chip},
    principal::PrincipalChip,
};

/// The record that a package was brought into an environment.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReleaseView {
    /// Its id.
    pub(crate) id: Uuid,
    /// The solution's unique name.
    solution: String,
    /// What people read.
    display_name: String,
    /// The version that it brought, or took away.
    version: String,
    /// The version that was there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// How it was carried out.
    mode: String,
    /// Whether it went back to an earlier release.
    rollback: bool,
    /// Which one.
    #[serde(skip_serializing_if = "Option::is_none")]
    rollback_of: Option<Uuid>,
    /// The package.
    package: PackageKey,
    /// The digest of the plan that was carried out.
    plan_digest: String,
    /// Who.
    by: PrincipalChip,
    /// When.
    at: Instant,
    /// What its author said about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// The promotion that asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    promotion: Option<Uuid>,
    /// Whether it is what is here now.
    current: bool,
    /// What was done. Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<DeploymentPlan>,
}

impl ReleaseView {
    /// A release, with the principals that it mentions.
    pub(crate) fn of(release: Release, known: &Known) -> Self {
        let record = release.record;
        Self {
            id: record.id.0,
            solution: record.solution,
            display_name: record.display_name,
            version: record.version,
            from: record.from,
            mode: record.mode,
            rollback: record.rollback_of.is_some(),
            rollback_of: record.rollback_of.map(|id| id.0),
            package: PackageKey { digest: record.package, size: record.size.try_into().unwrap_or_default() },
            plan_digest: record.plan_digest,
            by: chip(known, record.by),
            at: record.at.into(),
            note: record.note,
            promotion: record.promotion.map(|id| id.0),
            current: release.is_current,
            plan: release.plan.map(|plan| DeploymentPlan::of(plan, known)),
        }
    }
}

/// What would be done, or, where it was no dry run, what was.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum PlanOrRelease {
    /// What would be done.
    Plan(Box<DeploymentPlan>),
    /// What was.
    Release(Box<ReleaseView>),
}

/// Why somebody rolls back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RollbackRequest {
    /// What there is to say about it.
    pub(crate) note: Option<String>,
}
