//! The connectors of a flow, as data policies count them: those of its actions and its trigger, and those of the flows that it calls,
//! directly or through others.

use std::collections::{BTreeSet, HashSet};

use access::data_policy::{HTTP, HTTP_REQUEST, HTTP_WEBHOOK};
use model::{ConnectorName, EnvironmentId, FlowId};
use store::{Tx, flows};
use wdl::definition::{Kind, TriggerKind};

use super::{Compiled, children};
use crate::{AppError, Steward};

/// The connectors of a flow of an environment.
pub(crate) fn connectors(
    steward: &Steward,
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    compiled: &Compiled,
) -> Result<BTreeSet<ConnectorName>, AppError> {
    let mut found = own(compiled);
    let (mut waiting, mut seen): (Vec<FlowId>, _) = (children::called(compiled).collect(), HashSet::new());
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(flow) = flows::by_id(tx, environment, id)? {
            let called = steward.compiled().current(tx, &flow)?;
            found.extend(own(&called));
            waiting.extend(children::called(&called));
        }
    }
    Ok(found)
}

/// What HTTP needs no connection for counts as a connector, too.
fn own(compiled: &Compiled) -> BTreeSet<ConnectorName> {
    let trigger = match compiled.trigger().map(|trigger| &trigger.kind) {
        Some(TriggerKind::Request(request)) if !request.is_button() => Some(HTTP_REQUEST),
        Some(TriggerKind::Poll(_)) => Some(HTTP),
        Some(TriggerKind::Webhook(_)) => Some(HTTP_WEBHOOK),
        _ => None,
    };
    let actions = compiled.clientdata.definition.actions.iter().filter_map(|action| match action.kind {
        Kind::Http(_) => Some(HTTP),
        Kind::Webhook(_) => Some(HTTP_WEBHOOK),
        _ => None,
    });
    let built_in = trigger.into_iter().chain(actions).map(ConnectorName::new);
    compiled.uses.iter().map(|used| used.connector.clone()).chain(built_in).collect()
}
