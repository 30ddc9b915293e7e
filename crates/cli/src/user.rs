//! `steward user` and `steward service-account`: who can be granted something.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, at, block_on, with},
    login::password,
    output::{self, instant, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List users, service accounts and groups.
    List {
        /// Only those with this in their name, display name or mail address.
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
    },
    /// Create a user. The password is asked for, or taken from STEWARD_PASSWORD.
    Create {
        /// The sign-in name.
        name: String,
        /// What people read.
        #[arg(long, value_name = "TEXT")]
        display_name: Option<String>,
        /// Mail address.
        #[arg(long)]
        email: Option<String>,
        /// Administers the installation.
        #[arg(long)]
        admin: bool,
        /// It reads everything, and changes and starts nothing.
        #[arg(long, conflicts_with = "admin")]
        auditor: bool,
    },
    /// Disable a principal: sessions end, tokens and connections are invalid at once. Nothing is deleted.
    Disable {
        /// Id or name.
        name: String,
    },
    /// Enable a principal that was disabled.
    Enable {
        /// Id or name.
        name: String,
    },
    /// Set a user's password. It is asked for, or taken from STEWARD_PASSWORD.
    Password {
        /// Id or name.
        name: String,
    },
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum AccountCommand {
    /// Create a service account: an identity that no person takes along.
    Create {
        /// Its name.
        name: String,
        /// What people read.
        #[arg(long, value_name = "TEXT")]
        display_name: Option<String>,
    },
    /// Make an API token for a service account. It is shown once.
    Token {
        /// Id or name of the service account.
        account: String,
        /// How the token is called.
        #[arg(long, value_name = "TEXT", default_value = "steward")]
        name: String,
        /// For how many days it is good; else until it is revoked.
        #[arg(long, value_name = "DAYS")]
        expires_in_days: Option<u32>,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List { search } => {
                let path = with(&at(&["principals"]), &[("search", search.as_deref().unwrap_or_default())]);
                let all = api.list(&path, None).await?;
                output::list(globals, &all, ["name", "display name", "kind", "state", "mail"], |it| {
                    [text(it, "name"), text(it, "displayName"), text(it, "kind"), state(it), text(it, "email")]
                })?;
            }
            Self::Create { name, display_name, email, admin, auditor } => {
                let wanted = json!({
                    "kind": "user", "name": name, "displayName": display_name.unwrap_or_default(), "email": email,
                    "password": password()?, "tenantAdmin": admin,
                    "tenantRole": auditor.then_some("auditor"),
                });
                made(globals, &api.post(&at(&["principals"]), Some(&wanted)).await?)?;
            }
            Self::Disable { name } => {
                let now = api.post(&at(&["principals", &name, "disable"]), None).await?;
                output::answer(globals, &now, |it| {
                    output::line(&format!(
                        "{} is disabled. What uses connections of {0} fails from now on.",
                        text(it, "displayName")
                    ))
                })?;
            }
            Self::Enable { name } => {
                let now = api.post(&at(&["principals", &name, "enable"]), None).await?;
                output::answer(globals, &now, |it| output::line(&format!("{} is enabled.", text(it, "displayName"))))?;
            }
            Self::Password { name } => {
                let wanted = json!({"password": password()?});
                api.post(&at(&["principals", &name, "password"]), Some(&wanted)).await?;
                output::answer(globals, &json!({"principal": name}), |_| {
                    output::line(&format!("The password of {name} is set; all sessions have ended."))
                })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl AccountCommand {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::Create { name, display_name } => {
                let wanted =
                    json!({"kind": "serviceAccount", "name": name, "displayName": display_name.unwrap_or_default()});
                made(globals, &api.post(&at(&["principals"]), Some(&wanted)).await?)?;
            }
            Self::Token { account, name, expires_in_days } => {
                let wanted = json!({"name": name, "expiresInDays": expires_in_days});
                let token = api.post(&at(&["principals", &account, "tokens"]), Some(&wanted)).await?;
                crate::token::issued(globals, &token)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn made(globals: &Globals, principal: &Value) -> Result<()> {
    output::answer(globals, principal, |it| {
        output::line(&format!("Made `{}` ({}): {}", text(it, "name"), text(it, "displayName"), text(it, "id")))
    })
}

fn state(principal: &Value) -> String {
    match principal["active"].as_bool() {
        Some(false) => format!("disabled since {}", instant(principal, "disabledAt")),
        _ if principal["tenantRole"] == "admin" => "administrator".to_owned(),
        _ if principal["tenantRole"] == "auditor" => "auditor".to_owned(),
        _ => "active".to_owned(),
    }
}
