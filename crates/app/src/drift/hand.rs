//! Who changed by hand what a solution brings. It is noted with the change, by the digest of what the component is then: what was changed
//! past us has another digest, so that nobody is blamed for it.

use model::{BreakGlassId, EnvironmentId, FlowKey, PrincipalId, Timestamp};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::{
    Tx,
    drift::{self as stored, HandChange},
    flows::{self, connections as uses, versions},
    references, roles,
    solutions::components::Component,
    tables, variables,
};

use crate::{AppError, Op};

/// The component that a change by hand is about, by the words of the audit log. What a reference is bound to is no part of it.
pub(crate) fn component(action: &str, object: &str) -> Option<Component> {
    let (noun, key) = object.split_once('/')?;
    let kind = match noun {
        // What data policies turn off and on stays what it is.
        "flow" if ["flow.suspend", "flow.resume"].contains(&action) => return None,
        "flow" | "role" | "table" | "variable" => noun,
        "connection-reference" if action != "reference.bind" => "reference",
        _ => return None,
    };
    Some(Component { kind: kind.to_owned(), key: key.to_lowercase() })
}

/// Notes who changed a component by hand, as it is now.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    (by, at): (PrincipalId, Timestamp),
    environment: EnvironmentId,
    component: &Component,
    break_glass: Option<BreakGlassId>,
) -> Result<(), AppError> {
    let digest = digest(tx, environment, component)?;
    let change = HandChange { digest, by, at, break_glass };
    Ok(stored::put_change(tx, environment, component, &change)?)
}

/// Notes who chose connections for flows, as they are now.
pub(crate) fn note_choices(
    tx: &mut Tx<'_>,
    op: &Op,
    flows: &[FlowKey],
    break_glass: Option<BreakGlassId>,
) -> Result<(), AppError> {
    for key in flows {
        let Some(flow) = flows::by_key(tx, *key)? else { continue };
        let component = Component { kind: "flow".to_owned(), key: flow.id.to_string() };
        note(tx, (op.id(), op.at), flow.environment, &component, break_glass)?;
    }
    Ok(())
}

/// Who made a component what it is now, by hand since a time; nothing where nobody did through us.
pub(super) fn author(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    component: &Component,
    since: Timestamp,
) -> Result<Option<HandChange>, AppError> {
    // Columns are a part of their table.
    let kind = if component.kind == "columns" { "table" } else { &component.kind };
    let component = Component { kind: kind.to_owned(), key: component.key.clone() };
    let Some(change) = stored::change(tx, environment, &component)? else { return Ok(None) };
    let is_his = change.at >= since && change.digest == digest(tx, environment, &component)?;
    Ok(is_his.then_some(change))
}

/// The SHA-256 of what a component is now, as far as a solution brings it: a flow's name, definition and own choices of connections, and all of
/// the others but what an environment binds or sets. What is gone has one, too.
pub(super) fn digest(tx: &mut Tx<'_>, environment: EnvironmentId, component: &Component) -> Result<Vec<u8>, AppError> {
    let Component { kind, key } = component;
    let mut hash = Sha256::new();
    let is = match kind.as_str() {
        "flow" => match key.parse().ok().map(|id| flows::by_id(tx, environment, id)).transpose()?.flatten() {
            Some(flow) => {
                if let Some(version) = versions::get(tx, flow.key, flow.version)? {
                    hash.update(&version.clientdata);
                }
                let own = uses::bindings(tx, flow.key)?.into_iter().filter(|binding| binding.of_flow);
                let own: Vec<_> = own.map(|binding| json!([binding.reference.key, binding.connection])).collect();
                json!([flow.name, own])
            }
            None => json!(null),
        },
        "role" => match key.parse().ok().map(|id| roles::by_id(tx, environment, id)).transpose()?.flatten() {
            Some(role) => json!([role.name, role.may_act_on_behalf, role.privileges]),
            None => json!(null),
        },
        "reference" => references::by_name(tx, environment, key)?
            .map_or(json!(null), |it| json!([it.display_name, it.connector.as_str()])),
        "variable" => variables::by_name(tx, environment, key)?.map_or(json!(null), |it| {
            json!([
                it.display_name,
                it.description,
                it.kind,
                it.default_value,
                it.required,
                it.connector,
                it.parameter_key
            ])
        }),
        "table" | "columns" => json!(tables::by_name(tx, environment, key)?.as_deref()),
        _ => json!(null),
    };
    hash.update(is.to_string());
    Ok(hash.finalize().to_vec())
}
