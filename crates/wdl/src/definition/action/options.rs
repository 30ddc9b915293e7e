//! What an action may be told besides its inputs.

use std::sync::Arc;

use crate::{
    Template, Value,
    definition::{Duration, Status, read::Reader},
};

/// The most items that pages are read for. Source: pagination limits.
const MOST_ITEMS: u32 = 100_000;

/// What an action may be told besides its inputs.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `limit.timeout`
    pub timeout: Option<Duration>,
    /// The history hides the inputs.
    pub secure_inputs: bool,
    /// The history hides the outputs.
    pub secure_outputs: bool,
    /// Pages of a list are read until there are so many items (`paginationPolicy.minimumItemCount`).
    pub minimum_items: Option<u32>,
    /// Bodies are sent and taken in in chunks (`contentTransfer.transferMode`).
    pub in_chunks: bool,
    /// `operationOptions`, as written.
    pub operation_options: String,
    /// The action is not done; it ends like this.
    pub static_result: Option<StaticResult>,
    /// What to remember of the action for people who look for its run (`trackedProperties`).
    pub tracked: Option<Template>,
}

/// How an action ends that is not to be done. Source: `staticResults`.
#[derive(Clone, PartialEq, Debug)]
pub struct StaticResult {
    /// How.
    pub status: Status,
    /// What it made.
    pub outputs: Option<Value>,
    /// Code and message.
    pub error: Option<(Arc<str>, Arc<str>)>,
}

impl Options {
    /// Whether `operationOptions` names this one.
    pub fn has(&self, option: &str) -> bool {
        self.operation_options.split(',').any(|given| given.trim().eq_ignore_ascii_case(option))
    }
}

pub(super) fn read(reader: &mut Reader, source: &Value, static_results: Option<&Value>) -> Options {
    let secured = source
        .get("runtimeConfiguration")
        .and_then(|configuration| configuration.get("secureData"))
        .and_then(|secure| secure.get("properties"))
        .and_then(Value::as_array);
    let secures = |what: &str| {
        secured.is_some_and(|names| {
            names.iter().any(|name| name.as_str().is_some_and(|name| name.eq_ignore_ascii_case(what)))
        })
    };
    let timeout = source.get("limit").and_then(|limit| limit.get("timeout"));
    Options {
        timeout: timeout.and_then(|text| reader.at("limit/timeout", |reader| Duration::read(reader, text))),
        secure_inputs: secures("inputs"),
        secure_outputs: secures("outputs"),
        in_chunks: source
            .get("runtimeConfiguration")
            .and_then(|configuration| configuration.get("contentTransfer")?.get("transferMode")?.as_str())
            .is_some_and(|mode| mode.eq_ignore_ascii_case("Chunked")),
        minimum_items: read_minimum_items(reader, source),
        operation_options: source.get("operationOptions").and_then(Value::as_str).unwrap_or_default().to_owned(),
        static_result: read_static_result(reader, source, static_results),
        // They are evaluated when the action has ended, so they may name it; a failure of theirs changes nothing.
        tracked: reader.on_behalf(None, |reader| reader.optional_template(Some(source), "trackedProperties")),
    }
}

fn read_minimum_items(reader: &mut Reader, source: &Value) -> Option<u32> {
    let count = source.get("runtimeConfiguration")?.get("paginationPolicy")?.get("minimumItemCount")?;
    let given = count.as_int().or_else(|| count.as_str()?.trim().parse().ok());
    let found = given.and_then(|count| u32::try_from(count).ok()).filter(|count| (1..=MOST_ITEMS).contains(count));
    if found.is_none() {
        reader.at("runtimeConfiguration/paginationPolicy/minimumItemCount", |reader| {
            reader
                .error("InvalidTemplate", format!("`minimumItemCount` must be a whole number from 1 to {MOST_ITEMS}."));
        });
    }
    found
}

fn read_static_result(reader: &mut Reader, source: &Value, static_results: Option<&Value>) -> Option<StaticResult> {
    let configuration = source.get("runtimeConfiguration")?.get("staticResult")?;
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(Arc::<str>::from);
    if !text(configuration, "staticResultOptions")?.eq_ignore_ascii_case("Enabled") {
        return None;
    }
    let name = text(configuration, "name").unwrap_or_default();
    let Some(result) = static_results.and_then(Value::as_object).and_then(|all| all.get_ignore_case(&name)) else {
        reader.at("runtimeConfiguration/staticResult", |reader| {
            reader.error(
                "InvalidTemplate",
                format!("The static result `{name}` is not defined. Add it under `staticResults`, or disable it here."),
            );
        });
        return None;
    };
    let error = result.get("error");
    Some(StaticResult {
        status: text(result, "status").and_then(|word| Status::from_word(&word)).unwrap_or(Status::Succeeded),
        outputs: result.get("outputs").cloned(),
        error: error.map(|error| {
            (
                text(error, "code").unwrap_or_else(|| "ActionFailed".into()),
                text(error, "message").unwrap_or_else(|| "".into()),
            )
        }),
    })
}
