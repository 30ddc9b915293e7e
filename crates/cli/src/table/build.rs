//! Making tables, and showing what they are.

use anyhow::Result;
use serde_json::{Value, json};

use super::column::Column;
use crate::{
    cli::Globals,
    client::Api,
    output::{self, text},
};

/// What makes a table.
#[derive(Debug, clap::Args)]
pub(crate) struct Create {
    /// Its schema name, with a publisher's prefix.
    name: String,
    /// What people read; else the schema name.
    #[arg(long)]
    display_name: Option<String>,
    /// What people read for several rows.
    #[arg(long)]
    plural_name: Option<String>,
    /// Who owns its rows, which never changes.
    #[arg(long, value_parser = ["user", "organization"], default_value = "user")]
    ownership: String,
    /// A column; may be given several times.
    #[arg(long = "column", value_name = "COLUMN")]
    columns: Vec<Column>,
    /// The solution that it becomes part of.
    #[arg(long)]
    solution: Option<String>,
}

impl Create {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let new = json!({
            "schemaName": self.name,
            "displayName": self.display_name.as_ref().unwrap_or(&self.name),
            "pluralName": self.plural_name,
            "ownership": self.ownership,
            "columns": self.columns.iter().map(|column| &column.0).collect::<Vec<_>>(),
            "solution": self.solution,
        });
        let made = api.post(&api.within(&["tables"]).await?, Some(&new)).await?;
        output::answer(globals, &made, |it| {
            output::line(&format!(
                "Made the table `{}`; its rows are at `{}`.",
                text(it, "logicalName"),
                text(it, "entitySet")
            ))
        })
    }
}

pub(super) async fn add_columns(api: &Api, globals: &Globals, table: &str, columns: &[Column]) -> Result<()> {
    let new: Vec<&Value> = columns.iter().map(|column| &column.0).collect();
    let wider = api.post(&api.within(&["tables", table, "columns"]).await?, Some(&json!({"columns": new}))).await?;
    output::answer(globals, &wider, |it| {
        output::line(&format!("The table `{}` has {} columns more.", text(it, "logicalName"), columns.len()))
    })
}

pub(super) async fn show(api: &Api, globals: &Globals, table: &str) -> Result<()> {
    let table = api.get(&api.within(&["tables", table]).await?).await?;
    output::answer(globals, &table, |it| {
        output::line(&format!(
            "{} ({}), rows at {}",
            text(it, "displayName"),
            text(it, "logicalName"),
            text(it, "entitySet")
        ))?;
        let columns = it["columns"].as_array().into_iter().flatten();
        let cells = columns.map(|it| {
            let listed = |key: &str, name: Option<&str>| {
                let items = it[key].as_array().into_iter().flatten();
                let words = items.map(|item| {
                    name.map_or_else(|| item.as_str().unwrap_or_default().to_owned(), |name| text(item, name))
                });
                words.collect::<Vec<_>>().join(", ")
            };
            let details = [
                text(it, "maxLength"),
                text(it, "precision"),
                text(it, "behavior"),
                listed("options", Some("label")),
                listed("targets", None),
            ];
            let detail = details.into_iter().filter(|detail| !detail.is_empty()).collect::<Vec<_>>().join(" ");
            vec![text(it, "logicalName"), text(it, "type"), text(it, "requirement"), detail]
        });
        output::columns(["column", "type", "requirement", "detail"].map(str::to_owned).to_vec(), cells)
    })
}
