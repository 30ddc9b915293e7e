//! Every package that we build on has a licence that we accept.

use std::fs;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::{metadata, spdx};

/// Licences that we accept. All let everybody use, change and pass on Steward; MPL-2.0 binds only changes to the package's own files.
const ACCEPTED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Looks at every package of `Cargo.lock`, and at every npm package that ships in the UI.
///
/// # Errors
/// One sentence for each package whose licence is not accepted.
pub(crate) fn check() -> Result<String> {
    let mut problems = Vec::new();
    let rust = metadata::packages(true)?;
    for package in &rust {
        let licence = metadata::text(package, "license");
        if !spdx::accepts(licence, &ACCEPTED) {
            problems.push(refusal("crate", metadata::text(package, "name"), licence));
        }
    }
    let npm = shipped_npm_packages()?;
    for (name, licence) in &npm {
        if !spdx::accepts(licence, &ACCEPTED) {
            problems.push(refusal("npm package", name, licence));
        }
    }
    if problems.is_empty() {
        return Ok(format!(
            "{} crates and {} shipped npm packages, all with accepted licences.",
            rust.len(),
            npm.len()
        ));
    }
    bail!("{}", problems.join("\n"));
}

fn refusal(kind: &str, name: &str, licence: &str) -> String {
    let licence = if licence.is_empty() { "no licence" } else { licence };
    format!("the {kind} `{name}` has {licence}, which xtask/src/licences.rs does not accept.")
}

/// Name and licence of each package of `ui/package-lock.json` that is not only for development.
fn shipped_npm_packages() -> Result<Vec<(String, String)>> {
    let path = metadata::root().join("ui/package-lock.json");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    let lock: Value = serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
    let packages = lock["packages"].as_object().context("ui/package-lock.json lists no packages")?;
    Ok(packages
        .iter()
        .filter(|(place, package)| !place.is_empty() && package["dev"] != true)
        .map(|(place, package)| {
            let name = place.rsplit("node_modules/").next().unwrap_or(place);
            (name.to_owned(), metadata::text(package, "license").to_owned())
        })
        .collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_licence_is_accepted() {
        if let Err(problems) = super::check() {
            panic!("{problems:#}");
        }
    }
}
