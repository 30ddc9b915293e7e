//! Differences in words, as the API and the comparison of packages tell them.

use anyhow::Result;
use serde_json::Value;

use crate::output;

/// Prints changes, the worst first, and below them a text where one is given.
pub(crate) fn print(changes: &[Value], text: Option<&str>) -> Result<()> {
    if changes.is_empty() {
        return output::line("Nothing changes.");
    }
    for (risk, title) in [("high", "High risk"), ("notice", "Worth a look"), ("info", "For information")] {
        let of: Vec<&Value> = changes.iter().filter(|change| change["risk"] == risk).collect();
        if !of.is_empty() {
            output::line(&format!("{title}:"))?;
        }
        for change in of {
            output::line(&format!("  {} [{}]", output::text(change, "sentence"), output::text(change, "code")))?;
        }
    }
    text.map_or(Ok(()), |text| output::line(&format!("\n{}", text.trim_end())))
}

/// The same of an answer with `changes` and `text`.
pub(crate) fn answer(found: &Value, whole: bool) -> Result<()> {
    let changes = found["changes"].as_array().map(Vec::as_slice).unwrap_or_default();
    print(changes, found["text"].as_str().filter(|_| whole))
}
