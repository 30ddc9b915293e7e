//! `steward token`: API tokens of the caller.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, at, block_on},
    failure::Failure,
    login::password,
    output::{self, instant, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List your tokens.
    List,
    /// Make a token. It takes your password, because a token cannot make tokens; it is shown once.
    Create {
        /// How it is called.
        token_name: String,
        /// Your sign-in name; else whoever is signed in.
        #[arg(long)]
        name: Option<String>,
        /// For how many days it is good; else until it is revoked.
        #[arg(long, value_name = "DAYS")]
        expires_in_days: Option<u32>,
    },
    /// Revoke a token.
    Revoke {
        /// Its id.
        id: String,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List => {
                let all = api.list(&at(&["me", "tokens"]), None).await?;
                output::list(globals, &all, ["name", "made", "good until", "id"], |it| {
                    [text(it, "name"), instant(it, "createdAt"), instant(it, "expiresAt"), text(it, "id")]
                })?;
            }
            Self::Create { token_name, name, expires_in_days } => {
                let name = match name {
                    Some(name) => name,
                    None if api.is_signed_in() => text(&api.get(&at(&["me"])).await?, "principal.name"),
                    None => {
                        return Err(Failure::new("whose token?").hint("Give your sign-in name with --name.").into());
                    }
                };
                let session = Api::at(api.base())?.sign_in(&name, &password()?).await?;
                let wanted = json!({"name": token_name, "expiresInDays": expires_in_days});
                let made = session.post(&at(&["me", "tokens"]), Some(&wanted)).await?;
                session.post("/auth/sign-out", None).await?;
                issued(globals, &made)?;
            }
            Self::Revoke { id } => {
                api.delete(&at(&["me", "tokens", &id])).await?;
                output::answer(globals, &json!({"revoked": id}), |_| output::line("The token is revoked."))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints a token that was just made: alone on its line, to be kept by a script.
pub(crate) fn issued(globals: &Globals, token: &Value) -> Result<()> {
    output::answer(globals, token, |it| {
        output::note("The token is not shown again.");
        output::line(&text(it, "token"))
    })
}
