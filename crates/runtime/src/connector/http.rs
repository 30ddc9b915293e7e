//! The `Http` action.

use engine::{Call, Outcome};

use crate::runtime::Runtime;

/// Makes the call and says how it ended.
pub(crate) async fn call(runtime: &Runtime, call: &Call) -> Outcome {
    #[cfg(test)]
    if let Some(outcome) = crate::simulation::world::called(call) {
        return outcome.await;
    }
    match runtime.0.http.call(&call.inputs, &call.idempotency_key).await {
        Ok(answer) => Outcome { retry_after: answer.retry_after, ..Outcome::answered(answer.status, answer.outputs) },
        Err(failure) => Outcome { may_retry: failure.may_retry, ..Outcome::failed(failure.code, failure.message) },
    }
}
