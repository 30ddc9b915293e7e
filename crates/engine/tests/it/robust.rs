//! Definitions that somebody has damaged: they are refused, or they run to an end. Nothing panics.

use engine::{Setup, simulate};
use proptest::prelude::*;
use testkit::{definition, material};
use wdl::{Object, Value};

use crate::replay::generate;

/// What is put in the place of something.
fn replacements() -> Vec<Value> {
    let texts = [
        "null",
        "true",
        "-1",
        "9223372036854775807",
        "1e300",
        "\"\"",
        "\"x\"",
        "\"@\"",
        "\"@{\"",
        "\"@item()\"",
        "\"@items('a1')\"",
        "\"@variables('l')\"",
        "\"@triggerBody()\"",
        "\"@outputs('a0')\"",
        "\"@body('a1')?['x'][0]\"",
        "\"@{add(1, 'x')}\"",
        "\"Failed\"",
        "\"PT0S\"",
        "\"Foreach\"",
        "\"Until\"",
        "\"Scope\"",
        "\"If\"",
        "\"Wait\"",
        "\"Compose\"",
        "\"Response\"",
        "[]",
        "{}",
        "[[]]",
        "{\"a0\": [\"Succeeded\"]}",
        "{\"and\": [\"@true\"]}",
        "{\"not\": {\"equals\": [1, 1]}}",
        "{\"count\": 3, \"timeout\": \"PT1S\"}",
    ];
    texts.iter().map(|text| Value::from_json(text.as_bytes()).expect("JSON")).collect()
}

/// How many places a value has.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(object) => object.iter().map(|(_, value)| count(value)).sum(),
        _ => 0,
    }
}

/// The value with the place of this number replaced, or taken out if there is no replacement.
fn damaged(value: &Value, at: &mut usize, with: Option<&Value>) -> Option<Value> {
    if *at == 0 {
        *at = usize::MAX;
        return with.cloned();
    }
    *at = at.saturating_sub(1);
    Some(match value {
        Value::Array(items) => Value::from(items.iter().filter_map(|item| damaged(item, at, with)).collect::<Vec<_>>()),
        Value::Object(object) => {
            let members = object.iter().filter_map(|(name, value)| Some((name.clone(), damaged(value, at, with)?)));
            Value::Object(members.collect::<Object>())
        }
        other => other.clone(),
    })
}

/// Parses it and, if it has no errors, runs it.
fn survives(definition: &Value) -> bool {
    let setup = Setup { entries: 2_000, ..Setup::default() };
    match simulate(definition, &setup) {
        Ok(simulation) => {
            assert!(simulation.status().is_final());
            let _ = simulation.to_value().to_json();
            true
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            false
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_flow_is_refused_or_runs(
        text in generate::flow(),
        damages in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()), 1..5),
    ) {
        let mut document = definition(&text);
        let replacements = replacements();
        for (place, with, taken) in damages {
            let mut at = place.index(count(&document));
            let with = (!taken).then(|| with.get(&replacements));
            document = damaged(&document, &mut at, with).unwrap_or_default();
        }
        survives(&document);
    }
}

#[test]
fn real_flows_survive_damage() {
    let Some(folder) = material::folder() else { return };
    let replacements = replacements();
    let (mut seed, mut ran, mut refused) = (7_u64, 0, 0);
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below.max(1)
    };
    for found in material::cloud_flows(&folder) {
        for _ in 0..4 {
            let mut document = found.json.clone();
            for _ in 0..3 {
                let mut at = random(count(&document));
                let with = replacements.get(random(replacements.len() + 8));
                document = damaged(&document, &mut at, with).unwrap_or_default();
            }
            if survives(&document) { ran += 1 } else { refused += 1 }
        }
    }
    eprintln!("{ran} ran, {refused} were refused");
    assert!(ran > 0 && refused > 0);
}
