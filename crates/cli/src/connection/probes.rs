//! Trying a connection, and how it went.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::Value;

use super::find;
use crate::{
    cli::Globals,
    client::Api,
    output::{self, instant, text},
};

/// Tries a connection. What the target does not accept is an exit code of 1.
pub(super) async fn test(api: &Api, globals: &Globals, connection: &str) -> Result<ExitCode> {
    let id = find(api, connection).await?;
    let tested = api.post(&api.within(&["connections", &id, "test"]).await?, None).await?;
    output::answer(globals, &tested, |it| {
        let (outcome, latency) = (text(it, "probe.outcome"), text(it, "probe.latencyMs"));
        output::line(&format!("{outcome} after {latency} ms: {}", text(it, "probe.message")))?;
        match text(it, "probe.raw").as_str() {
            "" => Ok(()),
            raw => output::line(raw),
        }
    })?;
    Ok(if tested["probe"]["outcome"] == "accepted" { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Shows how trying it went.
pub(super) async fn list(api: &Api, globals: &Globals, connection: &str) -> Result<()> {
    let id = find(api, connection).await?;
    let all = api.get(&api.within(&["connections", &id, "probes"]).await?).await?;
    output::list(globals, &all, ["at", "outcome", "took", "by", "what"], |it: &Value| {
        let by = if it["askedBy"].is_null() { "the server".to_owned() } else { text(it, "askedBy.displayName") };
        [instant(it, "at"), text(it, "outcome"), format!("{} ms", text(it, "latencyMs")), by, text(it, "message")]
    })
}
