//! Simulation.

use engine::{Setup, Simulation, simulate};
use expect_test::{Expect, expect};
use testkit::definition;
use wdl::Value;

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).expect("JSON")
}

fn run(text: &str, trigger: &str, mocks: &str) -> Simulation {
    let (trigger, mocks) = (json(trigger), json(mocks));
    let setup = Setup { trigger: (!trigger.is_null()).then_some(&trigger), mocks: &mocks, ..Setup::default() };
    simulate(&definition(text), &setup).expect("no errors")
}

fn prints(simulation: &Simulation, expected: Expect) {
    expected.assert_eq(
        &simulation.to_value().to_json_string().replace("},{\"name\"", "},\n{\"name\"").replace("[{", "[\n{"),
    );
}

#[test]
fn calls_are_answered_from_mocks_or_with_an_empty_object() {
    let text = "
        a: call {\"x\": \"@triggerBody()?['n']\"}
        b: http after a
        c: call after b Failed
        d: call after c";
    let mocks = r#"{"A": {"body": 5}, "b": {"statusCode": 404, "body": "no"}, "c": {"status": "Succeeded", "code": "Made", "outputs": {"body": 1}}}"#;
    prints(
        &run(text, r#"{"n": 3}"#, mocks),
        expect![[r#"
        {"status":"Succeeded","code":"NotSpecified","actions":[
        {"name":"a","type":"OpenApiConnection","status":"Succeeded","code":"OK","inputs":{"x":3},"outputs":{"body":5}},
        {"name":"b","type":"Http","status":"Failed","code":"NotFound","inputs":{"method":"GET","uri":"https://test.invalid/"},"outputs":{"statusCode":404,"body":"no"}},
        {"name":"c","type":"OpenApiConnection","status":"Succeeded","code":"Made","inputs":{},"outputs":{"body":1}},
        {"name":"d","type":"OpenApiConnection","status":"Succeeded","code":"OK","inputs":{},"outputs":{"statusCode":200,"headers":{},"body":{}}}]}"#]],
    );
}

#[test]
fn a_list_of_answers_is_used_up_in_order() {
    let text = "
        u: until @equals(body('a'), 'done')
          a: call
          w: wait 1 Minute after a";
    prints(
        &run(text, "null", r#"{"a": [{"body": "busy"}, {"body": "done"}]}"#),
        expect![[r#"
            {"status":"Succeeded","code":"NotSpecified","actions":[
            {"name":"u","type":"Until","status":"Succeeded","code":"NotSpecified","iterations":2},
            {"name":"a","type":"OpenApiConnection","status":"Succeeded","code":"OK","repetitions":[
            {"indexes":[0],"status":"Succeeded","code":"OK","inputs":{},"outputs":{"body":"busy"}},{"indexes":[1],"status":"Succeeded","code":"OK","inputs":{},"outputs":{"body":"done"}}]},
            {"name":"w","type":"Wait","status":"Succeeded","code":"OK","repetitions":[
            {"indexes":[0],"status":"Succeeded","code":"OK","inputs":{"interval":{"count":1,"unit":"Minute"}}},{"indexes":[1],"status":"Succeeded","code":"OK","inputs":{"interval":{"count":1,"unit":"Minute"}}}]}]}"#]],
    );
}

#[test]
fn what_cannot_be_run_is_a_call() {
    let text = r#"
        child: {"type": "Workflow", "inputs": {"host": {"workflowReferenceName": "@{concat('a', 'b')}"}}}
        c: compose @body('child') after child"#;
    prints(
        &run(text, "null", r#"{"child": {"body": {"made": true}}}"#),
        expect![[r#"
        {"status":"Succeeded","code":"NotSpecified","actions":[
        {"name":"child","type":"Workflow","status":"Succeeded","code":"OK","inputs":{"host":{"workflowReferenceName":"ab"}},"outputs":{"body":{"made":true}}},
        {"name":"c","type":"Compose","status":"Succeeded","code":"OK","inputs":{"made":true},"outputs":{"made":true}}]}"#]],
    );
}

#[test]
fn the_trigger_body_is_made_up_from_the_schema() {
    let schema = r#"{"type": "object", "properties": {"text": {"type": "string"}, "number": {"type": "integer"}, "rows": {"type": "array"}, "one": {"enum": ["x"]}}}"#;
    let document = json(&format!(
        r#"{{"triggers": {{"manual": {{"type": "Request", "kind": "Button", "inputs": {{"schema": {schema}}}}}}}, "actions": {{"c": {{"type": "Compose", "inputs": "@triggerBody()"}}}}}}"#
    ));
    let simulation = simulate(&document, &Setup::default()).expect("no errors");
    expect![[r#"{"text":"","number":0,"rows":[],"one":"x"}"#]]
        .assert_eq(&simulation.evaluate(&Value::from("@{outputs('c')}")).expect("a value").to_text());
}

#[test]
fn the_finished_run_can_be_asked() {
    let simulation = run("a: compose 1\nt: terminate Failed E1 no good after a", "null", "null");
    let ask = |text: &str| {
        simulation.evaluate(&Value::from(text)).map_or_else(|error| error.to_string(), |value| value.to_json_string())
    };
    expect![[r#"{"status":"Failed","code":"E1","error":{"code":"E1","message":"no good"}}"#]]
        .assert_eq(&ask("@result('$run')"));
    assert_eq!(ask("@outputs('a')"), "1");
    assert_eq!(ask("@actions('t')?['status']"), "\"Succeeded\"");
    expect!["The '(' after 'add' is not closed. Add ')'."].assert_eq(&ask("@add(1"));
}

#[test]
fn a_run_without_end_is_stopped() {
    let text = "
        o: until @equals(1, 2) with {\"limit\": {\"count\": 5000, \"timeout\": \"P90D\"}}
          i: until @equals(1, 2) with {\"limit\": {\"count\": 5000, \"timeout\": \"P90D\"}}
            c: compose 1";
    let setup = Setup { entries: 3_000, ..Setup::default() };
    let report = simulate(&definition(text), &setup).expect("no errors").to_value();
    assert_eq!(report.get("code").map(Value::to_text).as_deref(), Some("SimulationLimitReached"));
    let text = "
        o: until @equals(1, 2) with {\"limit\": {\"count\": 5000, \"timeout\": \"P90D\"}}
          w: wait 1 Day";
    let report = run(text, "null", "null").to_value();
    assert_eq!(report.get("status").map(Value::to_text).as_deref(), Some("TimedOut"));
}

#[test]
fn a_definition_with_errors_is_refused() {
    let problems = simulate(&definition("a: compose @outputs('b')"), &Setup::default()).expect_err("errors");
    assert_eq!(problems.len(), 1);
}

#[test]
fn a_service_calls_back_what_the_mock_says() {
    prints(
        &run("a: webhook\nb: compose @body('a') after a", "null", r#"{"a": {"body": {"ok": true}}}"#),
        expect![[r#"
            {"status":"Succeeded","code":"NotSpecified","actions":[
            {"name":"a","type":"HttpWebhook","status":"Succeeded","code":"OK","inputs":{"subscribe":{"method":"POST","uri":"https://test.invalid/on","body":"https://callback.invalid/"},"unsubscribe":{"method":"POST","uri":"https://test.invalid/off","body":"https://callback.invalid/"}},"outputs":{"body":{"ok":true}}},
            {"name":"b","type":"Compose","status":"Succeeded","code":"OK","inputs":{"ok":true},"outputs":{"ok":true}}]}"#]],
    );
}
