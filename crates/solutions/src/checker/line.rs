//! The lines on which the triggers and actions of a flow's file begin.

use std::collections::HashMap;

use super::Finding;
use crate::{Package, text};

/// Gives each finding about a trigger or an action the line where that begins.
pub(super) fn add(findings: &mut [Finding], package: &Package) {
    let mut files: HashMap<String, HashMap<String, u32>> = HashMap::new();
    for place in findings.iter_mut().map(|finding| &mut finding.place) {
        let Some(node) = node(&place.path) else { continue };
        let lines = files.entry(place.file.clone()).or_insert_with(|| {
            let text = package.get(&place.file).and_then(|member| text::decode(member.bytes()).ok());
            text.map(|text| lines(&text)).unwrap_or_default()
        });
        place.line = lines.get(node).copied();
    }
}

/// `actions/Send_mail` of `actions/Send_mail/inputs/uri`.
fn node(path: &str) -> Option<&str> {
    let (list, rest) = path.split_once('/')?;
    let name = rest.split('/').next()?;
    matches!(list, "actions" | "triggers").then(|| path.get(..list.len() + 1 + name.len())).flatten()
}

/// The lines, from 1, of the members of every `actions` and `triggers` in a JSON text, by list and name. The text was read before, so
/// whatever is no JSON here is nobody's concern.
fn lines(text: &str) -> HashMap<String, u32> {
    let mut found = HashMap::new();
    let (mut line, mut rest) = (1, text);
    // The keys of the open objects and arrays, and the one that was read last.
    let (mut open, mut key): (Vec<String>, String) = (Vec::new(), String::new());
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '\n' => line += 1,
            '{' | '[' => open.push(std::mem::take(&mut key)),
            '}' | ']' => drop(open.pop()),
            '"' => {
                length = string(rest);
                let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
                if after.trim_start().starts_with(':') {
                    key = serde_json::from_str(token).unwrap_or_default();
                    if let Some(list) = open.last().filter(|list| matches!(list.as_str(), "actions" | "triggers")) {
                        found.entry(format!("{list}/{key}")).or_insert(line);
                    }
                }
            }
            _ => {}
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    found
}

/// The bytes of the string that a text begins with, with its quotes.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_lists_have_lines_and_no_others() {
        let text = "{\n\"triggers\": {\"T\": {}},\n\"actions\": {\n \"A \\\"\\u0042\": {\"inputs\": \"actions\",\n  \"actions\": {\n\"C\":\n{}}}},\n\"D\": {}}";
        let lines = lines(text);
        let line = |name: &str| lines.get(name).copied();
        assert_eq!((line("triggers/T"), line("actions/A \"B"), line("actions/C")), (Some(2), Some(4), Some(6)));
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert_eq!(node("actions/C/inputs/uri"), Some("actions/C"));
        assert_eq!((node("parameters/C"), node("actions")), (None, None));
        for broken in ["\"", "{\"a", "]}", "{\"actions\": {\"a\\"] {
            super::lines(broken);
        }
    }
}
