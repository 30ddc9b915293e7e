//! Failures in the platform's words.

use crate::eval;

#[test]
fn accesses_say_what_is_missing() {
    for (text, why) in [
        ("json('{\"a\":1,\"b\":2}')['c']", "property 'c' doesn't exist, available properties are 'a, b'."),
        ("json('{\"a\":null}').a.b", "property 'b' cannot be selected."),
        (
            "createArray(1).a",
            "property 'a' cannot be selected. Array elements can only be selected using an integer index.",
        ),
        (
            "createArray(1)?['0']",
            "property '0' cannot be selected. Array elements can only be selected using an integer index.",
        ),
        ("createArray(1,2,3)[5]", "array index '5' is outside bounds (0, 2) of array."),
        ("'x'?.y", "property 'y' cannot be selected. Property selection is not supported on values of type 'String'."),
        ("1[0]", "property '0' cannot be selected. Property selection is not supported on values of type 'Integer'."),
    ] {
        assert_eq!(
            eval(&format!("@{text}")),
            format!(
                "InvalidTemplate: The template language expression '{text}' cannot be evaluated because {why} Please see \
                 https://aka.ms/logicexpressions for usage details."
            )
        );
    }
}

#[test]
fn functions_say_what_they_expect() {
    for (text, what) in [
        (
            "add(1)",
            "The template language function 'add' expects two numeric parameters: the summands. The function was invoked with '1' parameter(s). Please see https://aka.ms/logicexpressions#add for usage details.",
        ),
        (
            "TOLOWER(1)",
            "The template language function 'toLower' expects its parameter to be a string. The provided value is of type 'Integer'. Please see https://aka.ms/logicexpressions#toLower for usage details.",
        ),
        (
            "startsWith('a', 1)",
            "The template language function 'startsWith' expects its second parameter to be of type string. The provided value is of type 'Integer'. Please see https://aka.ms/logicexpressions#startsWith for usage details.",
        ),
        ("noSuch(1)", "The template function 'noSuch' is not defined or not valid."),
        ("action()", "The template function 'action' is not expected at this location."),
        ("appsetting('x')", "The template function 'appsetting' is not expected at this location."),
        ("parameters('p')", "The workflow parameter 'p' is not found."),
        ("body(1)", "The provided parameters for template language function 'body' are not valid."),
        (
            "trigger(1)",
            "The template language function 'trigger' must not have any parameters. Please see https://aka.ms/logicexpressions#trigger for usage details.",
        ),
        (
            "greater('a', 1)",
            "The template language function 'greater' expects two parameter of matching types. The function was invoked with values of type 'String' and 'Integer' that do not match. Please see https://aka.ms/logicexpressions#greater for usage details.",
        ),
        (
            "and(true, 1)",
            "The template language function 'and' expects all of its parameters to be booleans. Found invalid parameter types: 'Integer'. Please see https://aka.ms/logicexpressions#and for usage details.",
        ),
    ] {
        assert_eq!(eval(&format!("@{text}")), format!("InvalidTemplate: {what}"));
    }
}

#[test]
fn lazy_functions_leave_alone_what_they_do_not_need() {
    for text in ["if(true, 'x', noSuch())", "coalesce('x', noSuch())", "if(or(true, noSuch()), 'x', 1)"] {
        assert_eq!(eval(&format!("@{text}")), "\"x\"");
    }
}
