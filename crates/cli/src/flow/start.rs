//! `steward flow run`: starting a flow, and waiting for its run.

use std::{path::PathBuf, process::ExitCode, str::FromStr};

use anyhow::Result;
use model::ErrorCode;
use serde_json::{Map, Value, json};

use crate::{
    cli::Globals,
    client::Api,
    failure::Failure,
    input,
    output::{self, text},
    run,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  steward flow run 'Add a contact' --input text=Ada --input text_1=Byron --wait
  steward flow run Count --input limit:=5")]
pub(crate) struct Start {
    /// Id or name.
    flow: String,
    /// What its button asks for: NAME=TEXT, or NAME:=JSON; may be given several times.
    #[arg(long = "input", value_name = "INPUT")]
    inputs: Vec<Input>,
    /// A JSON file with all that its button asks for.
    #[arg(long, value_name = "FILE", conflicts_with = "inputs")]
    inputs_file: Option<PathBuf>,
    /// Wait for the run to end; fail if it does not succeed.
    #[arg(long)]
    wait: bool,
}

/// An input as it is typed.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    name: String,
    value: Value,
}

impl FromStr for Input {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("an input is NAME=TEXT or NAME:=JSON")?;
        match name.strip_suffix(':') {
            Some(name) => {
                let value = serde_json::from_str(value).map_err(|error| format!("`{value}` is no JSON: {error}"))?;
                Ok(Self { name: name.to_owned(), value })
            }
            None => Ok(Self { name: name.to_owned(), value: Value::from(value) }),
        }
    }
}

impl Start {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<ExitCode> {
        let inputs = match &self.inputs_file {
            Some(path) => serde_json::to_value(input::required_json(path)?)?,
            None => {
                Value::Object(self.inputs.into_iter().map(|input| (input.name, input.value)).collect::<Map<_, _>>())
            }
        };
        let path = api.within(&["flows", &self.flow, "run"]).await?;
        let started = api.post(&path, Some(&json!({ "inputs": inputs }))).await?;
        let id = text(&started, "run");
        if id.is_empty() {
            return Err(Failure::new("the flow was not started: a condition of its trigger does not hold").into());
        }
        if self.wait {
            return match run::wait(api, &id, |_| Ok(())).await {
                Ok(ended) => run::ended(globals, &ended),
                // A run-only user starts runs and does not see them.
                Err(error) if is_not_found(&error) => {
                    output::note("You may not see the run, so it is not waited for.");
                    output::answer(globals, &started, |_| output::line(&format!("Started the run {id}.")))?;
                    Ok(ExitCode::SUCCESS)
                }
                Err(error) => Err(error),
            };
        }
        output::answer(globals, &started, |_| {
            output::line(&format!("Started the run {id}. Follow it with: steward run watch {id}"))
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

fn is_not_found(error: &anyhow::Error) -> bool {
    let code = error.downcast_ref::<Failure>().and_then(|failure| failure.code.as_deref());
    code == Some(ErrorCode::NotFound.to_string().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_texts_or_json() {
        let read = |text: &str| text.parse::<Input>().map(|input| (input.name, input.value));
        assert_eq!(read("a=b=c"), Ok(("a".into(), json!("b=c"))));
        assert_eq!(read("n:=5"), Ok(("n".into(), json!(5))));
        assert_eq!(read("n:=[1,\"=\"]"), Ok(("n".into(), json!([1, "="]))));
        assert_eq!(read("n"), Err("an input is NAME=TEXT or NAME:=JSON".into()));
        assert!(read("n:=x").is_err());
    }
}
