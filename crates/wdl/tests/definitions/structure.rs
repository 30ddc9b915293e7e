//! Blocks, `runAfter` and nesting.

use expect_test::expect;

use crate::actions;

#[test]
fn an_empty_flow_is_fine() {
    actions("{}", expect![[""]]);
}

#[test]
fn run_after_names_siblings() {
    actions(
        r#"{"a": {"type": "Compose", "runAfter": {"b": ["Succeeded"]}}}"#,
        expect![
            "error InvalidTemplate at actions/a/runAfter: The action `a` runs after `b`, which is not an action of the same block. Name a sibling."
        ],
    );
    actions(
        r#"{"s": {"type": "Scope", "actions": {"a": {"type": "Compose"}}}, "b": {"type": "Compose", "runAfter": {"a": ["Succeeded"]}}}"#,
        expect![
            "error InvalidTemplate at actions/b/runAfter: The action `b` runs after `a`, which is not an action of the same block. Name a sibling."
        ],
    );
    actions(r#"{"a": {"type": "Compose", "runAfter": {"manual": ["Succeeded"]}}}"#, expect![[""]]);
}

#[test]
fn run_after_names_statuses() {
    actions(
        r#"{"a": {"type": "Compose"}, "b": {"type": "Compose", "runAfter": {"A": ["SUCCEEDED", "TimedOut"]}}}"#,
        expect![[""]],
    );
    actions(
        r#"{"a": {"type": "Compose"}, "b": {"type": "Compose", "runAfter": {"a": []}}}"#,
        expect![
            "error InvalidTemplate at actions/b/runAfter: `runAfter` names `a` without a status; give at least one."
        ],
    );
    actions(
        r#"{"a": {"type": "Compose"}, "b": {"type": "Compose", "runAfter": {"a": ["Done"]}}}"#,
        expect![[r#"
        error InvalidTemplate at actions/b/runAfter: `"Done"` is not a status that `runAfter` can name; use Succeeded, Failed, Skipped or TimedOut.
        error InvalidTemplate at actions/b/runAfter: `runAfter` names `a` without a status; give at least one."#]],
    );
    actions(
        r#"{"a": {"type": "Compose", "runAfter": ["b"]}}"#,
        expect!["error InvalidTemplate at actions/a/runAfter: `runAfter` must be an object, not Array."],
    );
}

#[test]
fn actions_in_a_circle_are_named() {
    actions(
        r#"{"a": {"type": "Compose", "runAfter": {"c": ["Succeeded"]}}, "b": {"type": "Compose", "runAfter": {"a": ["Succeeded"]}}, "c": {"type": "Compose", "runAfter": {"b": ["Succeeded"]}}}"#,
        expect![
            "error InvalidTemplate at actions/a/runAfter: Actions run after each other in a circle, so none can start: `a` after `c` after `b` after `a`. Take one `runAfter` out."
        ],
    );
    actions(
        r#"{"a": {"type": "Compose", "runAfter": {"a": ["Succeeded"]}}}"#,
        expect![
            "error InvalidTemplate at actions/a/runAfter: Actions run after each other in a circle, so none can start: `a` after `a`. Take one `runAfter` out."
        ],
    );
}

#[test]
fn names_are_unique_without_case() {
    actions(
        r#"{"a": {"type": "Compose"}, "s": {"type": "Scope", "actions": {"A": {"type": "Compose"}}}}"#,
        expect![
            "error DuplicateActionName at actions/s/actions/A: The name `A` is used by more than one action; names are compared without case. Rename one."
        ],
    );
}

#[test]
fn blocks_are_objects_and_actions_have_types() {
    actions(r#"[1]"#, expect!["error InvalidTemplate at actions: `actions` must be an object, not Array."]);
    actions(
        r#"{"a": {"inputs": 1}, "b": {"type": 5}, "s": {"type": "Scope", "actions": "x"}}"#,
        expect![[r#"
        error InvalidTemplate at actions/a/type: `type` must be a text; it is missing.
        error InvalidTemplate at actions/b/type: `type` must be a text; it is Integer.
        error InvalidTemplate at actions/s/actions: `actions` must be an object, not String."#]],
    );
}

#[test]
fn nesting_has_a_limit() {
    let mut text = r#"{"deep": {"type": "Compose"}}"#.to_owned();
    for level in (0..9).rev() {
        text = format!(r#"{{"s{level}": {{"type": "Scope", "actions": {text}}}}}"#);
    }
    actions(
        &text,
        expect![
            "error InvalidTemplate at actions/s0/actions/s1/actions/s2/actions/s3/actions/s4/actions/s5/actions/s6/actions/s7/actions/s8/actions: The template actions 'deep' are nested at level '9' which exceeds the maximum nesting limit of '8'."
        ],
    );
}

#[test]
fn terminate_and_response_may_not_stand_in_loops() {
    actions(
        r#"{"l": {"type": "Foreach", "foreach": [], "actions": {"i": {"type": "If", "expression": "@true", "actions": {"t": {"type": "Terminate", "inputs": {"runStatus": "Failed"}}}}}}, "u": {"type": "Until", "expression": "@true", "actions": {"r": {"type": "Response", "inputs": {"statusCode": 200}}}}}"#,
        expect![[r#"
            error InvalidTemplate at actions/l/actions/i/actions/t: The action `t` has type 'Terminate' that could not be nested under an action of type 'foreach'. Move it out of `l`.
            error InvalidTemplate at actions/u/actions/r: The action `r` has type 'Response' that could not be nested under an action of type 'until'. Move it out of `u`."#]],
    );
}

#[test]
fn what_cannot_be_run_is_kept_with_its_children() {
    actions(
        r#"{"a": {"type": "Agent", "actions": {"b": {"type": "Compose", "inputs": "@add(1"}}}}"#,
        expect![[r#"
        error TemplateParseError at actions/a/actions/b/inputs (4..5): The '(' after 'add' is not closed. Add ')'.
        warning UnsupportedActionType at actions/a: Steward keeps and shows actions of type `Agent` but cannot run them yet; the flow cannot be turned on while it has one."#]],
    );
}
