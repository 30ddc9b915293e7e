//! Nothing that is written, and no cursor, makes it panic or point outside of the text.

use proptest::prelude::*;
use wdl::{
    Definition, Value,
    analysis::{Analysis, NoSchemas, Place, Request, analyze},
};

use crate::{FLOW, json};

const EXPRESSIONS: [&str; 9] = [
    "@{concat(triggerBody()?['id'], outputs('Order')?.total)}",
    "@if(equals(variables('count'), 1), body('Shape')[0]['co''de'], items('Each'))",
    "a @{ 'b' } @@{ c @{body('Rows')?['value']?[0]} é\u{1F600}",
    "@f(g(h(,),),)",
    "@@{x}",
    "@a().b?.c?['d'][0][f('e')]",
    "@ -1.5e+3 ",
    "@'it''s }'",
    "@{\"double\"}{[(])}",
];

fn definition() -> Definition {
    Definition::parse(&json(FLOW)).0
}

fn look(definition: &Definition, place: Place<'_>, text: &str, cursor: usize) -> Analysis {
    let found = analyze(Request { definition, schemas: &NoSchemas, place, text, cursor }).expect("a place");
    for finding in &found.findings {
        assert!(text.get(finding.span.start..finding.span.end).is_some(), "{text}: {finding:?}");
    }
    for completion in &found.completions {
        let written = text.get(completion.replace.start..completion.replace.end);
        assert!(written.is_some(), "{text} at {cursor}: {completion:?}");
        assert!(completion.replace.start <= cursor, "{text} at {cursor}: {completion:?}");
    }
    if let Some(hover) = &found.hover {
        assert!(text.get(hover.span.start..hover.span.end).is_some(), "{text}: {hover:?}");
    }
    found
}

#[test]
fn every_prefix_is_analysed_at_every_cursor() {
    let definition = definition();
    for text in EXPRESSIONS {
        let ends: Vec<usize> = (0..=text.len()).filter(|end| text.is_char_boundary(*end)).collect();
        for end in &ends {
            let prefix = &text[..*end];
            for cursor in 0..=prefix.len() + 1 {
                for place in [Place::Action { name: "Inner", path: "inputs" }, Place::Trigger { path: "splitOn" }] {
                    look(&definition, place, prefix, cursor);
                }
            }
        }
    }
}

/// The texts in the sources of the other tests, which are expressions, halves of such and no expressions at all.
#[test]
fn every_prefix_of_what_other_tests_write_is_analysed_at_its_end() {
    let definition = definition();
    let sources = [include_str!("../expressions/parse.rs"), include_str!("../expressions/templates.rs")];
    let texts: Vec<&str> = sources.iter().flat_map(|source| source.split('"')).filter(|text| text.len() < 60).collect();
    assert!(texts.len() > 100, "the texts are missing");
    for text in texts {
        let text = if text.starts_with('@') { text.to_owned() } else { format!("@{text}") };
        for (end, _) in text.char_indices() {
            look(&definition, Place::Action { name: "Last", path: "inputs" }, &text[..end], end);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_is_typed_is_analysed(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("@{"), Just("@"), Just("}"), Just("'"), Just("("), Just(")"), Just("["), Just("]"), Just("?"), Just("."),
                Just(","), Just("outputs('Order')"), Just("body("), Just("items('Each')"), Just("triggerBody()"), Just("item()"),
                Just("name"), Just("1"), Just(" "), Just("é"), Just("createArray("), Just("if("), Just("variables('count')"),
            ],
            0..40,
        ),
        cursor in 0_usize..200,
    ) {
        let definition = definition();
        look(&definition, Place::Action { name: "Last", path: "inputs" }, &parts.concat(), cursor);
    }
}

#[test]
fn what_is_huge_is_refused_or_bounded() {
    let definition = definition();
    let last = Place::Action { name: "Last", path: "inputs" };
    for text in [
        "x".repeat(200_000),
        format!("@{}", "concat(".repeat(1_000)),
        format!("@{}", "a()?['".repeat(1_000)),
        "@{unknwon(1)}".repeat(9_000),
        format!("@{}1{}", "createArray(".repeat(99), ")".repeat(99)),
    ] {
        let found = look(&definition, last, &text, text.len());
        assert!(found.findings.len() <= 100 && found.completions.len() <= 400);
    }
}

/// Each action doubles the one before: were types copied out, the last would be larger than any memory.
#[test]
fn types_that_grow_with_every_action_stay_small() {
    let mut actions = wdl::Object::new();
    for at in 0..400 {
        let before = at.max(1) - 1;
        let source = format!(
            r#"{{"type": "Compose", "inputs": {{"a": "@outputs('C{before}')", "b": "@createArray(outputs('C{before}'), 1)", "{at}": 1}}, "runAfter": {{"C{before}": ["Succeeded"]}}}}"#
        );
        actions.insert(format!("C{at}"), json(&source));
    }
    let source = wdl::Object::from([("actions", Value::Object(actions))]);
    let (definition, _) = Definition::parse(&Value::Object(source));
    let found = look(&definition, Place::Anywhere, "@if(true, outputs('C399'), outputs('C398'))", 5);
    assert_eq!(found.of.to_string(), "object");
}
