//! Which crate of the workspace may use which, and that it does use what it names.
//!
//! An edge that is not in [`MAY_USE`] is a conversation about the design, so it fails here first. A dependency that no source names
//! is left over.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::{metadata, sources::text_of};

/// A crate, and the crates of ours that it may use. `wdl` brings the values and `model` the words that everybody above speaks.
const MAY_USE: [(&str, &[&str]); 15] = [
    ("wdl", &[]),
    ("model", &[]),
    ("access", &["model"]),
    ("engine", &["wdl", "model"]),
    ("tables", &["wdl", "model"]),
    ("solutions", &["wdl", "model"]),
    ("scim", &["model"]),
    ("store", &["model", "tables"]),
    ("connectors", &["wdl"]),
    ("app", &["wdl", "model", "access", "engine", "scim", "solutions", "tables", "store"]),
    ("runtime", &["wdl", "model", "access", "engine", "tables", "store", "connectors", "app"]),
    ("server", &["wdl", "model", "access", "engine", "scim", "solutions", "tables", "store", "app", "runtime"]),
    // The composition root: it opens the store, puts use cases, runtime and server together, and checks files without any of them.
    ("cli", &["wdl", "model", "engine", "solutions", "store", "connectors", "app", "runtime", "server"]),
    ("testkit", &["wdl", "model", "engine", "store"]),
    ("xtask", &[]),
];

/// Compares the manifests with [`MAY_USE`] and with the sources.
///
/// # Errors
/// One sentence for each edge that the table does not have, and for each dependency that is not used.
pub(crate) fn check() -> Result<String> {
    let packages = metadata::packages(false)?;
    let mut problems = problems(&packages);
    for package in &packages {
        problems.extend(left_over(package)?);
    }
    if problems.is_empty() {
        return Ok(format!(
            "{} crates; all edges between them are in the table, and all dependencies are used.",
            packages.len()
        ));
    }
    bail!("{}", problems.join("\n"));
}

fn problems(packages: &[Value]) -> Vec<String> {
    let ours: BTreeSet<&str> = packages.iter().map(|package| metadata::text(package, "name")).collect();
    let mut problems = Vec::new();
    for package in packages {
        let name = metadata::text(package, "name");
        let Some((_, may_use)) = MAY_USE.iter().find(|(crate_name, _)| *crate_name == name) else {
            problems.push(format!("The crate `{name}` is not in the table of xtask/src/dependencies.rs."));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let target = metadata::text(dependency, "name");
            let for_tests = dependency["kind"] == "dev";
            if !ours.contains(target) || (for_tests && target == "testkit") || may_use.contains(&target) {
                continue;
            }
            let how = if for_tests { " in its tests" } else { "" };
            problems.push(format!(
                "`{name}` uses `{target}`{how}, which the table of xtask/src/dependencies.rs does not allow."
            ));
        }
    }
    problems
}

/// The dependencies of a package that its sources do not name.
fn left_over(package: &Value) -> Result<Vec<String>> {
    let name = metadata::text(package, "name");
    let folder = Path::new(metadata::text(package, "manifest_path")).with_file_name("");
    let product = text_of(&folder.join("src"))?;
    let tests = text_of(&folder.join("tests"))? + &text_of(&folder.join("benches"))?;
    let mut problems = Vec::new();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let target = metadata::text(dependency, "name");
        let is_used = match dependency["kind"].as_str() {
            None => names(&product, target),
            Some("dev") => names(&product, target) || names(&tests, target),
            Some(_) => true,
        };
        if !is_used {
            problems.push(format!("`{name}` names the dependency `{target}` and does not use it."));
        }
    }
    Ok(problems)
}

/// Whether a source names a crate, in a path or in a `use`.
fn names(source: &str, name: &str) -> bool {
    let name = name.replace('-', "_");
    source.match_indices(&name).any(|(at, _)| {
        let before = source[..at].chars().next_back();
        let after = &source[at + name.len()..];
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_') && (after.starts_with("::") || after.starts_with(';'))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_crate_is_named_in_paths_and_uses_only() {
        let source = "use clap_complete::Shell;\nuse tokio;\n// serde_json is not used\nlet my_model::x = 1;";
        let names = |name| super::names(source, name);
        assert!(names("clap-complete") && names("tokio"));
        assert!(!names("serde_json") && !names("model") && !names("clap"));
    }

    #[test]
    fn the_manifests_agree_with_the_table() {
        if let Err(problems) = super::check() {
            panic!("{problems:#}");
        }
    }

    #[test]
    fn an_edge_that_is_not_in_the_table_is_named() {
        let packages = [
            json!({"name": "wdl", "dependencies": []}),
            json!({"name": "testkit", "dependencies": [{"name": "wdl"}]}),
            json!({"name": "tables", "dependencies": [{"name": "wdl"}, {"name": "testkit", "kind": "dev"}]}),
            json!({"name": "access", "dependencies": [{"name": "wdl", "kind": "dev"}]}),
        ];
        assert_eq!(
            super::problems(&packages),
            ["`access` uses `wdl` in its tests, which the table of xtask/src/dependencies.rs does not allow."]
        );
    }
}
