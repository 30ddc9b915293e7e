//! Copying tables from another environment.

use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Map, Value, json};

use crate::{
    cli::Globals,
    client::{Api, at},
    output::{self, text},
};

/// What to copy.
#[derive(Debug, clap::Args)]
pub(crate) struct Copy {
    /// The environment that has the tables.
    #[arg(long, value_name = "ENVIRONMENT")]
    from: String,
    /// The environment that gets them; else the one that is in use.
    #[arg(long, value_name = "ENVIRONMENT")]
    into: Option<String>,
    /// A table; may be given several times. Without any, all tables.
    #[arg(long = "table", value_name = "TABLE")]
    tables: Vec<String>,
    /// Which rows.
    #[arg(long, value_enum, default_value_t = Rows::None)]
    rows: Rows,
    /// How many rows of each table at most: 1 to 10000. [default: 200]
    #[arg(long, value_name = "COUNT")]
    limit: Option<u32>,
    /// TABLE.COLUMN=MASK, where the usual mask will not do; may be given several times.
    #[arg(long = "mask", value_name = "TABLE.COLUMN=MASK", value_parser = mask)]
    masks: Vec<(String, Value)>,
    /// The same seed makes the same rows again. Without one nobody can.
    #[arg(long, value_name = "TEXT")]
    seed: Option<String>,
    /// Only say what would be.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Rows {
    /// None.
    None,
    /// Those that you may read, masked.
    Masked,
    /// Made from the definitions alone.
    Synthetic,
}

fn mask(text: &str) -> Result<(String, Value), String> {
    let (column, mask) = text.split_once('=').ok_or("a mask is TABLE.COLUMN=MASK")?;
    Ok((column.to_owned(), json!(mask)))
}

impl Copy {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let rows = self.rows.to_possible_value().map(|word| word.get_name().to_owned());
        let mut wish = json!({
            "from": self.from,
            "rows": rows,
            "masks": self.masks.into_iter().collect::<Map<_, _>>(),
            "dryRun": self.dry_run,
        });
        if !self.tables.is_empty() {
            wish["tables"] = json!(self.tables);
        }
        if let Some(limit) = self.limit {
            wish["limit"] = json!(limit);
        }
        if let Some(seed) = self.seed {
            wish["seed"] = json!(seed);
        }
        let path = match &self.into {
            Some(into) => at(&["environments", into, "tables", "copy"]),
            None => api.within(&["tables", "copy"]).await?,
        };
        let copied = api.post(&path, Some(&wish)).await?;
        output::answer(globals, &copied, |it| show(it, self.dry_run))
    }
}

fn show(copied: &Value, is_dry_run: bool) -> Result<()> {
    let list = |it: &Value, key: &str| it[key].as_array().cloned().unwrap_or_default();
    let tables = list(copied, "tables");
    output::table(
        ["table", "definition", "rows"],
        tables.iter().map(|it| [text(it, "table"), text(it, "change"), text(it, "rows")]),
    )?;
    let masks = tables.iter().flat_map(|table| {
        let name = text(table, "table");
        list(table, "columns").into_iter().map(move |it| [format!("{name}.{}", text(&it, "column")), text(&it, "mask")])
    });
    let masks: Vec<_> = masks.collect();
    if !masks.is_empty() {
        output::line("")?;
        output::table(["column", "mask"], masks)?;
    }
    if is_dry_run {
        output::note("Nothing was changed.");
    }
    Ok(())
}
