//! Whose identity each action will use, said before the flow runs.

use access::{ActionUse, Identity, TriggerUse, preview};
use model::{ActingRule, ConnectionId, ConnectionMode, PrincipalId};
use store::{
    Tx, connections,
    flows::{
        StoredFlow,
        connections::{self as uses, ReferenceUse},
    },
};
use wdl::definition::{Kind, Trigger};

use super::Compiled;
use crate::{
    AppError,
    directory::{Chip, People},
    environments,
};

/// Whose identity one action will use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdentityView {
    /// The action.
    pub action: String,
    /// The key of its connection reference.
    pub reference_key: String,
    /// How it uses the reference.
    pub mode: ConnectionMode,
    /// One sentence for people.
    pub sentence: String,
    /// Who it will be, where that is known before the flow runs.
    pub principal: Option<Chip>,
    /// Which line of the table decides.
    pub rule: Option<ActingRule>,
}

/// The identities of all actions that use a connection, in document order.
pub(crate) fn views(
    tx: &mut Tx<'_>,
    people: &mut People,
    flow: &StoredFlow,
    compiled: &Compiled,
) -> Result<Vec<IdentityView>, AppError> {
    let settings = environments::acting_settings(tx, flow.environment)?;
    let trigger = trigger_use(tx, flow, compiled)?;
    let mut views = Vec::new();
    for action in &compiled.clientdata.definition.actions {
        let Kind::Connector(call) = &action.kind else { continue };
        let Some(used) = compiled.use_of(&call.reference_key) else { continue };
        let action_use = action_use(tx, flow, used)?;
        // Everybody whom the sentence may name is looked up beforehand.
        let mut known = Vec::new();
        let owner = action_use.connection.map(|(_, principal)| principal);
        for id in [Some(trigger.primary_owner), trigger.connection_principal, owner].into_iter().flatten() {
            known.push(people.chip(tx, id)?);
        }
        let chip = |id: PrincipalId| known.iter().find(|chip| chip.id == id);
        let name_of = |id: PrincipalId| chip(id).map_or_else(|| id.to_string(), |chip| chip.display_name.clone());
        let Identity { sentence, principal, rule, .. } = preview(&trigger, &action_use, &settings, name_of);
        views.push(IdentityView {
            action: action.name.to_string(),
            reference_key: used.key.clone(),
            mode: used.mode,
            sentence,
            principal: principal.and_then(|id| chip(id).cloned()),
            rule,
        });
    }
    Ok(views)
}

/// The trigger, as far as identities go.
pub(crate) fn trigger_use(tx: &mut Tx<'_>, flow: &StoredFlow, compiled: &Compiled) -> Result<TriggerUse, AppError> {
    let used = compiled.trigger().and_then(Trigger::reference_key).and_then(|key| compiled.use_of(key));
    let connection = match used {
        Some(used) => bound(tx, flow, used)?,
        None => None,
    };
    Ok(TriggerUse {
        kind: compiled.trigger_kind(),
        run_as: compiled.run_as(),
        connection_principal: connection.map(|(_, principal)| principal),
        primary_owner: flow.primary_owner,
    })
}

/// A use of a connection reference, as far as identities go.
pub(crate) fn action_use(tx: &mut Tx<'_>, flow: &StoredFlow, used: &ReferenceUse) -> Result<ActionUse, AppError> {
    Ok(ActionUse { mode: used.mode, connection: bound(tx, flow, used)? })
}

fn bound(
    tx: &mut Tx<'_>,
    flow: &StoredFlow,
    used: &ReferenceUse,
) -> Result<Option<(ConnectionId, PrincipalId)>, AppError> {
    let id = uses::connection_for(tx, flow.environment, flow.key, &used.key, used.logical_name.as_deref())?;
    let Some(id) = id else { return Ok(None) };
    Ok(connections::by_id(tx, flow.environment, id)?.map(|connection| (connection.id, connection.owner)))
}
