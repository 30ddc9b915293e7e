//! `Table`: makes a list a CSV or HTML table.

use super::read::Reader;
use crate::{Template, Value};

/// `inputs = {from, format, columns?: [{header, value}]}`
#[derive(Clone, Debug)]
pub struct Table {
    /// The list.
    pub from: Template,
    /// CSV or HTML.
    pub format: TableFormat,
    /// The columns; `None` makes one for each key of the rows.
    pub columns: Option<Vec<Column>>,
}

/// What the table is written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableFormat {
    /// Comma separated, CRLF.
    Csv,
    /// One line of markup.
    Html,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its header.
    pub header: Template,
    /// Its value for a row, which `item()` names.
    pub value: Template,
}

pub(super) fn read(reader: &mut Reader, inputs: Option<&Value>) -> Table {
    reader.at("inputs", |reader| {
        let word = reader.text(inputs, "format", true).unwrap_or_else(|| "".into());
        let format = match word.to_lowercase().as_str() {
            "csv" => TableFormat::Csv,
            "html" => TableFormat::Html,
            _ => {
                reader.error("InvalidTemplate", format!("`{word}` is not a table format; use CSV or HTML."));
                TableFormat::Csv
            }
        };
        let columns = inputs.and_then(|inputs| inputs.get("columns")).and_then(Value::as_array);
        let columns = columns.map(|columns| {
            reader.at("columns", |reader| {
                columns
                    .iter()
                    .enumerate()
                    .map(|(at, column)| {
                        reader.at(&at.to_string(), |reader| Column {
                            header: reader.template(Some(column), "header"),
                            value: reader.template(Some(column), "value"),
                        })
                    })
                    .collect()
            })
        });
        Table { from: reader.template(inputs, "from"), format, columns }
    })
}
