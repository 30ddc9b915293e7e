//! `steward pipeline`: what solutions are promoted through.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, at, block_on},
    failure::Failure,
    output::{self, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the pipelines that you may know of.
    List,
    /// Show a pipeline with its stages.
    Show {
        /// Its name.
        pipeline: String,
    },
    /// Make a pipeline.
    #[command(after_help = "Example:
  steward pipeline create orders --source dev --stage test,deployer=deploy-bot \\
      --stage prod,approvals=1,approver=releases,deployer=deploy-bot")]
    Create(Content),
    /// Change a pipeline, in place of what it was.
    Update(Content),
    /// Delete a pipeline. What was promoted through it stays known.
    Delete {
        /// Its name.
        pipeline: String,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Content {
    /// Its name in addresses: a to z, 0 to 9 and -.
    pipeline: String,
    /// The environment in which solutions are made.
    #[arg(long, value_name = "ENVIRONMENT")]
    source: String,
    /// Where they are brought: ENVIRONMENT, and after commas approvals=COUNT, approver=PRINCIPAL, deployer=SERVICE_ACCOUNT, replay=COUNT. Once
    /// for each stage, in order; approver may be given several times.
    #[arg(long = "stage", value_name = "STAGE", required = true)]
    stages: Vec<String>,
    /// What it is for.
    #[arg(long, value_name = "TEXT", default_value = "")]
    description: String,
    /// Say what the pipeline would be, and store nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Content {
    fn body(&self) -> Result<Value> {
        let stages = self.stages.iter().map(|stage| as_stage(stage)).collect::<Result<Vec<_>>>()?;
        let (source, description) = (&self.source, &self.description);
        Ok(json!({"source": source, "stages": stages, "description": description, "dryRun": self.dry_run}))
    }
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List => {
                let all = api.list(&at(&["pipelines"]), None).await?;
                output::list(globals, &all, ["name", "source", "stages", "description"], |it| {
                    let stages = it["stages"].as_array().into_iter().flatten();
                    let stages: Vec<String> = stages.map(|stage| text(stage, "environment")).collect();
                    [text(it, "name"), text(it, "source"), stages.join(" -> "), text(it, "description")]
                })?;
            }
            Self::Show { pipeline } => shown(globals, &api.get(&at(&["pipelines", &pipeline])).await?)?,
            Self::Create(content) => {
                let mut body = content.body()?;
                body["name"] = json!(content.pipeline);
                shown(globals, &api.post(&at(&["pipelines"]), Some(&body)).await?)?;
            }
            Self::Update(content) => {
                shown(globals, &api.put(&at(&["pipelines", &content.pipeline]), Some(&content.body()?)).await?)?;
            }
            Self::Delete { pipeline } => {
                api.delete(&at(&["pipelines", &pipeline])).await?;
                output::answer(globals, &json!({"deleted": pipeline}), |_| {
                    output::line(&format!("There is no pipeline `{pipeline}` any more."))
                })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// `prod,approvals=1,approver=ana,deployer=robot`.
fn as_stage(text: &str) -> Result<Value> {
    let mut parts = text.split(',').map(str::trim);
    let (mut approvals, mut approvers, mut deployer, mut replay) = (0_u32, Vec::new(), None, 0_u32);
    let environment = parts.next().unwrap_or_default();
    for part in parts {
        let wrong = || {
            let message = format!("`{part}` says nothing about a stage");
            let hint = "Write approvals=COUNT, approver=PRINCIPAL, deployer=SERVICE_ACCOUNT or replay=COUNT.";
            Failure::new(message).hint(hint)
        };
        match part.split_once('=').ok_or_else(wrong)? {
            ("approvals", count) => approvals = count.parse().map_err(|_| wrong())?,
            ("approver", name) => approvers.push(name),
            ("deployer", name) => deployer = Some(name),
            ("replay", count) => replay = count.parse().map_err(|_| wrong())?,
            _ => return Err(wrong().into()),
        }
    }
    Ok(json!({
        "environment": environment, "approvals": approvals, "approvers": approvers, "deployer": deployer, "replay": replay,
    }))
}

fn shown(globals: &Globals, pipeline: &Value) -> Result<()> {
    output::answer(globals, pipeline, |it| {
        output::line(&format!("{}: from {}", text(it, "name"), text(it, "source")))?;
        let description = text(it, "description");
        if !description.is_empty() {
            output::line(&description)?;
        }
        let stages = it["stages"].as_array().into_iter().flatten();
        output::table(
            ["stage", "kind", "protected", "approvals", "approvers", "deployer", "replays"],
            stages.map(|stage| {
                let protected = if stage["protected"] == true { "yes" } else { "no" };
                let approvers = stage["approvers"].as_array().into_iter().flatten().map(|chip| text(chip, "name"));
                [
                    text(stage, "environment"),
                    text(stage, "kind"),
                    protected.to_owned(),
                    text(stage, "approvals"),
                    approvers.collect::<Vec<_>>().join(", "),
                    text(stage, "deployer.name"),
                    text(stage, "replay"),
                ]
            }),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_written_in_one_word() {
        let stage = as_stage("prod, approvals=2,approver=ana,approver=releases,deployer=robot,replay=20").unwrap();
        assert_eq!(
            stage,
            json!({
                "environment": "prod", "approvals": 2, "approvers": ["ana", "releases"], "deployer": "robot", "replay": 20,
            })
        );
        assert_eq!(as_stage("test").unwrap()["approvals"], 0);
        for wrong in ["prod,approvals", "prod,approvals=many", "prod,owner=ana"] {
            assert!(as_stage(wrong).unwrap_err().to_string().contains("says nothing about a stage"), "{wrong}");
        }
    }
}
