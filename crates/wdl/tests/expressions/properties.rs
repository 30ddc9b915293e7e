//! What holds for all expressions.

use proptest::prelude::*;
use wdl::{EmptyScope, Expression, Instant, JsonScope, Object, Profile, Template, Value, function};

/// Expressions as text, from the grammar, over all functions and some that are not.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[ -~é日😀]{0,12}".prop_map(|text| format!("'{}'", text.replace('\'', "''"))),
        any::<i64>().prop_map(|number| number.to_string()),
        (-3_i64..10).prop_map(|number| number.to_string()),
        any::<f64>().prop_filter("a number", |number| number.is_finite()).prop_map(|number| format!("{number:?}")),
        Just("true".to_owned()),
        Just("null".to_owned()),
        Just("'2024-02-29T12:30:00Z'".to_owned()),
        Just("'yyyy-MM-dd'".to_owned()),
        Just("'#,##0.00;(0)'".to_owned()),
        Just("'en-GB'".to_owned()),
        Just("'Tokyo Standard Time'".to_owned()),
        Just("'Month'".to_owned()),
        Just("json('{\"a\":[1,{\"b\":null}],\"B\":\"x\"}')".to_owned()),
        Just("xml('<r><i n=\"1\">x</i></r>')".to_owned()),
        Just("'//i[@n]'".to_owned()),
        Just("'x'".to_owned()),
        Just("variables('x')".to_owned()),
        Just("outputs('Y')?['x']".to_owned()),
        Just("item()".to_owned()),
        Just("triggerBody()".to_owned()),
        Just("'data:text/plain;base64,aGk='".to_owned()),
        Just("'https://a.b:80/c?d#e'".to_owned()),
    ];
    let names: Vec<String> = function::all()
        .map(|function| function.name.to_owned())
        .chain(["noSuch".to_owned(), "IF".to_owned()])
        .collect();
    leaf.prop_recursive(5, 40, 4, move |inner| {
        let call = (prop::sample::select(names.clone()), prop::collection::vec(inner.clone(), 0..5))
            .prop_map(|(name, args)| format!("{name}({})", args.join(", ")));
        let access = (inner.clone(), any::<bool>(), inner.clone())
            .prop_map(|(target, safe, key)| format!("{target}{}[{key}]", if safe { "?" } else { "" }));
        let member = (inner, "[a-zA-Z_][a-z]{0,3}").prop_map(|(target, name)| format!("{target}?.{name}"));
        prop_oneof![4 => call, 1 => access, 1 => member]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_parses_to_the_same(text in expression()) {
        let (parsed, problems) = Expression::parse(&text);
        prop_assert!(problems.is_empty(), "{:?}", problems);
        let (again, problems) = Expression::parse(&parsed.to_string());
        prop_assert!(problems.is_empty(), "{:?}", problems);
        prop_assert_eq!(parsed, again);
    }

    #[test]
    fn evaluation_never_panics(text in expression(), standard in any::<bool>()) {
        let (template, _) = Template::parse_string(&format!("@{text}"));
        let profile = if standard { Profile::Standard } else { Profile::PowerAutomate };
        if let Err(error) = template.evaluate(&EmptyScope { now: Instant(638_000_000_000_000_000) }, profile) {
            prop_assert!(!error.message().is_empty());
        }
    }

    #[test]
    fn evaluation_never_panics_whatever_the_run_holds(text in expression(), thing in json_value(3), other in json_value(2)) {
        let things = || Value::from(Object::from([("x", thing.clone()), ("Y", other.clone())]));
        let members = ["outputs", "body", "actions", "variables", "parameters", "items", "iterationIndexes", "result"];
        let mut context: Object = members.into_iter().map(|member| (member, things())).collect();
        for member in ["triggerOutputs", "item", "workflow"] {
            context.insert(member, thing.clone());
        }
        let scope = JsonScope::new(&context.into(), Instant(638_000_000_000_000_000), 7).unwrap();
        for text in [format!("@{text}"), format!("@{{{text}}}-@{{string(createArray(item(), variables('y')))}}")] {
            let (template, _) = Template::parse_string(&text);
            let _ = template.evaluate(&scope, Profile::PowerAutomate);
        }
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_place(text in "\\PC{0,60}") {
        let (_, problems) = Expression::parse(&text);
        for problem in problems {
            let span = problem.span.unwrap();
            prop_assert!(span.start <= span.end && span.end <= text.len());
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        }
        let (template, _) = Template::parse_string(&format!("a@{{{text}"));
        let _ = template.evaluate(&EmptyScope { now: Instant(0) }, Profile::PowerAutomate);
    }

    #[test]
    fn marks_in_any_order_are_read_or_refused(text in "[\\]\\[(),.?'@{}a1+ -]{0,40}") {
        let (expression, problems) = Expression::parse(&text);
        if problems.is_empty() {
            prop_assert_eq!(&Expression::parse(&expression.to_string()).0, &expression);
        }
        let _ = Template::parse_string(&text);
    }

    #[test]
    fn functions_stand_any_text(text in "\\PC{0,30}", format in "[yMdHhmsfFtzK#0.,;%'eE+:/-]{0,12}") {
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
        let (text, format) = (quoted(&text), quoted(&format));
        for call in [
            format!("formatNumber(-1234.5678, {format})"),
            format!("formatNumber(0.00049, {format}, 'hu-HU')"),
            format!("formatDateTime('2024-02-29T23:59:59.9999999Z', {format}, 'ja-JP')"),
            format!("parseDateTime({text}, 'de-DE', {format})"),
            format!("parseDateTime({text}, 'fr-FR')"),
            format!("float({text}, 'fr-FR')"),
            format!("decimal({text})"),
            format!("json({text})"),
            format!("xml({text})"),
            format!("xpath(xml('<a b=\"1\">c</a>'), {text})"),
            format!("uriPathAndQuery({text})"),
            format!("dataUriToBinary(concat('data:', {text}))"),
            format!("base64ToString({text})"),
            format!("decodeUriComponent({text})"),
        ] {
            let _ = crate::eval(&format!("@{call}"));
        }
    }

    #[test]
    fn lenient_json_reads_what_json_is(value in json_value(3)) {
        let text = value.to_json_string();
        prop_assert_eq!(Value::from_lenient_json(&text).unwrap(), value.clone());
        prop_assert_eq!(Value::from_json_text(&text).unwrap(), value);
    }

    #[test]
    fn lenient_json_never_panics(text in "[]\\[{}:,\"'0-9a-fx.+/*u\\\\ tnN-]{0,40}") {
        let _ = Value::from_lenient_json(&text);
        let _ = Value::from_json_text(&text);
    }
}

fn json_value(depth: u32) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(depth, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("\\PC{0,4}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}
