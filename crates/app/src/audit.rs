//! Reading and verifying the audit log.

mod line;

use access::TenantAction;
use model::{Environment, PrincipalId, Timestamp};
pub use store::audit::{Filter, Verified};
use store::{Tx, audit, environments};
use uuid::Uuid;

use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    lookup::{self, SeeAudit},
    principals::named,
};

pub use line::{Line, Unbroken, lines, verify_line};

/// An entry of the audit log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditView {
    /// Its number, from 1 without gaps.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// Who asked; nobody is the system.
    pub actor: Option<Chip>,
    /// In which environment, by name.
    pub environment: Option<String>,
    /// What was done (`flow.share`).
    pub action: String,
    /// To what (`flow/<id>`).
    pub object: String,
    /// Particulars: a JSON object.
    pub detail: String,
    /// The hash over this entry and the one before, in hexadecimal.
    pub hash: String,
}

/// Which entries are asked for, as a caller names them. What is left blank matches all.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of this environment, by name.
    pub environment: Option<String>,
    /// Asked for by this principal, by id or name.
    pub actor: Option<String>,
    /// About this principal, or asked for by it, by id or name; or about any other thing, by id.
    pub about: Option<String>,
    /// About this object (`flow/<id>`).
    pub object: Option<String>,
    /// What was done: all of it (`flow.share`), or what comes before the dot (`flow`).
    pub action: Option<String>,
    /// At this instant or later.
    pub since: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
}

impl Wanted {
    /// What the caller may see of it.
    fn filter(&self, tx: &mut Tx<'_>, op: &Op) -> Result<Filter, AppError> {
        let environment = match &self.environment {
            None => lookup::tenant(op, TenantAction::SeeAudit).map(|()| None)?,
            Some(name) => Some(lookup::environment::<SeeAudit>(tx, op, name)?.id()),
        };
        let mut principal = |name: &str| -> Result<PrincipalId, AppError> { Ok(named(tx, name)?.id) };
        let actor = self.actor.as_deref().map(&mut principal).transpose()?;
        let about = match &self.about {
            None => None,
            // What is gone is still in the log.
            Some(name) => Some(name.parse::<Uuid>().or_else(|_| principal(name).map(|id| id.0))?),
        };
        let (object, action) = (self.object.clone(), self.action.clone());
        Ok(Filter { environment, actor, about, object, action, since: self.since, until: self.until })
    }
}

/// Entries newest first, before the number `before`.
///
/// # Errors
/// The caller may not see the audit log, of that environment where one is given; or there is no such environment or principal.
pub async fn list(
    steward: &Steward,
    op: &Op,
    wanted: Wanted,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<AuditView>, AppError> {
    let op = op.clone();
    steward
        .read(move |_, tx| {
            let filter = wanted.filter(tx, &op)?;
            let all = environments::list(tx)?;
            let mut people = People::at(op.at);
            let mut views = Vec::new();
            for stored in audit::list(tx, &filter, before, limit)? {
                let name = |it: &Environment| it.name.clone();
                let within = stored.entry.environment.and_then(|id| all.iter().find(|it| it.id == id).map(name));
                views.push(AuditView {
                    seq: stored.seq,
                    at: stored.entry.at,
                    actor: stored.entry.actor.map(|actor| people.chip(tx, actor)).transpose()?,
                    environment: within,
                    action: stored.entry.action,
                    object: stored.entry.object,
                    detail: stored.entry.detail,
                    hash: hex(&stored.hash),
                });
            }
            Ok(views)
        })
        .await
}

/// A page of the log as it is exported, oldest first, after the number `after`.
///
/// # Errors
/// As [`list`].
pub async fn export(steward: &Steward, op: &Op, wanted: Wanted, after: i64, limit: u32) -> Result<Vec<Line>, AppError> {
    let op = op.clone();
    steward
        .read(move |_, tx| {
            let filter = wanted.filter(tx, &op)?;
            lines(tx, &filter, after, limit)
        })
        .await
}

/// Reads the whole log and compares every hash, and what is recorded of runs with what it vouches for.
///
/// # Errors
/// The caller may not see the audit log.
pub async fn verify(steward: &Steward, op: &Op) -> Result<Verified, AppError> {
    lookup::tenant(op, TenantAction::SeeAudit)?;
    steward.read(|_, tx| Ok(audit::verify(tx)?)).await
}

/// Bytes as lower case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    audit::hex(bytes)
}
