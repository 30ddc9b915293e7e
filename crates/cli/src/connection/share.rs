//! Rights on a connection.

use anyhow::Result;
use serde_json::json;

use super::find;
use crate::{
    cli::Globals,
    client::Api,
    output::{self, text},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Share {
    /// Its id, or its name where only one has it.
    connection: String,
    /// Id or name of the principal.
    principal: String,
    /// What it allows, in place of what the principal had.
    #[arg(value_parser = ["see", "use", "rebind", "manage"], required = true)]
    actions: Vec<String>,
}

impl Share {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let id = find(api, &self.connection).await?;
        let path = api.within(&["connections", &id, "grants", &self.principal]).await?;
        let given = api.put(&path, Some(&json!({ "actions": self.actions }))).await?;
        output::answer(globals, &given, |it| {
            let who = text(it, "principal.displayName");
            output::line(&format!("{who} may {} `{}`.", self.actions.join(", "), self.connection))
        })
    }
}

/// Takes a principal's rights on a connection back.
pub(super) async fn unshare(api: &Api, globals: &Globals, connection: &str, principal: &str) -> Result<()> {
    let id = find(api, connection).await?;
    api.delete(&api.within(&["connections", &id, "grants", principal]).await?).await?;
    output::answer(globals, &json!({"connection": id, "unshared": principal}), |_| {
        output::line(&format!("`{principal}` has no rights on `{connection}` of its own any more."))
    })
}
