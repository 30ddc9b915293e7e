//! `HttpWebhook`: asks a service to call back. An action waits until it does; a trigger starts a run each time.

use super::{RetryPolicy, http, read::Reader};
use crate::{Object, Template, Value};

/// `inputs = {subscribe: {method, uri, headers?, body?, authentication?, retryPolicy?}, unsubscribe?: {...}}`
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Both requests without their retry policies. `listCallbackUrl()` in them is where the service is to call.
    pub inputs: Template,
    /// Retries of the first request.
    pub retry: Option<RetryPolicy>,
}

pub(super) fn read(reader: &mut Reader, inputs: Option<&Value>) -> Webhook {
    reader.at("inputs", |reader| {
        let subscribe = inputs.and_then(|inputs| inputs.get("subscribe"));
        let retry = reader.at("subscribe", |reader| {
            for key in ["method", "uri"] {
                if subscribe.and_then(|subscribe| subscribe.get(key)).is_none() {
                    reader.error(
                        "InvalidTemplate",
                        format!("`{key}` is missing: it says which service is to call back."),
                    );
                }
            }
            http::read_retry(reader, subscribe)
        });
        let told = inputs.and_then(Value::as_object).into_iter().flat_map(Object::iter);
        let told = told.map(|(name, request)| (name.clone(), http::without_retry(request))).collect();
        Webhook { inputs: reader.parse_template(&Value::Object(told)), retry }
    })
}
