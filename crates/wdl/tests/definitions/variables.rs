//! Variables.

use expect_test::expect;

use crate::actions;

#[test]
fn a_variable_is_declared_once_and_at_the_top_level() {
    let declare = |name: &str| {
        format!(
            r#"{{"type": "InitializeVariable", "inputs": {{"variables": [{{"name": "{name}", "type": "string"}}]}}}}"#
        )
    };
    actions(
        &format!(r#"{{"a": {}, "b": {}}}"#, declare("v"), declare("V")),
        expect![
            "error InvalidTemplate at actions/b: The variable `V` is initialized more than once. Take one out, or set it there instead."
        ],
    );
    actions(
        &format!(r#"{{"s": {{"type": "Scope", "actions": {{"a": {}}}}}}}"#, declare("v")),
        expect![
            "error InvalidTemplate at actions/s/actions/a: The variable `v` is initialized inside another action; only top-level actions may. Move it to the top level."
        ],
    );
}

#[test]
fn declarations_have_a_name_and_a_type() {
    actions(
        r#"{"a": {"type": "InitializeVariable", "inputs": {}}}"#,
        expect![
            "error InvalidTemplate at actions/a/inputs/variables: `InitializeVariable` declares a variable, as `inputs.variables[0]`."
        ],
    );
    actions(
        r#"{"a": {"type": "InitializeVariable", "inputs": {"variables": [{"type": "text"}]}}}"#,
        expect![[r#"
        error InvalidTemplate at actions/a/inputs/variables/0/name: `name` must be a text; it is missing.
        error InvalidTemplate at actions/a/inputs/variables/0: `text` is not a variable type; use boolean, integer, float, string, object or array."#]],
    );
    actions(
        r#"{"a": {"type": "InitializeVariable", "inputs": {"variables": [{"name": "a", "type": "int"}, {"name": "b", "type": "Bool"}]}}}"#,
        expect![[""]],
    );
}

#[test]
fn a_variable_is_not_set_from_itself() {
    actions(
        r#"{"i": {"type": "InitializeVariable", "inputs": {"variables": [{"name": "v", "type": "string"}]}}, "s": {"type": "SetVariable", "inputs": {"name": "v", "value": "@{variables('V')}x"}}, "t": {"type": "AppendToStringVariable", "inputs": {"name": "v", "value": "@{variables('V')}x"}}}"#,
        expect![
            "error WorkflowRunActionInputsInvalidProperty at actions/s/inputs/value (2..16): The inputs of workflow run action 's' of type 'SetVariable' are not valid. Self reference is not supported when updating the value of variable 'v'. Put the new value in a Compose action first."
        ],
    );
}
