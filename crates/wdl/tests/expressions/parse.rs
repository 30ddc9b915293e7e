//! Reading, printing and problems.

use wdl::{Expression, expression::Kind};

/// How an expression prints, and its problems with their places.
fn parse(text: &str) -> String {
    let (expression, problems) = Expression::parse(text);
    let mut lines = vec![expression.to_string()];
    for problem in problems {
        let span = problem.span.unwrap_or_default();
        lines.push(format!("{}..{} {}", span.start, span.end, problem.message));
    }
    lines.join("\n")
}

#[test]
fn expressions_print_in_a_normal_form() {
    for (text, printed) in [
        ("concat( 'a',\t1 ,-2.50e1,null )", "concat('a', 1, -25.0, null)"),
        ("body('X')?.value[0].Title", "body('X')?['value'][0]['Title']"),
        ("a().['b']?.[1]", "a()['b']?[1]"),
        ("'it''s'", "'it''s'"),
        ("a().true", "a()['true']"),
        (".5", "0.5"),
        ("+7", "7"),
        ("$f_1()", "$f_1()"),
    ] {
        assert_eq!(parse(text), printed);
    }
}

#[test]
fn every_mistake_is_reported_with_its_place() {
    for (text, expected) in [
        ("", "?\n0..0 The expression is empty."),
        (
            "concat(, \"b\", 1 2)",
            "concat(?, ?, 1)\n7..8 An expression is expected before ','.\n\
             9..12 Texts are written in single quotes, not double quotes.\n\
             16..17 This number is not expected here. Calculate with add() and sub(), and put commas between arguments.",
        ),
        ("add(1, 2", "add(1, 2)\n3..4 The '(' after 'add' is not closed. Add ')'."),
        ("1 == 2", "1\n2..4 There is no operator '==' in expressions. Use the function equals()."),
        ("add(1, 2))", "add(1, 2)\n9..10 There is no '(' for this ')'. Remove it."),
        ("True", "?\n0..4 'True' is not known here. Write true in small letters."),
        (
            "name",
            "?\n0..4 'name' is neither a text nor a function call. Put texts in single quotes ('name'), read variables with \
             variables('name').",
        ),
        ("a()?", "a()?[?]\n3..4 '?' must be followed by '.name' or '[key]'."),
        (
            "a().1",
            "a()\n3..5 This number is not expected here. Calculate with add() and sub(), and put commas between arguments.",
        ),
        ("[1, 2]", "?\n0..1 An expression cannot hold array literals. Use createArray()."),
        (
            "f(g('x)",
            "f(g('x)'))\n1..2 The '(' after 'f' is not closed. Add ')'.\n3..4 The '(' after 'g' is not closed. Add ')'.\n\
                     4..7 The text that begins here has no closing quote. A quote inside a text is written twice ('').",
        ),
        ("1e400", "?\n0..5 The number '1e400' is too large."),
    ] {
        assert_eq!(parse(text), expected, "{text}");
    }
}

#[test]
fn functions_are_found_ignoring_case() {
    let (expression, problems) = Expression::parse("TOUPPER(nothing())");
    assert!(problems.is_empty());
    let Kind::Call { function, args, name, .. } = &expression.kind else { panic!("a call") };
    assert_eq!((&**name, function.map(|function| function.name)), ("TOUPPER", Some("toUpper")));
    let Kind::Call { function: None, .. } = &args[0].kind else { panic!("an unknown function") };
}

#[test]
fn what_the_platform_refuses_is_refused() {
    for text in [
        "@'a','b'",
        "@{'a','b'}",
        "@'a'}",
        "@{'a'",
        " @{",
        "@()",
        "@{()}",
        "@{}",
        "@concat",
        "@concat('a')('b')",
        "@+",
        "@{+}",
        "@+1e",
        "@1e+",
        "@1e1.1",
        "@++1",
        "@--1",
        "@{--1}",
        "@string({\"a\": 1})",
        "@a()?",
        "@a().",
        "@a()[",
        "@a()[1",
        "@a(1,)",
        "@a b()",
        "@1.2.3",
        "@x.y()",
        "@\"text\"",
        "@a()..b",
        "@null null",
        "@-'a'",
        "@ ",
    ] {
        let problems = crate::eval(text);
        assert!(problems.starts_with("error TemplateParseError"), "{text}: {problems}");
    }
}
