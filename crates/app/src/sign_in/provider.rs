//! Users of providers of identities (OpenID Connect), as a provider has vouched for them.
//!
//! How a provider is spoken to, and that its answer is genuine, is the server's business; here is what an answer means. A user is known
//! by issuer and subject and never by name or mail address, which others may come to have.

use std::collections::BTreeMap;

use model::{ErrorCode, Principal, PrincipalKind, PrincipalSource, Timestamp};
use serde_json::json;
use store::{
    Secret, StoreError, Tx, principals, provider_users,
    sign_ins::{self, SignIn},
};
use uuid::Uuid;

use super::{
    Visitor, hash, random_text,
    session::{self, SignedIn},
    text_of,
};
use crate::{
    AppError, Op, Steward,
    change::{Change, Written},
    error::ErrorKind,
    lookup,
    principals::{Facts, NewPrincipal, check, named, object},
};

/// How long a browser may stay at a provider, in milliseconds.
const WAITS: i64 = 10 * 60 * 1_000;

/// Whom a provider's users are here.
#[derive(Clone, Debug)]
pub struct Admission {
    /// The provider's name.
    pub provider: String,
    /// Whether a user is made for somebody who comes for the first time.
    pub creates_users: bool,
    /// Which value of the claim makes a member of which group. Of groups that are not here nobody becomes or ceases to be a member.
    pub groups: BTreeMap<String, String>,
}

/// Somebody for whom a provider has vouched.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Who vouches.
    pub issuer: String,
    /// For whom: a text that the issuer gives to nobody else, ever.
    pub subject: String,
    /// What a new user is called.
    pub name: String,
    /// What people read.
    pub display_name: String,
    /// Mail address, which proves nothing.
    pub email: Option<String>,
    /// The values of the claim that says which groups somebody is in.
    pub groups: Vec<String>,
}

/// A sign-in at a provider. The browser keeps its token; what goes through addresses follows from that and does not lead back to it.
#[derive(Debug)]
pub struct AtProvider {
    /// What the browser keeps.
    pub token: Secret,
}

impl AtProvider {
    /// The sign-in of the token that a browser kept.
    pub fn of(token: &str) -> Self {
        Self { token: Secret::new(token) }
    }

    /// What the provider gives back to the browser, which shows that both belong together.
    pub fn state(&self) -> String {
        self.derived("state")
    }

    /// What the provider puts into what it signs, so that this cannot be used for another sign-in.
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// What shows that whoever brings the code has asked for it (PKCE, RFC 7636).
    pub fn verifier(&self) -> String {
        self.derived("verifier")
    }

    fn derived(&self, what: &str) -> String {
        text_of(&hash(&format!("{what} {}", self.token.expose_text().unwrap_or_default())))
    }
}

/// Begins a sign-in at a provider. `return_to` is the path to show afterwards.
pub async fn begin(steward: &Steward, provider: &str, return_to: &str) -> Result<AtProvider, AppError> {
    let (token, now) = (random_text()?, steward.now());
    let sign_in = SignIn::Provider { provider: provider.to_owned(), return_to: return_to.to_owned() };
    let hashed = hash(&token);
    steward
        .store()
        .write(move |tx| {
            sign_ins::delete_expired(tx, now)?;
            sign_ins::insert(tx, &hashed, &sign_in, now.plus_millis(WAITS))
        })
        .await
        .map_err(AppError::from)?;
    Ok(AtProvider { token: Secret::new(token) })
}

/// Takes the sign-in that a browser comes back with. It is taken once, whatever comes of it. Answers the path to show afterwards.
///
/// # Errors
/// No sign-in at this provider waits for that browser.
pub async fn come_back(steward: &Steward, provider: &str, token: &str) -> Result<String, AppError> {
    let (hashed, now) = (hash(token), steward.now());
    let taken = steward.store().write(move |tx| {
        let found = sign_ins::get(tx, &hashed, now)?;
        Ok::<_, StoreError>(found.filter(|_| sign_ins::delete(tx, &hashed).unwrap_or(false)))
    });
    match taken.await.map_err(AppError::from)? {
        Some(SignIn::Provider { provider: at, return_to }) if at == provider => Ok(return_to),
        _ => {
            let message = "No sign-in at this provider waits for this browser: it took too long, or has ended.";
            Err(AppError::new(ErrorKind::BadRequest, ErrorCode::ProviderRefused, message).with_hint("Sign in again."))
        }
    }
}

/// Signs in whom a provider has vouched for.
///
/// # Errors
/// There is no user for it and none may be made, or its user is disabled.
pub async fn enter(
    steward: &Steward,
    admission: &Admission,
    identity: &Identity,
    visitor: &Visitor,
) -> Result<SignedIn, AppError> {
    let (admission, identity, visitor) = (admission.clone(), identity.clone(), visitor.clone());
    let (token, at) = (random_text()?, steward.now());
    steward
        .store()
        .write(move |tx| {
            tx.one_at_a_time()?;
            let principal = match provider_users::get(tx, &identity.issuer, &identity.subject)? {
                Some(id) => principals::by_id(tx, id)?.ok_or_else(|| not_admitted("Its user is gone."))?,
                None => made(tx, &admission, &identity, at)?,
            };
            if !principal.is_active(at) {
                return Err(not_admitted(format!("The user `{}` is disabled.", principal.name)));
            }
            set_groups(tx, &admission, &identity, &principal, at)?;
            session::open(tx, principal, &token, &admission.provider, &visitor, at)
        })
        .await
}

/// Says that somebody who has a user here already is a subject of an issuer.
///
/// # Errors
/// The caller does not administer the installation, there is no such user, or the subject is somebody already.
pub async fn link(steward: &Steward, op: &Op, name: &str, issuer: &str, subject: &str) -> Result<(), AppError> {
    lookup::tenant(op, access::TenantAction::ManagePrincipals)?;
    for (path, text) in [("issuer", issuer), ("subject", subject)] {
        if text.is_empty() || text.chars().count() > 500 {
            return Err(AppError::invalid("1 to 500 characters.").at(path));
        }
    }
    let (name, issuer, subject) = (name.to_owned(), issuer.to_owned(), subject.to_owned());
    steward
        .change(op, "principal.link", move |_, tx, _, change| {
            let whose = named(tx, &name)?;
            if whose.kind != PrincipalKind::User {
                return Err(AppError::invalid(format!("`{}` is not a user and does not sign in.", whose.name)));
            }
            provider_users::insert(tx, &issuer, &subject, whose.id)?;
            change.of(None, object(whose.id), json!({"name": whose.name, "issuer": issuer, "subject": subject}));
            Ok(())
        })
        .await
}

/// The user that is made for somebody who comes for the first time.
fn made(tx: &mut Tx<'_>, admission: &Admission, identity: &Identity, at: Timestamp) -> Result<Principal, AppError> {
    if !admission.creates_users {
        return Err(not_admitted("It has no user here, and this provider's users are not made by themselves."));
    }
    let principal = Principal {
        source: PrincipalSource::Oidc,
        ..check(&NewPrincipal {
            kind: PrincipalKind::User,
            name: identity.name.clone(),
            display_name: identity.display_name.chars().take(200).collect(),
            email: identity.email.clone(),
            password: None,
            tenant_role: None,
            facts: Facts::default(),
        })
        .map_err(|error| not_admitted(format!("Its name `{}` cannot be used here. {}", identity.name, error.message)))?
    };
    match principals::insert(tx, &principal, at) {
        Err(StoreError::Exists(_)) => {
            return Err(not_admitted(format!("Another user is named `{}` already.", principal.name)));
        }
        done => done?,
    }
    provider_users::insert(tx, &identity.issuer, &identity.subject, principal.id)?;
    let detail = json!({"name": principal.name, "kind": principal.kind, "provider": admission.provider, "subject": identity.subject});
    write(tx, "principal.create", &object(principal.id), detail, at)?;
    Ok(principal)
}

/// Makes the membership in the groups of the provider's mapping what the claim says.
fn set_groups(
    tx: &mut Tx<'_>,
    admission: &Admission,
    identity: &Identity,
    whose: &Principal,
    at: Timestamp,
) -> Result<(), AppError> {
    // Several values may make members of the same group.
    let mut wanted: BTreeMap<&str, bool> = BTreeMap::new();
    for (value, group) in &admission.groups {
        *wanted.entry(group).or_default() |= identity.groups.contains(value);
    }
    for (name, is_wanted) in wanted {
        let Some(group) = principals::by_name(tx, name)?.filter(|group| group.kind == PrincipalKind::Group) else {
            tracing::warn!("The provider `{}` maps to the group `{name}`, which there is not", admission.provider);
            continue;
        };
        let is_member = principals::group_members(tx, group.id)?.contains(&whose.id);
        if is_member == is_wanted {
            continue;
        }
        let action = if is_wanted {
            principals::add_group_member(tx, group.id, whose.id)?;
            "group.add"
        } else {
            principals::remove_group_member(tx, group.id, whose.id)?;
            "group.remove"
        };
        let detail =
            json!({"group": group.name, "member": whose.id, "name": whose.name, "provider": admission.provider});
        write(tx, action, &object(group.id), detail, at)?;
    }
    Ok(())
}

fn write(
    tx: &mut Tx<'_>,
    action: &'static str,
    about: &str,
    detail: serde_json::Value,
    at: Timestamp,
) -> Result<(), AppError> {
    let mut change = Change::new(action);
    change.of(None, about, detail);
    change.write(tx, &Written { actor: None, at, correlation: Uuid::now_v7() })
}

fn not_admitted(why: impl std::fmt::Display) -> AppError {
    let message = format!("The provider knows you, and you are not let in. {why}");
    AppError::new(ErrorKind::Forbidden, ErrorCode::NotAdmitted, message)
        .with_hint("Ask an administrator to make or link your user.")
}
