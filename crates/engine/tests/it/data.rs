//! Data operations: `Query`, `Select`, `Join`, `Table`.

use expect_test::expect;
use testkit::{Scenario, flow};

use crate::check;

#[test]
fn query_keeps_what_satisfies_its_condition() {
    check(
        flow("q: query [1, 2, 3, 4] where @greater(item(), 2)"),
        expect![[r#"
        q    Succeeded  OK            {"body":[3,4]}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow("q: query [] where @greater(item(), 2)"),
        expect![[r#"
        q    Succeeded  OK            {"body":[]}
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn one_row_that_cannot_be_looked_at_fails_the_whole_query() {
    check(
        flow("q: query [1, \"x\"] where @greater(item(), 0)"),
        expect![[r#"
        q    Failed  BadRequest    InvalidTemplate
        run  Failed  ActionFailed
    "#]],
    );
    check(
        flow("q: query [1] where @item()"),
        expect![[r#"
        q    Failed  BadRequest    InvalidTemplate
        run  Failed  ActionFailed
    "#]],
    );
}

#[test]
fn select_reshapes_each_row() {
    check(
        flow("s: select [1, 2] into {\"n\": \"@item()\", \"t\": \"v@{item()}\"}"),
        expect![[r#"
        s    Succeeded  OK            {"body":[{"n":1,"t":"v1"},{"n":2,"t":"v2"}]}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow("s: select [1, 2] into @mul(item(), 2)"),
        expect![[r#"
        s    Succeeded  OK            {"body":[2,4]}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow("s: select [\"x\"] into @int(item())"),
        expect![[r#"
        s    Failed  BadRequest    InvalidTemplate
        run  Failed  ActionFailed
    "#]],
    );
}

#[test]
fn item_is_the_row_even_inside_a_loop() {
    check(
        flow("l: foreach [10]\n  s: select [1, 2] into @add(item(), items('l'))"),
        expect![[r#"
        l     Succeeded  NotSpecified
        s[0]  Succeeded  OK            {"body":[11,12]}
        run   Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn join_makes_one_text() {
    check(
        flow("j: join [1, true, null, \"x\", {\"a\": 1}] by -"),
        expect![[r#"
        j    Succeeded  OK            {"body":"1-True--x-{\"a\":1}"}
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn from_must_be_a_list() {
    for text in [
        "q: query @null where @true",
        "s: select @string('x') into 1",
        "j: join @json('{}') by ,",
        "t: table CSV @null",
    ] {
        let name = &text[..1];
        let played = flow(text).play();
        eprintln!("{}", played.error(name));
        assert!(
            played.error(name).starts_with("BadRequest: The 'from' property value in the '"),
            "{}",
            played.error(name)
        );
    }
    expect!["BadRequest: The 'from' property value in the 'table' action inputs is of type 'Null'. The value must be of type 'Array'."].assert_eq(&flow("t: table CSV @null").play().error("t"));
    expect!["BadRequest: The 'from' property value in the 'query' action inputs is of type 'Null'. The value must be an array."].assert_eq(&flow("q: query @null where @true").play().error("q"));
}

#[test]
fn csv_has_a_column_for_every_key() {
    check(
        flow(r#"t: table CSV [{"a": "x,y", "b": "q\"r"}, {"b": null, "c": "l1\nl2"}]"#),
        expect![[r#"
        t    Succeeded  OK            {"body":"a,b,c\r\n\"x,y\",\"q\"\"r\",\r\n,,\"l1\nl2\"\r\n"}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow("t: table CSV []"),
        expect![[r#"
        t    Succeeded  OK            {"body":""}
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn html_is_one_line_and_encoded() {
    check(
        flow(r#"t: table HTML [{"a": "<b>&\"é'"}]"#),
        expect![[r#"
        t    Succeeded  OK            {"body":"<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>&lt;b&gt;&amp;&quot;&#233;&#39;</td></tr></tbody></table>"}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow("t: table HTML []"),
        expect![[r#"
        t    Succeeded  OK            {"body":"<table><tbody></tbody></table>"}
        run  Succeeded  NotSpecified
    "#]],
    );
}

fn with_columns(format: &str, rows: &str) -> Scenario {
    let columns = r#"[{"header": "N", "value": "@item()?['n']"}, {"header": "@concat('T', 'wo')", "value": "@mul(2, item()['n'])"}]"#;
    flow(&format!("t: table {format} {rows} with {{\"inputs\": {{\"columns\": {columns}}}}}"))
}

#[test]
fn own_columns_always_print_their_header() {
    check(
        with_columns("CSV", r#"[{"n": 1}, {"n": 2}]"#),
        expect![[r#"
        t    Succeeded  OK            {"body":"N,Two\r\n1,2\r\n2,4\r\n"}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        with_columns("CSV", "[]"),
        expect![[r#"
        t    Succeeded  OK            {"body":"N,Two\r\n"}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        with_columns("HTML", "[]"),
        expect![[r#"
        t    Succeeded  OK            {"body":"<table><thead><tr><th>N</th><th>Two</th></tr></thead><tbody></tbody></table>"}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        with_columns("HTML", "[1]"),
        expect![[r#"
        t    Failed  BadRequest    InvalidTemplate
        run  Failed  ActionFailed
    "#]],
    );
}

#[test]
fn rows_without_keys_need_columns() {
    expect![
        "BadRequest: The property 'columns' must be specified unless the 'from' property value is an array of objects."
    ]
    .assert_eq(&flow("t: table CSV [1, 2]").play().error("t"));
}
