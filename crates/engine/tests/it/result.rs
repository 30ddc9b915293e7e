//! What `result()` and `actions()` show.

use expect_test::expect;
use testkit::{Scenario, fails, flow};
use wdl::Value;

/// The outputs of the action `show`, one member a line, times left out.
fn shown(scenario: Scenario) -> String {
    let played = scenario.play();
    let at = played.run.flow().definition.find("show");
    let record = played.record.actions.iter().find(|record| Some(record.place.action) == at).expect("show ran");
    let outputs = record.outputs.clone().unwrap_or_else(|| Value::from(format!("{:?}", record.error)));
    let json = outputs.to_json_string();
    json.replace("\"startTime\":\"2026-01-01T00:00:00.0000000Z\",\"endTime\":\"2026-01-01T00:00:00.0000000Z\",", "")
        .replace(",\"clientTrackingId\":\"00000000-0000-0000-0000-000000000007\"", "")
        .replace("},{", "},\n{")
}

#[test]
fn a_scope_shows_its_direct_children() {
    let text = "
        s: scope
          a: call
          b: compose 1 after a
          i: if @equals(1, 1)
            deep: compose 2
        show: compose @result('s') after s Failed";
    expect![[r#"
        [{"name":"a","inputs":{},"outputs":{"statusCode":404,"headers":{},"body":{}},"trackingId":"bd64a5d9-adef-4000-b241-9db23951df99","code":"NotFound","status":"Failed"},
        {"name":"b","trackingId":"63033b0c-a389-435a-8097-314d939736f8","code":"ActionSkipped","status":"Skipped","error":{"code":"ActionConditionFailed","message":"The execution of template action 'b' is skipped: the 'runAfter' condition for action 'a' is not satisfied. Expected status values 'Succeeded' and actual value 'Failed'."}},
        {"name":"i","trackingId":"6e73e372-e233-4aca-a474-c66a4b98b030","code":"NotSpecified","status":"Succeeded"}]"#]].assert_eq(&shown(flow(text).answers([fails("a", 404)])));
}

#[test]
fn a_foreach_shows_each_child_once_with_all_its_iterations() {
    let text = "
        l: foreach [\"1\", \"x\"]
          c: compose @int(item())
        show: compose @result('l') after l Failed";
    expect![[r#"
        [{"name":"c","outputs":[{"name":"c","inputs":1,"outputs":1,"trackingId":"90ae08d9-8318-4a2b-ac19-d318ff4a3741","code":"OK","status":"Succeeded","repetitionIndexes":[{"scopeName":"l","itemIndex":0}]},
        {"name":"c","trackingId":"cba665ef-f16c-4809-9734-24e2d103d53a","code":"InvalidTemplate","status":"Failed","error":{"code":"InvalidTemplate","message":"Unable to process template language expressions in action 'c' inputs at line '0' and column '0': 'The template language function 'int' was invoked with a parameter that is not valid. The value cannot be converted to the target type. Please see https://aka.ms/logicexpressions#int for usage details.'."},"repetitionIndexes":[{"scopeName":"l","itemIndex":1}]}],"code":"NotSpecified","status":"Failed","repetitionCount":2}]"#]].assert_eq(&shown(flow(text)));
}

#[test]
fn an_until_shows_its_last_iteration() {
    let text = "
        u: until @equals(iterationIndexes('u'), 2)
          c: compose @iterationIndexes('u')
        show: compose @result('u') after u";
    expect![[r#"[{"name":"c","inputs":2,"outputs":2,"trackingId":"06352738-e885-482f-9a67-c86d5405f56d","code":"OK","status":"Succeeded","repetitionCount":3}]"#]]
        .assert_eq(&shown(flow(text)));
}

#[test]
fn a_skipped_action_has_a_status_and_no_outputs() {
    let text = "
        a: call
        b: call after a Failed
        show: compose @createArray(actions('b')?['status'], actions('a')?['status'], outputs('b')) after b Skipped";
    expect![[r#"["Skipped","Succeeded",null]"#]].assert_eq(&shown(flow(text)));
}

#[test]
fn actions_that_direct_the_run_show_neither_inputs_nor_outputs() {
    let text = "
        w: wait 1 Second
        i: if @equals(1, 1) after w
        show: compose @createArray(actions('w')?['inputs'], actions('w')?['status'], actions('i')?['outputs']) after i";
    expect![[r#"[null,"Succeeded",null]"#]].assert_eq(&shown(flow(text)));
}

#[test]
fn an_action_in_a_loop_that_began_no_iteration_was_skipped() {
    let text = "
        a: call
        u: until @equals(1, 1) after a
          c: compose 1
        show: compose @actions('c') after u Skipped";
    expect![[r#"{"name":"c","code":"ActionSkipped","status":"Skipped","error":{"code":"ActionDependencyFailed","message":"The execution of template action 'c' is skipped: dependant action 'u' completed with status 'Skipped' and code 'ActionSkipped'."}}"#]]
        .assert_eq(&shown(flow(text).answers([fails("a", 404)])));
}

#[test]
fn the_caller_gives_the_id_that_joins_runs() {
    let text = "
        a: compose 1
        show: compose @createArray(actions('a')?['clientTrackingId'], trigger()?['clientTrackingId'], equals(actions('a')?['trackingId'], trigger()?['trackingId'])) after a";
    expect![[r#"["00000000-0000-0000-0000-000000000007","00000000-0000-0000-0000-000000000007",false]"#]]
        .assert_eq(&shown(flow(text)));
}
