//! The off-boarding certificate: what was looked for, what was found, and a signature over both.

use access::TenantAction;
use model::{CertificateId, ErrorCode, HandoverStatus, PrincipalId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::{
    Tx, audit, certificates, certificates::StoredCertificate, connections, flows, handovers, principals, runs, sessions,
};

use super::{
    inventory::{Found, inventory},
    load, object, receivers, require,
    slot::Slot,
};
use crate::{AppError, ErrorKind, Op, Steward, audit::hex, lookup, principals::named};

/// The form in which a certificate is written.
const FORM: u32 = 1;
/// What is signed begins so, so that a signature of anything else is none of a certificate.
const SIGNED: &[u8] = b"steward certificate 1\n";
/// How many names of what was found a check lists.
const EVIDENCE: usize = 20;

/// One thing that was looked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Check {
    /// What.
    pub what: String,
    /// How many were found.
    pub count: usize,
    /// The first of them by name.
    pub evidence: Vec<String>,
    /// Whether the certificate is clean only with none of them. What is only noted stays where it is and does nothing.
    pub must_be_none: bool,
}

/// Somebody, as a certificate names them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Named {
    /// The id.
    pub id: PrincipalId,
    /// The sign-in name.
    pub name: String,
    /// What people read.
    pub display_name: String,
}

/// What a certificate says. Its JSON is what is hashed and signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Statement {
    form: u32,
    /// The certificate's id.
    pub id: CertificateId,
    /// About whom.
    pub principal: Named,
    /// Whether nothing resolves to them.
    pub clean: bool,
    /// What was looked for.
    pub checks: Vec<Check>,
    /// The number of the audit's last entry.
    pub audit_seq: i64,
    /// The hash of that entry, in hexadecimal.
    pub audit_head: String,
    /// When it was looked, as an instant in UTC.
    pub at: String,
    /// Who asked.
    pub asked_by: Named,
    /// The version of Steward that looked.
    pub version: String,
}

/// A certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Certificate {
    /// What it says.
    pub statement: Statement,
    /// The same as JSON: what is hashed and signed.
    pub text: String,
    /// SHA-256 of the text, in hexadecimal.
    pub digest: String,
    /// The signature of the text, in hexadecimal.
    pub signature: String,
}

impl Certificate {
    fn of(text: String, signature: &[u8]) -> Result<Self, AppError> {
        let statement = serde_json::from_str(&text).map_err(AppError::internal)?;
        Ok(Self { statement, digest: digest(&text), signature: hex(signature), text })
    }
}

/// Looks for everything that resolves to a principal, and signs what was found. It is issued whether it is clean or not, and says so.
///
/// # Errors
/// The caller neither administers the installation nor is the principal, or there is none.
pub async fn issue(steward: &Steward, op: &Op, name: &str) -> Result<Certificate, AppError> {
    let name = name.to_owned();
    steward
        .change(op, "certificate.issue", move |steward, tx, op, change| {
            let principal = named(tx, &name)?;
            require(tx, op, &[principal.id], None)?;
            let checks = checks(tx, op, principal.id)?;
            let last = audit::list(tx, &audit::Filter::default(), None, 1)?.pop();
            let as_named = |it: &model::Principal| Named {
                id: it.id,
                name: it.name.clone(),
                display_name: it.display_name.clone(),
            };
            let id = CertificateId::new();
            let statement = Statement {
                form: FORM,
                id,
                clean: checks.iter().all(|check| check.count == 0 || !check.must_be_none),
                principal: as_named(&principal),
                checks,
                audit_seq: last.as_ref().map_or(0, |entry| entry.seq),
                audit_head: last.map(|entry| hex(&entry.hash)).unwrap_or_default(),
                at: op.at.to_string(),
                asked_by: as_named(op.who.principal()),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            };
            let text = serde_json::to_string(&statement).map_err(AppError::internal)?;
            let signature = steward.keys().sign(&signed(&text)).to_vec();
            let stored = StoredCertificate { id, principal: principal.id, text, signature, issued_at: op.at };
            certificates::insert(tx, &stored)?;
            let certificate = Certificate::of(stored.text, &stored.signature)?;
            let detail = json!({
                "certificate": id, "name": principal.name, "clean": certificate.statement.clean, "digest": certificate.digest,
            });
            change.of(None, crate::principals::object(principal.id), detail);
            Ok(certificate)
        })
        .await
}

/// A certificate that was issued.
///
/// # Errors
/// There is none, or it is about somebody else and the caller does not administer the installation.
pub async fn get(steward: &Steward, op: &Op, id: CertificateId) -> Result<Certificate, AppError> {
    let op = op.clone();
    steward
        .read(move |_, tx| {
            let missing = || AppError::not_found(format!("certificate {id}"));
            let stored = certificates::by_id(tx, id)?.ok_or_else(missing)?;
            require(tx, &op, &[stored.principal], None).map_err(|_| missing())?;
            Certificate::of(stored.text, &stored.signature)
        })
        .await
}

/// What is right about a certificate that somebody shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verified {
    /// The text has the digest.
    pub digest: bool,
    /// This installation signed the text.
    pub signature: bool,
    /// The audit has the entry that it names. Only administrators are told.
    pub audit: Option<bool>,
}

/// Verifies a certificate: its digest, its signature, and that the audit still has what it names.
///
/// # Errors
/// The text is no certificate.
pub async fn verify(
    steward: &Steward,
    op: &Op,
    text: String,
    claimed: &str,
    signature: &str,
) -> Result<Verified, AppError> {
    let statement: Statement = serde_json::from_str(&text).map_err(|error| {
        AppError::new(ErrorKind::Invalid, ErrorCode::CertificateInvalid, format!("This is no certificate: {error}."))
            .with_hint("Show the file as it was issued.")
            .at("text")
    })?;
    let may_see = lookup::tenant(op, TenantAction::SeeAudit).is_ok();
    let has_entry = steward
        .read(move |_, tx| {
            let entry =
                audit::list(tx, &audit::Filter::default(), Some(statement.audit_seq.saturating_add(1)), 1)?.pop();
            Ok(entry.is_some_and(|it| it.seq == statement.audit_seq && hex(&it.hash) == statement.audit_head))
        })
        .await?;
    Ok(Verified {
        digest: digest(&text) == claimed,
        signature: steward.keys().has_signed(&signed(&text), &bytes(signature)),
        audit: may_see.then_some(has_entry),
    })
}

/// Signs the certificates that a former master key has signed with the one that signs now.
pub(crate) fn sign_anew(steward: &Steward, tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let mut signed_anew = 0;
    for stored in certificates::list(tx)? {
        if let Some(signature) = steward.keys().sign_anew(&signed(&stored.text), &stored.signature) {
            certificates::sign(tx, stored.id, &signature)?;
            signed_anew += 1;
        }
    }
    Ok(signed_anew)
}

/// SHA-256 of a certificate's text, in hexadecimal. Anybody can compute it without a server.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn signed(text: &str) -> Vec<u8> {
    [SIGNED, text.as_bytes()].concat()
}

/// Hexadecimal as bytes; of anything else none.
fn bytes(text: &str) -> Vec<u8> {
    let digits: Option<Vec<u8>> = text.chars().map(|it| it.to_digit(16).and_then(|it| u8::try_from(it).ok())).collect();
    digits.unwrap_or_default().chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect()
}

fn checks(tx: &mut Tx<'_>, op: &Op, who: PrincipalId) -> Result<Vec<Check>, AppError> {
    let found = inventory(tx, op, who, None)?;
    let names = |fits: fn(&Slot) -> bool| -> Vec<String> {
        found.iter().filter(|found| fits(&found.slot)).map(|found: &Found| found.name.clone()).collect()
    };
    let is_active = principals::by_id(tx, who)?.is_some_and(|it| it.is_active(op.at));
    let mut running: Vec<String> = Vec::new();
    let mut idle: Vec<String> = Vec::new();
    for connection in connections::of_owner(tx, who)? {
        let used = connections::used_by(tx, connection.environment, connection.id)?;
        if used.is_empty() {
            idle.push(connection.display_name.clone());
        }
        for used in used {
            if flows::by_key(tx, used.flow)?.is_some_and(|flow| flow.is_on) && !running.contains(&used.name) {
                running.push(used.name);
            }
        }
    }
    let live = sessions::list_of(tx, who)?.into_iter().filter(|session| session.expires_at > op.at);
    let sessions = live.map(|session| format!("since {}", session.created_at)).collect();
    let open: Vec<String> = runs::open_of(tx, who)?.into_iter().map(|run| run.to_string()).collect();
    Ok(vec![
        must_be_none("Signing in", if is_active { vec!["the account is active".to_owned()] } else { Vec::new() }),
        must_be_none("Sessions", sessions),
        must_be_none("Flows with them as the primary owner", names(|it| matches!(it, Slot::PrimaryOwner { .. }))),
        must_be_none("Flows shared with them", names(|it| matches!(it, Slot::Grant { .. }))),
        must_be_none("Flows that are on and act through their connections", running),
        must_be_none(
            "Connection references bound to their connections",
            names(|it| matches!(it, Slot::Reference { .. })),
        ),
        must_be_none("Flows that chose their connections", names(|it| matches!(it, Slot::FlowConnection { .. }))),
        must_be_none("Rights on others' connections", names(|it| matches!(it, Slot::ConnectionGrant { .. }))),
        must_be_none("Memberships of environments", names(|it| matches!(it, Slot::Member { .. }))),
        must_be_none("Security roles", names(|it| matches!(it, Slot::SecurityRole { .. }))),
        must_be_none("Memberships of groups", names(|it| matches!(it, Slot::GroupMember { .. }))),
        must_be_none("Service accounts that they answer for", names(|it| matches!(it, Slot::Sponsor { .. }))),
        must_be_none("API tokens that sign in", names(|it| matches!(it, Slot::Token { .. }))),
        must_be_none("Runs of theirs that have not ended", open),
        must_be_none("Hand-over plans that wait for them", pending(tx, who)?),
        Check { must_be_none: false, ..must_be_none("Connections of theirs that nothing uses", idle) },
    ])
}

fn must_be_none(what: &str, mut found: Vec<String>) -> Check {
    let count = found.len();
    found.truncate(EVIDENCE);
    Check { what: what.to_owned(), count, evidence: found, must_be_none: true }
}

/// Plans that are to give them something, or that are to be applied with their rights.
fn pending(tx: &mut Tx<'_>, who: PrincipalId) -> Result<Vec<String>, AppError> {
    let mut pending = Vec::new();
    for stored in handovers::list(tx)? {
        if !matches!(stored.status, HandoverStatus::Approved | HandoverStatus::Scheduled) {
            continue;
        }
        let plan = load(tx, stored.id)?;
        if stored.author == who || receivers(tx, &plan)?.contains(&who) {
            pending.push(format!("{} ({})", stored.name, object(stored.id)));
        }
    }
    Ok(pending)
}
