//! `steward service-account`: identities that no person takes along.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::Value;

use crate::{
    cli::Globals,
    client::{Api, at, block_on},
    token::Limits,
    user::{changed, changes, instant_or_none, made, or_none},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Create a service account.
    Create {
        /// Its name.
        name: String,
        /// What people read.
        #[arg(long, value_name = "TEXT")]
        display_name: Option<String>,
        /// The group that owns it, by id or name.
        #[arg(long, value_name = "GROUP")]
        team: Option<String>,
        /// A user who answers for it, by id or name; give it once for each.
        #[arg(long = "sponsor", value_name = "USER")]
        sponsors: Vec<String>,
        /// The day from which on it may not act any more, `2026-12-31`.
        #[arg(long, value_name = "DATE")]
        expires_at: Option<String>,
    },
    /// Change what is known about a service account. `none` takes a value away.
    Set {
        /// Id or name.
        account: String,
        /// What people read.
        #[arg(long, value_name = "TEXT")]
        display_name: Option<String>,
        /// The group that owns it, by id or name.
        #[arg(long, value_name = "GROUP")]
        team: Option<String>,
        /// A user who answers for it, by id or name; give it once for each. They replace those who did.
        #[arg(long = "sponsor", value_name = "USER")]
        sponsors: Option<Vec<String>>,
        /// The day from which on it may not act any more.
        #[arg(long, value_name = "DATE")]
        expires_at: Option<String>,
    },
    /// Make an API token for a service account. It is shown once.
    Token {
        /// Id or name of the service account.
        account: String,
        /// How the token is called.
        #[arg(long, value_name = "TEXT", default_value = "steward")]
        name: String,
        #[command(flatten)]
        limits: Limits,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::Create { name, display_name, team, sponsors, expires_at } => {
                let wanted = changes([
                    ("kind", Some(Value::from("serviceAccount"))),
                    ("name", Some(Value::from(name))),
                    ("displayName", display_name.map(Value::from)),
                    ("team", team.map(Value::from)),
                    ("sponsors", Some(Value::from(sponsors))),
                    ("expiresAt", expires_at.map(instant_or_none)),
                ]);
                made(globals, &api.post(&at(&["principals"]), Some(&wanted)).await?)?;
            }
            Self::Set { account, display_name, team, sponsors, expires_at } => {
                let changes = changes([
                    ("displayName", display_name.map(Value::from)),
                    ("team", team.map(or_none)),
                    ("sponsors", sponsors.map(Value::from)),
                    ("expiresAt", expires_at.map(instant_or_none)),
                ]);
                changed(globals, &api.patch(&at(&["principals", &account]), &changes).await?)?;
            }
            Self::Token { account, name, limits } => {
                let tokens = at(&["principals", &account, "tokens"]);
                let token = api.post(&tokens, Some(&limits.request(&name))).await?;
                crate::token::issued(globals, &token)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
