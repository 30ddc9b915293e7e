//! Inputs to begin with.

use std::{env, fs, path::Path};

use wdl::Value;

/// What was found by name, in the order of the names.
pub(crate) fn found() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz-corpus");
    let mut found: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    found.sort();
    found
}

/// Expressions, with `@`: of the other tests, of the vectors where they lie beside the repository, and what was found.
pub(crate) fn expressions() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expressions");
    let sources = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let mut expressions: Vec<String> = sources.flat_map(|source| literals(&source)).collect();
    let shared =
        env::var_os("STEWARD_SHARED").unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into());
    if let Ok(lines) = fs::read_to_string(Path::new(&shared).join("vectors/wdl.jsonl")) {
        let vectors = lines.lines().filter_map(|line| Value::from_json(line.as_bytes()).ok());
        expressions.extend(vectors.filter_map(|vector| Some(vector.get("expression")?.as_str()?.to_owned())));
    }
    expressions.extend(found().into_iter().map(|(_, input)| input));
    expressions
}

/// Texts of a Rust source that have a call in them.
fn literals(source: &str) -> Vec<String> {
    let parts = source.replace("\\\"", "\u{1}");
    let calls = parts.split('"').skip(1).step_by(2).filter(|text| text.contains('('));
    calls.map(|text| format!("@{}", text.replace('\u{1}', "\"").trim_start_matches('@'))).collect()
}
