//! `steward settings`: how the installation works.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, at, block_on},
    output,
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Show how people sign in, or change it.
    SignIn {
        /// Whether everybody who signs in with a password needs a second factor.
        #[arg(long, value_name = "true|false")]
        require_second_factor: Option<bool>,
        /// How many hours a session lasts.
        #[arg(long, value_name = "HOURS")]
        session_hours: Option<u32>,
        /// After how many minutes without a request a session ends.
        #[arg(long, value_name = "MINUTES")]
        idle_minutes: Option<u32>,
        /// How many days a token lasts if whoever makes it does not say.
        #[arg(long, value_name = "DAYS")]
        token_days: Option<u32>,
        /// The most days that a token may last.
        #[arg(long, value_name = "DAYS")]
        longest_token_days: Option<u32>,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let Self::SignIn { require_second_factor, session_hours, idle_minutes, token_days, longest_token_days } = self;
        let (api, path) = (Api::of(globals)?, at(&["settings", "sign-in"]));
        let mut settings = api.get(&path).await?;
        let wanted = json!({
            "requiresSecondFactor": require_second_factor,
            "sessionHours": session_hours,
            "idleMinutes": idle_minutes,
            "tokenDays": token_days,
            "longestTokenDays": longest_token_days,
        });
        let wanted = wanted.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        let mut is_changed = false;
        for (name, value) in wanted {
            settings[name] = value.clone();
            is_changed = true;
        }
        if is_changed {
            settings = api.put(&path, Some(&settings)).await?;
        }
        output::answer(globals, &settings, |it| {
            for (name, value) in it.as_object().into_iter().flatten() {
                output::line(&format!("{name}: {}", shown(value)))?;
            }
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}
