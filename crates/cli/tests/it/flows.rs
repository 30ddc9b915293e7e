use expect_test::expect;

use crate::support::Bench;

const FLOW: &str = r#"{"properties": {
  "displayName": "Greet",
  "connectionReferences": {"shared_x_1": {"api": {"name": "shared_x"}, "connection": {"connectionReferenceLogicalName": "demo_x"}}},
  "definition": {
    "triggers": {"manual": {"type": "Request", "kind": "Button", "inputs": {"schema": {"type": "object", "properties": {"who": {"type": "string"}}}}}},
    "actions": {
      "Ask": {"type": "OpenApiConnection", "inputs": {"host": {"connectionName": "shared_x_1", "operationId": "GetItem", "apiId": "/providers/Microsoft.PowerApps/apis/shared_x"}, "parameters": {"id": 7}}},
      "Wait": {"type": "Wait", "runAfter": {"Ask": ["Succeeded"]}, "inputs": {"interval": {"count": 2, "unit": "Hour"}}},
      "Say": {"type": "Compose", "runAfter": {"Wait": ["Succeeded"]}, "inputs": "Hello @{triggerBody()?['who']}, @{outputs('Ask')?['body']?['title']}"}
    }
  }}}"#;

const BROKEN: &str = r#"{"definition": {"triggers": {}, "actions": {
  "A": {"type": "Compose", "inputs": "@concat('x'", "runAfter": {"B": ["Succeeded"]}},
  "C": {"type": "Fancy"}}}}"#;

fn bench() -> Bench {
    Bench::with([
        ("greet.json", FLOW.as_bytes()),
        ("broken.json", BROKEN.as_bytes()),
        ("cut.json", b"{\n  \"properties\": {"),
        ("other.json", b"\xEF\xBB\xBF{\"hello\": 1}"),
        ("arm.json", br#"{"resources": [{"type": "Microsoft.Resources/deployments", "properties": {"template": {"resources": [
            {"type": "microsoft.logic/workflows", "name": "[parameters('one')]", "properties": {"definition": {"triggers": {}, "actions": {}}}},
            {"type": "Microsoft.Logic/workflows", "name": "two", "properties": {"definition": {"triggers": {}, "actions": {}}}}]}}}]}"#),
        ("trigger.json", br#"{"who": "Ann"}"#),
        ("mocks.json", br#"{"Ask": {"statusCode": 200, "body": {"title": "welcome"}}}"#),
        ("swagger.json", br##"{"swagger": "2.0", "definitions": {"Item": {"type": "object", "properties": {
            "title": {"type": "string", "default": "a title"}}}}, "paths": {"/item": {"get": {"operationId": "GetItem",
            "responses": {"200": {"schema": {"$ref": "#/definitions/Item"}}}}}}}"##),
        ("fails.json", br#"{"Ask": {"statusCode": 404, "body": {"error": {"message": "no such item"}}}}"#),
    ])
}

#[test]
fn a_check_says_what_is_in_a_flow() {
    bench().check(
        "flow check greet.json",
        expect![[r#"
        greet.json: ok
          Greet: trigger manual, actions: 3, through shared_x
    "#]],
    );
    bench().check(
        "flow check greet.json --json",
        expect![[r#"
        [
          {
            "file": "greet.json",
            "ok": true,
            "flows": [
              {
                "name": "Greet",
                "triggers": [
                  "manual"
                ],
                "actions": [
                  "Ask",
                  "Wait",
                  "Say"
                ],
                "connectors": [
                  "shared_x"
                ],
                "diagnostics": []
              }
            ],
            "diagnostics": []
          }
        ]
    "#]],
    );
}

#[test]
fn a_check_says_what_is_wrong_and_where() {
    bench().check("flow check broken.json other.json cut.json gone.json", expect![[r#"
        broken.json: not ok
          broken: no trigger, actions: 2
            error[TemplateParseError] at actions/A/inputs: The '(' after 'concat' is not closed. Add ')'.
            warning[UnsupportedActionType] at actions/C: Steward keeps and shows actions of type `Fancy` but cannot run them yet; the flow cannot be turned on while it has one.
            error[InvalidTemplate] at actions/A/runAfter: The action `A` runs after `B`, which is not an action of the same block. Name a sibling.
            warning[MissingTrigger] at triggers: The definition has no trigger, so nothing starts it.
        other.json: not ok
          error[NoDefinition]: the file holds no flow: it has neither triggers nor actions
        cut.json: not ok
          error[InvalidJson] at line 2, column 17: the file is not valid JSON: EOF while parsing an object
        gone.json: not ok
          error[FileUnreadable]: the file cannot be read: No such file or directory (os error 2)
        exit: Some(1)
    "#]]);
    bench().check(
        "flow check cut.json --json",
        expect![[r#"
        [
          {
            "file": "cut.json",
            "ok": false,
            "flows": [],
            "diagnostics": [
              {
                "severity": "error",
                "code": "InvalidJson",
                "message": "the file is not valid JSON: EOF while parsing an object",
                "path": "",
                "span": null,
                "line": 2,
                "column": 17
              }
            ]
          }
        ]
        exit: Some(1)
    "#]],
    );
}

#[test]
fn every_workflow_of_a_template_is_checked() {
    bench().check(
        "flow check arm.json",
        expect![[r#"
        arm.json: ok
          [parameters('one')]: no trigger, actions: 0
            warning[MissingTrigger] at triggers: The definition has no trigger, so nothing starts it.
          two: no trigger, actions: 0
            warning[MissingTrigger] at triggers: The definition has no trigger, so nothing starts it.
    "#]],
    );
}

#[test]
fn a_simulation_waits_for_nothing() {
    bench().check(
        "flow simulate greet.json --trigger trigger.json --mocks mocks.json",
        expect![[r#"
        ACTION  TYPE               STATUS     CODE  TIMES  WHY
        Ask     OpenApiConnection  Succeeded  OK
        Wait    Wait               Succeeded  OK
        Say     Compose            Succeeded  OK

        The run ended: Succeeded
    "#]],
    );
    bench().check(
        "flow simulate greet.json --json",
        expect![[r#"
        {
          "status": "Succeeded",
          "code": "NotSpecified",
          "actions": [
            {
              "name": "Ask",
              "type": "OpenApiConnection",
              "status": "Succeeded",
              "code": "OK",
              "inputs": {
                "id": 7
              },
              "outputs": {
                "statusCode": 200,
                "headers": {},
                "body": {}
              }
            },
            {
              "name": "Wait",
              "type": "Wait",
              "status": "Succeeded",
              "code": "OK",
              "inputs": {
                "interval": {
                  "count": 2,
                  "unit": "Hour"
                }
              }
            },
            {
              "name": "Say",
              "type": "Compose",
              "status": "Succeeded",
              "code": "OK",
              "inputs": "Hello , ",
              "outputs": "Hello , "
            }
          ]
        }
    "#]],
    );
}

#[test]
fn a_flow_that_fails_is_a_result_and_no_error() {
    bench().check("flow simulate greet.json --mocks fails.json", expect![[r#"
        ACTION  TYPE               STATUS   CODE           TIMES  WHY
        Ask     OpenApiConnection  Failed   NotFound
        Wait    Wait               Skipped  ActionSkipped         The execution of template action 'Wait' is skipped: the 'runAfter' condition for action 'Ask' is not satisfied. Expected status values 'Succeeded' and actual value 'Failed'.
        Say     Compose            Skipped  ActionSkipped         The execution of template action 'Say' is skipped: the 'runAfter' condition for action 'Wait' is not satisfied. Expected status values 'Succeeded' and actual value 'Skipped'.

        The run ended: Failed An action failed. No dependent actions succeeded.
    "#]]);
}

#[test]
fn a_flow_that_cannot_run_is_refused() {
    bench().check("flow simulate broken.json", expect![[r#"
        stderr: error[STW1022]: broken.json cannot be run: error TemplateParseError at actions/A/inputs (7..8): The '(' after 'concat' is not closed. Add ')'.
        stderr: hint: see all problems with: steward flow check broken.json
        exit: Some(1)
    "#]]);
    bench().check(
        "flow simulate other.json",
        expect![[r#"
        stderr: error[STW1022]: other.json holds no flow: it has neither triggers nor actions
        exit: Some(1)
    "#]],
    );
}

#[test]
fn a_connector_answers_with_what_fits_its_schema() {
    let printed = bench().printed(&["flow", "simulate", "greet.json", "--connector", "swagger.json", "--json"]);
    assert!(printed.contains(r#""outputs": "Hello , a title""#), "{printed}");
    bench().check(
        "flow simulate greet.json --connector other.json",
        expect![[r#"
        stderr: error: other.json is no connector: The definition has no `paths`, so it offers no operation.
        exit: Some(1)
    "#]],
    );
}
