//! Which crate of the workspace may use which.
//!
//! An edge that is not in [`MAY_USE`] is a conversation about the design, so it fails here first.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::metadata;

/// A crate, and the crates of ours that it may use. `wdl` brings the values and `model` the words that everybody above speaks.
const MAY_USE: [(&str, &[&str]); 14] = [
    ("wdl", &[]),
    ("model", &["wdl"]),
    ("access", &["model"]),
    ("engine", &["wdl", "model", "access"]),
    ("tables", &["wdl", "model"]),
    ("solutions", &["wdl", "model"]),
    ("store", &["wdl", "model", "engine", "tables"]),
    ("connectors", &["wdl", "model"]),
    ("app", &["wdl", "model", "access", "engine", "solutions", "tables", "store"]),
    ("runtime", &["wdl", "model", "access", "engine", "tables", "store", "connectors", "app"]),
    ("server", &["wdl", "model", "access", "engine", "solutions", "tables", "store", "app", "runtime"]),
    ("cli", &["wdl", "model", "engine", "solutions", "store", "connectors", "app", "runtime", "server"]),
    ("testkit", &["wdl", "model", "engine", "store"]),
    ("xtask", &[]),
];

/// Compares the manifests with [`MAY_USE`].
///
/// # Errors
/// One sentence for each edge that the table does not have.
pub(crate) fn check() -> Result<String> {
    let packages = metadata::packages(false)?;
    let problems = problems(&packages);
    if problems.is_empty() {
        return Ok(format!("{} crates, all edges between them in the table.", packages.len()));
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

#[cfg(test)]
mod tests {
    use serde_json::json;

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
            json!({"name": "model", "dependencies": [{"name": "wdl"}, {"name": "testkit", "kind": "dev"}]}),
            json!({"name": "access", "dependencies": [{"name": "model"}, {"name": "wdl", "kind": "dev"}]}),
        ];
        assert_eq!(
            super::problems(&packages),
            ["`access` uses `wdl` in its tests, which the table of xtask/src/dependencies.rs does not allow."]
        );
    }
}
