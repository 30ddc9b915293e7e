//! `Terminate`: ends the run.

use super::read::Reader;
use crate::{Template, Value};

/// `inputs = {runStatus, runError?: {code, message}}`
#[derive(Clone, Debug)]
pub struct Terminate {
    /// Succeeded, Failed or Cancelled.
    pub run_status: Template,
    /// `{code, message}`, with Failed.
    pub run_error: Option<Template>,
}

pub(super) fn read(reader: &mut Reader, inputs: Option<&Value>) -> Terminate {
    reader.at("inputs", |reader| {
        if let Some(Value::String(word)) = inputs.and_then(|inputs| inputs.get("runStatus"))
            && !word.starts_with('@')
            && !["succeeded", "failed", "cancelled"].contains(&word.to_lowercase().as_str())
        {
            reader
                .error("InvalidTemplate", format!("`{word}` is not a run status; use Succeeded, Failed or Cancelled."));
        }
        Terminate {
            run_status: reader.template(inputs, "runStatus"),
            run_error: reader.optional_template(inputs, "runError"),
        }
    })
}
