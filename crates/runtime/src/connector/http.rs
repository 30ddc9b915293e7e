//! The `Http` action.

use std::sync::Arc;

use connectors::http::Answer;
use engine::{Asks, Call, Outcome};

use crate::runtime::Runtime;

/// Makes the call and says how it ended.
pub(crate) async fn call(runtime: &Runtime, call: &Call) -> Outcome {
    #[cfg(test)]
    if let Some(outcome) = crate::simulation::world::called(call) {
        return outcome.await;
    }
    let answered = match &call.what {
        Asks::Poll(address) => runtime.0.http.poll(&call.inputs, address).await,
        _ => runtime.0.http.call(&call.inputs, &call.idempotency_key).await,
    };
    match answered {
        Ok(Answer { status, outputs, retry_after, poll }) => {
            Outcome { retry_after, poll: poll.map(Arc::from), ..Outcome::answered(status, outputs) }
        }
        Err(failure) => Outcome { may_retry: failure.may_retry, ..Outcome::failed(failure.code, failure.message) },
    }
}
