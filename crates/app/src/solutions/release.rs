//! Releases: the record that a package was brought into an environment.

use model::ReleaseId;
use serde_json::{Value, json};
use solutions::plan::{Fate, Mode};
use store::{
    Tx, releases,
    releases::{Document, StoredRelease},
};

use super::{Plan, Read, plan, plan::How, vouched};
use crate::{
    AppError, Op, Steward,
    lookup::{EnvironmentFor, ManageSolutions},
    pipelines::refuse_direct,
    steward::Rehearsed,
};

/// A release, with the plan that made it where that was asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct Release {
    /// What is recorded.
    pub record: StoredRelease,
    /// Whether it is what is here now.
    pub is_current: bool,
    /// What was done.
    pub plan: Option<Plan>,
}

impl Release {
    /// What the audit log says of it.
    pub fn said(&self) -> Value {
        let Some(Plan { deployment, .. }) = &self.plan else { return json!({ "release": self.record.id }) };
        let owners = deployment.flows.iter().filter(|it| it.owners.change());
        let components = deployment.components.iter().filter(|it| it.fate != Fate::Keep);
        json!({
            "release": self.record.id,
            "mode": deployment.mode,
            "version": deployment.to,
            "from": deployment.from,
            "changesNothing": deployment.changes_nothing(),
            "package": deployment.package.digest,
            "plan": self.record.plan_digest,
            "rollbackOf": self.record.rollback_of,
            "rollsUp": deployment.rolls_up,
            "promotion": self.record.promotion,
            "note": self.record.note,
            "components": components.map(|it| format!("{} {}: {}", it.kind, it.name, it.fate.word())).collect::<Vec<_>>(),
            "references": deployment.references.iter().map(|it| json!([it.logical_name, it.binds()])).collect::<Vec<_>>(),
            "flows": deployment.flows.iter().map(|it| json!([it.id, it.on])).collect::<Vec<_>>(),
            "owners": owners.map(|it| json!([it.id, it.owners.before, it.owners.after])).collect::<Vec<_>>(),
        })
    }
}

/// Brings a package in, inside a transaction, and records the release. Where nothing would change, nothing is written but who vouches for
/// the package, and the answer is the release that is here.
///
/// # Errors
/// The environment takes solutions only through a pipeline; a check fails; or the plan is another one than the caller looked at, whose
/// digest is `expect`. Then nothing was done.
pub fn apply_in(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    read: &Read,
    how: &How,
    expect: Option<&str>,
) -> Result<Release, AppError> {
    let unique_name = read.contents.manifest.as_ref().map_or("", |manifest| &manifest.unique_name);
    if how.origin.promotion.is_none() {
        refuse_direct(tx, proof.environment(), op.at)?;
    }
    let current = current(tx, proof, unique_name)?;
    let done = tx.nested(|tx| {
        let plan = plan::carry_out(steward, tx, op, proof, read, how).map_err(Rehearsed::Failed)?;
        plan.expect(expect).and_then(|()| plan.refuse()).map_err(Rehearsed::Failed)?;
        match &current {
            Some(_) if plan.deployment.changes_nothing() => Err(Rehearsed::Done(Box::new(plan))),
            _ => Ok(plan),
        }
    });
    match (done, current) {
        (Ok(plan), _) => record(tx, op, proof, read, how, plan.carried_out()),
        (Err(Rehearsed::Done(plan)), Some(record)) => {
            vouched::keep(tx, proof.id(), read, op.at)?;
            Ok(Release { record, is_current: true, plan: Some(plan.carried_out()) })
        }
        (Err(Rehearsed::Done(_)), None) => Err(AppError::internal("nothing was compared with nothing")),
        (Err(Rehearsed::Failed(failed)), _) => Err(failed),
    }
}

/// The release of a solution that is in an environment now.
pub(super) fn current<R>(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<R>,
    unique_name: &str,
) -> Result<Option<StoredRelease>, AppError> {
    Ok(releases::newest(tx, proof.id(), unique_name)?.filter(|release| release.mode != Mode::Uninstall.word()))
}

fn record(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    read: &Read,
    how: &How,
    plan: Plan,
) -> Result<Release, AppError> {
    let deployment = &plan.deployment;
    vouched::keep(tx, proof.id(), read, op.at)?;
    let version = deployment.to.as_ref().or(deployment.from.as_ref());
    let record = StoredRelease {
        id: ReleaseId::new(),
        environment: proof.id(),
        solution: deployment.solution.clone(),
        display_name: deployment.display_name.clone(),
        version: version.cloned().unwrap_or_default(),
        from: deployment.from.clone(),
        mode: how.mode.word().to_owned(),
        rollback_of: how.origin.rollback_of,
        package: deployment.package.digest.clone(),
        size: i64::try_from(deployment.package.size).unwrap_or(i64::MAX),
        plan_digest: plan.digest(),
        by: op.id(),
        at: op.at,
        promotion: how.origin.promotion,
        note: how.origin.note.clone(),
    };
    let text = serde_json::to_string(&plan).map_err(AppError::internal)?;
    let settings = read.settings_text.clone();
    releases::insert(tx, &record, &Document { settings, plan: text.clone() })?;
    for patch in &deployment.rolls_up {
        let Some(former) = current(tx, proof, patch)? else { continue };
        let rolled_up = StoredRelease {
            id: ReleaseId::new(),
            from: Some(former.version.clone()),
            mode: Mode::Uninstall.word().to_owned(),
            rollback_of: None,
            plan_digest: record.plan_digest.clone(),
            by: record.by,
            at: record.at,
            promotion: record.promotion,
            note: Some(format!("{} {} takes its place.", record.solution, record.version)),
            ..former
        };
        releases::insert(tx, &rolled_up, &Document { settings: None, plan: text.clone() })?;
    }
    Ok(Release { is_current: how.mode != Mode::Uninstall, record, plan: Some(plan) })
}
