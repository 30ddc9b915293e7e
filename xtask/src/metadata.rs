//! What `cargo metadata` says about this workspace.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// The repository's root folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The packages of the workspace, and with `dependencies` everything that `Cargo.lock` holds as well.
///
/// # Errors
/// When cargo is not there, or fails.
pub(crate) fn packages(dependencies: bool) -> Result<Vec<Value>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root()).args(["metadata", "--format-version", "1"]);
    if !dependencies {
        command.arg("--no-deps");
    }
    let output = command.output().context("could not start `cargo metadata`")?;
    ensure!(output.status.success(), "`cargo metadata` failed: {}", String::from_utf8_lossy(&output.stderr));
    let mut document: Value =
        serde_json::from_slice(&output.stdout).context("could not read the answer of `cargo metadata`")?;
    match document["packages"].take() {
        Value::Array(packages) => Ok(packages),
        _ => anyhow::bail!("the answer of `cargo metadata` names no packages"),
    }
}

/// A text field of a package, empty when it has none.
pub(crate) fn text<'a>(package: &'a Value, field: &str) -> &'a str {
    package[field].as_str().unwrap_or_default()
}
