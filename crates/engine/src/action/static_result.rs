//! Static results: an action that is not to be done ends as it was told to.

use wdl::{
    Value,
    definition::{StaticResult, Status},
};

use crate::{ErrorInfo, code_of_status, step::End};

pub(super) fn end(result: &StaticResult) -> End {
    let error = result.error.as_ref().map(|(code, message)| ErrorInfo::new(code.to_string(), &**message));
    let status = result.outputs.as_ref().and_then(|outputs| outputs.get("statusCode"));
    let status = status.and_then(|code| code.as_int().or_else(|| code.as_str()?.trim().parse().ok()));
    let code = match (status.and_then(|code| u16::try_from(code).ok()), &error) {
        (Some(code), _) => code_of_status(code),
        (None, Some(error)) => error.code.clone(),
        (None, None) if result.status == Status::Succeeded => "OK".into(),
        (None, None) => "ActionFailed".into(),
    };
    End {
        status: result.status,
        code,
        error,
        inputs: None,
        outputs: result.outputs.clone().filter(|outputs| *outputs != Value::Null),
    }
}
