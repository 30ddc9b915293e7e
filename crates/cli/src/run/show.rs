//! `steward run show`: a run and its actions.

use anyhow::Result;
use serde_json::{Value, json};

use super::tree;
use crate::{
    cli::Globals,
    client::Api,
    output::{self, duration, instant, text},
};

/// How many actions are shown.
const SHOWN: usize = 500;

pub(super) async fn show(api: &Api, globals: &Globals, id: &str) -> Result<()> {
    let run = api.get(&api.within(&["runs", id]).await?).await?;
    let actions = api.list(&api.within(&["runs", id, "actions"]).await?, None).await?;
    if globals.json {
        let mut both = run;
        both["actionList"] = actions["value"].clone();
        return output::json(&both);
    }
    print(&run)?;
    let all: Vec<&Value> = output::values(&actions).collect();
    output::line("")?;
    let lines = tree::lines(&all);
    let rows = lines.iter().take(SHOWN).map(|line| {
        let it = line.action;
        let acting = &it["acting"];
        [
            format!("{}{}", "  ".repeat(line.depth), named(it)),
            text(it, "status"),
            duration(it, "durationMs"),
            acted_as(acting),
            text(acting, "rule"),
            seen(it).to_owned(),
        ]
    });
    output::table(["action", "status", "took", "acted as", "rule", "seen as that"], rows)?;
    if lines.len() > SHOWN {
        output::note(&format!("{} more actions are not shown; --json has all of them.", lines.len() - SHOWN));
    }
    for it in all.iter().filter(|it| it["error"].is_object()).take(SHOWN) {
        let (name, code) = (text(it, "name"), text(it, "error.code"));
        output::line(&format!("\n{name}: {code}: {}", text(it, "error.message")))?;
    }
    Ok(())
}

fn print(run: &Value) -> Result<()> {
    let why = text(run, "message");
    let because = if why.is_empty() { String::new() } else { format!(": {why}") };
    output::line(&format!("{} ({})", text(run, "flow.name"), text(run, "id")))?;
    output::line(&format!("  {}{because}", text(run, "status")))?;
    let took = match duration(run, "durationMs").as_str() {
        "" => String::new(),
        took => format!(", took {took}"),
    };
    output::line(&format!("  version {}, started {}{took}", text(run, "version"), instant(run, "startedAt")))?;
    let facts = [
        ("started by", "startedBy.displayName"),
        ("invoker", "facts.invoker.displayName"),
        ("row owner", "facts.rowOwner.displayName"),
        ("trigger connection of", "facts.triggerConnection.displayName"),
        ("run as", "facts.runAs"),
    ];
    for (word, path) in facts {
        let value = text(run, path);
        if !value.is_empty() {
            output::line(&format!("  {word} {value}"))?;
        }
    }
    Ok(())
}

/// An action's name, with the iteration where it is in a loop.
fn named(action: &Value) -> String {
    let path = action["path"].as_array().into_iter().flatten();
    let iteration: Vec<String> = path.map(|step| json!(step["index"]).to_string()).collect();
    let name = text(action, "name");
    if iteration.is_empty() { name } else { format!("{name} [{}]", iteration.join(",")) }
}

/// Whether the target says that it saw whom the action acted as; nothing where it does not tell.
fn seen(action: &Value) -> &'static str {
    let last = action["attempts"].as_array().and_then(|attempts| attempts.last());
    match last.and_then(|attempt| attempt["echo"]["matches"].as_bool()) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

/// Who acted, and on whose behalf of whom.
pub(crate) fn acted_as(acting: &Value) -> String {
    let who = text(acting, "principal.displayName");
    match text(acting, "impersonator.displayName").as_str() {
        "" => who,
        through => format!("{who} (through {through})"),
    }
}
