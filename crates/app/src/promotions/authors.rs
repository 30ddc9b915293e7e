//! Who wrote what a promotion changes.

use std::collections::BTreeSet;

use model::{EnvironmentId, FlowId, FlowKey, PrincipalId, Timestamp};
use solutions::{
    Contents,
    plan::{ComponentKind, Deployment, Fate},
};
use store::{
    Tx, drift, flows, promotions, promotions::Written, solutions as installed, solutions::components::Component,
};

use crate::{AppError, solutions::components::brought};

/// What a package was made of.
pub(super) struct MadeOf {
    /// Which version each flow of the environment has.
    flows: Vec<(FlowId, FlowKey, u32)>,
    /// Who changed all else there, and when each did the last time.
    changers: Vec<(Component, PrincipalId, Timestamp)>,
}

impl MadeOf {
    /// An environment as it is now.
    pub(super) fn now(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Self, AppError> {
        let flows = flows::list(tx, environment)?.into_iter().map(|flow| (flow.id, flow.key, flow.version)).collect();
        Ok(Self { flows, changers: drift::changers(tx, environment)? })
    }

    /// Who wrote the components of a package that was made of this: each author with the last version of theirs.
    pub(super) fn written(&self, tx: &mut Tx<'_>, contents: &Contents) -> Result<Vec<Written>, AppError> {
        let mut written: Vec<Written> = Vec::new();
        for component in brought(contents) {
            let Component { kind, key } = &component;
            if kind == ComponentKind::Flow.word() {
                let same = |(id, ..): &&(FlowId, FlowKey, u32)| id.to_string() == *key;
                let Some((_, made, newest)) = self.flows.iter().find(same) else { continue };
                // Newest first, so that the first one of an author is the last that the author wrote.
                for version in flows::versions::list(tx, *made)?.iter().filter(|it| it.number <= *newest) {
                    let author = version.created_by;
                    if !written.iter().any(|it| it.component == component && it.author == author) {
                        let (component, version) = (component.clone(), version.number.into());
                        written.push(Written { component, made: made.0, author, version });
                    }
                }
                continue;
            }
            // Columns are a part of their table.
            let noted = if kind == ComponentKind::TableExtension.word() { ComponentKind::Table.word() } else { kind };
            let changers = self.changers.iter().filter(|(it, ..)| it.kind == noted && it.key == *key);
            written.extend(changers.map(|(_, author, at)| Written {
                component: component.clone(),
                made: 0,
                author: *author,
                version: at.0,
            }));
        }
        Ok(written)
    }
}

/// Who wrote what differs between the package that is at a stage and the one of a plan: the authors of the versions in between, of
/// the components that it adds or changes.
pub(super) fn authors(
    tx: &mut Tx<'_>,
    source: EnvironmentId,
    stage: EnvironmentId,
    plan: &Deployment,
) -> Result<Vec<PrincipalId>, AppError> {
    let there = installed::by_name(tx, stage, &plan.solution)?.and_then(|solution| solution.package);
    let before = there.map(|package| promotions::written(tx, &package, source)).transpose()?.unwrap_or_default();
    let changes = |component: &Component| {
        plan.components.iter().any(|it| {
            (it.kind.word(), &it.key) == (component.kind.as_str(), &component.key)
                && matches!(it.fate, Fate::Add | Fate::Change)
        })
    };
    let mut authors = BTreeSet::new();
    for Written { component, made, author, version } in promotions::written(tx, &plan.package.digest, source)? {
        let same = before.iter().filter(|it| (&it.component, it.made) == (&component, made));
        let had = same.map(|it| it.version).max();
        if changes(&component) && had.is_none_or(|had| version > had) {
            authors.insert(author);
        }
    }
    Ok(authors.into_iter().collect())
}
