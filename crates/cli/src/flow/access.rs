//! Who has access to a flow, and whose connections it uses: `access` and `run-only`.

use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{self, Api},
    connection::impact::{self, Asked},
    output::{self, text},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Access {
    /// Id or name of the flow.
    flow: String,
    /// Only this user or service account, and whose identity the flow uses when it starts it.
    #[arg(long, value_name = "PRINCIPAL")]
    principal: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RunOnly {
    /// Id or name of the flow.
    flow: String,
    /// The reference to choose for, as the list names it.
    #[arg(requires = "source")]
    key: Option<String>,
    /// Whose connection it is to use.
    #[arg(value_enum)]
    source: Option<Source>,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Source {
    /// The flow's own connection.
    Embedded,
    /// The connection of whoever starts the flow.
    Invoker,
}

impl Access {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let path = api.within(&["flows", &self.flow, "access"]).await?;
        let only: Vec<_> = self.principal.iter().map(|name| ("principal", name.as_str())).collect();
        let access = api.get(&client::with(&path, &only)).await?;
        output::answer(globals, &access, print)
    }
}

fn print(access: &Value) -> Result<()> {
    let (active, all) = (text(access, "owners.active"), text(access, "owners.all"));
    output::line(&format!("owners: {active} active, {all} in all"))?;
    let all = |key: &str| access[key].as_array().map_or(&[][..], Vec::as_slice);
    output::table(
        ["name", "may", "by"],
        all("people").iter().map(|person| {
            let may = [("mayStart", "start"), ("maySeeRuns", "see runs"), ("mayChange", "change")];
            let may: Vec<_> = may.iter().filter(|(key, _)| person[*key] == true).map(|(_, word)| *word).collect();
            let paths = person["paths"].as_array().into_iter().flatten().map(|path| text(path, "sentence"));
            [text(person, "principal.displayName"), may.join(", "), paths.collect::<Vec<_>>().join("; ")]
        }),
    )?;
    for identity in all("identities") {
        output::line(&format!("{}: {}", text(identity, "displayName"), text(identity, "sentence")))?;
        if let Some(missing) = identity["missing"].as_str() {
            output::line(&format!("  {missing}"))?;
        }
    }
    let missing = all("missingConnections").iter().map(|missing| text(missing, "connector"));
    missing.into_iter().try_for_each(|connector| output::line(&format!("to be connected before: {connector}")))
}

impl RunOnly {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let (Some(key), Some(source)) = (&self.key, self.source) else {
            let listed = api.get(&api.within(&["flows", &self.flow, "run-only-connections"]).await?).await?;
            return output::list(globals, &listed, ["reference", "source", "what it means", "note"], |it| {
                let source = text(it, "source");
                let note = if it["whyNot"].is_null() { text(it, "warning") } else { text(it, "whyNot") };
                [text(it, "reference"), source.clone(), text(it, &format!("effects.{source}")), note]
            });
        };
        let source = match source {
            Source::Embedded => "embedded",
            Source::Invoker => "invoker",
        };
        let path = self.asked.at(&api.within(&["flows", &self.flow, "references", key, "run-only"]).await?);
        let chosen = api.put(&path, Some(&json!({ "source": source }))).await?;
        output::answer(globals, &chosen, |it| {
            self.asked.head(&format!("Version {} of `{}`: `{key}` is {source}.", text(it, "version"), self.flow))?;
            impact::show(&it["impact"])
        })
    }
}
