//! What is printed, and where: results on standard output, everything else on standard error.

use std::{
    io::{self, ErrorKind, Write as _},
    time::Duration,
};

use anyhow::Result;
use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use serde_json::Value;

use crate::{cli::Globals, failure::Failure};

/// Prints text and a line end. Whoever reads may stop early (`steward ... | head`); that ends the program in peace.
pub(crate) fn line(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        written => Ok(written?),
    }
}

/// Prints a value as indented JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<()> {
    line(&serde_json::to_string_pretty(value)?)
}

/// Prints columns, each as wide as it needs. Nothing but the heading where there are no rows.
pub(crate) fn table<const N: usize>(heading: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Result<()> {
    columns(heading.map(str::to_owned).to_vec(), rows.into_iter().map(Vec::from))
}

/// As [`table`], with as many columns as there are.
pub(crate) fn columns(heading: Vec<String>, rows: impl IntoIterator<Item = Vec<String>>) -> Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(heading.iter().map(|name| name.to_uppercase()));
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    line(&table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n"))
}

/// The text at a path of names (`primaryOwner.displayName`): a text as it is, other values as JSON, nothing where there is none.
pub(crate) fn text(value: &Value, path: &str) -> String {
    let found = path.split('.').try_fold(value, |at, step| at.get(step));
    match found {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// The names of principals, with commas between.
pub(crate) fn names(principals: &Value) -> String {
    let names = principals.as_array().into_iter().flatten().map(|it| text(it, "displayName"));
    names.collect::<Vec<_>>().join(", ")
}

/// The instant at a path, to the second.
pub(crate) fn instant(value: &Value, path: &str) -> String {
    let text = text(value, path);
    match text.get(..19) {
        Some(seconds) => format!("{}Z", seconds.replace('T', " ")),
        None => text,
    }
}

/// The milliseconds at a path, as people say them.
pub(crate) fn duration(value: &Value, path: &str) -> String {
    let millis = path.split('.').try_fold(value, |at, step| at.get(step)).and_then(Value::as_u64);
    match millis {
        None => String::new(),
        Some(0) => "<1 ms".to_owned(),
        Some(millis) if millis < 1_000 => format!("{millis} ms"),
        Some(millis) if millis < 60_000 => format!("{:.1} s", millis as f64 / 1_000.0),
        Some(millis) => format!("{} min {} s", millis / 60_000, millis / 1_000 % 60),
    }
}

/// The values of a list of the API.
pub(crate) fn values(list: &Value) -> impl Iterator<Item = &Value> {
    list.get("value").and_then(Value::as_array).into_iter().flatten()
}

/// Prints what the API gave: as it is where JSON is asked for, else as `show` says it.
pub(crate) fn answer(globals: &Globals, given: &Value, show: impl FnOnce(&Value) -> Result<()>) -> Result<()> {
    if globals.json { json(given) } else { show(given) }
}

/// Prints a list of the API: as it is, or as a table with these columns.
pub(crate) fn list<const N: usize>(
    globals: &Globals,
    given: &Value,
    heading: [&str; N],
    row: impl Fn(&Value) -> [String; N],
) -> Result<()> {
    answer(globals, given, |given| {
        table(heading, values(given).map(row))?;
        if given.get("next").is_some_and(|next| !next.is_null()) {
            note("There are more; ask for them with a larger --limit.");
        }
        Ok(())
    })
}

/// A sign that work is under way, on a terminal alone.
pub(crate) fn spinner(what: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// How far work has come, on a terminal alone.
pub(crate) fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} rows, {eta} left: {msg}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Prints text that nobody needs to read: that nobody does changes nothing.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Says something that is no result.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Says why a command failed: `error[STW1012]: ...` and what to do.
pub(crate) fn failed(error: &anyhow::Error) {
    let failure = error.chain().find_map(|cause| cause.downcast_ref::<Failure>());
    let code = failure.and_then(|failure| failure.code.as_deref()).map(|code| format!("[{code}]")).unwrap_or_default();
    let message = failure.map_or_else(|| format!("{error:#}"), |failure| failure.message.clone());
    note(&format!("error{code}: {message}"));
    if let Some(hint) = failure.and_then(|failure| failure.hint.as_deref()) {
        note(&format!("hint: {hint}"));
    }
}
