//! Provisioning: users and groups as an identity provider keeps them, over SCIM.
//!
//! What the client said is kept as it said it. What Steward makes use of is the principal's, and is what other use cases see: so an
//! answer is the client's document with what is true here now.

mod groups;
mod users;

use access::TenantAction;
use model::{Principal, PrincipalId, PrincipalKind};
use scim::{Document, Filter, Kind, ResourceType, ScimError};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::{Tx, principals, scim as kept, scim::Kept};

use crate::{AppError, ErrorKind, Op, Steward, change::Change, lookup, principals as people};

/// The most resources on a page.
pub const MOST: usize = 500;

/// Which resources are asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Those that fulfil it.
    pub filter: Option<String>,
    /// In the order of this attribute.
    pub sort_by: Option<String>,
    /// From the last to the first.
    pub descending: bool,
}

/// What a client sends to change a resource.
#[derive(Clone, Debug)]
pub enum Sent {
    /// All of it.
    Whole(Document),
    /// A patch.
    Patch(Value),
}

/// The users and groups that fulfil a filter, each with its type.
///
/// # Errors
/// The caller does not administer the installation, or the filter cannot be read.
pub async fn list(
    steward: &Steward,
    op: &Op,
    kinds: &[&'static ResourceType],
    asked: Asked,
    base: &str,
) -> Result<Vec<(&'static ResourceType, Document)>, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let mut wanted = Vec::new();
    for kind in kinds {
        match asked.filter.as_deref().map(|text| Filter::parse(kind, text)).transpose() {
            Ok(filter) => wanted.push((*kind, filter)),
            // Of several types, those that lack an attribute of the filter have no resource that fulfils it.
            Err(error) if kinds.len() == 1 => return Err(error.into()),
            Err(_) => {}
        }
    }
    let base = base.to_owned();
    steward
        .read(move |_, tx| {
            let mut found = Vec::new();
            let mut said = kept::all(tx)?;
            for (kind, filter) in wanted {
                for principal in candidates(tx, kind, filter.as_ref())? {
                    let said = said.remove(&principal.id);
                    let document = resource(tx, kind, &principal, said.as_ref(), &base)?;
                    if filter.as_ref().is_none_or(|filter| filter.matches(&document)) {
                        found.push((kind, document));
                    }
                }
            }
            if let Some(attribute) = &asked.sort_by {
                found.sort_by_cached_key(|(kind, document)| scim::sort_key(kind, attribute, document));
            }
            if asked.descending {
                found.reverse();
            }
            Ok(found)
        })
        .await
}

/// Whoever can fulfil a filter: one, where it asks for a name or an id.
fn candidates(tx: &mut Tx<'_>, kind: &ResourceType, filter: Option<&Filter>) -> Result<Vec<Principal>, AppError> {
    let by_name = filter.filter(|_| kind.name == "User").and_then(|filter| filter.requires("userName"));
    let found = match (filter.and_then(|filter| filter.requires("id")), by_name) {
        (Some(id), _) => id.parse().ok().map(|id| principals::by_id(tx, id)).transpose()?.flatten(),
        (None, Some(name)) => principals::by_name(tx, name)?,
        (None, None) => return Ok(principals::of_kind(tx, kind_of(kind))?),
    };
    Ok(found.into_iter().filter(|it| is_there(it, kind)).collect())
}

/// One user or group.
///
/// # Errors
/// The caller does not administer the installation, or there is none.
pub async fn get(
    steward: &Steward,
    op: &Op,
    kind: &'static ResourceType,
    id: &str,
    base: &str,
) -> Result<Document, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let (id, base) = (id.to_owned(), base.to_owned());
    steward
        .read(move |_, tx| {
            let principal = found(tx, kind, &id)?;
            current(tx, kind, &principal, &base)
        })
        .await
}

/// Makes a user or group.
///
/// # Errors
/// The caller does not administer the installation, something does not fit, or the name is taken.
pub async fn create(
    steward: &Steward,
    op: &Op,
    kind: &'static ResourceType,
    sent: Document,
    base: &str,
) -> Result<Document, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let mut document = scim::conform(kind, &sent)?;
    let base = base.to_owned();
    steward
        .change(op, "principal.create", move |_, tx, op, change| {
            let principal = match kind_of(kind) {
                PrincipalKind::Group => groups::create(tx, op, &document)?,
                _ => users::create(tx, op, &mut document)?,
            };
            let detail =
                json!({"name": principal.name, "kind": principal.kind, "through": "scim", "document": document});
            change.of(None, people::object(principal.id), detail);
            keep(tx, op, change, kind, &principal, document)?;
            current(tx, kind, &principal, &base)
        })
        .await
}

/// Changes a user or group. `expected` is the version that the caller knows.
///
/// # Errors
/// The caller does not administer the installation, there is none, something does not fit, or it has changed meanwhile.
pub async fn change(
    steward: &Steward,
    op: &Op,
    kind: &'static ResourceType,
    id: &str,
    sent: Sent,
    expected: Option<&str>,
    base: &str,
) -> Result<Document, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let (id, expected, base) = (id.to_owned(), expected.map(str::to_owned), base.to_owned());
    steward
        .change(op, "principal.update", move |_, tx, op, change| {
            let mut principal = found(tx, kind, &id)?;
            let before = current(tx, kind, &principal, &base)?;
            if expected.is_some_and(|expected| expected != "*" && Some(&*expected) != version(&before)) {
                let message = "The resource has changed since you read it.";
                return Err(AppError::conflict(message).with_hint("Read it again."));
            }
            let document = match sent {
                Sent::Whole(document) => scim::conform(kind, &document)?,
                Sent::Patch(patch) => scim::patch(kind, &before, &patch)?,
            };
            let detail = json!({"name": principal.name, "through": "scim", "document": document});
            change.of(None, people::object(principal.id), detail);
            match kind_of(kind) {
                PrincipalKind::Group => groups::update(tx, &mut principal, &document)?,
                _ => users::update(tx, op, change, &mut principal, &document)?,
            }
            keep(tx, op, change, kind, &principal, document)?;
            current(tx, kind, &principal, &base)
        })
        .await
}

/// Deletes a user or group.
///
/// # Errors
/// The caller does not administer the installation, or there is none.
pub async fn delete(steward: &Steward, op: &Op, kind: &'static ResourceType, id: &str) -> Result<(), AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let id = id.to_owned();
    steward
        .change(op, "principal.delete", move |_, tx, op, change| {
            let principal = found(tx, kind, &id)?;
            people::delete_in(tx, op, change, principal)
        })
        .await
}

fn kind_of(kind: &ResourceType) -> PrincipalKind {
    if kind.name == "Group" { PrincipalKind::Group } else { PrincipalKind::User }
}

fn is_there(principal: &Principal, kind: &ResourceType) -> bool {
    principal.kind == kind_of(kind) && principal.deleted_at.is_none()
}

fn found(tx: &mut Tx<'_>, kind: &ResourceType, id: &str) -> Result<Principal, AppError> {
    let principal = id.parse::<PrincipalId>().ok().map(|id| principals::by_id(tx, id)).transpose()?.flatten();
    principal.filter(|it| is_there(it, kind)).ok_or_else(|| AppError::not_found(format!("{} `{id}`", kind.name)))
}

/// Keeps what the client said, and for groups who is in them.
fn keep(
    tx: &mut Tx<'_>,
    op: &Op,
    change: &mut Change,
    kind: &ResourceType,
    principal: &Principal,
    mut document: Document,
) -> Result<(), AppError> {
    if kind_of(kind) == PrincipalKind::Group {
        groups::set_members(tx, change, principal, document.remove("members").as_ref())?;
    }
    Ok(kept::put(tx, principal.id, &Value::Object(document).to_string(), op.at)?)
}

fn current(tx: &mut Tx<'_>, kind: &ResourceType, principal: &Principal, base: &str) -> Result<Document, AppError> {
    let said = kept::get(tx, principal.id)?;
    resource(tx, kind, principal, said.as_ref(), base)
}

/// The resource: what the client said, with what is true now.
fn resource(
    tx: &mut Tx<'_>,
    kind: &ResourceType,
    principal: &Principal,
    said: Option<&Kept>,
    base: &str,
) -> Result<Document, AppError> {
    let document = match said.map(|said| serde_json::from_str(&said.document)).transpose() {
        Ok(document) => document,
        Err(error) => return Err(AppError::internal(error)),
    };
    let mut document = match kind_of(kind) {
        PrincipalKind::Group => groups::document(tx, principal, document, base)?,
        _ => users::document(tx, principal, document, base)?,
    };
    set(&mut document, "id", Some(json!(principal.id)));
    set(&mut document, "externalId", principal.external_id.clone().map(Value::from));
    let mut schemas = vec![kind.schema.urn];
    schemas.extend(kind.extension.map(|it| it.urn).filter(|urn| document.contains_key(*urn)));
    set(&mut document, "schemas", Some(json!(schemas)));
    let digest = Sha256::digest(Value::Object(document.clone()).to_string());
    let version: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let mut meta = json!({
        "resourceType": kind.name,
        "location": format!("{base}{}/{}", kind.endpoint, principal.id),
        "version": format!("W/\"{version}\""),
    });
    if let Some(said) = said {
        meta["created"] = json!(said.created_at.to_string());
        meta["lastModified"] = json!(said.modified_at.to_string());
    }
    set(&mut document, "meta", Some(meta));
    Ok(document)
}

/// The version of a resource, as `ETag` says it.
pub fn version(document: &Document) -> Option<&str> {
    document.get("meta")?.get("version")?.as_str()
}

fn set(document: &mut Document, name: &str, value: Option<Value>) {
    match value {
        Some(value) => document.insert(name.to_owned(), value),
        None => document.remove(name),
    };
}

fn text<'d>(document: &'d Document, name: &str) -> Option<&'d str> {
    document.get(name).and_then(Value::as_str)
}

/// A refusal of ours in the words of the standard.
fn refused(error: AppError) -> AppError {
    match error.kind {
        ErrorKind::Invalid | ErrorKind::NotFound => ScimError::new(Kind::InvalidValue, error.message).into(),
        ErrorKind::Conflict => ScimError::new(Kind::Uniqueness, error.message).into(),
        _ => error,
    }
}
