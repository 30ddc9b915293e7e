//! `steward solution create`, `add` and `remove`: building a solution.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;

use crate::{
    cli::Globals,
    client::Api,
    output::{self, text},
};

/// What a solution is called, and who makes it.
#[derive(Debug, clap::Args)]
pub(crate) struct Create {
    /// Its unique name.
    solution: String,
    /// What people read; else the unique name.
    #[arg(long)]
    display_name: Option<String>,
    /// Its version.
    #[arg(long, value_name = "VERSION", default_value = "1.0.0.0")]
    version: String,
    /// What the names of its components start with: 2 to 8 letters and digits.
    #[arg(long)]
    prefix: String,
    /// The publisher's unique name; else the prefix.
    #[arg(long)]
    publisher: Option<String>,
    /// What people read as the publisher; else its unique name.
    #[arg(long)]
    publisher_name: Option<String>,
    /// What it is for.
    #[arg(long)]
    description: Option<String>,
}

impl Create {
    pub(crate) async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        let publisher = self.publisher.as_ref().unwrap_or(&self.prefix);
        let new = json!({
            "displayName": self.display_name.as_ref().unwrap_or(&self.solution),
            "version": self.version,
            "description": self.description,
            "publisher": {
                "uniqueName": publisher,
                "displayName": self.publisher_name.as_ref().unwrap_or(publisher),
                "prefix": self.prefix,
            },
        });
        let made = api.put(&api.within(&["solutions", &self.solution]).await?, Some(&new)).await?;
        output::answer(globals, &made, |it| {
            output::line(&format!(
                "The solution `{}` is here in version {}.",
                text(it, "uniqueName"),
                text(it, "version")
            ))
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Components of a solution.
#[derive(Debug, clap::Args)]
pub(crate) struct Components {
    /// The solution's unique name.
    solution: String,
    /// What they are.
    #[arg(value_parser = ["flow", "table", "variable", "reference", "role"])]
    kind: String,
    /// Id or name of flows or roles, else names in files.
    #[arg(required = true, value_name = "COMPONENT")]
    components: Vec<String>,
}

impl Components {
    pub(crate) async fn add(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        for component in &self.components {
            let at = api.within(&["solutions", &self.solution, "components", &self.kind, component]).await?;
            api.put(&at, None).await?;
        }
        self.told(globals, "is part of")
    }

    pub(crate) async fn remove(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        for component in &self.components {
            let at = api.within(&["solutions", &self.solution, "components", &self.kind, component]).await?;
            api.delete(&at).await?;
        }
        self.told(globals, "is no longer part of")
    }

    fn told(&self, globals: &Globals, what: &str) -> Result<ExitCode> {
        let done = json!({"solution": self.solution, "kind": self.kind, "components": self.components});
        output::answer(globals, &done, |_| {
            let lines =
                self.components.iter().map(|name| format!("The {} `{name}` {what} `{}`.", self.kind, self.solution));
            output::line(&lines.collect::<Vec<_>>().join("\n"))
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
