//! Credentials of connections. A secret is read from a file or standard input, so that it is in no list of commands.

use std::path::Path;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::find;
use crate::{
    cli::Globals,
    client::Api,
    failure::Failure,
    input,
    output::{self, text},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Given {
    /// A secret field and the file that holds it; `-` is standard input. May be given several times.
    #[arg(long = "secret", value_name = "NAME=FILE")]
    secrets: Vec<String>,
    /// A secret field and where it is fetched at each call: env:NAME, file:/path or vault:mount/path#field. May be given several times.
    #[arg(long = "secret-from", value_name = "NAME=REFERENCE")]
    references: Vec<String>,
    /// When the credentials expire.
    #[arg(long, value_name = "INSTANT")]
    expires_at: Option<String>,
}

impl Given {
    /// The members of a request that they are.
    pub(super) fn members(&self) -> Result<Map<String, Value>> {
        let mut credentials = Map::new();
        for given in &self.secrets {
            let (name, file) = pair(given)?;
            let secret = input::text(Path::new(file)).map_err(|problem| Failure::new(format!("{file}: {problem}")))?;
            credentials.insert(name.to_owned(), json!(secret.trim_end_matches(['\r', '\n'])));
        }
        for given in &self.references {
            let (name, reference) = pair(given)?;
            credentials.insert(name.to_owned(), json!({"reference": reference}));
        }
        let mut members = Map::from_iter([("credentials".to_owned(), Value::Object(credentials))]);
        members.extend(self.expires_at.as_ref().map(|at| ("expiresAt".to_owned(), json!(at))));
        Ok(members)
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Replace {
    /// Its id, or its name where only one has it.
    connection: String,
    #[command(flatten)]
    given: Given,
    /// What the connector asks for that is not secret, in place of all that there was; may be given several times.
    #[arg(long = "set", value_name = "NAME=TEXT")]
    parameters: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rotate {
    /// Its id, or its name where only one has it.
    connection: String,
    #[command(flatten)]
    given: Given,
    /// When the new ones are used; else once they are switched to.
    #[arg(long, value_name = "INSTANT")]
    switch_at: Option<String>,
    /// For how many hours the former ones open after the switch.
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    overlap_hours: u16,
}

impl Replace {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let mut wanted = self.given.members()?;
        if !self.parameters.is_empty() {
            wanted.insert("parameters".to_owned(), parameters(&self.parameters)?);
        }
        let path = path(api, &self.connection, "credentials").await?;
        show(globals, &api.put(&path, Some(&Value::Object(wanted))).await?)
    }
}

impl Rotate {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let mut wanted = self.given.members()?;
        wanted.insert("overlapHours".to_owned(), json!(self.overlap_hours));
        wanted.extend(self.switch_at.as_ref().map(|at| ("switchAt".to_owned(), json!(at))));
        let path = path(api, &self.connection, "rotate").await?;
        show(globals, &api.post(&path, Some(&Value::Object(wanted))).await?)
    }
}

/// Uses another version from now on.
pub(super) async fn switch(api: &Api, globals: &Globals, connection: &str, to: Option<i64>) -> Result<()> {
    let path = path(api, connection, "switch").await?;
    show(globals, &api.post(&path, Some(&json!({"version": to}))).await?)
}

/// Shows the versions.
pub(super) async fn versions(api: &Api, globals: &Globals, connection: &str) -> Result<()> {
    show(globals, &api.get(&path(api, connection, "credentials").await?).await?)
}

/// Names with texts, as a request has them.
pub(super) fn parameters(given: &[String]) -> Result<Value> {
    let pairs: Vec<(&str, &str)> = given.iter().map(|given| pair(given)).collect::<Result<_>>()?;
    Ok(Value::Object(pairs.into_iter().map(|(name, text)| (name.to_owned(), json!(text))).collect()))
}

fn pair(given: &str) -> Result<(&str, &str)> {
    Ok(given.split_once('=').ok_or_else(|| Failure::new(format!("`{given}` is no name and value with `=` between")))?)
}

async fn path(api: &Api, connection: &str, verb: &str) -> Result<String> {
    let id = find(api, connection).await?;
    api.within(&["connections", &id, verb]).await
}

fn show(globals: &Globals, shown: &Value) -> Result<()> {
    if globals.json {
        return output::json(shown);
    }
    let versions = json!({"value": shown["versions"]});
    output::list(globals, &versions, ["version", "state", "given by", "given at", "expires", "until"], |it| {
        let until = if it["switchAt"].is_null() { "wipeAt" } else { "switchAt" };
        [
            text(it, "version"),
            text(it, "state"),
            text(it, "createdBy.displayName"),
            text(it, "createdAt"),
            text(it, "expiresAt"),
            text(it, until),
        ]
    })
}
