//! `steward db` and `steward migrate`: databases, while nobody serves them.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use model::ErrorCode;
use serde_json::json;
use store::{
    Database,
    copy::{Copied, CopyError, Options, copy},
    schema,
};

use crate::{cli::Globals, failure::Failure, output};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Copy everything from one database into another, which is empty.
    Copy(Copy),
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let Self::Copy(copy) = self;
        copy.run(globals)
    }
}

#[derive(Debug, clap::Args)]
#[command(after_help = "The master key is not in the database: servers on the copy need the same one.

Example:
  steward db copy --from sqlite:data/steward.db --to postgres://steward@db.example.org/steward")]
pub(crate) struct Copy {
    /// The database to copy: sqlite:FILE or postgres://USER@HOST/NAME.
    #[arg(long, value_name = "ADDRESS")]
    from: String,
    /// The database to copy into. It holds nothing yet; a file is made where there is none.
    #[arg(long, value_name = "ADDRESS")]
    to: String,
    /// Copy although a server uses the database. What it writes meanwhile is not in the copy.
    #[arg(long)]
    force: bool,
    /// Only say what it would do.
    #[arg(long)]
    dry_run: bool,
}

impl Copy {
    fn run(self, globals: &Globals) -> Result<ExitCode> {
        crate::client::use_ring();
        let parse = |address: &str| Database::parse(address).map_err(Failure::from);
        let (from, to) = (parse(&self.from)?, parse(&self.to)?);
        if !self.dry_run {
            make_private(&to);
        }
        let options = Options { force: self.force, dry_run: self.dry_run };
        let bar = output::bar();
        let copied = copy(&from, &to, options, &mut |progress| {
            bar.set_length(progress.of);
            bar.set_position(progress.rows);
            bar.set_message(progress.table.to_owned());
        });
        bar.finish_and_clear();
        self.print(globals, &copied.map_err(told)?)?;
        Ok(ExitCode::SUCCESS)
    }

    fn print(&self, globals: &Globals, copied: &Copied) -> Result<()> {
        if globals.json {
            let tables: Vec<_> = copied.tables.iter().map(|(name, rows)| json!({"name": name, "rows": rows})).collect();
            return output::json(&json!({
                "applied": !self.dry_run,
                "rows": copied.rows(),
                "openRuns": copied.open_runs,
                "tables": tables,
            }));
        }
        let with_rows = copied.tables.iter().filter(|(_, rows)| *rows > 0);
        output::table(["table", "rows"], with_rows.map(|(name, rows)| [name.clone(), rows.to_string()]))?;
        let (rows, tables, open) = (copied.rows(), copied.tables.len(), copied.open_runs);
        output::line(&if self.dry_run {
            format!("Would copy {rows} rows of {tables} tables. {open} runs have not ended.")
        } else {
            format!(
                "Copied {rows} rows of {tables} tables, and counted as many in both. {open} runs have not ended; they go on \
                 with the first server on the copy."
            )
        })
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Migrate {
    /// The folder with the data.
    #[arg(long, value_name = "DIR", default_value = "data", env = "STEWARD_DATA")]
    data: PathBuf,
    /// The database: postgres://USER@HOST/NAME. Default: steward.db in the data folder.
    #[arg(long, value_name = "URL", env = "STEWARD_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Migrate {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        crate::client::use_ring();
        let database = match &self.database_url {
            Some(address) => Database::parse(address).map_err(Failure::from)?,
            None => Database::in_folder(&self.data),
        };
        make_private(&database);
        let migrated = schema::migrate(&database).map_err(|error| told(error.into()))?;
        if globals.json {
            output::json(&json!({"applied": migrated.applied, "schema": migrated.newest}))?;
            return Ok(ExitCode::SUCCESS);
        }
        for step in &migrated.applied {
            output::line(&format!("Applied schema step {step}."))?;
        }
        output::line(&match migrated.applied.len() {
            0 => format!("The schema was up to date: step {}.", migrated.newest),
            _ => format!("The schema is up to date: step {}.", migrated.newest),
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Makes the folder of a file where there is none, as the server does.
fn make_private(database: &Database) {
    if let Database::Sqlite(file) = database
        && let Some(folder) = file.parent()
    {
        crate::serve::make_private(folder);
    }
}

/// What failed, and the one thing to do.
fn told(error: CopyError) -> Failure {
    let message = sentence(&error.to_string());
    match error {
        CopyError::InUse(_) => Failure::coded(ErrorCode::DataFolder, message)
            .hint("Stop its servers, or copy what it holds now with --force."),
        CopyError::NotEmpty(_) => Failure::coded(ErrorCode::DataFolder, message)
            .hint("Copy into a new file, or into a database that was just created."),
        CopyError::Schema { found, wanted } if found < wanted => Failure::coded(ErrorCode::DataFolder, message)
            .hint("Bring it up to date with `steward migrate`, then copy it."),
        CopyError::Schema { .. } => {
            Failure::coded(ErrorCode::DataFolder, message).hint("Copy it with the version that its servers have.")
        }
        CopyError::Store(error) => error.into(),
        CopyError::Differs { .. } => Failure::coded(ErrorCode::DataFolder, message),
        CopyError::Itself => Failure::new(message),
    }
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(characters).chain(['.']).collect()
}
