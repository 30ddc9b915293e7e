//! `Http`: calls an address. Also retry policies, which connectors share.

use super::{Duration, read::Reader};
use crate::{Template, Value};

/// `inputs = {method, uri, headers?, queries?, body?, cookie?, authentication?, retryPolicy?}`
#[derive(Clone, Debug)]
pub struct Http {
    /// All inputs but the retry policy.
    pub inputs: Template,
    /// Whether they hold `authentication`.
    pub authenticates: bool,
    /// Retries.
    pub retry: Option<RetryPolicy>,
}

/// When a failed call is tried again. Source: retry policies.
#[derive(Clone, PartialEq, Debug)]
pub enum RetryPolicy {
    /// Never.
    None,
    /// So many times, so long apart.
    Fixed {
        /// How many times.
        count: u32,
        /// How long apart.
        interval: Duration,
    },
    /// So many times, a random and growing time apart.
    Exponential {
        /// How many times.
        count: u32,
        /// What grows.
        interval: Duration,
        /// The shortest wait.
        minimum: Option<Duration>,
        /// The longest wait.
        maximum: Option<Duration>,
    },
}

pub(super) fn read(reader: &mut Reader, inputs: Option<&Value>) -> Http {
    reader.at("inputs", |reader| {
        let members = inputs.and_then(Value::as_object).cloned().unwrap_or_default();
        for key in ["method", "uri"] {
            if members.get(key).is_none() {
                reader.error("InvalidTemplate", format!("`{key}` is missing."));
            }
        }
        let told = without_retry(&Value::Object(members));
        let authenticates = told.get("authentication").is_some();
        Http { inputs: reader.parse_template(&told), authenticates, retry: read_retry(reader, inputs) }
    })
}

/// A request without its retry policy.
pub(super) fn without_retry(request: &Value) -> Value {
    let Some(members) = request.as_object() else { return request.clone() };
    let told = members.iter().filter(|(name, _)| &***name != "retryPolicy");
    Value::Object(told.map(|(name, value)| (name.clone(), value.clone())).collect())
}

pub(super) fn read_retry(reader: &mut Reader, inputs: Option<&Value>) -> Option<RetryPolicy> {
    let source = inputs?.get("retryPolicy")?;
    reader.at("retryPolicy", |reader| {
        let word = reader.text(Some(source), "type", true)?;
        let count = source.get("count").and_then(|count| count.as_int().or_else(|| count.as_str()?.parse().ok()));
        let count = u32::try_from(count.unwrap_or(4).clamp(0, 90)).unwrap_or(0);
        let mut duration =
            |key: &str| source.get(key).and_then(|text| reader.at(key, |reader| Duration::read(reader, text)));
        match word.to_lowercase().as_str() {
            "none" => Some(RetryPolicy::None),
            "fixed" => {
                Some(RetryPolicy::Fixed { count, interval: duration("interval").unwrap_or(Duration::from_seconds(5)) })
            }
            "exponential" => Some(RetryPolicy::Exponential {
                count,
                interval: duration("interval").unwrap_or(Duration::from_seconds(7)),
                minimum: duration("minimumInterval"),
                maximum: duration("maximumInterval"),
            }),
            "default" => None,
            other => {
                let message = format!("`{other}` is not a retry policy; use none, fixed or exponential.");
                reader.error("InvalidTemplate", message);
                None
            }
        }
    })
}
