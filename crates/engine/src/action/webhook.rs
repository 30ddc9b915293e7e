//! `HttpWebhook`: a call that asks a service to call back, and then a wait until it does.

use wdl::definition::{Kind, Status, Webhook};

use super::call;
use crate::{
    Asks, Effect, Entry, ErrorInfo, Place,
    journal::Started,
    scope::RunScope,
    state::Slot,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Webhook) {
    let Some(address) = stepper.run.callback_address(place) else {
        let message = "The service would not know where to call back, because this server was not told its own address. \
                       An administrator can start it with `--public-url`.";
        let error = ErrorInfo::new("CallbackAddressUnknown", message);
        return stepper.end(place, End::failed("CallbackAddressUnknown", error, None));
    };
    let scope = RunScope { callback: Some(address), ..stepper.scope(place.frame) };
    let inputs = match it.inputs.evaluate(&scope, stepper.run.flow.profile) {
        Ok(inputs) => inputs,
        Err(error) => {
            let error = stepper.template_error(place, "action", error.message());
            return stepper.end(place, End::bad_template(error));
        }
    };
    stepper.effect(Effect::Listen(place));
    stepper.record(Entry::Started { place, at: stepper.at, inputs, how: Started::Call });
    call::ask(stepper, place);
}

/// An action ends: if it could be called back, it no longer can, and a service that may still mean to do so is told.
pub(crate) fn unlisten(stepper: &mut Stepper<'_>, place: Place, status: Status) {
    let action = stepper.run.flow.definition.action(place.action);
    if !action.is_some_and(|action| matches!(action.kind, Kind::Webhook(_))) {
        return;
    }
    let Some(Slot::Running(running)) = stepper.run.slot(place) else { return };
    // A service that refused to call back has nothing to be told.
    let has_refused = status == Status::Failed && running.what.asks() == Some(&Asks::Itself);
    let unsubscribe = running.inputs.get("unsubscribe").filter(|request| request.get("uri").is_some() && !has_refused);
    let unsubscribe = unsubscribe.cloned();
    stepper.effect(Effect::Unlisten { place, unsubscribe });
}
