//! What is wrong, where, and what to do.

use expect_test::{Expect, expect};
use wdl::analysis::{Analysis, Level, Place};

use crate::{at, look};

fn shown(text: &str, analysis: &Analysis) -> String {
    let mut lines = String::new();
    for finding in &analysis.findings {
        let level = match finding.level {
            Level::Hint => "hint",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        let part = text.get(finding.span.start..finding.span.end).expect("a part of the text");
        lines += &format!("{level} {} `{part}` {}", finding.code, finding.message);
        if let Some(remedy) = &finding.remedy {
            lines += &format!(" -> {remedy}");
        }
        lines.push('\n');
    }
    lines
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&shown(text, &look("Last", "inputs", text)));
}

#[test]
fn good_expressions_have_no_findings() {
    for text in [
        "plain",
        "@@literal",
        "@triggerBody()?['lines']?[0]?['price']",
        "@outputs('Order')?['TOTAL']",
        "@body('rows')?['value/name']",
        "@{variables('count')} of @{parameters('LIMIT')}",
        "@parameters('$connections')",
        "@outputs('Inner')[0]",
        "@json('{}')['x']",
        "@addProperty(outputs('Order'), 'more', 1)?['more']",
        "@if(true, 1, 'x')",
        "@concat('a', 1, null)",
    ] {
        let found = look("Last", "inputs", text);
        let serious: Vec<_> = found.findings.iter().filter(|finding| finding.level > Level::Hint).collect();
        assert!(serious.is_empty(), "{text}: {serious:?}");
    }
}

#[test]
fn names_that_are_not_there() {
    check(
        "@{outputs('Ordr')}@{body('x')}@{variables('cont')}@{parameters('limits')}@{items('Each')}@{conact()}",
        expect![[r#"
            error InvalidTemplate `'Ordr'` There is no action 'Ordr' in the flow. -> Did you mean 'Order'?
            error InvalidTemplate `'x'` There is no action 'x' in the flow. -> Check the name.
            error InvalidTemplate `'cont'` The variable 'cont' is not initialized. -> Did you mean 'count'?
            error InvalidTemplate `'limits'` The workflow parameter 'limits' is not found. -> Did you mean 'limit'?
            error InvalidTemplate `'Each'` There is no loop 'Each' around this place whose item or iteration this could be. -> Check the name.
            warning UnknownFunction `conact` The template function 'conact' is not defined or not valid. -> Did you mean concat?
        "#]],
    );
}

#[test]
fn reference_functions_without_a_single_name() {
    check(
        "@{body('Inner')}@{body()}@{outputs(1)}@{result('Each')}@{outputs('Inner')}",
        expect![[r#"
        error InvalidTemplate `'Inner'` The action 'Inner' is repeated by 'Each' and has no single result outside of it. -> Read outputs('Inner') or result('Each'), which are lists.
        error InvalidTemplate `body` The function body must have at least one parameter. -> Name what it reads, as in body('Name').
        error InvalidTemplate `outputs` The provided parameters for outputs are not valid. -> Name what it reads, as in outputs('Name').
    "#]],
    );
}

#[test]
fn actions_that_have_not_ended() {
    check(
        "@{outputs('Last')}@{outputs('Beside')}",
        expect![[r#"
        error InvalidTemplate `'Last'` The action 'Last' cannot reference itself. -> Read another action.
        error InvalidTemplate `'Beside'` The action 'Beside' has not certainly ended here: it is not on the 'runAfter' path. -> Let this action run after 'Beside', or read an action before it.
    "#]],
    );
    let text = "@equals(outputs('Order'), variables('count'))";
    let trigger = at(Place::Trigger { path: "conditions/0/expression" }, text);
    expect![[r#"
        error InvalidTemplate `'Order'` The action 'Order' cannot be read in a trigger, which comes before all actions. -> Read the trigger or a parameter.
    "#]].assert_eq(&shown(text, &trigger));
    let text = "@add(variables('count'), 1)";
    expect![[r#"
        error WorkflowRunActionInputsInvalidProperty `'count'` Self reference is not supported when updating the value of variable 'count'. -> Put the new value in a Compose action first.
    "#]].assert_eq(&shown(text, &look("Set", "inputs/value", text)));
}

#[test]
fn calls_that_would_fail() {
    check(
        "@{substring('text')}@{add('1', 2)}@{toUpper(triggerBody()?['id'])}@{length(1)}@{and(true, 'x')}@{not(outputs('Order'))}",
        expect![[r#"
            warning WrongParameterCount `substring` substring takes 2 to 3 arguments, not 1. -> Call it as substring(text: string, start: integer, length?: integer): string.
            warning ArgumentType `'1'` The argument 'number' of add must be of type number; it is of type string. -> Convert it with int(...) or float(...).
            warning ArgumentType `triggerBody()?['id']` The argument 'text' of toUpper must be of type string; it is of type integer. -> Convert it with string(...).
            warning ArgumentType `1` The argument 'collection' of length must be of type string or array; it is of type integer. -> Give it a value of that type.
            warning ArgumentType `'x'` The argument 'condition' of and must be of type boolean; it is of type string. -> Give it a value of that type.
            warning ArgumentType `outputs('Order')` The argument 'condition' of not must be of type boolean; it is of type object. -> Give it a value of that type.
        "#]],
    );
}

#[test]
fn properties_that_are_not_there() {
    check(
        "@{outputs('Order')?['totl']}@{triggerBody()['nothing']}@{triggerBody()?['id']?['x']}@{body('Shape')?['code']}@{outputs('Order')?[0]}",
        expect![[r#"
            hint UnknownProperty `'totl'` The property 'totl' is not among those that are known here. -> Did you mean 'total'?
            hint UnknownProperty `'nothing'` The property 'nothing' is not among those that are known here. -> Check the name, or write ?['nothing'] for null where there is none.
            warning PropertySelection `'x'` The property 'x' cannot be selected from a value of type integer. -> Only objects have properties. Take the property away, or make a text an object with json(...).
            warning PropertySelection `'code'` Items of a list (array of object) can only be selected with an integer index. -> Write [0] or first(...) for one item, or work through the list with Apply to each or Select.
            warning PropertySelection `0` Properties of an object can only be selected with a text. -> Write the property's name in single quotes.
        "#]],
    );
}

#[test]
fn values_that_do_not_fit_their_place() {
    let found = |action, path, text: &str| shown(text, &look(action, path, text));
    expect![[r#"
        warning UnexpectedType `@outputs('Order')?['total']` What stands here must be of type array; it is of type integer. -> Name a list; split(...) makes one of a text, and createArray(...) one of single values.
    "#]].assert_eq(&found("Each", "foreach", "@outputs('Order')?['total']"));
    expect![[r#"
        warning UnexpectedType `@{1}` What stands here must be of type integer or null; it is of type string. -> Convert it, for example with int(...) or string(...).
    "#]].assert_eq(&found("Set", "inputs/value", "@{1}"));
    assert_eq!(found("Set", "inputs/value", "@null"), "");
    assert_eq!(found("Shape", "inputs/from", "@triggerBody()?['lines']"), "");
    let text = "@triggerBody()?['customer']";
    expect![[r#"
        warning UnexpectedType `@triggerBody()?['customer']` What stands here must be of type boolean; it is of type string. -> Compare it with something, for example with equals(...).
    "#]].assert_eq(&shown(text, &at(Place::Trigger { path: "conditions/0/expression" }, text)));
}

#[test]
fn the_form_comes_first_and_the_rest_is_still_checked() {
    check(
        "@concat(outputs('Ordr'), 1 2",
        expect![[r#"
        error TemplateParseError `(` The '(' after 'concat' is not closed. Add ')'.
        error InvalidTemplate `'Ordr'` There is no action 'Ordr' in the flow. -> Did you mean 'Order'?
        error TemplateParseError `2` This number is not expected here. Calculate with add() and sub(), and put commas between arguments.
    "#]],
    );
    check(
        "@{concat(variables('cont'), ",
        expect![[r#"
        error TemplateParseError `@{concat(variables('cont'), ` The string interpolation segment that begins here is not terminated. Add '}', or write '@@{' for a literal '@{'.
        error InvalidTemplate `'cont'` The variable 'cont' is not initialized. -> Did you mean 'count'?
    "#]],
    );
}
