//! `steward handover`: hand-over plans.

mod certificate;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, at, block_on},
    failure::Failure,
    output::{self, instant, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the plans that you may write or get something in.
    List,
    /// Make a plan: a draft of who gets what leavers have.
    #[command(after_help = "Examples:
  steward handover plan ana --to berta
  steward handover plan ana ben --to 'orders=berta' --co-owner --to sales --environment prod")]
    Plan {
        /// Who leaves, by id or name.
        #[arg(required = true)]
        leavers: Vec<String>,
        /// Who gets it: PRINCIPAL, or SOLUTION=PRINCIPAL for flows of one solution. The first that fits decides; of a group, who has the
        /// fewest flows. May be given several times.
        #[arg(long = "to", value_name = "RULE")]
        rules: Vec<String>,
        /// Before those: an active co-owner of the flow.
        #[arg(long)]
        co_owner: bool,
        /// After those: whom the leaver reports to.
        #[arg(long)]
        manager: bool,
        /// How it is called; else after the leavers.
        #[arg(long, value_name = "TEXT")]
        name: Option<String>,
        /// Say what the plan would be, and store nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Show a plan with its rows.
    Show {
        /// Its id.
        plan: String,
    },
    /// Say what becomes of single rows of a draft.
    Assign {
        /// Its id.
        plan: String,
        /// The row's id, which `show` prints.
        row: String,
        /// Who gets it.
        #[arg(long, value_name = "PRINCIPAL", group = "what")]
        to: Option<String>,
        /// The connection that is bound instead, by its id.
        #[arg(long, value_name = "CONNECTION", group = "what")]
        connection: Option<String>,
        /// It ends.
        #[arg(long, group = "what")]
        end: bool,
        /// It stays, for this reason.
        #[arg(long, value_name = "REASON", group = "what")]
        keep: Option<String>,
    },
    /// Say what would fail once a plan is applied and its leavers have gone. The exit code is 1 where something would.
    Simulate {
        /// Its id.
        plan: String,
    },
    /// Answer for a failure that the simulation of a draft names.
    Waive {
        /// Its id.
        plan: String,
        /// The failure, as `simulate` names it.
        failure: String,
        /// Why it may be.
        #[arg(long)]
        reason: String,
    },
    /// Approve a plan. It is frozen from then on.
    Approve {
        /// Its id.
        plan: String,
    },
    /// Accept what you get in a plan.
    Accept {
        /// Its id.
        plan: String,
    },
    /// Decline what you get in a plan. It is a draft again.
    Decline {
        /// Its id.
        plan: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Make an approved or scheduled plan a draft again.
    Withdraw {
        /// Its id.
        plan: String,
    },
    /// Apply an approved plan: now, or at a time.
    Apply {
        /// Its id.
        plan: String,
        /// When (2026-11-30T18:00:00Z).
        #[arg(long, value_name = "INSTANT")]
        at: Option<String>,
        /// Say what would happen, and change nothing.
        #[arg(long, conflicts_with = "at")]
        dry_run: bool,
    },
    /// Undo a plan that was applied within thirty days.
    Undo {
        /// Its id.
        plan: String,
        /// Say what would happen, and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Delete a draft.
    Delete {
        /// Its id.
        plan: String,
    },
    /// Issue an off-boarding certificate: what still resolves to somebody. The exit code is 1 where something does.
    Certificate {
        /// Id or name.
        principal: String,
        /// Where to write the page to print.
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
        /// Where to write the JSON.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Verify a certificate, as JSON or as a page.
    Verify {
        /// The file.
        file: PathBuf,
        /// Ask no server: the digest only.
        #[arg(long)]
        offline: bool,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        match self {
            Self::Certificate { principal, html, out } => certificate::issue(globals, &principal, html, out).await,
            Self::Verify { file, offline } => certificate::verify(globals, &file, offline).await,
            plan => plan.call_plan(globals).await,
        }
    }

    async fn call_plan(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        let of = |plan: &str, verb: &str| at(&["handovers", plan, verb]);
        match self {
            Self::List => {
                let all = api.list(&at(&["handovers"]), None).await?;
                output::list(globals, &all, ["name", "status", "leavers", "rows", "awaited", "id"], |it| {
                    let rows = it["rows"].as_array().map_or(0, Vec::len).to_string();
                    let (leavers, awaited) = (names(&it["leavers"]), names(&it["awaited"]));
                    [text(it, "name"), text(it, "status"), leavers, rows, awaited, text(it, "id")]
                })?;
            }
            Self::Plan { leavers, rules, co_owner, manager, name, dry_run } => {
                let first = co_owner.then(|| json!({"by": "coOwner"})).into_iter();
                let last = manager.then(|| json!({"by": "manager"}));
                let rules: Vec<Value> = first.chain(rules.iter().map(|rule| as_rule(rule))).chain(last).collect();
                let wanted = json!({
                    "leavers": leavers, "environment": globals.environment, "dryRun": dry_run,
                    "content": {"name": name, "rules": rules},
                });
                shown(globals, &api.post(&at(&["handovers"]), Some(&wanted)).await?)?;
            }
            Self::Show { plan } => shown(globals, &api.get(&at(&["handovers", &plan])).await?)?,
            Self::Assign { plan, row, to, connection, end, keep } => {
                let action = match (&to, &connection, &keep) {
                    (Some(_), ..) => "give",
                    (_, Some(_), _) => "bind",
                    (.., Some(_)) => "keep",
                    _ if end => "end",
                    _ => {
                        let what = "nothing is said of what becomes of the row";
                        return Err(Failure::new(what).hint("Give --to, --connection, --end or --keep.").into());
                    }
                };
                let path = at(&["handovers", &plan]);
                let mut content = content(&api.get(&path).await?);
                let chosen = json!({"row": row, "action": action, "to": to, "connection": connection, "reason": keep});
                let choices = content["choices"].as_array().cloned().unwrap_or_default().into_iter();
                content["choices"] = choices.filter(|it| it["row"] != chosen["row"]).chain([chosen.clone()]).collect();
                shown(globals, &api.put(&path, Some(&content)).await?)?;
            }
            Self::Simulate { plan } => {
                let found = api.post(&of(&plan, "simulate"), None).await?;
                output::list(globals, &found, ["failure", "flow", "action", "message", "waived"], |it| {
                    ["id", "flowName", "action", "message", "waived"].map(|path| text(it, path))
                })?;
                if output::values(&found).any(|it| it["waived"].is_null()) {
                    return Ok(ExitCode::FAILURE);
                }
            }
            Self::Waive { plan, failure, reason } => {
                let path = at(&["handovers", &plan]);
                let mut content = content(&api.get(&path).await?);
                let waivers = content["waivers"].as_array().cloned().unwrap_or_default().into_iter();
                let waiver = json!({"failure": failure, "reason": reason});
                content["waivers"] =
                    waivers.filter(|it| it["failure"] != waiver["failure"]).chain([waiver.clone()]).collect();
                shown(globals, &api.put(&path, Some(&content)).await?)?;
            }
            Self::Approve { plan } => shown(globals, &api.post(&of(&plan, "approve"), None).await?)?,
            Self::Accept { plan } => shown(globals, &api.post(&of(&plan, "accept"), None).await?)?,
            Self::Decline { plan, reason } => {
                api.post(&of(&plan, "decline"), Some(&json!({"reason": reason}))).await?;
                output::answer(globals, &json!({"declined": plan}), |_| {
                    output::line("Declined. It is a draft again.")
                })?;
            }
            Self::Withdraw { plan } => shown(globals, &api.post(&of(&plan, "withdraw"), None).await?)?,
            Self::Apply { plan, at, dry_run } => {
                let done = api.post(&of(&plan, "apply"), Some(&json!({"at": at, "dryRun": dry_run}))).await?;
                told(globals, &done, dry_run, "hand over")?;
            }
            Self::Undo { plan, dry_run } => {
                let done = api.post(&of(&plan, "undo"), Some(&json!({"dryRun": dry_run}))).await?;
                told(globals, &done, dry_run, "give back")?;
            }
            Self::Certificate { .. } | Self::Verify { .. } => {}
            Self::Delete { plan } => {
                api.delete(&at(&["handovers", &plan])).await?;
                output::answer(globals, &json!({"deleted": plan}), |_| output::line("Deleted the plan."))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// `berta`, or `orders=berta` for flows of one solution.
fn as_rule(rule: &str) -> Value {
    match rule.split_once('=') {
        Some((solution, to)) => json!({"solution": solution, "to": to}),
        None => json!({"to": rule}),
    }
}

/// What a draft says, as it is sent to change it.
fn content(plan: &Value) -> Value {
    let chosen = plan["rows"].as_array().into_iter().flatten().filter(|row| row["chosen"] == true);
    let choices: Vec<Value> = chosen
        .map(|row| {
            let (to, connection) = (&row["to"]["id"], &row["connection"]["id"]);
            let (id, action, reason) = (&row["id"], &row["action"], &row["reason"]);
            json!({"row": id, "action": action, "to": to, "connection": connection, "reason": reason})
        })
        .collect();
    json!({"rules": plan["rules"], "waivers": plan["waivers"], "choices": choices})
}

fn shown(globals: &Globals, plan: &Value) -> Result<()> {
    output::answer(globals, plan, |it| {
        output::line(&format!("{} ({}): {}", text(it, "name"), text(it, "status"), text(it, "id")))?;
        for (label, words) in [
            ("Due", instant(it, "dueAt")),
            ("Can be undone until", instant(it, "undoUntil")),
            ("Not accepted yet by", names(&it["awaited"])),
            ("Problem", text(it, "problem")),
        ] {
            if !words.is_empty() {
                output::line(&format!("{label}: {words}"))?;
            }
        }
        let rows = it["rows"].as_array().into_iter().flatten();
        output::table(
            ["row", "what", "name", "environment", "of", "becomes", "problem"],
            rows.map(|row| {
                let what = ["id", "thing", "name", "environment", "leaver.name"].map(|path| text(row, path));
                let [id, thing, name, environment, leaver] = what;
                [id, thing, name, environment, leaver, becomes(row), text(row, "problem")]
            }),
        )
    })
}

fn becomes(row: &Value) -> String {
    match text(row, "action").as_str() {
        "give" => format!("to {}", text(row, "to.name")),
        "bind" => format!("bound to {}", text(row, "connection.displayName")),
        "keep" => format!("stays: {}", text(row, "reason")),
        "end" => "ends".to_owned(),
        _ => "undecided".to_owned(),
    }
}

fn told(globals: &Globals, done: &Value, dry_run: bool, verb: &str) -> Result<()> {
    output::answer(globals, done, |it| {
        let plan = &it["plan"];
        if text(plan, "status") == "scheduled" {
            return output::line(&format!("`{}` is applied at {}.", text(plan, "name"), instant(plan, "dueAt")));
        }
        let would = if dry_run { "Would " } else { "Done: " };
        output::line(&format!("{would}{verb}: {} changes.", it["changed"]))?;
        for left in it["left"].as_array().into_iter().flatten() {
            output::line(&format!("Left as it is: {}. {}", text(left, "name"), text(left, "why")))?;
        }
        Ok(())
    })
}

fn names(chips: &Value) -> String {
    let names = chips.as_array().into_iter().flatten().map(|chip| text(chip, "name"));
    names.collect::<Vec<_>>().join(", ")
}
