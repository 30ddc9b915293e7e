//! Asking people at a terminal.

use std::io::BufRead as _;

use anyhow::Result;

/// Asks; only `y` and `yes` agree.
pub(crate) fn agrees(question: &str) -> Result<bool> {
    console::Term::stderr().write_str(question)?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}
