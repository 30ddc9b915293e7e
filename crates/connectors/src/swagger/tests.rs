use super::*;

fn read(text: &str) -> (Swagger, Vec<String>) {
    let document = Value::from_json(text.as_bytes()).expect("the test's document is JSON");
    let (swagger, problems) = Swagger::read(&document);
    (swagger, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn operations_triggers_and_sign_in_are_found() {
    let (swagger, problems) = read(
        r##"{
        "swagger": "2.0", "info": {"title": "Orders"}, "host": "api.example.com", "basePath": "/v1",
        "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "k"}, "oauth": {"type": "oauth2"}},
        "definitions": {"Order": {"type": "object", "properties": {"id": {"type": "integer"}, "next": {"$ref": "#/definitions/Order"}}}},
        "paths": {
            "/orders": {
                "parameters": [],
                "get": {"operationId": "ListOrders", "responses": {"200": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Order"}}}}},
                "post": {"summary": "no id"}
            },
            "/new": {"get": {"operationId": "OnNew", "x-ms-trigger": "batch"}},
            "/hook": {"x-ms-notification-content": {}, "post": {"operationId": "OnHook", "x-ms-trigger": "single"}}
        }}"##,
    );
    let operations: Vec<_> = swagger.operations.iter().map(|o| (o.method.as_str(), o.id.as_str(), o.trigger)).collect();
    assert_eq!(
        operations,
        [
            ("GET", "ListOrders", None),
            ("GET", "OnNew", Some(TriggerStyle::PollingBatch)),
            ("POST", "OnHook", Some(TriggerStyle::Webhook)),
        ]
    );
    assert_eq!(swagger.auth, [Auth::ApiKey, Auth::OAuth2]);
    assert_eq!(
        problems,
        [
            "warning MissingOperationId at paths//orders/post: `post /orders` has no `operationId`, so no flow can name it."
        ]
    );
    let sample = swagger.sample("listorders").expect("the answer has a schema").to_json_string();
    assert!(sample.starts_with(r#"[{"id":0,"next":{"id":0,"next":{"#), "{sample}");
    assert!(swagger.sample("OnNew").is_none());
}

#[test]
fn a_document_that_is_no_definition_is_refused() {
    let (_, problems) = read(r#"{"swagger": "2.0"}"#);
    assert_eq!(
        problems,
        ["error InvalidDefinition at paths: The definition has no `paths`, so it offers no operation."]
    );
    let (_, problems) = read("[]");
    assert_eq!(problems, ["error InvalidDefinition: A definition of a connector must be an object, not Array."]);
}

#[test]
fn properties_say_how_to_sign_in() {
    let of = |text: &str| auth_of_properties(&Value::from_json(text.as_bytes()).expect("JSON"));
    assert_eq!(
        of(
            r#"{"properties": {"connectionParameters": {"token": {"type": "oauthSetting"}, "host": {"type": "string"}}}}"#
        ),
        [Auth::OAuth2]
    );
    assert_eq!(
        of(r#"{"properties": {"connectionParameterSets": {"values": [
            {"parameters": {"username": {"type": "string"}, "password": {"type": "securestring"}}},
            {"parameters": {"key": {"type": "securestring"}}}]}}}"#),
        [Auth::Basic, Auth::ApiKey]
    );
}
