//! `steward login` and `steward logout`.

use std::{
    io::{BufRead as _, IsTerminal as _},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::{
    cli::Globals,
    client::{Api, Config, at, block_on},
    failure::Failure,
    output,
};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The password is asked for, read from standard input where that is no terminal, or taken from STEWARD_PASSWORD. So is the code of a second factor, in the same way: \
                  typed, the next line, or STEWARD_CODE."
)]
pub(crate) struct Login {
    /// Your sign-in name; asked for where it is left out.
    #[arg(long)]
    name: Option<String>,
    /// How the token is called in the list of your tokens.
    #[arg(long, value_name = "TEXT", default_value = "steward login")]
    token_name: String,
    /// For how many days the token is good.
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    expires_in_days: u32,
}

impl Login {
    /// Signs in, makes a token and keeps it.
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(async {
            let api = Api::at(Api::of(globals)?.base())?;
            let name = match self.name {
                Some(name) => name,
                None => ask("Name: ")?,
            };
            let password = password()?;
            let session = api.sign_in(&name, &password, code).await?;
            let wanted = json!({"name": self.token_name, "expiresInDays": self.expires_in_days});
            let made = session.post(&at(&["me", "tokens"]), Some(&wanted)).await?;
            session.post("/auth/sign-out", None).await?;
            let config = Config {
                url: Some(api.base().to_owned()),
                token: Some(made["token"].as_str().context("the server gave no token")?.to_owned()),
                token_id: made["id"].as_str().map(str::to_owned),
                environment: globals.environment.clone().or(Config::read()?.environment),
            };
            let path = config.write()?;
            output::say(&format!("Signed in to {} as {name}; the token is in {}.", api.base(), path.display()));
            Ok(ExitCode::SUCCESS)
        })
    }
}

/// Revokes the token that `steward login` made, and forgets it.
pub(crate) fn logout(globals: &Globals) -> Result<ExitCode> {
    let config = Config::read()?;
    if config.token.is_none() {
        return Err(Failure::new("you are not signed in").into());
    }
    let revoked = block_on(async {
        match &config.token_id {
            Some(id) => Api::of(globals)?.delete(&at(&["me", "tokens", id])).await.map(|_| true),
            None => Ok(false),
        }
    });
    Config { token: None, token_id: None, ..config }.write()?;
    match revoked {
        Ok(true) => output::say("Signed out; the token is revoked."),
        Ok(false) => output::say(
            "Signed out here. The token itself is good until it expires: revoke it with `steward token revoke`.",
        ),
        Err(error) => output::note(&format!("Signed out here. The token could not be revoked: {error:#}")),
    }
    Ok(ExitCode::SUCCESS)
}

/// The password: `STEWARD_PASSWORD`, else what is typed without being shown, else the first line of standard input.
#[expect(
    clippy::disallowed_methods,
    reason = "a password does not belong into arguments, which everybody on the machine sees"
)]
pub(crate) fn password() -> Result<String> {
    if let Ok(password) = std::env::var("STEWARD_PASSWORD") {
        return Ok(password);
    }
    if std::io::stdin().is_terminal() {
        let terminal = console::Term::stderr();
        terminal.write_str("Password: ")?;
        return terminal.read_secure_line().context("no password was typed");
    }
    first_line()
}

/// The code of a second factor: `STEWARD_CODE`, else what is typed, else the next line of standard input.
#[expect(clippy::disallowed_methods, reason = "as with the password")]
pub(crate) fn code() -> Result<String> {
    if let Ok(code) = std::env::var("STEWARD_CODE") {
        return Ok(code);
    }
    if std::io::stdin().is_terminal() {
        console::Term::stderr().write_str("Code: ")?;
    }
    first_line()
}

fn ask(what: &str) -> Result<String> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new("whose name?").hint("Give it with --name.").into());
    }
    console::Term::stderr().write_str(what)?;
    first_line()
}

fn first_line() -> Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
