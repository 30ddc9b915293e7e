//! `steward secrets`: what is sealed with the master key, while no server uses the data or all of them know both keys.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::Result;
use app::{Steward, master_key};
use model::{ErrorCode, Timestamp};
use runtime::Connectors;
use serde_json::json;
use store::KeyRing;

use crate::{cli::Globals, client::block_on, failure::Failure, master_key::MasterKeys, output, serve};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Seal everything with another master key. It can be stopped at any time, and begun again.
    Rotate(Rotate),
    /// Open everything that is sealed, and say under which master keys it is.
    Verify(Data),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Data {
    /// The folder with the data.
    #[arg(long, value_name = "DIR", default_value = "data", env = "STEWARD_DATA")]
    data: PathBuf,
    /// The database: postgres://USER@HOST/NAME. Default: steward.db in the data folder.
    #[arg(long, value_name = "URL", env = "STEWARD_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    #[command(flatten)]
    keys: MasterKeys,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "With SQLite, stop the server first. On PostgreSQL, servers may serve meanwhile that seal with the new key already.

Example:
  steward secrets rotate --data data --to /etc/steward/master-2.key
  steward serve --data data --master-key-file /etc/steward/master-2.key"
)]
pub(crate) struct Rotate {
    #[command(flatten)]
    data: Data,
    /// The file with the new master key; it is made where there is none. The variable may hold the key itself.
    #[arg(long, value_name = "FILE", env = "STEWARD_NEW_MASTER_KEY", hide_env_values = true)]
    to: String,
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        match self {
            Self::Rotate(rotate) => rotate.run(globals),
            Self::Verify(data) => data.verify(globals),
        }
    }
}

impl Data {
    fn open(&self, keys: KeyRing) -> Result<Steward, Failure> {
        let database = serve::database(self.database_url.as_deref(), &self.data)?;
        // A file that was named by mistake is not made.
        if let store::Database::Sqlite(file) = &database
            && !file.is_file()
        {
            let message = format!("There is no database {}.", file.display());
            return Err(Failure::coded(ErrorCode::DataFolder, message).hint("Name the data folder with --data."));
        }
        let store = store::Store::open(&store::Config::of(database))?;
        Ok(Steward::new(store, keys, Arc::new(Timestamp::now), Arc::new(Connectors)))
    }

    fn verify(&self, globals: &Globals) -> Result<ExitCode> {
        crate::client::use_ring();
        let keys = self.keys.ring(&self.data)?;
        let present = keys.names().swap_remove(0);
        let steward = self.open(keys)?;
        let found = block_on(async { Ok(master_key::verify(&steward).await.map_err(serve::told)?) })?;
        let broken: u64 = found.iter().map(|values| values.broken).sum();
        let lines = found.iter().flat_map(|values| {
            let word = |key: &str| if key == present { "seals now" } else { "former" };
            values.under.iter().map(move |(key, count)| {
                [values.place.to_owned(), count.to_string(), key.clone(), word(key).to_owned()]
            })
        });
        if globals.json {
            let places: Vec<_> =
                found.iter().map(|it| json!({"place": it.place, "under": it.under, "broken": it.broken})).collect();
            output::json(&json!({"key": present, "broken": broken, "places": places}))?;
        } else {
            output::table(["what", "values", "under the key", ""], lines)?;
            let former: u64 =
                found.iter().flat_map(|it| &it.under).filter(|(key, _)| **key != present).map(|it| *it.1).sum();
            output::line(&match former {
                0 => format!("Everything is under the key {present}."),
                former => format!("{former} values are under other keys than {present}: keep those."),
            })?;
        }
        if broken == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        let message = format!("{broken} values do not open: they were changed, or their key was not named.");
        Err(Failure::coded(ErrorCode::MasterKey, message)
            .hint("Name all former keys with --former-master-key-file.")
            .into())
    }
}

impl Rotate {
    fn run(self, globals: &Globals) -> Result<ExitCode> {
        crate::client::use_ring();
        let keys = self.data.keys.ring_after(&self.to, &self.data.data)?;
        let key = keys.names().swap_remove(0);
        let steward = self.data.open(keys)?;
        let done = block_on(async { Ok(master_key::rotate(&steward, &mut |_| Ok(())).await.map_err(serve::told)?) })?;
        if globals.json {
            output::json(&json!({
                "key": key, "values": done.values, "certificates": done.certificates, "fixed": done.fixed
            }))?;
            return Ok(ExitCode::SUCCESS);
        }
        output::line(&format!(
            "Sealed {} values and signed {} certificates with the key {key}. Start servers with it from now on.",
            done.values, done.certificates
        ))?;
        output::line(&match done.fixed {
            0 => "Keep the former key with the backups and archives of its time.".to_owned(),
            fixed => format!(
                "{fixed} values of the history stay under the former key, since the audit vouches for their bytes: give it to the \
                 servers with --former-master-key-file until those runs have left the history."
            ),
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
