//! Reading and verifying the audit log.

use access::TenantAction;
use model::{Environment, Timestamp};
use store::audit::{self, Verified};
use store::environments;

use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    lookup::{self, SeeAudit},
};

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

/// Entries newest first, before the number `before`, of one environment where one is given.
///
/// # Errors
/// The caller may not see the audit log, of that environment where one is given.
pub async fn list(
    steward: &Steward,
    op: &Op,
    environment: Option<&str>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<AuditView>, AppError> {
    let (op, environment) = (op.clone(), environment.map(str::to_owned));
    steward
        .read(move |_, tx| {
            let only = match &environment {
                None => lookup::tenant(&op, TenantAction::SeeAudit).map(|()| None)?,
                Some(name) => Some(lookup::environment::<SeeAudit>(tx, &op, name)?.id()),
            };
            let all = environments::list(tx)?;
            let mut people = People::default();
            let mut views = Vec::new();
            for stored in audit::list(tx, only, before, limit)? {
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

/// Reads the whole log and compares every hash.
///
/// # Errors
/// The caller may not see the audit log.
pub async fn verify(steward: &Steward, op: &Op) -> Result<Verified, AppError> {
    lookup::tenant(op, TenantAction::SeeAudit)?;
    steward.read(|_, tx| Ok(audit::verify(tx)?)).await
}

/// Bytes as lower case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
