//! Signing in anew, and using another connection instead.

use anyhow::Result;
use serde_json::json;

use super::{
    find,
    impact::{self, Asked},
};
use crate::{
    cli::Globals,
    client::Api,
    output::{self, text},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Reauthenticate {
    /// Its id, or its name where only one has it.
    connection: String,
    #[command(flatten)]
    asked: Asked,
}

impl Reauthenticate {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let id = find(api, &self.connection).await?;
        let path = self.asked.at(&api.within(&["connections", &id, "reauthenticate"]).await?);
        let done = api.post(&path, Some(&json!({}))).await?;
        output::answer(globals, &done, |it| {
            let (name, owner) = (text(it, "connection.displayName"), text(it, "connection.owner.displayName"));
            self.asked.head(&match text(it, "how").as_str() {
                "renew" => format!("`{name}` has new credentials; it is still of {owner}."),
                "takeOver" => format!("`{name}` keeps its id and is of {owner}."),
                _ => format!("The new connection `{name}` of {owner} is used instead."),
            })?;
            impact::show(&it["impact"])?;
            left(it["left"].as_u64())
        })
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Swap {
    /// The connection that is used now: its id, or its name where only one has it.
    connection: String,
    /// The one to use instead.
    with: String,
    #[command(flatten)]
    asked: Asked,
}

impl Swap {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let (id, with) = (find(api, &self.connection).await?, find(api, &self.with).await?);
        let path = self.asked.at(&api.within(&["connections", &id, "replace"]).await?);
        let done = api.post(&path, Some(&json!({ "connection": with }))).await?;
        output::answer(globals, &done, |it| {
            self.asked.head(&format!("`{}` is used instead of `{}`.", self.with, self.connection))?;
            for reference in it["references"].as_array().into_iter().flatten().filter_map(|name| name.as_str()) {
                output::line(&format!("reference {reference} is bound to it"))?;
            }
            impact::show(&it["impact"])?;
            left(it["left"].as_u64())
        })
    }
}

fn left(flows: Option<u64>) -> Result<()> {
    match flows {
        None | Some(0) => Ok(()),
        Some(flows) => output::line(&format!("{flows} flows that you do not own go on with the former connection")),
    }
}
