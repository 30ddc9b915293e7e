//! `steward demo run-as`: a contact is changed once, five flows run, and what they wrote is read back.
//!
//! Nothing here knows what should come out: each line is made of the rows, read through the Web API as Sam, and of the history of the
//! runs, read as Soul, who owns the flows.

mod compare;

use std::{
    collections::HashSet,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use self::compare::{Names, Read};
use super::{
    package::{DemoFlow, RUN_AS},
    people::{CONTACTS, PASSWORD},
    seed::ENVIRONMENT,
};
use crate::{
    cli::Globals,
    client::{Api, below, with},
    failure::Failure,
    flow::run_as_words,
    login::code,
    output::{self, text},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Play {
    /// How many seconds the runs may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    patience: u64,
}

impl Play {
    pub(super) async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let server = Api::at(Api::of(globals)?.base())?;
        let sam = sign_in(&server, "sam").await?;
        let soul = sign_in(&server, "soul").await?;
        let mut before = Vec::new();
        for flow in &RUN_AS {
            before.push(runs(&soul, flow).await?.iter().map(|run| text(run, "id")).collect::<HashSet<_>>());
        }
        let contact = change_a_contact(&sam).await?;
        let names = names(&sam).await?;
        let until = Instant::now() + Duration::from_secs(self.patience);
        let bar = output::spinner("waiting for the runs");
        let mut lines = Vec::new();
        for (flow, before) in RUN_AS.iter().zip(&before) {
            let run = new_run(&soul, flow, before, until).await?;
            lines.push(line(&sam, &soul, &names, flow, &run).await?);
        }
        bar.finish_and_clear();
        output::answer(globals, &json!({"contact": contact, "value": lines}), |all| {
            output::line(&format!("Sam changed the contact {}.\n", text(all, "contact")))?;
            let rows = output::values(all).map(|it| {
                ["case", "runAs", "usesInvoker", "branch1", "branch2", "onBehalf", "rule"].map(|key| text(it, key))
            });
            output::table(["case", "run as", "uses invoker", "branch 1", "branch 2", "on behalf", "rule"], rows)?;
            for it in output::values(all) {
                for why in it["disagreements"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                    output::line(&format!(
                        "DISAGREEMENT in the run {} of `{}`: {why}",
                        text(it, "run"),
                        text(it, "flow")
                    ))?;
                }
            }
            Ok(())
        })?;
        let all_agree = lines.iter().all(|line| line["disagreements"] == json!([]));
        Ok(if all_agree { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

async fn sign_in(server: &Api, name: &str) -> Result<Api> {
    server.sign_in(name, PASSWORD, code).await.map_err(|error| match error.downcast::<Failure>() {
        Ok(failure) if failure.code.as_deref() == Some("STW1001") => {
            let message = format!("{name} of the demo cannot sign in at {}", server.base());
            failure.told_as(message).hint("Start a server with the demo: steward serve --demo.").into()
        }
        Ok(failure) => failure.into(),
        Err(error) => error,
    })
}

/// Changes the first contact, and answers its name.
async fn change_a_contact(sam: &Api) -> Result<String> {
    let (first_name, last_name, _) = CONTACTS[0];
    let filter = format!("firstname eq '{first_name}' and lastname eq '{last_name}'");
    let found = sam.get(&with(&rows("contacts"), &[("$select", "contactid"), ("$filter", &filter)])).await?;
    let contact =
        output::values(&found).next().with_context(|| format!("there is no contact {first_name} {last_name}"))?;
    let changed = json!({"description": format!("Changed by Sam at {}", model::Timestamp::now())});
    sam.patch(&format!("{}({})", rows("contacts"), text(contact, "contactid")), &changed).await?;
    Ok(format!("{first_name} {last_name}"))
}

fn rows(set: &str) -> String {
    below("/environments", &[ENVIRONMENT, "api", "data", "v9.2", set])
}

fn here(parts: &[&str]) -> String {
    below(&crate::client::at(&["environments", ENVIRONMENT]), parts)
}

/// The newest runs of a flow.
async fn runs(soul: &Api, flow: &DemoFlow) -> Result<Vec<Value>> {
    let page = soul.list(&with(&here(&["runs"]), &[("flow", flow.id())]), Some(100)).await?;
    Ok(output::values(&page).cloned().collect())
}

/// The run that was not there before, once it has ended.
async fn new_run(soul: &Api, flow: &DemoFlow, before: &HashSet<String>, until: Instant) -> Result<Value> {
    loop {
        let all = runs(soul, flow).await?;
        let new = all.into_iter().find(|run| !before.contains(&text(run, "id")));
        let state = match &new {
            Some(run) if !run["endedAt"].is_null() => return Ok(run.clone()),
            Some(run) => format!("its run {} is {}", text(run, "id"), text(run, "status")),
            None => "it has no run".to_owned(),
        };
        if Instant::now() > until {
            return Err(Failure::new(format!("the flow `{}` is not done: {state}", flow.name))
                .hint("See whether it is on with `steward flow list`.")
                .into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// One line of the table.
async fn line(sam: &Api, soul: &Api, names: &Names, flow: &DemoFlow, run: &Value) -> Result<Value> {
    let detail = soul.get(&here(&["flows", flow.id()])).await?;
    let id = text(run, "id");
    let actions = soul.list(&here(&["runs", &id, "actions"]), None).await?;
    let filter = format!("demo_run eq '{id}'");
    let rows = sam.get(&with(&rows("demo_audits"), &[("$filter", &filter)])).await?;
    let read = Read { flow: &detail, run, actions: &actions, rows: &rows, names };
    Ok(compare::line(&read, run_as_words(&text(&detail, "runAs"))))
}

/// The names of people, through the Web API.
async fn names(sam: &Api) -> Result<Names> {
    let users = sam.get(&with(&rows("systemusers"), &[("$select", "fullname")])).await?;
    Ok(output::values(&users).map(|user| (text(user, "systemuserid"), text(user, "fullname"))).collect())
}
