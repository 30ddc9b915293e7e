//! `steward env break-glass`: changing a protected environment by hand for a while.

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::Api,
    output::{self, instant, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List when the environment was changed by hand, what for, and who agreed.
    List,
    /// Ask to change the environment by hand. Nothing is open before another person approves it.
    #[command(after_help = "Example:
  steward env break-glass ask 'The supplier has moved to another address' --minutes 30 --environment prod")]
    Ask {
        /// What for.
        reason: String,
        /// How long it lasts once it is approved: 1 to 60.
        #[arg(long, value_name = "COUNT", default_value_t = 60)]
        minutes: u32,
    },
    /// Approve what another person asks for. The environment may be changed by hand from then on.
    Approve {
        /// Its id, which `list` prints.
        id: String,
    },
    /// End it before its time, or take back what was asked for.
    End {
        /// Its id, which `list` prints.
        id: String,
    },
}

impl Command {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        match self {
            Self::List => {
                let all = api.list(&api.within(&["break-glass"]).await?, None).await?;
                let heading = ["id", "state", "asked by", "approved by", "until", "reason"];
                output::list(globals, &all, heading, |it| {
                    [
                        text(it, "id"),
                        text(it, "state"),
                        text(it, "askedBy.name"),
                        text(it, "approvedBy.name"),
                        instant(it, "until"),
                        text(it, "reason"),
                    ]
                })
            }
            Self::Ask { reason, minutes } => {
                let wanted = json!({"reason": reason, "minutes": minutes});
                let asked = api.post(&api.within(&["break-glass"]).await?, Some(&wanted)).await?;
                output::answer(globals, &asked, |it| {
                    let id = text(it, "id");
                    output::line(&format!(
                        "Asked. Another person approves it with `steward env break-glass approve {id}`."
                    ))
                })
            }
            Self::Approve { id } => {
                let open = api.post(&api.within(&["break-glass", &id, "approve"]).await?, None).await?;
                output::answer(globals, &open, |it| {
                    output::line(&format!("The environment may be changed by hand until {}.", instant(it, "until")))
                })
            }
            Self::End { id } => {
                let ended: Value = api.post(&api.within(&["break-glass", &id, "end"]).await?, None).await?;
                output::answer(globals, &ended, |_| output::line("It is over."))
            }
        }
    }
}
