//! Definitions as text.

mod action;

use wdl::{Object, Value};

/// A definition with a request trigger from its text. One action a line, children indented:
///
/// ```text
/// rows: call
/// big: if @greater(length(body('rows')), 10) after rows
///   mail: call with {"limit": {"timeout": "PT5M"}}
/// else:
///   note: compose "few"
/// done: compose 1 after big succeeded failed and rows
/// ```
///
/// `after` names predecessors, each with its statuses (Succeeded if none is given), joined by `and`. `with` adds JSON to the
/// action. Values are JSON, or else the text as it stands. A line may also give several calls in a row: `a -> b -> c`.
/// `else:`, `case VALUE:` and `default:` stand below the action that they belong to.
///
/// # Panics
/// Text that is none of this.
pub fn definition(text: &str) -> Value {
    let lines: Vec<Line<'_>> = text.lines().filter(|line| !line.trim().is_empty()).map(Line::new).collect();
    let trigger = object([("type", Value::from("Request")), ("kind", Value::from("Http"))]);
    object([("triggers", object([("manual", trigger)])), ("actions", block(&lines))])
}

#[derive(Clone, Copy)]
struct Line<'a> {
    indent: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn new(line: &'a str) -> Self {
        Self { indent: line.len() - line.trim_start().len(), text: line.trim() }
    }

    /// Whether it opens another branch of the action above.
    fn is_branch(self) -> bool {
        self.text == "else:" || self.text == "default:" || self.text.starts_with("case ")
    }
}

/// The lines of a block: those of the first one's indent are actions, deeper ones their children.
fn block(lines: &[Line<'_>]) -> Value {
    let mut actions = Object::new();
    let Some(indent) = lines.first().map(|line| line.indent) else { return Value::Object(actions) };
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        assert_eq!(line.indent, indent, "`{}` is not indented as the lines before it", line.text);
        let end = after.iter().position(|line| line.indent <= indent && !line.is_branch()).unwrap_or(after.len());
        let (own, next) = after.split_at(end);
        rest = next;
        if line.text.contains(" -> ") {
            chain(&mut actions, line.text);
            continue;
        }
        let (name, said) = line.text.split_once(':').unwrap_or_else(|| panic!("`{}` has no `name:`", line.text));
        let mut action = action::read(name, said.trim());
        children(&mut action, own, indent);
        actions.insert(name, Value::Object(action));
    }
    Value::Object(actions)
}

/// `a -> b -> c`: calls, each after the one before.
fn chain(actions: &mut Object, text: &str) {
    let mut before = None;
    for name in text.split(" -> ") {
        let said = before.map_or_else(|| "call".to_owned(), |before| format!("call after {before}"));
        actions.insert(name, Value::Object(action::read(name, &said)));
        before = Some(name);
    }
}

/// Puts the lines below an action into its branches.
fn children(action: &mut Object, lines: &[Line<'_>], indent: usize) {
    let end = lines.iter().position(|line| line.indent == indent && line.is_branch()).unwrap_or(lines.len());
    let (own, mut rest) = lines.split_at(end);
    if !own.is_empty()
        || action.get("type").and_then(Value::as_str).is_some_and(|word| word == "Scope" || word == "Changeset")
    {
        action.insert("actions", block(own));
    }
    let mut cases = Object::new();
    while let Some((line, after)) = rest.split_first() {
        let end = after.iter().position(|line| line.indent == indent && line.is_branch()).unwrap_or(after.len());
        let (own, next) = after.split_at(end);
        rest = next;
        let actions = block(own);
        match line.text.trim_end_matches(':') {
            "else" => action.insert("else", object([("actions", actions)])),
            "default" => action.insert("default", object([("actions", actions)])),
            case => {
                let case = case.strip_prefix("case ").expect("a branch");
                cases.insert(format!("Case_{case}"), object([("case", action::value(case)), ("actions", actions)]));
            }
        }
    }
    if !cases.is_empty() {
        action.insert("cases", Value::Object(cases));
    }
}

pub(crate) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(Object::from(members))
}
