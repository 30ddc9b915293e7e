//! Webhook triggers: a service is asked to call the flow's address while the flow is on.
//!
//! Both requests are errands, so turning a flow on or off does not wait for the service. One follows the other: a service that keeps
//! subscriptions by their address must not be told to end the new one.

use engine::{Flow, journal::encode_value};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use store::{Tx, errands, errands::Errand, flows::StoredFlow};
use uuid::Uuid;
use wdl::{
    Value,
    definition::{Trigger, Webhook},
};

use super::{Compiled, address};
use crate::{AppError, Steward, start};

/// Asks the service to call, once what was asked before has been ended; and keeps what ends it.
///
/// # Errors
/// This server does not know where others find it; an expression cannot be evaluated.
pub(super) fn subscribe(
    steward: &Steward,
    tx: &mut Tx<'_>,
    flow: &StoredFlow,
    compiled: &Compiled,
    (trigger, webhook): (&Trigger, &Webhook),
    follows: Option<Uuid>,
) -> Result<(), AppError> {
    let Some(base) = steward.callbacks().base() else {
        let message = "The service would not know where to call, because this server was not told its own address.";
        return Err(AppError::conflict(message).with_hint("An administrator can start it with `--public-url`."));
    };
    let address = address::of(steward, flow, &trigger.name)?;
    let name = utf8_percent_encode(&trigger.name, NON_ALPHANUMERIC);
    let url = format!("{base}/triggers/{}/{name}?sig={}", address.id, address.signature);
    let definition = &compiled.clientdata.definition;
    let parameters = start::parameters_of(tx, flow.environment, definition)?;
    let prepared = Flow::new(definition.clone(), Value::Null);
    let requests = engine::webhook_requests(&prepared, webhook, parameters, &url, steward.now()).map_err(|error| {
        AppError::invalid(format!("The trigger `{}` cannot be subscribed: {}", trigger.name, error.message))
    })?;
    let errand = |request: &Value, follows| {
        let request = steward.stored_form(true, flow.environment, model::RunId(flow.id.0), encode_value(request))?;
        let (id, due_at) = (Uuid::now_v7(), steward.now());
        Ok::<_, AppError>(Errand {
            id,
            environment: flow.environment,
            owner: flow.id.0,
            request,
            attempt: 1,
            due_at,
            follows,
        })
    };
    let subscribe = errand(requests.get("subscribe").unwrap_or(&Value::Null), follows)?;
    errands::insert(tx, &subscribe)?;
    if let Some(request) = requests.get("unsubscribe").filter(|request| request.get("uri").is_some()) {
        errands::keep(tx, flow.key, &errand(request, Some(subscribe.id))?)?;
    }
    Ok(())
}
