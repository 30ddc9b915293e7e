//! Which flows name something that is no reference: a table, a column, a variable.

use access::{FlowAction, may};
use model::FlowId;
use store::{Tx, flows};
use wdl::Value;

use crate::{
    AppError, Op, Steward,
    lookup::{self, EnvironmentFor},
};

/// The flows whose current definition names one of these, anywhere in it: those that the caller may know of, and how many others.
pub(crate) fn mentioning<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<R>,
    names: &[&str],
) -> Result<(Vec<(FlowId, String)>, usize), AppError> {
    let (mut known, mut others) = (Vec::new(), 0);
    for flow in flows::list(tx, proof.id())? {
        let compiled = steward.compiled().current(tx, &flow)?;
        if !names.iter().any(|name| mentions(&compiled.source, name)) {
            continue;
        }
        if may(&lookup::standing(tx, op, proof, &flow)?, FlowAction::Know) {
            known.push((flow.id, flow.name));
        } else {
            others += 1;
        }
    }
    Ok((known, others))
}

/// The same as words: "the flow `X`".
pub(crate) fn as_words((known, others): &(Vec<(FlowId, String)>, usize)) -> Vec<String> {
    let mut words: Vec<String> = known.iter().map(|(_, name)| format!("the flow `{name}`")).collect();
    match others {
        0 => {}
        1 => words.push("a flow that you may not know of".to_owned()),
        count => words.push(format!("{count} flows that you may not know of")),
    }
    words
}

/// Whether a text or key of the definition has this name as a word of its own, in any case.
pub(crate) fn mentions(definition: &Value, name: &str) -> bool {
    let name = name.to_lowercase();
    let mut waiting = vec![definition];
    while let Some(value) = waiting.pop() {
        match value {
            Value::String(text) if has_word(text, &name) => return true,
            Value::Array(items) => waiting.extend(items.iter()),
            Value::Object(members) => {
                if members.iter().any(|(key, _)| has_word(key, &name)) {
                    return true;
                }
                waiting.extend(members.iter().map(|(_, member)| member));
            }
            _ => {}
        }
    }
    false
}

/// Whether a text has this word, which is in lower case.
fn has_word(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + word.len()..).unwrap_or_default());
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_a_word_in_any_text_or_key() {
        for (json, found) in [
            (r#"{"entityName": "Con_Orders"}"#, true),
            (r#"["<entity name='con_orders'>\nx"]"#, true),
            (r#"{"Limit (con_orders)": 1}"#, true),
            (r#"{"a": ["\ncon_orders"]}"#, true),
            (r#"{"a": "con_orders2", "xcon_orders": 1}"#, false),
            (r#"{"a": 7}"#, false),
        ] {
            assert_eq!(mentions(&Value::from_json(json.as_bytes()).expect("JSON"), "con_orders"), found, "{json}");
        }
    }
}
