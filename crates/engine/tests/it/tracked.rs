//! Tracked properties: remembered of an action that has ended, whatever becomes of them.

use expect_test::expect;
use testkit::{Scenario, fails, flow};

/// The actions that have tracked properties, with the properties.
fn tracked(scenario: Scenario) -> String {
    let played = scenario.play();
    let definition = &played.run.flow().definition;
    let of = |record: &engine::history::ActionRecord| {
        let name = definition.action(record.place.action).map(|action| action.name.to_string())?;
        Some(format!("{name} {}", record.tracked.as_ref()?.to_json_string()))
    };
    played.record.actions.iter().filter_map(of).collect::<Vec<_>>().join("\n")
}

#[test]
fn they_see_the_action_as_it_ended() {
    let text = r#"
        a: compose {"id": 7} with {"trackedProperties": {"id": "@outputs('a')['id']", "status": "@action()['status']", "told": "@action()['inputs']['id']", "fixed": 1}}
        b: call with {"trackedProperties": {"code": "@action()['code']", "status": "@{action()?['outputs']?['statusCode']}"}}"#;
    expect![[r#"
        a {"id":7,"status":"Succeeded","told":7,"fixed":1}
        b {"code":"NotFound","status":"404"}"#]]
    .assert_eq(&tracked(flow(text).answers([fails("b", 404)])));
}

#[test]
fn each_iteration_has_its_own() {
    let text = r#"
        l: foreach [1, 2]
          a: compose @item() with {"trackedProperties": {"item": "@items('l')"}}"#;
    expect![[r#"
        a {"item":1}
        a {"item":2}"#]]
    .assert_eq(&tracked(flow(text)));
}

#[test]
fn what_cannot_be_tracked_changes_nothing() {
    let long = "x".repeat(16_000);
    let text = format!(
        r#"
        a: compose 1 with {{"trackedProperties": {{"x": "@int('x')"}}}}
        b: compose 1 with {{"trackedProperties": {{"x": "{long}"}}}}
        c: compose 1 with {{"trackedProperties": "@string('no object')"}}
        d: compose @int('x') with {{"trackedProperties": {{"x": 1}}}}
        e: compose 1 with {{"trackedProperties": {{"x": 1}}}} after d"#
    );
    expect![[r#"d {"x":1}"#]].assert_eq(&tracked(flow(&text)));
    crate::check(
        flow("a: compose 1 with {\"trackedProperties\": {\"x\": \"@int('x')\"}}"),
        expect![[r#"
            a    Succeeded  OK            1
            run  Succeeded  NotSpecified
        "#]],
    );
}

#[test]
fn what_is_to_be_hidden_is_not_tracked() {
    let text = r#"
        secret: call with {"runtimeConfiguration": {"secureData": {"properties": ["outputs"]}}, "trackedProperties": {"x": "@action()['outputs']"}}
        use: compose @body('secret') with {"trackedProperties": {"x": "@action()['inputs']"}} after secret
        peek: compose 1 with {"trackedProperties": {"x": "@body('secret')"}} after use
        plain: compose 1 with {"trackedProperties": {"x": "@outputs('plain')"}} after peek"#;
    expect![[r#"plain {"x":1}"#]].assert_eq(&tracked(flow(text)));
}
