//! What is printed, and where: results on standard output, everything else on standard error.

use std::io::{self, ErrorKind, Write as _};

use anyhow::Result;
use comfy_table::{Table, presets};
use serde::Serialize;

use crate::failure::Failure;

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
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(heading.map(str::to_uppercase));
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    line(&table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n"))
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
