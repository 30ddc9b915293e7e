//! Secure inputs and outputs: hidden from people's eyes later, never from expressions or the journal.

use engine::history::HistoryReader;
use expect_test::expect;
use testkit::{flow, succeeds};

use crate::check;

const SECRET: &str = r#"
    secret: call with {"runtimeConfiguration": {"secureData": {"properties": ["inputs", "outputs"]}}}
    use: compose "got @{body('secret')}" after secret
    other: compose 1 after use"#;

#[test]
fn expressions_read_them() {
    check(
        flow(SECRET).answers([succeeds("secret", "\"s3cret\"")]),
        expect![[r#"
        secret  Succeeded  OK
        use     Succeeded  OK            "got s3cret"
        other   Succeeded  OK            1
        run     Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn the_flow_says_what_is_to_be_hidden() {
    let played = flow(SECRET).play();
    let flow = played.run.flow();
    let hidden: Vec<(String, bool, bool)> = flow
        .definition
        .iter()
        .map(|(at, action)| (action.name.to_string(), flow.hides_inputs(at), flow.hides_outputs(at)))
        .collect();
    expect![[r#"
        [
            (
                "secret",
                true,
                true,
            ),
            (
                "use",
                true,
                false,
            ),
            (
                "other",
                false,
                false,
            ),
        ]
    "#]]
    .assert_debug_eq(&hidden);
}

#[test]
fn the_journal_keeps_them_for_a_replay() {
    let played = flow(SECRET).answers([succeeds("secret", "\"s3cret\"")]).play();
    let bytes = engine::journal::encode(&played.entries);
    let mut history = HistoryReader::new(&played.run.flow().definition);
    for entry in engine::journal::decode(&bytes).expect("readable") {
        history.read(entry);
    }
    let outputs = history.finish().actions[0].outputs.clone().expect("outputs");
    assert_eq!(outputs.get("body").and_then(wdl::Value::as_str), Some("s3cret"));
}

/// The actions whose inputs are hidden.
fn hidden(text: &str) -> Vec<String> {
    let played = flow(text).play();
    let flow = played.run.flow();
    let hidden = flow.definition.iter().filter(|(at, _)| flow.hides_inputs(*at));
    hidden.map(|(_, action)| action.name.to_string()).collect()
}

#[test]
fn what_reads_them_in_another_way_is_hidden_too() {
    let text = r#"
        secret: call with {"runtimeConfiguration": {"secureData": {"properties": ["outputs"]}}}
        record: compose @actions('secret')?['outputs'] after secret
        status: compose @actions('record')?['status'] after record
        l: foreach @createArray(body('secret')) after status
          named: compose @items('l')
          innermost: compose @item()
          other: compose 1
        s: scope after l
          inside: call with {"runtimeConfiguration": {"secureData": {"properties": ["inputs"]}}}
        all: compose @result('s') after s
        own: query [1] where @equals(item(), 1) after all"#;
    assert_eq!(hidden(text), ["record", "status", "l", "named", "innermost", "inside", "all"]);
}
