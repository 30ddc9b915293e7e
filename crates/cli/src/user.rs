//! `steward user` and `steward service-account`: who can be granted something.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, at, block_on, with},
    login::password,
    output::{self, instant, text},
    token::Limits,
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
    /// List the browsers in which a user is signed in.
    Sessions {
        /// Id or name.
        name: String,
    },
    /// Sign a user out of all browsers.
    EndSessions {
        /// Id or name.
        name: String,
    },
    /// Take a user's second factor away, who lost it.
    ResetSecondFactor {
        /// Id or name.
        name: String,
    },
    /// Let a user sign in at a provider of identities.
    Link {
        /// Id or name.
        name: String,
        /// The provider's issuer, as the file of `--providers` has it.
        #[arg(long, value_name = "URL")]
        issuer: String,
        /// What the provider calls the user, for ever: the claim `sub`.
        #[arg(long, value_name = "TEXT")]
        subject: String,
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
            Self::List { search } => {
                let path = with(&at(&["principals"]), &[("search", search.as_deref().unwrap_or_default())]);
                let all = api.list(&path, None).await?;
                output::list(globals, &all, ["name", "display name", "kind", "state", "mail"], |it| {
                    [text(it, "name"), text(it, "displayName"), text(it, "kind"), state(it), text(it, "email")]
                })?;
            }
            Self::Create { name, display_name, email, admin } => {
                let wanted = json!({
                    "kind": "user", "name": name, "displayName": display_name.unwrap_or_default(), "email": email,
                    "password": password()?, "tenantAdmin": admin,
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
            Self::Sessions { name } => {
                let all = api.list(&at(&["principals", &name, "sessions"]), None).await?;
                output::list(globals, &all, ["signed in", "used", "with", "browser"], |it| {
                    [instant(it, "createdAt"), instant(it, "usedAt"), text(it, "how"), text(it, "browser")]
                })?;
            }
            Self::EndSessions { name } => {
                api.delete(&at(&["principals", &name, "sessions"])).await?;
                output::answer(globals, &json!({"principal": name}), |_| {
                    output::line(&format!("All sessions of {name} have ended."))
                })?;
            }
            Self::ResetSecondFactor { name } => {
                api.delete(&at(&["principals", &name, "second-factor"])).await?;
                output::answer(globals, &json!({"principal": name}), |_| {
                    output::line(&format!("{name} has no second factor now."))
                })?;
            }
            Self::Link { name, issuer, subject } => {
                let wanted = json!({"issuer": issuer, "subject": subject});
                api.post(&at(&["principals", &name, "provider-users"]), Some(&wanted)).await?;
                output::answer(globals, &wanted, |_| output::line(&format!("{name} may sign in at {issuer}.")))?;
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
            Self::Token { account, name, limits } => {
                let tokens = at(&["principals", &account, "tokens"]);
                let token = api.post(&tokens, Some(&limits.request(&name))).await?;
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
        _ if principal["tenantAdmin"] == true => "administrator".to_owned(),
        _ => "active".to_owned(),
    }
}
