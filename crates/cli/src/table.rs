//! `steward table`: tables and their rows, through the Web API.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::Value;

use crate::{
    cli::Globals,
    client::{Api, below, block_on, with},
    failure::Failure,
    output::{self, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the tables of the environment.
    List,
    /// List rows of a table that you may read.
    #[command(after_help = "Example:
  steward table rows contact --select fullname,createdon --filter \"startswith(fullname,'A')\" --top 5")]
    Rows {
        /// Its logical name or entity set name.
        table: String,
        /// The columns, with commas between; else the id and the name.
        #[arg(long, value_name = "COLUMNS")]
        select: Option<String>,
        /// An OData filter.
        #[arg(long, value_name = "FILTER")]
        filter: Option<String>,
        /// An OData order.
        #[arg(long, value_name = "ORDER")]
        orderby: Option<String>,
        /// How many rows.
        #[arg(long, value_name = "COUNT", default_value_t = 50)]
        top: u32,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        let tables = api.list(&api.within(&["tables"]).await?, None).await?;
        match self {
            Self::List => output::list(globals, &tables, ["name", "entity set", "display name", "ownership"], |it| {
                [text(it, "logicalName"), text(it, "entitySet"), text(it, "displayName"), text(it, "ownership")]
            })?,
            Self::Rows { table, select, filter, orderby, top } => {
                let same = |it: &Value, key: &str| text(it, key).eq_ignore_ascii_case(&table);
                let known = output::values(&tables).find(|it| same(it, "logicalName") || same(it, "entitySet"));
                let Some(set) = known.map(|it| text(it, "entitySet")) else {
                    return Err(Failure::new(format!("there is no table `{table}`"))
                        .hint("Name one of those that `steward table list` shows.")
                        .into());
                };
                let mut path = below("/environments", &[&api.environment().await?, "api", "data", "v9.2", &set]);
                path = with(&path, &[("$top", &top.to_string())]);
                for (option, value) in [("$select", &select), ("$filter", &filter), ("$orderby", &orderby)] {
                    if let Some(value) = value {
                        path = with(&path, &[(option, value)]);
                    }
                }
                let rows = api.get(&path).await?;
                output::answer(globals, &rows, show)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The rows, a column for each that any of them has. Annotations are for programs.
fn show(rows: &Value) -> Result<()> {
    let mut columns: Vec<&str> = Vec::new();
    for row in output::values(rows) {
        for (name, value) in row.as_object().into_iter().flatten() {
            if !name.contains('@') && !value.is_null() && !columns.contains(&name.as_str()) {
                columns.push(name);
            }
        }
    }
    let cells = output::values(rows).map(|row| columns.iter().map(|name| text(row, name)).collect());
    output::columns(columns.iter().map(|name| (*name).to_owned()).collect(), cells)
}
