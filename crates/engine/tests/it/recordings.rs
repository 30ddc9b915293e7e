//! Runs, replayed with another definition.

use engine::{Awaited, Comparison, DifferenceKind, NotReplayable, Recording, Setup, Start, replay, simulate};
use expect_test::{Expect, expect};
use model::{RunId, RunStatus, Timestamp};
use testkit::definition;
use wdl::{Definition, Value};

const AT: Timestamp = Timestamp(1_790_000_000_000_000);

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).expect("JSON")
}

/// Records a run whose calls get these answers, and replays it with another definition.
fn replayed(recorded: &str, answers: &str, candidate: &str) -> Result<Comparison, NotReplayable> {
    let answers = json(answers);
    let setup = Setup { mocks: &answers, at: AT, ..Setup::default() };
    let simulation = simulate(&definition(recorded), &setup).expect("no errors");
    replayed_as(&simulation, candidate, simulation.status())
}

fn replayed_as(
    simulation: &engine::Simulation,
    candidate: &str,
    status: RunStatus,
) -> Result<Comparison, NotReplayable> {
    let start = Start {
        id: RunId::new(),
        at: AT,
        trigger_outputs: json(r#"{"headers": {}, "body": {}}"#),
        trigger_inputs: Value::Null,
        tracking_id: None,
        parameters: Value::Null,
        awaited: Awaited::Caller,
    };
    let recording = Recording { flow: simulation.flow(), start: &start, record: simulation.record(), status };
    replay(&recording, &parsed(&definition(candidate)), &Value::Null)
}

fn check(recorded: &str, answers: &str, candidate: &str, expected: Expect) {
    let found = replayed(recorded, answers, candidate).expect("a comparison");
    let after = found.after.map_or("unknown", RunStatus::as_str);
    let shown = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_json_string);
    let lines = found.differences.iter().map(|it| {
        let path: String = it.iterations.iter().map(|(of, number)| format!("{of}[{number}] ")).collect();
        let action = it.action.as_deref().unwrap_or("run");
        format!("{:?} {path}{action}: {} -> {}\n", it.kind, shown(&it.before), shown(&it.after))
    });
    expected.assert_eq(&format!("{} -> {after}\n{}", found.before.as_str(), lines.collect::<String>()));
}

const FLOW: &str = "
    a: call {\"x\": 1}
    made: compose @concat(body('a'), guid(), utcNow()) after a
    b: call {\"y\": \"@body('a')\"} after made";
const ANSWERS: &str = r#"{"a": {"body": "one"}, "b": {"body": "two"}}"#;

fn parsed(json: &Value) -> Definition {
    let (definition, problems) = Definition::parse(json);
    assert!(problems.iter().all(|problem| problem.severity != wdl::Severity::Error), "{problems:?}");
    definition
}

/// Replays a run that called `a`, of a definition in JSON, with another one that starts with a parameter.
fn started_otherwise(recorded: &str, candidate: &str, parameters: &str) -> Result<Comparison, NotReplayable> {
    let answers = json(r#"{"a": {"body": "one"}}"#);
    let setup = Setup { mocks: &answers, at: AT, ..Setup::default() };
    let simulation = simulate(&json(recorded), &setup).expect("no errors");
    let start = Start {
        id: RunId::new(),
        at: AT,
        trigger_outputs: json(r#"{"headers": {}, "body": {"sum": 3}}"#),
        trigger_inputs: Value::Null,
        tracking_id: None,
        parameters: Value::Null,
        awaited: Awaited::Caller,
    };
    let (flow, record, status) = (simulation.flow(), simulation.record(), simulation.status());
    replay(&Recording { flow, start: &start, record, status }, &parsed(&json(candidate)), &json(parameters))
}

/// A definition with this trigger, which calls `a` with a parameter.
fn with_trigger(trigger: &str) -> String {
    let call = r#"{"type": "Http", "inputs": {"method": "GET", "uri": "@concat('http://', parameters('host'))"}}"#;
    let parameters = r#"{"host": {"type": "String", "defaultValue": "one"}}"#;
    format!(r#"{{"parameters": {parameters}, "triggers": {{"manual": {trigger}}}, "actions": {{"a": {call}}}}}"#)
}

#[test]
fn the_candidate_starts_with_its_own_parameters() {
    let flow = with_trigger(r#"{"type": "Request", "kind": "Http"}"#);
    assert_eq!(started_otherwise(&flow, &flow, "{}").expect("a comparison").differences, []);
    let found = started_otherwise(&flow, &flow, r#"{"host": "two"}"#).expect("a comparison").differences;
    let [changed] = &*found else { panic!("{found:?}") };
    assert_eq!(changed.kind, DifferenceKind::EffectChanged);
    let uri = |value: &Option<Value>| value.as_ref().and_then(|it| it.get("uri")?.as_str().map(str::to_owned));
    assert_eq!(
        (uri(&changed.before).as_deref(), uri(&changed.after).as_deref()),
        (Some("http://one"), Some("http://two"))
    );
}

#[test]
fn a_run_that_would_not_start_is_told() {
    let request = |more: &str| with_trigger(&format!(r#"{{"type": "Request", "kind": "Http"{more}}}"#));
    let condition = |than: u8| {
        let expression = format!("@greater(triggerBody()?['sum'], {than})");
        request(&format!(r#", "conditions": [{{"expression": "{expression}"}}]"#))
    };
    assert_eq!(started_otherwise(&request(""), &condition(2), "{}").expect("a comparison").differences, []);
    let found = started_otherwise(&request(""), &condition(3), "{}").expect("a comparison");
    assert_eq!((found.after, found.differences.len()), (None, 1));
    assert_eq!(found.differences[0].kind, DifferenceKind::Start);
    let clock = with_trigger(r#"{"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}"#);
    assert_eq!(started_otherwise(&request(""), &clock, "{}"), Err(NotReplayable::OtherTrigger));
}

#[test]
fn what_the_candidate_secures_is_compared_and_not_shown() {
    let call = |uri: &str, more: &str| {
        format!(r#"a: {{"type": "Http", "inputs": {{"method": "GET", "uri": "{uri}"}}{more}}}"#)
    };
    let secured = call("http://one", r#", "runtimeConfiguration": {"secureData": {"properties": ["inputs"]}}"#);
    let same = replayed(&call("http://one", ""), ANSWERS, &secured).expect("a comparison");
    assert_eq!(same.differences, []);
    let found = replayed(&call("http://two", ""), ANSWERS, &secured).expect("a comparison").differences;
    let [changed] = &*found else { panic!("{found:?}") };
    assert_eq!((changed.kind, &changed.after), (DifferenceKind::EffectChanged, &None));
}

#[test]
fn the_same_definition_is_the_same_run_whatever_the_hour_and_chance() {
    check(
        FLOW,
        ANSWERS,
        FLOW,
        expect![[r#"
        Succeeded -> Succeeded
    "#]],
    );
}

#[test]
fn what_is_told_otherwise_gets_the_recorded_answer() {
    let candidate = "
        a: call {\"x\": 2}
        made: compose @body('a') after a
        b: call {\"y\": \"@toUpper(body('a'))\"} after made";
    check(
        FLOW.replace("concat(body('a'), guid(), utcNow())", "body('a')").as_str(),
        ANSWERS,
        candidate,
        expect![[r#"
        Succeeded -> Succeeded
        EffectChanged a: {"x":1} -> {"x":2}
        EffectChanged b: {"y":"one"} -> {"y":"ONE"}
    "#]],
    );
}

#[test]
fn a_call_that_was_not_made_gets_no_answer_and_nothing_after_it_is_known() {
    let candidate = "
        a: call {\"x\": 1}
        new: call {\"z\": 3} after a
        b: call {\"y\": \"@body('new')\"} after new
        side: compose 7";
    check(
        "a: call {\"x\": 1}\nb: call {\"y\": \"one\"} after a\nside: compose 6",
        ANSWERS,
        candidate,
        expect![[r#"
        Succeeded -> unknown
        EffectExtra new: - -> {"z":3}
        Output side: 6 -> 7
    "#]],
    );
}

#[test]
fn a_call_that_is_made_no_more_is_missing_and_one_of_another_name_is_found_by_what_it_is_told() {
    let recorded = "a: call {\"x\": 1}\nb: call {\"y\": 2} after a";
    check(
        "a: http\nb: call {\"y\": 2} after a",
        ANSWERS,
        "renamed: http",
        expect![[r#"
        Succeeded -> Succeeded
        EffectMissing b: {"y":2} -> -
    "#]],
    );
    check(
        recorded,
        ANSWERS,
        "renamed: call {\"x\": 5}",
        expect![[r#"
        Succeeded -> unknown
        EffectExtra renamed: - -> {"x":5}
        EffectMissing a: {"x":1} -> -
        EffectMissing b: {"y":2} -> -
    "#]],
    );
}

#[test]
fn each_iteration_has_its_answers() {
    let flow = |of: &str| format!("each: foreach @createArray(1, 2)\n  a: call {{\"x\": \"{of}\"}}");
    let answers = r#"{"a": [{"body": 1}, {"statusCode": 400, "body": "no"}]}"#;
    check(
        &flow("@items('each')"),
        answers,
        &flow("@items('each')"),
        expect![[r#"
        Failed -> Failed
    "#]],
    );
    check(
        &flow("@items('each')"),
        answers,
        &flow("@if(equals(items('each'), 1), 1, 9)"),
        expect![[r#"
        Failed -> Failed
        EffectChanged each[1] a: {"x":2} -> {"x":9}
    "#]],
    );
}

#[test]
fn an_end_that_is_another_one_is_told() {
    let recorded = "a: call {\"x\": 1}\nb: compose 1 after a";
    let answers = r#"{"a": {"statusCode": 404, "body": "no"}}"#;
    check(
        recorded,
        answers,
        "a: call {\"x\": 1}\nb: compose 1 after a Failed",
        expect![[r#"
        Failed -> Succeeded
        Status run: "Failed" -> "Succeeded"
        Status b: "Skipped" -> "Succeeded"
    "#]],
    );
}

#[test]
fn what_waits_and_what_runs_side_by_side_is_repeated() {
    let flow = "
        w: wait 3 Hour
        a: call {\"x\": \"@utcNow()\"} after w
        b: call {\"y\": 1}
        t: terminate Failed E1 no good after a";
    check(
        flow,
        ANSWERS,
        flow,
        expect![[r#"
        Failed -> Failed
    "#]],
    );
}

#[test]
fn some_runs_cannot_be_replayed() {
    let simulation = simulate(&definition(FLOW), &Setup { at: AT, ..Setup::default() }).expect("no errors");
    let of = |status| replayed_as(&simulation, FLOW, status).err();
    assert_eq!(of(RunStatus::Running), Some(NotReplayable::Open));
    assert_eq!(of(RunStatus::Waiting), Some(NotReplayable::Open));
    assert_eq!(of(RunStatus::Cancelled), Some(NotReplayable::Cancelled));
    assert_eq!(of(RunStatus::Failed), Some(NotReplayable::Unrepeatable("Succeeded")));
    let secured =
        r#"a: {"type": "Compose", "inputs": 1, "runtimeConfiguration": {"secureData": {"properties": ["outputs"]}}}"#;
    assert_eq!(replayed(secured, "{}", FLOW), Err(NotReplayable::Secured));
}
