//! Who goes on with a connection when its owner leaves.

use anyhow::Result;
use serde_json::json;

use super::find;
use crate::{
    cli::Globals,
    client::Api,
    output::{self, text},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Successors {
    /// Its id, or its name where only one has it.
    connection: String,
    /// Ids or names of users, service accounts or groups, the first one first, in place of those that it has. Without any, they are shown.
    principals: Vec<String>,
    /// It has none any more.
    #[arg(long, conflicts_with = "principals")]
    none: bool,
}

impl Successors {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let id = find(api, &self.connection).await?;
        let path = api.within(&["connections", &id, "successors"]).await?;
        let found = if self.principals.is_empty() && !self.none {
            api.get(&path).await?
        } else {
            api.put(&path, Some(&json!({ "successors": self.principals }))).await?
        };
        output::list(globals, &found, ["successor", "name", "state"], |it| {
            [text(it, "displayName"), text(it, "name"), text(it, "state")]
        })
    }
}
