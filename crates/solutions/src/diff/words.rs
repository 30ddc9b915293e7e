//! Values and changes of values as people read them.

use wdl::Value;

/// Characters of a value that a sentence shows.
const SHOWN: usize = 160;

/// What a value was and is.
pub(super) fn was_is(what: &str, before: Option<&Value>, after: Option<&Value>) -> String {
    match (before, after) {
        (Some(before), Some(after)) => format!("{what} was {} and is now {}.", shown(before), shown(after)),
        (None, Some(after)) => format!("{what} is now {}; it was not set.", shown(after)),
        (Some(before), None) => format!("{what} is not set any more; it was {}.", shown(before)),
        (None, None) => format!("{what} changed."),
    }
}

/// A value between backticks, cut where it is long.
pub(super) fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.to_string(),
        other => other.to_json_string(),
    };
    quoted(&text)
}

/// A text between backticks, on one line, cut where it is long.
pub(crate) fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cut: String = line.chars().take(SHOWN).collect();
    if cut.len() < line.len() {
        cut.push('…');
    }
    format!("`{cut}`")
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The first few, and how many more there are.
pub(crate) fn some(items: &[String]) -> String {
    const TOLD: usize = 5;
    match items.get(..TOLD) {
        Some(first) if items.len() > TOLD + 1 => format!("{} and {} more", first.join(", "), items.len() - TOLD),
        _ => list(items),
    }
}

/// Whether a text has an expression in it.
pub(super) fn is_expression(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with('@') && !text.starts_with("@@") || text.contains("@{"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_short_and_on_one_line() {
        let text = |text: &str| Value::String(text.into());
        assert_eq!(was_is("It", Some(&Value::Int(1)), Some(&text("a\n b"))), "It was `1` and is now `a b`.");
        assert_eq!(was_is("It", None, Some(&Value::Bool(true))), "It is now `true`; it was not set.");
        assert_eq!(was_is("It", Some(&text("x")), None), "It is not set any more; it was `x`.");
        assert_eq!(quoted(&"é".repeat(200)).chars().count(), SHOWN + 3);
        let items = ["a", "b", "c", "d", "e", "f", "g"].map(str::to_owned);
        assert_eq!(some(&items), "a, b, c, d, e and 2 more");
        assert_eq!(some(&items[..6]), "a, b, c, d, e and f");
        assert!(is_expression(&text("a @{b}")) && is_expression(&text("@b")) && !is_expression(&text("@@b")));
    }
}
