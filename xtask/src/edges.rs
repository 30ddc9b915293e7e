//! Calls that only some crates may make: the clock, the environment and background work belong to the edges.
//!
//! Calls that nobody may make are in `clippy.toml`. Tests may call what they like.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::sources::collect;

/// A call as it stands in the source, the crates that may make it, and why the others may not.
const EDGES: [(&str, &[&str], &str); 3] = [
    ("Timestamp::now(", &["model", "runtime", "server", "cli"], "time is an argument, so that a run can be replayed"),
    ("env::var", &["cli", "testkit"], "configuration is read once, by the command line, and handed over"),
    (
        "tokio::spawn(",
        &["runtime", "server", "store", "cli"],
        "whoever starts work in the background waits for it to end",
    ),
];

/// Looks at the sources of every crate, without its tests.
///
/// # Errors
/// One sentence for each call that its crate may not make.
pub(crate) fn check() -> Result<String> {
    let root = crate::metadata::root();
    let mut files = Vec::new();
    for entry in fs::read_dir(root.join("crates")).context("could not read crates")? {
        collect(&entry.context("could not read crates")?.path().join("src"), &mut files)?;
    }
    files.retain(|file| !file.ends_with("tests.rs"));
    let mut problems = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
        let file = file.strip_prefix(&root).unwrap_or(file);
        let name = file.components().nth(1).map(|part| part.as_os_str().to_string_lossy().into_owned());
        for (line, call, why) in calls(&name.unwrap_or_default(), &text) {
            problems.push(format!("{}:{line}: `{call}` may not be called here: {why}.", file.display()));
        }
    }
    if problems.is_empty() {
        return Ok(format!("{} source files, clock, environment and background work only at the edges.", files.len()));
    }
    bail!("{}", problems.join("\n"));
}

/// Line number, call and reason of each call that the crate may not make.
fn calls(name: &str, text: &str) -> Vec<(usize, &'static str, &'static str)> {
    let mut found = Vec::new();
    let product = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    for (number, line) in product.enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
        for (call, allowed, why) in EDGES {
            if line.contains(call) && !allowed.contains(&name) {
                found.push((number + 1, call, why));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_edges_use_clock_environment_and_background_work() {
        if let Err(problems) = super::check() {
            panic!("{problems:#}");
        }
    }

    #[test]
    fn a_call_in_the_wrong_crate_is_found_with_its_line() {
        let text = "use x;\n// Timestamp::now() in words\nlet now = Timestamp::now();\n#[cfg(test)]\nmod tests { tokio::spawn(x) }\n";
        let lines = |name| super::calls(name, text).iter().map(|(line, ..)| *line).collect::<Vec<_>>();
        assert_eq!(lines("app"), [3]);
        assert_eq!(lines("runtime"), [0; 0]);
    }
}
