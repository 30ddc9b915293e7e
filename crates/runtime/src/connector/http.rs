//! The `Http` action.

use engine::{Call, Outcome};
use wdl::definition::Status;

use crate::runtime::Runtime;

/// Makes the call and says how it ended.
pub(crate) async fn call(runtime: &Runtime, call: &Call) -> Outcome {
    match runtime.0.http.call(&call.inputs, &call.idempotency_key).await {
        Ok(answer) => {
            let code = connectors::status::name(answer.status);
            let status = if answer.status < 400 { Status::Succeeded } else { Status::Failed };
            Outcome {
                status,
                code,
                error: None,
                outputs: Some(answer.outputs),
                acting: None,
                may_retry: connectors::status::may_retry(answer.status),
                retry_after: answer.retry_after,
            }
        }
        Err(failure) => Outcome { may_retry: failure.may_retry, ..Outcome::failed(failure.code, failure.message) },
    }
}
