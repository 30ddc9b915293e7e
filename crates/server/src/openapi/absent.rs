//! What has no value is left out of an answer, so a member of an answer that need not be there is never null.
//!
//! The derived description allows null wherever a member is optional. That holds for what callers send, where null can mean something.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// Takes null out of every schema that no request is made of.
pub(super) fn never_null_in_answers(document: &mut Json) {
    let mut sent = BTreeSet::new();
    for operation in document["paths"].as_object().into_iter().flat_map(|paths| paths.values()) {
        for method in operation.as_object().into_iter().flat_map(|methods| methods.values()) {
            note_named(&method["requestBody"], &mut sent);
        }
    }
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    for (name, schema) in schemas {
        if !sent.contains(name) {
            drop_null(schema);
        }
    }
}

/// The schemas that are named in a part of the document.
fn note_named(part: &Json, names: &mut BTreeSet<String>) {
    match part {
        Json::Object(members) => {
            if let Some(name) = members.get("$ref").and_then(Json::as_str).and_then(|at| at.rsplit('/').next()) {
                names.insert(name.to_owned());
            }
            members.values().for_each(|member| note_named(member, names));
        }
        Json::Array(items) => items.iter().for_each(|item| note_named(item, names)),
        _ => {}
    }
}

fn drop_null(part: &mut Json) {
    match part {
        Json::Object(members) => {
            if let Some(Json::Array(types)) = members.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    members["type"] = only.clone();
                }
            }
            if let Some(Json::Array(choices)) = members.get_mut("oneOf") {
                choices.retain(|choice| choice["type"] != "null");
                if let [Json::Object(only)] = choices.as_slice() {
                    let only = only.clone();
                    members.remove("oneOf");
                    members.extend(only);
                }
            }
            members.values_mut().for_each(drop_null);
        }
        Json::Array(items) => items.iter_mut().for_each(drop_null),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn answers_leave_out_and_requests_may_say_null() {
        let member = json!({"type": ["string", "null"]});
        let mut document = json!({
            "paths": {"/a": {"put": {"requestBody": {"schema": {"$ref": "#/components/schemas/Asked"}}}}},
            "components": {"schemas": {
                "Asked": {"properties": {"a": member}},
                "Told": {"properties": {"a": member, "b": {"oneOf": [{"$ref": "#/x", "description": "B."}, {"type": "null"}]}}},
            }},
        });
        super::never_null_in_answers(&mut document);
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "Asked": {"properties": {"a": member}},
                "Told": {"properties": {"a": {"type": "string"}, "b": {"$ref": "#/x", "description": "B."}}},
            })
        );
    }
}
