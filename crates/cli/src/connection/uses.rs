//! Where a connection is used.

use anyhow::Result;

use super::find;
use crate::{
    cli::Globals,
    client::Api,
    output::{self, instant, text},
};

/// Prints the references and flows that use a connection.
pub(super) async fn where_used(api: &Api, globals: &Globals, connection: &str) -> Result<()> {
    let id = find(api, connection).await?;
    let uses = api.get(&api.within(&["connections", &id, "uses"]).await?).await?;
    output::answer(globals, &uses, |it| {
        let references = it["references"].as_array().into_iter().flatten();
        output::table(["reference", "flows"], references.map(|it| [text(it, "logicalName"), text(it, "flows")]))?;
        let flows = it["flows"].as_array().into_iter().flatten();
        output::table(
            ["flow", "solution", "version", "state", "actions", "next firing", "last run"],
            flows.map(|flow| {
                let trigger = (flow["trigger"] == true).then(|| "the trigger".to_owned());
                let actions = flow["actions"].as_array().into_iter().flatten().map(|action| text(action, "action"));
                let last = format!("{} {}", text(flow, "lastRun.status"), instant(flow, "lastRun.startedAt"));
                [
                    text(flow, "name"),
                    text(flow, "solution"),
                    text(flow, "version"),
                    if flow["on"] == true { "on" } else { "off" }.to_owned(),
                    trigger.into_iter().chain(actions).collect::<Vec<_>>().join(", "),
                    instant(flow, "nextFiring"),
                    last.trim().to_owned(),
                ]
            }),
        )?;
        match it["others"].as_u64() {
            None | Some(0) => Ok(()),
            Some(others) => output::line(&format!("and {others} flows that you may not see")),
        }
    })
}
