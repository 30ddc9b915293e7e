//! `steward table`: tables and their rows, through the Web API.

mod build;
mod column;
mod copy;

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

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
    /// Show a table with its columns.
    Show {
        /// Its logical name or entity set name.
        table: String,
    },
    /// Create a table. The system's columns come by themselves; the first text names a row.
    #[command(
        after_help = "A column is NAME:TYPE or NAME:TYPE:DETAIL; with `!` behind the name it must be given. Examples:
  contoso_Number!:text:40   contoso_Cost:decimal:2   contoso_Day:dateTime:dateOnly
  contoso_State:choice:New,Paid   contoso_Customer:lookup:account,contact
Other types: integer, bigInt, double, boolean, multiChoice, uniqueidentifier.

Example:
  steward table create contoso_Order --column contoso_Number!:text:40 --column contoso_Cost:decimal:2 --solution Orders"
    )]
    Create(build::Create),
    /// Add columns to a table. All of them or none.
    AddColumn {
        /// Its logical name or entity set name.
        table: String,
        /// NAME:TYPE or NAME:TYPE:DETAIL, as `steward table create --help` says.
        #[arg(required = true, value_name = "COLUMN")]
        columns: Vec<column::Column>,
    },
    /// Copy tables from another environment, with masked or made-up rows: a Test environment of Prod's shape.
    #[command(
        after_help = "What people wrote is made up anew unless you say otherwise, and rows are read with your own security roles. Look first:
  steward table copy --from prod --into test --rows masked --dry-run

Masks: keep, blank, hash, shuffle, fake. Examples:
  --mask contact.description=blank --mask contoso_order.contoso_cost=shuffle"
    )]
    Copy(copy::Copy),
    /// Delete a table. Refused where it has rows, or where a flow, a lookup or a security role names it.
    Delete {
        /// Its logical name or entity set name.
        table: String,
    },
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
        match self {
            Self::List => {
                let tables = api.list(&api.within(&["tables"]).await?, None).await?;
                output::list(globals, &tables, ["name", "entity set", "display name", "ownership"], |it| {
                    [text(it, "logicalName"), text(it, "entitySet"), text(it, "displayName"), text(it, "ownership")]
                })?;
            }
            Self::Show { table } => build::show(&api, globals, &table).await?,
            Self::Create(create) => create.call(&api, globals).await?,
            Self::AddColumn { table, columns } => build::add_columns(&api, globals, &table, &columns).await?,
            Self::Copy(copy) => copy.call(&api, globals).await?,
            Self::Delete { table } => {
                api.delete(&api.within(&["tables", &table]).await?).await?;
                output::answer(globals, &json!({"table": table, "deleted": true}), |_| {
                    output::line(&format!("Deleted the table `{table}`."))
                })?;
            }
            Self::Rows { table, select, filter, orderby, top } => {
                let tables = api.list(&api.within(&["tables"]).await?, None).await?;
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
