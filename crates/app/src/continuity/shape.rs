//! Flow versions as far as identities go, read once: a version never changes.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use access::continuity::{Action, Shape, Trigger, Use};
use model::{FlowKey, Verb};
use store::{Tx, flows::StoredFlow};
use wdl::{
    Object, Template, Value,
    definition::{ConnectorAction, Kind},
};

use crate::{
    AppError, Steward,
    flows::{Compiled, compiled::same},
    rows::RowRequest,
};

/// How many are kept. One takes a few kilobytes.
const KEPT: usize = 50_000;

/// What was read before, by flow and version.
#[derive(Debug, Default)]
pub(crate) struct Shapes(RwLock<HashMap<(FlowKey, u32), Arc<Shape>>>);

/// The current version of a flow.
///
/// # Errors
/// The store's; a version that cannot be read.
pub(super) fn shape(steward: &Steward, tx: &mut Tx<'_>, flow: &StoredFlow) -> Result<Arc<Shape>, AppError> {
    let key = (flow.key, flow.version);
    let Shapes(kept) = steward.shapes();
    if let Some(found) = kept.read().ok().and_then(|kept| kept.get(&key).cloned()) {
        return Ok(found);
    }
    let versions = steward.compiled();
    let shape = Arc::new(of(&*versions.current(tx, flow)?));
    // What a transaction has just written may be undone.
    if let Some(mut kept) = kept.write().ok().filter(|_| versions.fills) {
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, shape.clone());
    }
    Ok(shape)
}

/// What a version says.
pub(crate) fn of(compiled: &Compiled) -> Shape {
    let used = |key: &str| compiled.uses.iter().position(|used| same(&used.key, key));
    let trigger = compiled.trigger();
    let actions = compiled.clientdata.definition.actions.iter().filter_map(|action| {
        let Kind::Connector(call) = &action.kind else { return None };
        Some(Action {
            name: action.name.to_string(),
            path: action.path.clone(),
            used: used(&call.reference_key)?,
            needs: needs(call),
        })
    });
    let uses = compiled.uses.iter().map(|used| Use {
        key: used.key.clone(),
        name: used.logical_name.clone().unwrap_or_else(|| used.key.clone()),
        connector: used.connector.clone(),
        mode: used.mode,
    });
    Shape {
        trigger: Trigger {
            name: trigger.map(|trigger| trigger.name.to_string()).unwrap_or_default(),
            kind: compiled.trigger_kind(),
            run_as: compiled.run_as(),
            used: trigger.and_then(|trigger| used(trigger.reference_key()?)),
        },
        uses: uses.collect(),
        actions: actions.collect(),
    }
}

/// What an action does with which table, where its definition names the table.
fn needs(call: &ConnectorAction) -> Option<(Verb, String)> {
    let named = match &call.parameters {
        Template::Literal(parameters) => parameters.get("entityName"),
        Template::Object(members) => members.iter().find_map(|(name, value)| match (name, value) {
            (Template::Literal(name), Template::Literal(value)) if name.as_str() == Some("entityName") => Some(value),
            _ => None,
        }),
        Template::Expression(_) | Template::Interpolation(_) | Template::Array(_) => None,
    };
    let parameters = Value::Object(Object::from([("entityName", Value::from(named?.as_str()?))]));
    let request = RowRequest::of_operation(&call.operation, &parameters)?;
    let (verb, set) = request.needs();
    Some((verb, set.to_owned()))
}
