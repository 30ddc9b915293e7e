//! Expressions as text in, text out.

mod dates;
mod errors;
mod functions;
mod limits;
mod numbers;
mod parse;
mod properties;
mod references;
mod templates;
mod xml;

use wdl::{EmptyScope, Instant, Profile, Template};

/// What a string of a definition comes to, as the run history would show it: JSON, or the failure's message.
pub(crate) fn eval(text: &str) -> String {
    eval_as(text, Profile::PowerAutomate)
}

/// The same, as a given platform does it.
pub(crate) fn eval_as(text: &str, profile: Profile) -> String {
    let (template, problems) = Template::parse_string(text);
    if !problems.is_empty() {
        return problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    }
    match template.evaluate(&EmptyScope { now: Instant::from_unix_micros(1_790_000_000_000_000) }, profile) {
        Ok(value) => {
            let mut json = String::new();
            value.write_json_text(&mut json);
            json
        }
        Err(error) => format!("{}: {}", error.code(), error.message()),
    }
}

/// Checks a table of expressions (without `@`) and what they come to.
pub(crate) fn check(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, expected)| {
            let found = eval(&format!("@{text}"));
            (found != *expected).then(|| format!("{text}\n  expected {expected}\n  found    {found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
