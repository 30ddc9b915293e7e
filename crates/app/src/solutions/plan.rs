//! Plans: what bringing a package into an environment would do. A plan is the apply, rehearsed and taken back, so it is exact.

use std::convert::Infallible;

use model::{ConnectionId, ErrorCode, PrincipalId, PromotionId, ReleaseId};
use serde::{Deserialize, Serialize};
use solutions::{
    Diff, Side, diff,
    envelope::Signature,
    plan::{Check, Deployment, Mode, Outcome, deployment},
};
use store::Tx;

use super::{Read, apply, connections, owners, privileges, schema, sentence, target, used, vouched};
use crate::{
    AppError, ErrorKind, Op, Steward, data_policies,
    lookup::{EnvironmentFor, ManageSolutions},
    steward::Rehearsed,
};

/// The checks that say, where they fail, that a package cannot be brought in at all.
const UNDOABLE: [&str; 3] = ["Accepted", "Installed", "Schema"];

/// How a package is brought in, and on whose behalf.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct How {
    /// How it is carried out.
    pub mode: Mode,
    /// Where the wish comes from.
    pub origin: Origin,
}

impl From<Mode> for How {
    fn from(mode: Mode) -> Self {
        Self { mode, origin: Origin::default() }
    }
}

/// Where the wish to bring a package in comes from.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Origin {
    /// The promotion that asked for it.
    pub promotion: Option<PromotionId>,
    /// What its author says about it.
    pub note: Option<String>,
    /// The release that it goes back to. Only then may the version be lower than the one here.
    pub rollback_of: Option<ReleaseId>,
}

/// A connection, as far as a plan tells.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bound {
    /// Its id.
    pub id: ConnectionId,
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub connector: String,
    /// Whose it is.
    pub owner: PrincipalId,
    /// Whether whoever made the plan may use it.
    pub usable: bool,
}

/// What bringing a package into an environment would do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// What would be done, and what was checked.
    pub deployment: Deployment,
    /// The connections that it names, and those that whoever made it may choose.
    pub connections: Vec<Bound>,
    /// Who vouches for the package.
    #[serde(default)]
    pub signature: Signature,
}

impl Plan {
    /// What is approved when this is approved.
    pub fn digest(&self) -> String {
        self.deployment.digest()
    }

    /// The connection with this id.
    pub fn connection(&self, id: ConnectionId) -> Option<&Bound> {
        self.connections.iter().find(|it| it.id == id)
    }

    /// The connections for a connector that whoever made the plan may choose.
    pub fn choices(&self, connector: &str) -> impl Iterator<Item = &Bound> {
        self.connections.iter().filter(move |it| it.usable && it.connector == connector)
    }

    /// The plan as it is kept with what was done: what else could have been chosen is nobody's business then.
    #[must_use]
    pub(super) fn carried_out(mut self) -> Self {
        let references = &self.deployment.references;
        self.connections
            .retain(|it| references.iter().any(|named| [named.before, named.binds()].contains(&Some(it.id))));
        self
    }

    /// Refuses where a check failed.
    ///
    /// # Errors
    /// All that failed, under the code of the first.
    pub fn refuse(&self) -> Result<(), AppError> {
        self.refuse_for(|_| true)
    }

    /// Refuses where it was not even rehearsed, so that nobody knows what would come of it.
    pub(super) fn refuse_undoable(&self) -> Result<(), AppError> {
        self.refuse_for(|check| UNDOABLE.contains(&&*check.code))
    }

    fn refuse_for(&self, counts: impl Fn(&Check) -> bool) -> Result<(), AppError> {
        let failed = self.deployment.checks.iter().filter(|it| it.outcome == Outcome::Fail && counts(it));
        let failed: Vec<&Check> = failed.collect();
        let Some(first) = failed.first() else { return Ok(()) };
        let all: Vec<&str> = failed.iter().map(|check| check.message.as_str()).collect();
        let code = match first.code.as_str() {
            _ if first.place.is_some() => ErrorCode::SettingsInvalid,
            "Accepted" | "Schema" | "VersionRises" => ErrorCode::SolutionConflict,
            "Signature" => ErrorCode::SignatureRefused,
            _ => ErrorCode::CheckFailed,
        };
        let message = format!("The solution cannot be imported. {}", all.join(" "));
        let error = AppError::new(ErrorKind::Invalid, code, message);
        Err(match first.place {
            Some(place) => error.at(format!("settings: {place}")),
            None => error,
        })
    }

    /// Refuses where this is not the plan that was looked at.
    pub(super) fn expect(&self, digest: Option<&str>) -> Result<(), AppError> {
        if digest.is_none_or(|digest| digest == self.digest()) {
            return Ok(());
        }
        let message = format!(
            "Bringing `{}` in would now do something else than the plan that you looked at: the environment has changed.",
            self.deployment.solution
        );
        Err(AppError::new(ErrorKind::Conflict, ErrorCode::PlanChanged, message)
            .with_hint("Make the plan again, look at it, and apply that one."))
    }
}

/// Says what bringing a package in would do, inside a transaction, in which nothing is changed by it.
///
/// # Errors
/// The package holds something that cannot be stored.
pub fn plan_in(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    read: &Read,
    how: &How,
) -> Result<Plan, AppError> {
    // Only an error takes it back.
    let rehearsed = tx.nested(|tx| {
        Err::<Infallible, _>(match carry_out(steward, tx, op, proof, read, how) {
            Ok(plan) => Rehearsed::Done(Box::new(plan)),
            Err(failed) => Rehearsed::Failed(failed),
        })
    });
    match rehearsed {
        Err(Rehearsed::Done(plan)) => Ok(*plan),
        Err(Rehearsed::Failed(failed)) => Err(failed),
        Ok(never) => match never {},
    }
}

/// Plans and does it, and checks what there is then. The plan says what was done. Where a check fails, the transaction has to be given up:
/// [`Plan::refuse`].
pub(super) fn carry_out(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    read: &Read,
    how: &How,
) -> Result<Plan, AppError> {
    let here = target::here(steward, tx, op, proof, &read.contents)?;
    let mut deployment = deployment(&read.contents, &read.settings, &here.target, how.mode);
    deployment.package = read.key();
    // What speaks against it otherwise is told beside what it would do.
    let is_doable = deployment.can_apply();
    let found = if how.mode == Mode::Uninstall {
        Diff::default()
    } else {
        diff(Side::of(&here.contents, &here.package), Side::of(&read.contents, &read.package))
    };
    deployment.changes = found.changes;
    deployment.text = found.texts.iter().map(|text| text.unified.as_str()).collect::<Vec<_>>().join("\n");
    for reason in deployment.flows.iter_mut().flat_map(|flow| &mut flow.reasons) {
        *reason = sentence(reason);
    }
    note(&mut deployment, read);
    used::elsewhere(steward, tx, op, proof, read, &mut deployment)?;
    let signature = match how.mode {
        // What leaves needs nobody to vouch for it.
        Mode::Uninstall => Signature::default(),
        _ => {
            vouched::findings(read, &mut deployment);
            vouched::drift(steward, tx, proof, op.at, &mut deployment)?;
            vouched::signature(tx, proof.id(), read, &mut deployment)?
        }
    };
    refuse_lower(&mut deployment, how);
    // What rows hold is asked while they are there.
    schema::check(tx, proof.id(), read, &here, &mut deployment)?;
    if is_doable {
        apply::apply(steward, tx, op, proof, read, &mut deployment)?;
        if how.mode != Mode::Uninstall {
            owners::check(tx, proof, op.at, &mut deployment)?;
            privileges::check(steward, tx, op, proof, read, &mut deployment)?;
            connections::check(tx, proof, op.at, &mut deployment)?;
            data_policies::check(steward, tx, proof, &mut deployment)?;
        }
    }
    if deployment.rollback {
        told_only(&mut deployment);
    }
    for check in &mut deployment.checks {
        check.message = sentence(&check.message);
    }
    Ok(Plan { deployment, connections: here.connections, signature })
}

/// What is worth knowing of the package, whatever is here.
fn note(deployment: &mut Deployment, read: &Read) {
    let doubts = read.warnings.iter().map(|warning| Check::new("Noted", Outcome::Warn, warning));
    deployment.checks.extend(doubts);
    if !read.contents.kept.is_empty() {
        let names: Vec<String> = read.contents.kept.iter().map(|kept| format!("`{}`", kept.name)).collect();
        let message = format!("kept in the package and not used here: {}", names.join(", "));
        deployment.checks.push(Check::new("Kept", Outcome::Pass, message));
    }
}

/// What people and connections of the environment lack stops a new version, and not the way back from one.
fn told_only(deployment: &mut Deployment) {
    let of_people = |check: &&mut Check| ["Owners", "Privileges", "Connections"].contains(&&*check.code);
    for check in deployment.checks.iter_mut().filter(of_people) {
        check.outcome = check.outcome.min(Outcome::Warn);
    }
}

/// A lower version is meant only where somebody goes back to a release.
fn refuse_lower(deployment: &mut Deployment, how: &How) {
    if !deployment.rollback || how.origin.rollback_of.is_some() {
        return;
    }
    let message = format!(
        "`{}` {} is installed here, and the package has the lower version {}; roll back to the release of that version instead",
        deployment.solution,
        deployment.from.as_deref().unwrap_or_default(),
        deployment.to.as_deref().unwrap_or_default()
    );
    deployment.checks.retain(|check| check.code != "VersionRises");
    deployment.checks.push(Check::new("VersionRises", Outcome::Fail, message));
}
