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
        [{"name":"a","inputs":{},"outputs":{"statusCode":404,"headers":{},"body":{}},"code":"NotFound","status":"Failed"},
        {"name":"b","code":"ActionSkipped","status":"Skipped","error":{"code":"ActionConditionFailed","message":"The execution of template action 'b' is skipped: the 'runAfter' condition for action 'a' is not satisfied. Expected status values 'Succeeded' and actual value 'Failed'."}},
        {"name":"i","code":"NotSpecified","status":"Succeeded"}]"#]].assert_eq(&shown(flow(text).answers([fails("a", 404)])));
}

#[test]
fn a_foreach_shows_each_child_once_with_all_its_iterations() {
    let text = "
        l: foreach [\"1\", \"x\"]
          c: compose @int(item())
        show: compose @result('l') after l Failed";
    expect![[r#"
        [{"name":"c","outputs":[{"name":"c","inputs":1,"outputs":1,"code":"OK","status":"Succeeded","repetitionIndexes":[{"scopeName":"l","itemIndex":0}]},
        {"name":"c","code":"InvalidTemplate","status":"Failed","error":{"code":"InvalidTemplate","message":"Unable to process template language expressions in action 'c' inputs at line '0' and column '0': 'The template language function 'int' was invoked with a parameter that is not valid. The value cannot be converted to the target type. Please see https://aka.ms/logicexpressions#int for usage details.'."},"repetitionIndexes":[{"scopeName":"l","itemIndex":1}]}],"code":"NotSpecified","status":"Failed","repetitionCount":2}]"#]].assert_eq(&shown(flow(text)));
}

#[test]
fn an_until_shows_its_last_iteration() {
    let text = "
        u: until @equals(iterationIndexes('u'), 2)
          c: compose @iterationIndexes('u')
        show: compose @result('u') after u";
    expect![[r#"[{"name":"c","inputs":2,"outputs":2,"code":"OK","status":"Succeeded","repetitionCount":3}]"#]]
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
