//! Variables.

use expect_test::expect;
use testkit::flow;

use crate::check;

#[test]
fn without_a_value_a_variable_is_null() {
    check(
        flow("i: init string s\nc: compose @variables('s') after i"),
        expect![[r#"
        i    Succeeded  NotSpecified
        c    Succeeded  OK            null
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn set_and_count() {
    let text = "
        i: init integer n 5
        a: increment n after i
        b: increment N 10 after a
        c: decrement n 2 after b
        d: compose @variables('n') after c
        e: set n 1 after d";
    check(
        flow(text),
        expect![[r#"
        i    Succeeded  NotSpecified
        a    Succeeded  NotSpecified  {"body":{"name":"n","value":6}}
        b    Succeeded  NotSpecified  {"body":{"name":"N","value":16}}
        c    Succeeded  NotSpecified  {"body":{"name":"n","value":14}}
        d    Succeeded  OK            14
        e    Succeeded  NotSpecified  {"body":{"name":"n","value":1}}
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_whole_number_fits_a_float_but_not_the_other_way() {
    check(
        flow("i: init float f 1\nc: compose @variables('f') after i\ni2: increment f 0.5 after c"),
        expect![[r#"
        i    Succeeded  NotSpecified
        c    Succeeded  OK            1.0
        i2   Succeeded  NotSpecified  {"body":{"name":"f","value":1.5}}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow("i: init integer n 1\ns: set n 1.5 after i"),
        expect![[r#"
        i    Succeeded  NotSpecified
        s    Failed     BadRequest    InvalidVariableOperation
        run  Failed     ActionFailed
    "#]],
    );
    check(
        flow("i: init integer n \"1\""),
        expect![[r#"
        i    Failed  BadRequest    InvalidVariableOperation
        run  Failed  ActionFailed
    "#]],
    );
}

#[test]
fn null_fits_every_type() {
    check(
        flow("i: init boolean b true\ns: set b @null after i\nc: compose @variables('b') after s"),
        expect![[r#"
        i    Succeeded  NotSpecified
        s    Succeeded  NotSpecified  {"body":{"name":"b","value":null}}
        c    Succeeded  OK            null
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn counting_needs_a_number() {
    check(
        flow("i: init integer n\na: increment n after i"),
        expect![[r#"
        i    Succeeded  NotSpecified
        a    Failed     BadRequest    InvalidVariableOperation
        run  Failed     ActionFailed
    "#]],
    );
    check(
        flow("i: init integer n 9223372036854775807\na: increment n after i"),
        expect![[r#"
        i    Succeeded  NotSpecified
        a    Failed     BadRequest    InvalidVariableOperation
        run  Failed     ActionFailed
    "#]],
    );
}

#[test]
fn a_list_grows_by_one_whatever_is_appended() {
    let text = "
        i: init array l [1]
        a: append l 2 after i
        b: append l [3, 4] after a
        c: append l @null after b
        d: compose @variables('l') after c";
    check(
        flow(text),
        expect![[r#"
        i    Succeeded  NotSpecified
        a    Succeeded  NotSpecified
        b    Succeeded  NotSpecified
        c    Succeeded  NotSpecified
        d    Succeeded  OK            [1,2,[3,4],null]
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_text_grows_by_text() {
    let text = "
        i: init string s a
        a: appendtext s b after i
        b: appendtext s @null after a
        c: appendtext s {\"x\":1} after b
        d: appendtext s @equals(1, 1) after c
        e: compose @variables('s') after d";
    check(
        flow(text),
        expect![[r#"
        i    Succeeded  NotSpecified
        a    Succeeded  NotSpecified
        b    Succeeded  NotSpecified
        c    Succeeded  NotSpecified
        d    Succeeded  NotSpecified
        e    Succeeded  OK            "ab{\"x\":1}True"
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn appending_to_the_wrong_type_fails() {
    check(
        flow("i: init integer n 1\na: append n 2 after i"),
        expect![[r#"
        i    Succeeded  NotSpecified
        a    Failed     BadRequest    InvalidVariableOperation
        run  Failed     ActionFailed
    "#]],
    );
    check(
        flow("i: init array l\na: append l 2 after i\nc: compose @variables('l') after a"),
        expect![[r#"
        i    Succeeded  NotSpecified
        a    Succeeded  NotSpecified
        c    Succeeded  OK            [2]
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn several_may_be_declared_at_once() {
    let text = r#"i: {"type": "InitializeVariable", "inputs": {"variables": [{"name": "a", "type": "integer", "value": 1}, {"name": "b", "type": "string", "value": "x"}]}}
c: compose @concat(variables('b'), variables('a')) after i"#;
    check(
        flow(text),
        expect![[r#"
        i    Succeeded  NotSpecified
        c    Succeeded  OK            "x1"
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_list_that_is_read_while_it_grows_does_not_change_afterwards() {
    let text = "
        i: init array l [1]
        before: compose @variables('l') after i
        a: append l 2 after before
        after: compose @createArray(outputs('before'), variables('l')) after a";
    check(
        flow(text),
        expect![[r#"
        i       Succeeded  NotSpecified
        before  Succeeded  OK            [1]
        a       Succeeded  NotSpecified
        after   Succeeded  OK            [[1],[1,2]]
        run     Succeeded  NotSpecified
    "#]],
    );
}
