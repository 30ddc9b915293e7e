//! `steward user`: who can be granted something.

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
    /// Change what is known about a user. `none` takes a value away.
    Set {
        /// Id or name.
        name: String,
        /// What people read.
        #[arg(long, value_name = "TEXT")]
        display_name: Option<String>,
        /// Mail address.
        #[arg(long)]
        email: Option<String>,
        /// The day on which the user will leave, `2026-12-31`.
        #[arg(long, value_name = "DATE")]
        leaves_at: Option<String>,
        /// The day from which on the user may not act any more.
        #[arg(long, value_name = "DATE")]
        expires_at: Option<String>,
        /// Whom the user reports to, by id or name.
        #[arg(long, value_name = "USER")]
        manager: Option<String>,
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
            Self::Set { name, display_name, email, leaves_at, expires_at, manager } => {
                let changes = changes([
                    ("displayName", display_name.map(Value::from)),
                    ("email", email.map(or_none)),
                    ("leavesAt", leaves_at.map(instant_or_none)),
                    ("expiresAt", expires_at.map(instant_or_none)),
                    ("manager", manager.map(or_none)),
                ]);
                changed(globals, &api.patch(&at(&["principals", &name]), &changes).await?)?;
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

/// The members that were given.
pub(crate) fn changes<const N: usize>(all: [(&str, Option<Value>); N]) -> Value {
    all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// `none` takes a value away.
pub(crate) fn or_none(text: String) -> Value {
    if text == "none" { Value::Null } else { Value::from(text) }
}

/// A day begins at midnight in UTC.
pub(crate) fn instant_or_none(text: String) -> Value {
    or_none(if text.len() == "2026-12-31".len() { format!("{text}T00:00:00Z") } else { text })
}

pub(crate) fn changed(globals: &Globals, principal: &Value) -> Result<()> {
    output::answer(globals, principal, |it| {
        output::line(&format!("Changed `{}` ({}).", text(it, "name"), text(it, "displayName")))
    })
}

pub(crate) fn made(globals: &Globals, principal: &Value) -> Result<()> {
    output::answer(globals, principal, |it| {
        output::line(&format!("Made `{}` ({}): {}", text(it, "name"), text(it, "displayName"), text(it, "id")))
    })
}

fn state(principal: &Value) -> String {
    match text(principal, "state").as_str() {
        "active" if principal["tenantRole"] == "admin" => "administrator".to_owned(),
        "active" if principal["tenantRole"] == "auditor" => "auditor".to_owned(),
        "expired" => format!("expired since {}", instant(principal, "expiresAt")),
        "active" => "active".to_owned(),
        other => format!("{other} since {}", instant(principal, "disabledAt")),
    }
}
