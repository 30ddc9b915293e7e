//! `Response`: answers whoever started the run and waits.

use wdl::{Object, Value, definition::Response};

use crate::{
    ANSWER_WITHIN, Awaited, Effect, Entry, ErrorInfo, Place, Reply,
    step::{End, Stepper},
};

/// Headers that an answer may not set. Source: Response action.
const REFUSED: [&str; 3] = ["transfer-encoding", "set-cookie", "connection"];

fn may_set(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_content = name.starts_with("content-") && name != "content-type" && name != "content-disposition";
    !is_content && !name.starts_with("x-ms-") && !REFUSED.contains(&name.as_str())
}

fn late(stepper: &Stepper<'_>, place: Place) -> String {
    let name = stepper.run.flow.definition.action(place.action).map_or("", |action| &*action.name);
    format!(
        "The execution of template action '{name}' is failed: the client application timed out waiting for a response from service. This means that workflow took longer to respond than the alloted timeout value. The connection maintained between the client application and service will be closed and client application will get an HTTP status code 504 Gateway Timeout."
    )
}

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Response) {
    let inputs = match stepper.evaluate(&it.inputs, place) {
        Ok(inputs) => inputs,
        Err(error) => return stepper.end(place, End::bad_template(error)),
    };
    if stepper.run.replied {
        let error =
            ErrorInfo::new("ActionResponseAlreadySent", "The caller has been answered already; a run answers once.");
        return stepper.end(place, End::failed("ActionResponseAlreadySent", error, Some(inputs)));
    }
    match stepper.run.start.awaited {
        Awaited::Nobody => {
            let error = ErrorInfo::new(
                "ActionResponseSkipped",
                "The action was skipped: nobody waits for an answer of this run.",
            );
            let mut end = End::failed("ActionResponseSkipped", error, Some(inputs));
            end.status = wdl::definition::Status::Skipped;
            return stepper.end(place, end);
        }
        Awaited::Caller if stepper.at > stepper.run.start.at.plus_millis(ANSWER_WITHIN) => {
            let error = ErrorInfo::new("ActionResponseTimedOut", late(stepper, place));
            return stepper.end(place, End::failed("ActionResponseTimedOut", error, Some(inputs)));
        }
        Awaited::Caller | Awaited::Parent => {}
    }
    let code = inputs.get("statusCode").and_then(|code| code.as_int().or_else(|| code.as_str()?.trim().parse().ok()));
    let Some(status) =
        code.and_then(|code| u16::try_from(code).ok()).filter(|code| matches!(code, 200..=299 | 400..=599))
    else {
        let error = ErrorInfo::new(
            "BadRequest",
            "The 'statusCode' of a response must be a number of the 2xx, 4xx or 5xx range.",
        );
        return stepper.end(place, End::failed("BadRequest", error, Some(inputs)));
    };
    let headers = inputs.get("headers").and_then(Value::as_object);
    let headers = headers.into_iter().flat_map(Object::iter);
    let headers: Vec<(String, String)> = headers
        .filter(|(name, _)| may_set(name))
        .map(|(name, value)| (name.to_string(), value.to_text().to_string()))
        .collect();
    let reply = Reply { status, headers, body: inputs.get("body").cloned() };
    stepper.record(Entry::Replied(reply.clone()));
    stepper.effect(Effect::Reply(reply));
    stepper.end(place, End::succeeded("OK", Some(inputs.clone()), Some(inputs)));
}
