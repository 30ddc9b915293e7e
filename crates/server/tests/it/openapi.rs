//! The description of the API, and the file of it that the UI's types are made from.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value as Json;

/// Every operation with its path and method.
pub(crate) fn operations() -> Vec<(String, String, Json)> {
    let document: Json = serde_json::from_str(&server::openapi()).expect("JSON");
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            found.push((path.clone(), method.to_uppercase(), operation.clone()));
        }
    }
    found
}

#[test]
fn every_operation_says_what_it_is() {
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        assert!(!id.is_empty() && ids.insert(id.clone()), "{method} {path}: `{id}`");
        assert!(operation["summary"].is_string(), "{id} has no summary");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{id}");
        let responses = operation["responses"].as_object().expect("responses");
        assert!(
            responses.contains_key("default") && responses.keys().any(|status| status.starts_with(['2', '3'])),
            "{id}"
        );
        for name in path.split('{').skip(1).filter_map(|part| part.split('}').next()) {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let documented =
                parameters.iter().any(|it| it["name"] == name && it["in"] == "path" && it["description"].is_string());
            assert!(documented, "{id} does not document `{name}`");
        }
    }
}

#[test]
fn every_schema_that_is_named_is_there() {
    let text = server::openapi();
    let document: Json = serde_json::from_str(&text).expect("JSON");
    for name in text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document["components"]["schemas"].get(name).is_some(), "`{name}` is named and not there");
    }
}

#[test]
fn the_file_of_the_ui_is_what_the_server_describes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/openapi.json");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, server::openapi()).expect("written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == server::openapi(), "ui/openapi.json is not what the server describes: run `cargo xtask openapi`");
}
