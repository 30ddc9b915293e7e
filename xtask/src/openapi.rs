//! The API's description as a file, for the UI's types and for reviewers.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

/// Writes `ui/openapi.json` from what the built binary says.
///
/// # Errors
/// When the binary is not built, or the file cannot be written.
pub(crate) fn write() -> Result<String> {
    let path = file();
    fs::write(&path, described()?).with_context(|| format!("could not write {}", path.display()))?;
    Ok(format!("Wrote {}.", path.display()))
}

/// Compares `ui/openapi.json` with what the built binary says.
///
/// # Errors
/// When they differ.
pub(crate) fn check() -> Result<String> {
    let path = file();
    let kept = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    if kept != described()? {
        bail!("ui/openapi.json is not what the server describes. Run `cargo xtask openapi` and commit the file.");
    }
    Ok("ui/openapi.json is what the server describes.".to_owned())
}

fn file() -> PathBuf {
    crate::metadata::root().join("ui/openapi.json")
}

fn described() -> Result<String> {
    let steward = crate::metadata::root().join("target/debug/steward");
    let output = Command::new(&steward)
        .arg("openapi")
        .output()
        .with_context(|| format!("could not start {}; run `cargo build -p cli` first", steward.display()))?;
    ensure!(output.status.success(), "`steward openapi` failed: {}", String::from_utf8_lossy(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).context("`steward openapi` did not print JSON")?;
    Ok(format!("{}\n", serde_json::to_string_pretty(&document)?))
}
