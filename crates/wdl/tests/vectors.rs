//! Conformance vectors of the expression language, where their folder lies beside the repository.
//!
//! Vectors of the category `workflow` need a run and are the engine's to hold.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use wdl::{
    Definition, EvalError, Instant, JsonScope, Profile, Template, Value,
    analysis::{Level, NoSchemas, Place, Request, Type, analyze},
};

/// Vectors that are known not to hold, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

#[test]
fn the_vectors_hold() {
    let folder = env::var_os("STEWARD_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let Ok(lines) = fs::read_to_string(folder.join("vectors/wdl.jsonl")) else {
        eprintln!("skipped: no shared folder with vectors at {}", folder.display());
        return;
    };
    let mut held: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut failed = Vec::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let vector = Value::from_json(line.as_bytes()).expect("a vector is JSON");
        let text = |key: &str| vector.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (id, category) = (text("id"), text("category"));
        if category == "workflow" {
            continue;
        }
        let score = held.entry(category).or_default();
        score.1 += 1;
        match verdict(&vector) {
            Ok(()) => {
                score.0 += 1;
                assert!(!is_exception(&id), "{id} holds now: take it off the list");
            }
            Err(why) if is_exception(&id) => eprintln!("known exception {id}: {why}"),
            Err(why) => failed.push(format!("{id}  {}  {why}", text("expression"))),
        }
    }
    for (category, (good, all)) in &held {
        eprintln!("{category}: {good} of {all}");
    }
    assert!(held.values().map(|(_, all)| all).sum::<usize>() > 500, "the vectors are missing");
    assert!(failed.is_empty(), "{} vectors do not hold:\n{}", failed.len(), failed.join("\n"));
}

fn is_exception(id: &str) -> bool {
    EXCEPTIONS.iter().any(|(exception, _)| *exception == id)
}

/// The value of a template, or the code and message of why there is none.
fn evaluate(vector: &Value) -> Result<Value, (String, String)> {
    let (template, problems) = Template::parse(vector.get("expression").expect("an expression"));
    if let Some(problem) = problems.first() {
        return Err((problem.code.to_owned(), problem.message.clone()));
    }
    let context = vector.get("context").cloned().unwrap_or_default();
    let scope = JsonScope::new(&context, Instant::from_unix_micros(0), 7).expect("a context");
    let describe = |error: EvalError| (error.code().to_owned(), error.message().to_owned());
    template.evaluate(&scope, Profile::PowerAutomate).map_err(describe)
}

fn verdict(vector: &Value) -> Result<(), String> {
    let answer = evaluate(vector);
    if let Some(code) = vector.get("error").and_then(Value::as_str) {
        return match answer {
            Err((found, message)) if found == code => {
                if env::var_os("SHOW_MESSAGES").is_some() {
                    let detail = vector.get("error_detail").and_then(Value::as_str).unwrap_or_default();
                    let mark = if message.contains(detail) { "has" } else { "LACKS" };
                    eprintln!("{} {mark} '{detail}': {message}", vector.get("expression").unwrap().to_text());
                }
                Ok(())
            }
            Err((found, message)) => Err(format!("expected error {code}, got {found}: {message}")),
            Ok(value) => Err(format!("expected error {code}, got {}", value.to_json_string())),
        };
    }
    let value = answer.map_err(|(code, message)| format!("error {code}: {message}"))?;
    if let Some(expected) = vector.get("expect") {
        return if same(expected, &value) {
            Ok(())
        } else {
            Err(format!("expected {}, got {}", expected.to_json_string(), value.to_json_string()))
        };
    }
    let expected = vector.get("expect_type").and_then(Value::as_str).unwrap_or_default();
    if expected.eq_ignore_ascii_case(value.type_name()) {
        Ok(())
    } else {
        Err(format!("expected a {expected}, got {}", value.to_json_string()))
    }
}

/// Equal with types: 1, 1.0 and "1" differ. A Decimal is written as a number with a point, so it counts as Float.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => a == b || (a - b).abs() <= 1e-12 * a.abs().max(b.abs()),
        (Value::Float(_), Value::Decimal(_)) => a == b,
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a.type_name() == b.type_name() && a == b,
    }
}

/// What an editor says of an expression before it runs must not contradict what it comes to.
#[test]
fn no_type_contradicts_a_vector() {
    let folder = env::var_os("STEWARD_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let Ok(lines) = fs::read_to_string(folder.join("vectors/wdl.jsonl")) else {
        eprintln!("skipped: no shared folder with vectors at {}", folder.display());
        return;
    };
    let (definition, _) = Definition::parse(&Value::default());
    let mut wrong = Vec::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let vector = Value::from_json(line.as_bytes()).expect("a vector is JSON");
        let (Some(text), Ok(value)) = (vector.get("expression").and_then(Value::as_str), evaluate(&vector)) else {
            continue;
        };
        let request = Request { definition: &definition, schemas: &NoSchemas, place: Place::Anywhere, text, cursor: 0 };
        let found = analyze(request).expect("a place");
        if !holds(&found.of, &value) {
            wrong.push(format!("{text}: said {}, is {}", found.of, value.to_json_string()));
        }
        // What would fail here is never evaluated.
        if text.starts_with("@or(true,") || text.starts_with("@and(false,") {
            continue;
        }
        // Names of actions and their like stand in the context of the vector, and not in a definition.
        let refuted = found.findings.iter().filter(|finding| finding.level == Level::Warning);
        wrong.extend(refuted.map(|finding| format!("{text}: {} {}", finding.code, finding.message)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a type says that a value may be what it is.
fn holds(of: &Type, value: &Value) -> bool {
    of.alternatives().iter().any(|one| match (one, value) {
        (Type::Any, _) => true,
        (Type::Null, value) => value.is_null(),
        (Type::Boolean, value) => value.as_bool().is_some(),
        (Type::Integer, value) => value.as_int().is_some(),
        (Type::Float, Value::Float(_) | Value::Decimal(_)) => true,
        (Type::String, value) => value.as_str().is_some(),
        (Type::Array(items), Value::Array(values)) => values.iter().all(|value| holds(&items.of, value)),
        (Type::Object(shape), Value::Object(object)) => {
            let of = |name: &str| shape.members.iter().find(|member| &*member.name == name);
            object.iter().all(|(name, value)| of(name).is_none_or(|member| holds(&member.of, value)))
        }
        _ => false,
    })
}
