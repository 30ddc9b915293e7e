//! Everything that hangs on one person.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::Value;

use crate::{
    cli::Globals,
    client::{Api, at},
    output::{self, text},
};

pub(super) async fn show(globals: &Globals, principal: &str) -> Result<ExitCode> {
    let found = Api::of(globals)?.get(&at(&["continuity", "people", principal])).await?;
    output::answer(globals, &found, print)?;
    Ok(ExitCode::SUCCESS)
}

fn print(found: &Value) -> Result<()> {
    let of = |key: &'static str| found[key].as_array().into_iter().flatten();
    let flow = |what: &str, it: &Value| {
        [what.to_owned(), text(it, "environment.name"), text(it, "flow.displayName"), String::new()]
    };
    let day = |it: &Value, key: &str| text(it, key).get(..10).map_or_else(String::new, |day| format!("until {day}"));
    let mut rows: Vec<[String; 4]> = of("owns").map(|it| flow("owns", it)).collect();
    rows.extend(of("coOwns").map(|it| flow("co-owns", it)));
    rows.extend(of("connections").map(|it| {
        let flows = format!("{}, used by {} flows", text(it, "connector"), text(it, "flows"));
        ["connection".to_owned(), text(it, "environment.name"), text(it, "displayName"), flows]
    }));
    rows.extend(
        of("referencesBound")
            .map(|it| ["reference".to_owned(), text(it, "environment.name"), text(it, "logicalName"), String::new()]),
    );
    rows.extend(of("grants").map(|it| {
        let [_, environment, name, _] = flow("", it);
        [text(it, "tier"), environment, name, day(it, "endsAt")]
    }));
    rows.extend(
        of("sponsors").map(|it| ["sponsor of".to_owned(), String::new(), text(it, "displayName"), String::new()]),
    );
    rows.extend(of("tokens").map(|it| ["token".to_owned(), String::new(), text(it, "name"), day(it, "expiresAt")]));
    rows.extend(of("handovers").map(|it| ["hand-over".to_owned(), String::new(), text(it, "id"), text(it, "status")]));
    output::line(&format!(
        "{} owns {} rows. {} runs of the last 30 days acted as them.",
        text(found, "principal.displayName"),
        text(found, "rowsOwned"),
        text(found, "runsActedAs"),
    ))?;
    if rows.is_empty() {
        return Ok(());
    }
    output::line("")?;
    output::table(["what", "environment", "name", ""], rows)
}
