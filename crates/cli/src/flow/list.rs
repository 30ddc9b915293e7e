//! `steward flow list`.

use anyhow::Result;

use crate::{
    cli::Globals,
    client::Api,
    output::{self, instant, text},
};

pub(super) async fn list(api: &Api, globals: &Globals) -> Result<()> {
    let all = api.list(&api.within(&["flows"]).await?, None).await?;
    output::list(globals, &all, ["name", "state", "trigger", "owner", "you", "last run"], |it| {
        let last = match text(it, "lastRun.status").as_str() {
            "" => String::new(),
            status => format!("{status} {}", instant(it, "lastRun.startedAt")),
        };
        [
            text(it, "name"),
            text(it, "state"),
            text(it, "trigger.summary"),
            text(it, "primaryOwner.displayName"),
            super::show::tier(&text(it, "tier")).to_owned(),
            last,
        ]
    })
}
