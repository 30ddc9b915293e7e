//! Who wrote what a promotion changes.

use std::collections::BTreeSet;

use model::{EnvironmentId, FlowId, FlowKey, PrincipalId};
use solutions::plan::{ComponentKind, Deployment, Fate};
use store::{Tx, flows, promotions, promotions::Written, solutions as installed};

use crate::AppError;

/// Which version each flow of an environment has.
pub(super) type Versions = Vec<(FlowId, FlowKey, u32)>;

/// The versions of an environment's flows as they are now.
pub(super) fn versions(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Versions, AppError> {
    Ok(flows::list(tx, environment)?.into_iter().map(|flow| (flow.id, flow.key, flow.version)).collect())
}

/// Who wrote the flows of a package that was exported when they had these versions: each author with the last version of theirs.
pub(super) fn written(tx: &mut Tx<'_>, flows: &[FlowId], versions: &Versions) -> Result<Vec<Written>, AppError> {
    let mut written: Vec<Written> = Vec::new();
    for (flow, key, newest) in versions.iter().filter(|(flow, ..)| flows.contains(flow)) {
        // Newest first, so that the first one of an author is the last that the author wrote.
        for version in flows::versions::list(tx, *key)?.iter().filter(|version| version.number <= *newest) {
            let author = version.created_by;
            if !written.iter().any(|it| it.flow == *flow && it.author == author) {
                written.push(Written { flow: *flow, key: *key, author, version: version.number });
            }
        }
    }
    Ok(written)
}

/// Who wrote what differs between the package that is at a stage and the one of a plan: the authors of the versions in between, of
/// the flows that it adds or changes.
pub(super) fn authors(
    tx: &mut Tx<'_>,
    source: EnvironmentId,
    stage: EnvironmentId,
    plan: &Deployment,
) -> Result<Vec<PrincipalId>, AppError> {
    let there = installed::by_name(tx, stage, &plan.solution)?.and_then(|solution| solution.package);
    let before = there.map(|package| promotions::written(tx, &package, source)).transpose()?.unwrap_or_default();
    let changes = |flow: FlowId| {
        plan.components.iter().any(|it| {
            it.kind == ComponentKind::Flow
                && matches!(it.fate, Fate::Add | Fate::Change)
                && it.key.parse().is_ok_and(|key: FlowId| key == flow)
        })
    };
    let mut authors = BTreeSet::new();
    for Written { flow, key, author, version } in promotions::written(tx, &plan.package.digest, source)? {
        let had = before.iter().filter(|it| (it.flow, it.key) == (flow, key)).map(|it| it.version).max();
        if changes(flow) && had.is_none_or(|had| version > had) {
            authors.insert(author);
        }
    }
    Ok(authors.into_iter().collect())
}
