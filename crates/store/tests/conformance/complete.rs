//! Every verb of the store is tried here.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a source")
}

/// The public functions over a transaction, each with the modules that tests call it through.
fn verbs() -> Vec<(String, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut verbs = Vec::new();
    for file in files {
        let modules = file.strip_prefix(&root).expect("below it").with_extension("");
        let modules: Vec<String> = modules.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let code = text(&file);
        for rest in code.split("\npub fn ").skip(1) {
            let (name, parameters) = rest.split_once('(').expect("a function has parameters");
            if parameters.trim_start().starts_with("tx: &mut Tx") {
                verbs.push((name.to_owned(), modules.clone()));
            }
        }
    }
    verbs
}

#[test]
fn no_verb_is_forgotten() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance"), &mut files);
    let tests: String = files.iter().map(|file| text(file)).collect();
    let verbs = verbs();
    assert!(verbs.len() > 100, "{}", verbs.len());
    let untried: Vec<String> = verbs
        .into_iter()
        .filter(|(name, modules)| {
            let is_of_tables = modules.first().is_some_and(|module| module == "tables");
            let through_a_module = modules.iter().any(|module| tests.contains(&format!("{module}::{name}")));
            // Tests of tables import the verbs; `list` is public as `list_tables`.
            let imported = [format!("{name}(tx"), format!("{name}_tables(tx")];
            !(through_a_module || is_of_tables && imported.iter().any(|call| tests.contains(call)))
        })
        .map(|(name, modules)| format!("{}::{name}", modules.join("::")))
        .collect();
    assert_eq!(untried, [""; 0], "nothing tries these");
}
