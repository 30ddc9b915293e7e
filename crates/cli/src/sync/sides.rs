//! What has changed in an environment and in a repository since they were last the same.

use anyhow::Result;
use model::ErrorCode;
use solutions::{Diff, Package, Side, diff};

use super::{Environment, Git, Repository};
use crate::{failure::Failure, solution::folder};

/// A solution on both sides.
pub(super) struct Sides {
    /// As the repository has it, in the layout of a zip.
    pub(super) there: Option<Package>,
    /// As the environment has it.
    pub(super) here: Option<Package>,
    /// Whether the repository has changed since both were the same. Unknown where they never were.
    there_changed: Option<bool>,
    /// Whether the environment has changed since both were the same.
    here_changed: Option<bool>,
    /// The commit at which both were the same.
    base: Option<String>,
    /// The ref that remembers it.
    pub(super) memory: String,
}

/// What is to be done about a solution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// Both are the same.
    Same,
    /// The environment's goes to the repository.
    Push,
    /// The repository's goes to the environment.
    Pull,
    /// Both have changed.
    Conflict,
}

impl Sides {
    pub(super) fn of(
        git: &Git,
        repository: &Repository,
        environment: &Environment,
        solution: &str,
        here: Option<Package>,
    ) -> Result<Self> {
        let path = repository.path(solution);
        let memory = format!("refs/steward/{}/{solution}", environment.name);
        let head = git.commit("HEAD")?;
        let at = |commit: &str| {
            git.package(commit, &path)?.map(|it| folder::packed(&it)).transpose().map_err(anyhow::Error::from)
        };
        let there = head.as_deref().map(at).transpose()?.flatten();
        let base = git.commit(&memory)?;
        let (mut there_changed, mut here_changed) = (None, None);
        if let (Some(base), Some(head)) = (&base, &head) {
            there_changed = Some(!git.is_same(base, head, &path)?);
            here_changed = Some(!same(at(base)?.as_ref(), here.as_ref()));
        }
        Ok(Self { there, here, there_changed, here_changed, base, memory })
    }

    pub(super) fn way(&self) -> Way {
        if same(self.there.as_ref(), self.here.as_ref()) {
            return Way::Same;
        }
        match (self.there_changed, self.here_changed) {
            (Some(false), Some(_)) => Way::Push,
            (Some(true), Some(false)) => Way::Pull,
            (None, None) if self.there.is_none() => Way::Push,
            (None, None) if self.here.is_none() => Way::Pull,
            _ => Way::Conflict,
        }
    }

    /// What going from one side to the other would change, in words.
    pub(super) fn changes(&self, way: Way) -> Diff {
        let (was, is) = if way == Way::Pull { (&self.here, &self.there) } else { (&self.there, &self.here) };
        between(was.as_ref(), is.as_ref())
    }

    pub(super) fn conflict(&self, solution: &str, environment: &str) -> Failure {
        let since = match &self.base {
            Some(base) => format!("since {}", base.get(..7).unwrap_or(base)),
            None => "and they were never the same".to_owned(),
        };
        let message = format!("{solution} has changed in {environment} and in the repository {since}.");
        Failure::coded(ErrorCode::SyncConflict, message)
            .hint("Push it to a branch of its own and merge that, or let one side win with --overwrite.")
    }
}

fn same(one: Option<&Package>, other: Option<&Package>) -> bool {
    one.is_some() == other.is_some() && between(one, other).is_empty()
}

fn between(was: Option<&Package>, is: Option<&Package>) -> Diff {
    let nothing = Package::new();
    let (was, is) = (was.unwrap_or(&nothing), is.unwrap_or(&nothing));
    diff(Side::of(&was.contents().0, was), Side::of(&is.contents().0, is))
}
