//! Calls: `OpenApiConnection`, `ApiConnection`, `Http` and `Workflow`. What is called, and as whom, is the runtime's business.

use wdl::{
    Template,
    definition::{Kind, RetryPolicy, Status},
};

use crate::{
    Asks, Effect, Entry, Outcome, Place,
    journal::Started,
    retry,
    state::Slot,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, inputs: &Template) {
    let inputs = match stepper.evaluate(inputs, place) {
        Ok(inputs) => inputs,
        Err(error) => return stepper.end(place, End::bad_template(error)),
    };
    stepper.record(Entry::Started { place, at: stepper.at, inputs, how: Started::Call });
    ask(stepper, place);
}

/// A failed call is tried again, or one that was accepted is asked for.
pub(crate) fn retry(stepper: &mut Stepper<'_>, place: Place, attempt: u32) {
    stepper.record(Entry::AttemptStarted { place, attempt, at: stepper.at });
    ask(stepper, place);
}

pub(super) fn ask(stepper: &mut Stepper<'_>, place: Place) {
    let Some(Slot::Running(running)) = stepper.run.slot(place) else { return };
    if let Some(call) = stepper.run.call(place, running, false) {
        stepper.effect(Effect::Call(call));
    }
}

/// A call has ended: it is tried again, asked for later, or it is the action's result.
pub(crate) fn call_ended(stepper: &mut Stepper<'_>, place: Place, attempt: u32, outcome: Outcome) {
    let Some(Slot::Running(running)) = stepper.run.slot(place) else { return };
    let started_at = running.started_at;
    let Outcome { status, code, error, outputs, acting, may_retry, retry_after, poll } = outcome;
    let flow = stepper.run.flow.clone();
    let action = flow.definition.action(place.action);
    let is_webhook = action.is_some_and(|action| matches!(action.kind, Kind::Webhook(_)));
    if is_webhook && status == Status::Succeeded && running.what.asks() == Some(&Asks::Itself) {
        stepper.record(Entry::Subscribed { place, at: stepper.at, code });
        return ask(stepper, place);
    }
    let is_followed = !is_webhook && action.is_some_and(|action| !action.options.has("DisableAsyncPattern"));
    if let Some(poll) = poll.filter(|_| is_followed) {
        let poll_at = stepper.at.plus_millis(retry::wait_before_poll(retry_after));
        return stepper.record(Entry::Accepted { place, at: stepper.at, poll_at, poll });
    }
    if status != Status::Succeeded && may_retry {
        let policy = action.and_then(|action| policy(&action.kind));
        if let Some(wait) = retry::wait_before_next(policy, attempt, retry_after, stepper.spread()) {
            let retry_at = stepper.at.plus_millis(wait);
            let message = error.map(|error| error.message);
            return stepper.record(Entry::AttemptFailed {
                place,
                attempt,
                at: stepper.at,
                retry_at,
                code,
                message,
                acting,
            });
        }
    }
    stepper.record(Entry::Ended {
        place,
        started_at,
        at: stepper.at,
        status,
        code,
        error,
        inputs: None,
        outputs,
        acting,
    });
}

fn policy(kind: &Kind) -> Option<&RetryPolicy> {
    match kind {
        Kind::Connector(it) => it.retry.as_ref(),
        Kind::Http(it) => it.retry.as_ref(),
        Kind::Webhook(it) => it.retry.as_ref(),
        Kind::ChildFlow(it) => Some(&it.retry),
        _ => None,
    }
}
