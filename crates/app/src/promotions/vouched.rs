//! What this installation says of the packages that go through its pipelines.

use model::{EnvironmentId, PromotionDecision};
use solutions::{
    envelope::{Approval, CheckOutcome, Provenance, join, verify},
    plan::{Check, Outcome},
};
use store::{Tx, packages, promotions, releases};

use super::plan::kept;
use crate::{AppError, Op, Steward, directory::People, pipelines::environment_of, signing_key, solutions::Read};

/// How a package came to be promoted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Came {
    /// It was exported from the pipeline's source now.
    Now(EnvironmentId),
    /// It is at the stage before.
    Through(EnvironmentId),
    /// It is that of an earlier release.
    Before,
}

/// What vouches for a package, with what the installation says: where one that it exports comes from, and at each later stage what was
/// checked and who agreed at the stage before. Of a package that came by another way it says nothing.
pub(super) fn vouched(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    read: &Read,
    came: Came,
) -> Result<Option<Vec<u8>>, AppError> {
    let digest = read.key().digest;
    let known = packages::get(tx, &digest)?.and_then(|package| package.envelope);
    let us = [signing_key::known(tx)?];
    let said = match came {
        Came::Now(source) => {
            let source = environment_of(tx, source)?;
            Some(signing_key::made(op, &source.name, &read.contents, &read.findings))
        }
        Came::Through(stage) => match verify(known.as_deref(), &digest, &us).provenance {
            Some(said) => Some(passed(tx, op, stage, said)?),
            None => None,
        },
        Came::Before => None,
    };
    let Some(said) = said else { return Ok(known) };
    let envelope = signing_key::vouch(steward, tx, &read.package, &said)?;
    Ok(join(known.as_deref(), &envelope, &digest, &us).or(known))
}

/// Adds what was checked and who agreed when a package came to a stage.
fn passed(tx: &mut Tx<'_>, op: &Op, stage: EnvironmentId, said: Provenance) -> Result<Provenance, AppError> {
    let mut said = Provenance { at: op.at.to_string(), ..said };
    let release = releases::newest(tx, stage, &said.solution)?;
    let promotion = release.and_then(|release| release.promotion);
    let promotion = promotion.map(|id| promotions::by_id(tx, id)).transpose()?.flatten();
    let Some(promotion) = promotion else { return Ok(said) };
    let name = format!("Plan of {}", environment_of(tx, stage)?.name);
    let outcome = tally(&kept(tx, &promotion)?.deployment.checks);
    said.checks.retain(|check| check.name != name);
    said.checks.push(CheckOutcome { name, outcome });
    let mut people = People::at(op.at);
    for decision in promotions::decisions(tx, promotion.id, &promotion.plan_digest)? {
        let by = people.chip(tx, decision.principal)?;
        let approval = Approval { by: format!("{} ({})", by.display_name, by.name), at: Some(decision.at.to_string()) };
        if decision.decision == PromotionDecision::Approve && !said.approvals.contains(&approval) {
            said.approvals.push(approval);
        }
    }
    Ok(said)
}

/// How many checks came out in which way, in words.
fn tally(checks: &[Check]) -> String {
    let count = |outcome| checks.iter().filter(|check| check.outcome == outcome).count();
    format!("{} pass, {} warn", count(Outcome::Pass), count(Outcome::Warn))
}
