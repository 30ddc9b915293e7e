//! Polling: an address is asked when the clock says so, and what it answers starts runs.
//!
//! A server takes a poll by moving its schedule on to when others may take it for dead, then asks outside of any transaction, and
//! stores what comes of the answer only if the schedule still stands where it left it. So an answer is taken in once, and a server
//! that dies on the way asks nothing twice that was stored. Source: "HTTP trigger".

use std::sync::Arc;

use app::start::{Firing, Occasion, Prepared, note, parameters, prepare_run};
use connectors::http::{Answer, Failure};
use engine::{ErrorInfo, Start, code_of_status, may_retry_status, wait_before_next};
use model::{FiringStatus, RunId, StartKind, Timestamp};
use store::{
    StoreError, Tx,
    firings::{self, NewFiring},
    flows,
    flows::StoredFlow,
    runs::limits,
    triggers::{self, Schedule},
};
use tracing::error;
use uuid::Uuid;
use wdl::{
    Object, Value,
    definition::{PollTrigger, TriggerKind},
};

use super::recurrence::{full, skip};
use crate::runtime::Runtime;

/// How long after it was taken another server takes a poll, in milliseconds: longer than a call may take.
const TAKEN_FOR: i64 = 150_000;
/// The longest wait that an address can ask for, in milliseconds.
const LONGEST: i64 = 86_400_000;

/// A poll that this server has taken.
pub(crate) struct Poll {
    prepared: Arc<Prepared>,
    /// As it was due, with what the polls before have left.
    schedule: Schedule,
    /// Where the schedule stands until the answer is stored.
    taken_until: Timestamp,
    /// What to call.
    inputs: Result<Value, ErrorInfo>,
}

/// Takes a poll, unless what it would start could not wait for its turn.
pub(super) fn take(
    tx: &mut Tx<'_>,
    runtime: &Runtime,
    flow: &StoredFlow,
    prepared: Arc<Prepared>,
    schedule: Schedule,
    now: Timestamp,
) -> Result<Option<Poll>, StoreError> {
    let Some(trigger) = trigger_of(&prepared) else { return Ok(None) };
    if prepared.concurrency().is_some() && limits::is_full(tx, flow.key)? {
        let next = trigger.recurrence.next_after(schedule.anchor.0, now.0).map(Timestamp);
        if triggers::advance(tx, flow.key, schedule.next_at, next)? {
            skip(tx, &prepared, &schedule, full(), now)?;
        }
        return Ok(None);
    }
    let taken_until = now.plus_millis(TAKEN_FOR);
    if !triggers::advance(tx, flow.key, schedule.next_at, Some(taken_until))? {
        return Ok(None);
    }
    let start = Start {
        id: RunId(Uuid::nil()),
        at: runtime.0.steward.now(),
        trigger_outputs: Value::Null,
        trigger_inputs: Value::Null,
        tracking_id: None,
        parameters: parameters(tx, &prepared)?,
        awaited: engine::Awaited::Nobody,
    };
    let inputs = engine::evaluate(&prepared.flow, &start, &trigger.inputs);
    let inputs = inputs.map_err(|why| ErrorInfo::new("InvalidTemplate", why));
    let inputs = inputs.map(|inputs| following(inputs, schedule.poll.location.as_deref()));
    Ok(Some(Poll { prepared, schedule, taken_until, inputs }))
}

fn trigger_of(prepared: &Prepared) -> Option<&PollTrigger> {
    match &prepared.flow.definition.trigger()?.kind {
        TriggerKind::Poll(trigger) => Some(trigger),
        _ => None,
    }
}

/// The inputs for the address that the last answer has named, in place of the trigger's own address and query.
fn following(inputs: Value, location: Option<&str>) -> Value {
    let (Some(location), Value::Object(mut members)) = (location, inputs.clone()) else { return inputs };
    members.insert("uri", Value::from(location));
    members.remove("queries");
    Value::Object(members)
}

/// Asks, and stores what comes of the answer.
pub(crate) async fn perform(runtime: Runtime, poll: Poll) {
    let answer = match &poll.inputs {
        Ok(inputs) => {
            let key = format!("{}-{}", poll.prepared.id, poll.schedule.next_at.0);
            runtime.0.http.call(inputs, &key).await
        }
        Err(why) => Err(Failure { code: "InvalidTemplate", message: why.message.clone(), may_retry: false }),
    };
    let flow = poll.prepared.id;
    let work = runtime.clone();
    let stored = runtime.0.steward.store().write(move |tx| take_in(tx, &work, &poll, answer)).await;
    if let Err(failed) = stored {
        error!(flow.id = %flow, "What a poll of flow {flow} has come to could not be stored; it is made again: {failed}");
    }
    runtime.0.schedules.notify_one();
}

/// What an answer means.
enum Meaning {
    /// Something happened.
    Fires(Firing),
    /// Nothing new.
    Nothing(ErrorInfo),
    /// It went wrong, and whether it may go well soon.
    Failed(ErrorInfo, bool),
}

fn take_in(tx: &mut Tx<'_>, runtime: &Runtime, poll: &Poll, answer: Result<Answer, Failure>) -> Result<(), StoreError> {
    let (prepared, schedule, now) = (&poll.prepared, &poll.schedule, runtime.0.steward.now());
    let flow = flows::by_key(tx, schedule.flow)?.filter(|flow| flow.is_on && flow.version == prepared.version);
    let (Some(flow), Some(trigger)) = (flow, trigger_of(prepared)) else { return Ok(()) };
    let asked = answer.as_ref().ok().and_then(|answer| answer.retry_after).map(|wait| wait.clamp(0, LONGEST));
    let location = answer.as_ref().ok().and_then(|answer| next_address(poll, answer));
    let meaning = meaning(tx, runtime, &flow, trigger, poll, answer, now)?;
    let attempt = schedule.poll.attempt + 1;
    let spread = f64::from(u32::try_from(now.0.rem_euclid(1_000)).unwrap_or(0)) / 1_000.0;
    let again = match &meaning {
        Meaning::Failed(_, true) => wait_before_next(trigger.retry.as_ref(), attempt, asked, spread),
        _ => None,
    };
    let regular = trigger.recurrence.next_after(schedule.anchor.0, now.0).map(Timestamp);
    let next = match (again, asked) {
        (Some(wait), _) => Some(now.plus_millis(wait.max(1_000))),
        (None, Some(wait)) => regular.map(|_| now.plus_millis(wait.max(1_000))),
        (None, None) => regular,
    };
    let left = triggers::Poll {
        location: location.or_else(|| schedule.poll.location.clone()),
        attempt: if again.is_some() { attempt } else { 0 },
    };
    if !triggers::advance_poll(tx, schedule.flow, poll.taken_until, next, &left)? {
        return Ok(());
    }
    let why = match meaning {
        Meaning::Fires(firing) => {
            for pending in firing.runs(tx, prepared, now)? {
                pending.queue(tx, None)?;
            }
            return Ok(());
        }
        Meaning::Failed(..) if again.is_some() => return Ok(()),
        Meaning::Nothing(why) => note(prepared, FiringStatus::Skipped, why, now),
        Meaning::Failed(why, _) => note(prepared, FiringStatus::Failed, why, now),
    };
    firings::insert(tx, &NewFiring { scheduled_at: Some(schedule.next_at), ..why })
}

fn meaning(
    tx: &mut Tx<'_>,
    runtime: &Runtime,
    flow: &StoredFlow,
    trigger: &PollTrigger,
    poll: &Poll,
    answer: Result<Answer, Failure>,
    now: Timestamp,
) -> Result<Meaning, StoreError> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => {
            return Ok(Meaning::Failed(ErrorInfo::new(failure.code, failure.message), failure.may_retry));
        }
    };
    let status = answer.status;
    if status == 200 || trigger.conditions_choose {
        let scheduled = Value::from(engine::history::instant(poll.schedule.next_at));
        let trigger_inputs = Value::Object(Object::from([("scheduledTime", scheduled)]));
        let occasion = Occasion { trigger_inputs, ..Occasion::new(StartKind::Recurrence, answer.outputs) };
        let firing = prepare_run(tx, &runtime.0.steward, flow, occasion, now)?;
        if status < 400 || !matches!(firing, Firing::Skipped(_)) {
            return Ok(Meaning::Fires(firing));
        }
    }
    let code = code_of_status(status);
    if status < 400 {
        return Ok(Meaning::Nothing(ErrorInfo::new(code, format!("The answer has the status {status}: nothing new."))));
    }
    let why = ErrorInfo::new(code, format!("The answer has the status {status}."));
    Ok(Meaning::Failed(why, may_retry_status(status)))
}

/// Where the answer says to ask next. Another host is not followed, because it would be sent what this one is trusted with.
fn next_address(poll: &Poll, answer: &Answer) -> Option<String> {
    let headers = answer.outputs.get("headers")?.as_object()?;
    let location = headers.get_ignore_case("location")?.as_str()?;
    let asked = poll.inputs.as_ref().ok()?.get("uri")?.as_str()?;
    connectors::http::within_origin(asked, location)
}
