//! Static results: an action that is not to be done ends as it was told to.

use std::borrow::Cow;

use wdl::{
    Value,
    definition::{StaticResult, Status},
};

use crate::{ErrorInfo, code_of_status, step::End};

pub(super) fn end(result: &StaticResult) -> End {
    let error = result.error.as_ref().map(|(code, message)| ErrorInfo::new(code.to_string(), &**message));
    let code = match (code_of(result.outputs.as_ref()), &error) {
        (Some(code), _) => code,
        (None, Some(error)) => error.code.clone(),
        (None, None) => match result.status {
            Status::Succeeded => "OK".into(),
            Status::Failed => "ActionFailed".into(),
            Status::Skipped => "ActionSkipped".into(),
            Status::TimedOut => "ActionTimedOut".into(),
            Status::Cancelled => "ActionCancelled".into(),
        },
    };
    End {
        status: result.status,
        code,
        error,
        inputs: None,
        outputs: result.outputs.clone().filter(|outputs| *outputs != Value::Null),
    }
}

/// The code that the outputs' `statusCode` means, which designers write as a number (404) or as its name (`NotFound`).
fn code_of(outputs: Option<&Value>) -> Option<Cow<'static, str>> {
    let status = outputs?.get("statusCode")?;
    match status.as_int().or_else(|| status.as_str()?.trim().parse().ok()) {
        Some(number) => u16::try_from(number).ok().map(code_of_status),
        None => status.as_str().filter(|name| !name.is_empty()).map(|name| name.to_owned().into()),
    }
}
