//! Users, as provisioning clients keep them.

use model::{Principal, PrincipalId, PrincipalKind, PrincipalSource};
use scim::Document;
use serde_json::{Value, json};
use store::{Tx, principals};

use super::{refused, set, text};
use crate::{
    AppError, Op,
    change::Change,
    principals::{checked_name, display_name, object, sign_out},
};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// What is shown of a user. `said` is what the client said.
pub(super) fn document(
    tx: &mut Tx<'_>,
    user: &Principal,
    said: Option<Document>,
    base: &str,
) -> Result<Document, AppError> {
    let mut document = said.unwrap_or_else(|| of_principal(user));
    if text(&document, "userName").is_none_or(|name| name.to_lowercase() != user.name) {
        set(&mut document, "userName", Some(json!(user.name)));
    }
    if document.contains_key("displayName") {
        set(&mut document, "displayName", Some(json!(user.display_name)));
    }
    // A client that takes `active` back is told nothing about it, and changes nothing by that.
    if document.contains_key("active") {
        set(&mut document, "active", Some(json!(user.disabled_at.is_none())));
    }
    let direct = principals::groups_of(tx, user.id)?;
    let mut groups = Vec::new();
    for id in principals::reach(tx, user.id)?.into_iter().filter(|id| *id != user.id) {
        let Some(group) = principals::by_id(tx, id)?.filter(|group| group.deleted_at.is_none()) else { continue };
        let how = if direct.contains(&id) { "direct" } else { "indirect" };
        let address = format!("{base}/Groups/{id}");
        groups.push(json!({"value": id, "$ref": address, "display": group.display_name, "type": how}));
    }
    set(&mut document, "groups", if groups.is_empty() { None } else { Some(Value::Array(groups)) });
    Ok(document)
}

/// A user of whom no client has said anything.
fn of_principal(user: &Principal) -> Document {
    let mut document = Document::new();
    set(&mut document, "userName", Some(json!(user.name)));
    set(&mut document, "displayName", Some(json!(user.display_name)));
    set(&mut document, "active", Some(json!(true)));
    let emails = user.email.as_ref().map(|email| json!([{"type": "work", "value": email, "primary": true}]));
    set(&mut document, "emails", emails);
    document
}

pub(super) fn create(tx: &mut Tx<'_>, op: &Op, document: &mut Document) -> Result<Principal, AppError> {
    document.entry("active").or_insert(json!(true));
    let mut user = Principal::new(PrincipalId::new(), PrincipalKind::User, "");
    read(tx, &mut user, document)?;
    if document.get("active") == Some(&json!(false)) {
        user.disabled_at = Some(op.at);
    }
    principals::insert(tx, &user, op.at).map_err(|error| refused(error.into()))?;
    Ok(user)
}

/// Changes a user. One who is no longer active is out at once.
pub(super) fn update(
    tx: &mut Tx<'_>,
    op: &Op,
    change: &mut Change,
    user: &mut Principal,
    document: &Document,
) -> Result<(), AppError> {
    read(tx, user, document)?;
    let active = document.get("active").and_then(Value::as_bool);
    match (active, user.disabled_at) {
        (Some(false), None) => {
            if user.id == op.id() {
                return Err(refused(AppError::invalid("You cannot disable yourself.")));
            }
            user.disabled_at = Some(op.at);
            let what = sign_out(tx, user, op.at)?;
            change.also("principal.disable", None, object(user.id), what);
        }
        (Some(true), Some(_)) => {
            user.disabled_at = None;
            change.also("principal.enable", None, object(user.id), json!({"name": user.name}));
        }
        _ => {}
    }
    principals::update(tx, user).map_err(|error| refused(error.into()))?;
    Ok(())
}

/// What Steward makes use of in a document.
fn read(tx: &mut Tx<'_>, user: &mut Principal, document: &Document) -> Result<(), AppError> {
    user.name = checked_name(text(document, "userName").unwrap_or_default()).map_err(refused)?;
    let name = document.get("name").and_then(Value::as_object);
    let part = |part: &str| name.and_then(|name| text(name, part)).map(str::to_owned);
    let parts: Vec<String> = ["givenName", "familyName"].into_iter().filter_map(part).collect();
    let shown = text(document, "displayName").map(str::to_owned).or_else(|| part("formatted"));
    user.display_name = display_name(&shown.unwrap_or_else(|| parts.join(" ")), &user.name).map_err(refused)?;
    user.email = email(document);
    user.external_id = text(document, "externalId").map(str::to_owned);
    user.source = PrincipalSource::Scim;
    let manager = document.get(ENTERPRISE).and_then(|it| it.get("manager")).and_then(|it| it.get("value"));
    let manager = manager.and_then(Value::as_str).and_then(|id| id.parse().ok());
    // A client may name a manager before it provisions one.
    let manager = manager.map(|id| principals::by_id(tx, id)).transpose()?.flatten();
    user.manager = manager
        .filter(|it| it.kind == PrincipalKind::User && it.deleted_at.is_none() && it.id != user.id)
        .map(|it| it.id);
    Ok(())
}

/// The primary address, else the first.
fn email(document: &Document) -> Option<String> {
    let all = document.get("emails").and_then(Value::as_array)?;
    let primary = all.iter().find(|email| email.get("primary") == Some(&json!(true)));
    primary.or_else(|| all.first())?.get("value")?.as_str().map(str::to_owned)
}
