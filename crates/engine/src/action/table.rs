//! `Table`: makes a list a CSV or HTML table.

use std::sync::Arc;

use wdl::{
    Array, Object, Value,
    definition::{Table, TableFormat},
};

use super::select::list;
use crate::{
    ErrorInfo, Place,
    scope::Overlay,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Table) {
    let items = match list(stepper, place, &it.from, "table") {
        Ok(items) => items,
        Err(end) => return stepper.end(place, *end),
    };
    let inputs = Some(Value::Object(Object::from([("from", Value::Array(items.clone()))])));
    let end = match cells(stepper, place, it, &items) {
        Ok((headers, rows)) => {
            let text = match it.format {
                TableFormat::Csv => csv(&headers, &rows),
                TableFormat::Html => html(&headers, &rows),
            };
            End::succeeded("OK", inputs, Some(Value::Object(Object::from([("body", Value::from(text))]))))
        }
        Err(error) => End::failed("BadRequest", error, inputs),
    };
    stepper.end(place, end);
}

type Cells = (Vec<Arc<str>>, Vec<Vec<Arc<str>>>);

fn cells(stepper: &Stepper<'_>, place: Place, it: &Table, items: &Array) -> Result<Cells, ErrorInfo> {
    let Some(columns) = &it.columns else { return automatic(items) };
    let headers = columns
        .iter()
        .map(|column| Ok(stepper.evaluate(&column.header, place)?.to_text()))
        .collect::<Result<Vec<_>, _>>()?;
    let scope = stepper.scope(place.frame);
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        let row = Overlay::row(&scope, item);
        let cell = |column: &wdl::definition::Column| {
            column.value.evaluate(&row, stepper.run.flow.profile).map(|value| value.to_text())
        };
        let made = columns.iter().map(cell).collect::<Result<Vec<_>, _>>();
        rows.push(made.map_err(|error| stepper.template_error(place, "action", error.message()))?);
    }
    Ok((headers, rows))
}

/// Every key of every row is a column, in the order in which they first appear.
fn automatic(items: &Array) -> Result<Cells, ErrorInfo> {
    let mut headers: Vec<Arc<str>> = Vec::new();
    for item in items {
        let Some(object) = item.as_object() else {
            return Err(ErrorInfo::new(
                "BadRequest",
                "The property 'columns' must be specified unless the 'from' property value is an array of objects.",
            ));
        };
        for key in object.keys() {
            if !headers.contains(key) {
                headers.push(key.clone());
            }
        }
    }
    let row =
        |item: &Value| headers.iter().map(|key| item.get(key).map_or_else(|| "".into(), Value::to_text)).collect();
    let rows = items.iter().map(row).collect();
    Ok((headers, rows))
}

fn csv(headers: &[Arc<str>], rows: &[Vec<Arc<str>>]) -> String {
    let mut text = String::new();
    if headers.is_empty() {
        return text;
    }
    for line in std::iter::once(headers).chain(rows.iter().map(Vec::as_slice)) {
        for (at, field) in line.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            if field.contains(['"', ',', '\r', '\n']) {
                text.push('"');
                text.push_str(&field.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(field);
            }
        }
        text.push_str("\r\n");
    }
    text
}

fn html(headers: &[Arc<str>], rows: &[Vec<Arc<str>>]) -> String {
    let mut text = String::from("<table>");
    if !headers.is_empty() {
        text.push_str("<thead><tr>");
        headers.iter().for_each(|header| cell(&mut text, "th", header));
        text.push_str("</tr></thead>");
    }
    text.push_str("<tbody>");
    for row in rows {
        text.push_str("<tr>");
        row.iter().for_each(|field| cell(&mut text, "td", field));
        text.push_str("</tr>");
    }
    text.push_str("</tbody></table>");
    text
}

/// Encodes as .NET's `WebUtility.HtmlEncode` does.
fn cell(text: &mut String, tag: &str, field: &str) {
    use std::fmt::Write;
    let _ = write!(text, "<{tag}>");
    for letter in field.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            '\u{a0}'..='\u{ff}' | '\u{10000}'.. => {
                let _ = write!(text, "&#{};", u32::from(letter));
            }
            letter => text.push(letter),
        }
    }
    let _ = write!(text, "</{tag}>");
}
