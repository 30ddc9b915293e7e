//! Groups, as provisioning clients keep them.

use model::{Principal, PrincipalId, PrincipalKind, PrincipalSource};
use scim::Document;
use serde_json::{Value, json};
use store::{Tx, principals};

use super::{refused, set, text};
use crate::{
    AppError, Op,
    change::Change,
    principals::{check_member, display_name, object},
};

/// What is shown of a group. Service accounts in it are Steward's own, and no client sees or removes them.
pub(super) fn document(
    tx: &mut Tx<'_>,
    group: &Principal,
    said: Option<Document>,
    base: &str,
) -> Result<Document, AppError> {
    let mut document = said.unwrap_or_default();
    set(&mut document, "displayName", Some(json!(group.display_name)));
    let mut members = Vec::new();
    for member in members_of(tx, group.id)? {
        let (kind, endpoint) =
            if member.kind == PrincipalKind::Group { ("Group", "Groups") } else { ("User", "Users") };
        let address = format!("{base}/{endpoint}/{}", member.id);
        members.push(json!({"value": member.id, "$ref": address, "type": kind}));
    }
    set(&mut document, "members", if members.is_empty() { None } else { Some(Value::Array(members)) });
    Ok(document)
}

fn members_of(tx: &mut Tx<'_>, group: PrincipalId) -> Result<Vec<Principal>, AppError> {
    let ids = principals::group_members(tx, group)?;
    let mut members = principals::by_ids(tx, &ids)?;
    members.retain(|member| member.kind != PrincipalKind::ServiceAccount && member.deleted_at.is_none());
    members.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(members)
}

pub(super) fn create(tx: &mut Tx<'_>, op: &Op, document: &Document) -> Result<Principal, AppError> {
    let id = PrincipalId::new();
    let name = free_name(tx, text(document, "displayName").unwrap_or_default(), id)?;
    let mut group = Principal::new(id, PrincipalKind::Group, name);
    read(&mut group, document)?;
    principals::insert(tx, &group, op.at)?;
    Ok(group)
}

pub(super) fn update(tx: &mut Tx<'_>, group: &mut Principal, document: &Document) -> Result<(), AppError> {
    read(group, document)?;
    principals::update(tx, group)?;
    Ok(())
}

fn read(group: &mut Principal, document: &Document) -> Result<(), AppError> {
    let shown = text(document, "displayName").unwrap_or_default();
    group.display_name = display_name(shown, &group.name).map_err(refused)?;
    group.external_id = text(document, "externalId").map(str::to_owned);
    group.source = PrincipalSource::Scim;
    Ok(())
}

/// A name that looks like what people read. Identity providers let two groups be called the same, so the second has its id in it.
fn free_name(tx: &mut Tx<'_>, shown: &str, id: PrincipalId) -> Result<String, AppError> {
    let sign = |letter: char| if letter.is_alphanumeric() || "._-@+".contains(letter) { letter } else { '-' };
    let name: String = shown.trim().to_lowercase().chars().take(60).map(sign).collect();
    let is_free = !name.is_empty() && name.parse::<PrincipalId>().is_err() && principals::by_name(tx, &name)?.is_none();
    Ok(if is_free { name } else { format!("{name}-{id}") })
}

/// Makes the members those of a document.
pub(super) fn set_members(
    tx: &mut Tx<'_>,
    change: &mut Change,
    group: &Principal,
    wanted: Option<&Value>,
) -> Result<(), AppError> {
    let ids = wanted.and_then(Value::as_array).into_iter().flatten();
    let ids = ids.map(|member| member.get("value").and_then(Value::as_str).unwrap_or_default());
    let mut wanted = Vec::new();
    for id in ids {
        let member = id.parse().ok().map(|id| principals::by_id(tx, id)).transpose()?.flatten();
        let member = member.filter(|it| it.deleted_at.is_none() && it.kind != PrincipalKind::ServiceAccount);
        let none = || refused(AppError::invalid(format!("There is no user or group `{id}`.")));
        wanted.push(member.ok_or_else(none)?);
    }
    let before = members_of(tx, group.id)?;
    for member in before.iter().filter(|member| !wanted.contains(member)) {
        principals::remove_group_member(tx, group.id, member.id)?;
        let detail = json!({"group": group.name, "member": member.id, "name": member.name});
        change.also("group.remove", None, object(group.id), detail);
    }
    for member in wanted.iter().filter(|member| !before.contains(member)) {
        check_member(tx, group.id, member).map_err(refused)?;
        principals::add_group_member(tx, group.id, member.id)?;
        let detail = json!({"group": group.name, "member": member.id, "name": member.name});
        change.also("group.add", None, object(group.id), detail);
    }
    Ok(())
}
