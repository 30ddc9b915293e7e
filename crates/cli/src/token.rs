//! `steward token`: API tokens of the caller.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, at, block_on},
    failure::Failure,
    login::{code, password},
    output::{self, instant, text},
};

/// What a token is for, and for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Limits {
    /// For how many days it is good; else as the installation's settings say.
    #[arg(long, value_name = "DAYS")]
    expires_in_days: Option<u32>,
    /// What it may be used for: flows:read, runs:run, all:read ...; may be given several times. Else everything that you may.
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,
    /// The one environment that it is for; else all.
    #[arg(long, value_name = "NAME")]
    only_environment: Option<String>,
}

impl Limits {
    /// What the API takes to make a token of this name.
    pub(crate) fn request(&self, name: &str) -> Value {
        json!({
            "name": name, "expiresInDays": self.expires_in_days, "scopes": self.scope, "environment": self.only_environment,
        })
    }
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List your tokens.
    List {
        /// Somebody else's instead; takes an administrator.
        #[arg(long, value_name = "NAME")]
        of: Option<String>,
    },
    /// Make a token. It takes your password, because a token cannot make tokens; it is shown once.
    Create {
        /// How it is called.
        token_name: String,
        /// Your sign-in name; else whoever is signed in.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        limits: Limits,
    },
    /// Revoke a token.
    Revoke {
        /// Its id.
        id: String,
        /// Whose, if not your own; takes an administrator.
        #[arg(long, value_name = "NAME")]
        of: Option<String>,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List { of } => {
                let all = api.list(&at(&tokens_of(of.as_deref())), None).await?;
                output::list(globals, &all, ["name", "for", "made", "used", "good until", "id"], |it| {
                    let [made, used, until] = ["createdAt", "usedAt", "expiresAt"].map(|key| instant(it, key));
                    [text(it, "name"), purpose(it), made, used, until, text(it, "id")]
                })?;
            }
            Self::Create { token_name, name, limits } => {
                let name = match name {
                    Some(name) => name,
                    None if api.is_signed_in() => text(&api.get(&at(&["me"])).await?, "principal.name"),
                    None => {
                        return Err(Failure::new("whose token?").hint("Give your sign-in name with --name.").into());
                    }
                };
                let session = Api::at(api.base())?.sign_in(&name, &password()?, code).await?;
                let made = session.post(&at(&["me", "tokens"]), Some(&limits.request(&token_name))).await?;
                session.post("/auth/sign-out", None).await?;
                issued(globals, &made)?;
            }
            Self::Revoke { id, of } => {
                api.delete(&at(&[&tokens_of(of.as_deref())[..], &[id.as_str()]].concat())).await?;
                output::answer(globals, &json!({"revoked": id}), |_| output::line("The token is revoked."))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Where somebody's tokens are; the caller's own, if it is nobody.
fn tokens_of(name: Option<&str>) -> Vec<&str> {
    name.map_or_else(|| vec!["me", "tokens"], |name| vec!["principals", name, "tokens"])
}

/// What a token is for, in a few words.
fn purpose(token: &Value) -> String {
    let scopes: Vec<&str> = token["scopes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let scopes = if scopes.is_empty() { "everything".to_owned() } else { scopes.join(" ") };
    match token["environment"].as_str() {
        Some(environment) => format!("{scopes} in {environment}"),
        None => scopes,
    }
}

/// Prints a token that was just made: alone on its line, to be kept by a script.
pub(crate) fn issued(globals: &Globals, token: &Value) -> Result<()> {
    output::answer(globals, token, |it| {
        output::note("The token is not shown again.");
        output::line(&text(it, "token"))
    })
}
