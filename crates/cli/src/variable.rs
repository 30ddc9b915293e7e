//! `steward variable`: values that differ between environments.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, block_on},
    output::{self, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the environment variables with their values.
    List,
    /// Create an environment variable, without a value of its own.
    #[command(after_help = "Example:
  steward variable create contoso_Limit number --display-name Limit --default 12.5 --solution Orders")]
    Create(NewVariable),
    /// Delete an environment variable with its value. Refused where a flow reads it.
    Delete {
        /// Its schema name.
        variable: String,
    },
    /// Set the value of an environment variable. Runs that have started keep the one that they started with.
    Set {
        /// Its schema name.
        variable: String,
        /// The value.
        #[arg(required_unless_present = "clear")]
        value: Option<String>,
        /// Take the value away, so that the default holds.
        #[arg(long, conflicts_with = "value")]
        clear: bool,
    },
}

/// What makes an environment variable.
#[derive(Debug, clap::Args)]
pub(crate) struct NewVariable {
    /// Its schema name, with a publisher's prefix.
    name: String,
    /// Its type, which never changes.
    #[arg(value_parser = ["string", "number", "boolean", "json", "dataSource", "secret"])]
    kind: String,
    /// What people read; else the schema name.
    #[arg(long)]
    display_name: Option<String>,
    /// What it is for.
    #[arg(long)]
    description: Option<String>,
    /// What holds where no value is set. Of a secret, where it is kept.
    #[arg(long, allow_hyphen_values = true)]
    default: Option<String>,
    /// It must have a value.
    #[arg(long)]
    required: bool,
    /// The connector whose data a data source names.
    #[arg(long)]
    connector: Option<String>,
    /// Which parameter of that connector it is.
    #[arg(long, requires = "connector")]
    parameter_key: Option<String>,
    /// The solution that it becomes part of.
    #[arg(long)]
    solution: Option<String>,
}

impl NewVariable {
    fn content(&self) -> Value {
        json!({
            "schemaName": self.name,
            "displayName": self.display_name.as_ref().unwrap_or(&self.name),
            "description": self.description,
            "type": self.kind,
            "defaultValue": self.default,
            "required": self.required,
            "connector": self.connector,
            "parameterKey": self.parameter_key,
            "solution": self.solution,
        })
    }
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List => {
                let all = api.list(&api.within(&["variables"]).await?, None).await?;
                output::list(globals, &all, ["name", "type", "value", "default", "used by"], |it| {
                    let value = text(it, "value");
                    let shown = if value.is_empty() && it["isSet"] == true { "(set)".to_owned() } else { value };
                    let flows = it["usedBy"].as_array().into_iter().flatten().map(|flow| text(flow, "name"));
                    let flows = flows.collect::<Vec<_>>().join(", ");
                    [text(it, "schemaName"), text(it, "type"), shown, text(it, "defaultValue"), flows]
                })?;
            }
            Self::Create(new) => {
                let made = api.post(&api.within(&["variables"]).await?, Some(&new.content())).await?;
                output::answer(globals, &made, |it| {
                    output::line(&format!(
                        "Made the environment variable `{}` ({}).",
                        text(it, "schemaName"),
                        text(it, "type")
                    ))
                })?;
            }
            Self::Delete { variable } => {
                api.delete(&api.within(&["variables", &variable]).await?).await?;
                output::answer(globals, &json!({"schemaName": variable, "deleted": true}), |_| {
                    output::line(&format!("Deleted the environment variable `{variable}`."))
                })?;
            }
            Self::Set { variable, value, .. } => {
                let path = api.within(&["variables", &variable]).await?;
                let set = api.put(&path, Some(&json!({ "value": value }))).await?;
                output::answer(globals, &set, |it| {
                    let name = text(it, "schemaName");
                    output::line(&if it["isSet"] == true {
                        format!("`{name}` is set.")
                    } else {
                        format!("`{name}` has no value of its own; its default holds.")
                    })
                })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
