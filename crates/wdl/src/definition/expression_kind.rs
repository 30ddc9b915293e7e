//! `Expression`: the date and number helpers of the designer.

use std::sync::Arc;

use super::read::Reader;
use crate::{Template, Value};

/// One helper: a function and where its arguments stand in `inputs`.
#[derive(Clone, Debug)]
pub struct ExpressionKind {
    /// The helper (`AddToTime`).
    pub kind: Arc<str>,
    /// The function that it is.
    pub function: &'static str,
    /// The arguments in the function's order; left out ones end the list.
    pub arguments: Vec<Template>,
    /// All inputs, for the record.
    pub inputs: Template,
}

/// Helper, function, and the names of its inputs in the function's order; `?` may be left out.
const KINDS: [(&str, &str, &[&str]); 9] = [
    ("CurrentTime", "utcNow", &[]),
    ("AddToTime", "addToTime", &["baseTime", "interval", "timeUnit", "?formatString"]),
    ("SubtractFromTime", "subtractFromTime", &["baseTime", "interval", "timeUnit", "?formatString"]),
    ("GetFutureTime", "getFutureTime", &["interval", "timeUnit", "?formatString"]),
    ("GetPastTime", "getPastTime", &["interval", "timeUnit", "?formatString"]),
    ("ConvertTimeZone", "convertTimeZone", &["baseTime", "sourceTimeZone", "destinationTimeZone", "?formatString"]),
    ("FormatNumber", "formatNumber", &["number", "format", "?locale"]),
    ("Substring", "substring", &["text", "startingPosition", "?length"]),
    ("IndexOf", "indexOf", &["text", "searchText"]),
];

pub(super) fn read(reader: &mut Reader, source: &Value) -> Option<ExpressionKind> {
    let word = reader.text(Some(source), "kind", true)?;
    let Some((_, function, names)) = KINDS.iter().find(|(kind, ..)| kind.eq_ignore_ascii_case(&word)) else {
        reader.warning(
            "UnsupportedActionType",
            format!("Steward keeps `Expression` actions of kind `{word}` but cannot run them."),
        );
        return None;
    };
    let inputs = source.get("inputs");
    reader.at("inputs", |reader| {
        let mut arguments = Vec::new();
        for name in *names {
            match name.strip_prefix('?') {
                None => arguments.push(reader.template(inputs, name)),
                Some(name) => match reader.optional_template(inputs, name) {
                    Some(argument) => arguments.push(argument),
                    None => break,
                },
            }
        }
        // What is wrong with one was told as its argument's.
        let inputs = inputs.map(|inputs| Template::parse(inputs).0).unwrap_or_default();
        Some(ExpressionKind { kind: word, function, arguments, inputs })
    })
}
