//! An XML file brought from what it says to what it shall say. Whatever nobody asks to change keeps its text, to the byte.
//!
//! Both sides are the elements that an export writes, so a difference between them is a change of something that is understood. Each is
//! looked for in the file and done there; whatever else stands in the file stays.

use std::ops::Range;

use crate::{
    element::Element,
    text::fold,
    xml::{Node, NodeExt, escape_attribute, escape_text},
};

/// Attributes that tell an element from others of its name, the first that it has.
const IDENTIFY: [&str; 12] = [
    "physicalname",
    "workflowid",
    "connectionreferencelogicalname",
    "schemaname",
    "id.connectionreferencelogicalname",
    "id",
    "name",
    "value",
    "languagecode",
    "extension",
    "partname",
    "logicalname",
];
/// Elements that are told apart by an element inside.
const INSIDE: [(&str, &str); 3] =
    [("entity", "name"), ("connector", "name"), ("entityrelationshiprole", "relationshiproletype")];

/// A part of a text that another one takes the place of.
#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

/// The text with all edits done. They do not overlap.
pub(crate) fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    // What is put before something that goes comes first.
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut edited = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        edited.push_str(text.get(done..edit.range.start).unwrap_or_default());
        edited.push_str(&edit.text);
        done = edit.range.end;
    }
    edited.push_str(text.get(done..).unwrap_or_default());
    edited
}

/// The edits that make of `node`, which says `was` among other things, one that says `is`.
pub(crate) fn patch(text: &str, node: Node<'_, '_>, was: &Element, is: &Element, edits: &mut Vec<Edit>) {
    if was == is {
        return;
    }
    let (open, inside) = parts(text, node);
    attributes(text, node, (was, is), open.start, edits);
    if was.content() != is.content() {
        edits.push(rewritten(node, &open, &inside, &escape_text(is.content())));
    }
    children(text, node, (was, is), &open, &inside, edits);
}

fn attributes(text: &str, node: Node<'_, '_>, (was, is): (&Element, &Element), start: usize, edits: &mut Vec<Edit>) {
    for (name, value) in is.attributes() {
        if was.attribute(name) == Some(value) {
            continue;
        }
        let here = node.attributes().find(|attribute| attribute.name().eq_ignore_ascii_case(local(name)));
        let (range, text) = match here {
            Some(here) => (here.range_value(), escape_attribute(value)),
            None => {
                let end = name_end(text, start);
                (end..end, format!(" {name}=\"{}\"", escape_attribute(value)))
            }
        };
        edits.push(Edit { range, text });
    }
}

fn children(
    text: &str,
    node: Node<'_, '_>,
    (was, is): (&Element, &Element),
    open: &Range<usize>,
    inside: &Option<Range<usize>>,
    edits: &mut Vec<Edit>,
) {
    let here: Vec<(String, Node<'_, '_>)> =
        node.children().filter(Node::is_element).map(|child| (identity_of(child), child)).collect();
    let find = |wanted: &str| here.iter().find(|(identity, _)| identity == wanted).map(|(_, child)| *child);
    let before: Vec<(String, &Element)> = was.inner().iter().map(|child| (identity(child), child)).collect();
    let after: Vec<(String, &Element)> = is.inner().iter().map(|child| (identity(child), child)).collect();
    for (gone, _) in before.iter().filter(|(name, _)| !after.iter().any(|(other, _)| other == name)) {
        edits.extend(find(gone).map(|child| Edit { range: with_margin(text, child), text: String::new() }));
    }
    let mut added = String::new();
    let margin = margin(text, node);
    for (at, (name, child)) in after.iter().enumerate() {
        let known = before.iter().find(|(other, _)| other == name).map(|(_, child)| *child);
        match (known, find(name)) {
            (Some(known), _) if known == *child => {}
            (Some(known), Some(found)) => patch(text, found, known, child, edits),
            // It is there already, as somebody else wrote it.
            (None, Some(_)) => {}
            (_, None) => {
                let line = format!("\n{margin}  {}", child.to_text(&format!("{margin}  ")));
                // It stands before whatever follows it in an export, where that is here.
                let next = after.get(at + 1..).into_iter().flatten().find_map(|(name, _)| find(name));
                match next {
                    Some(next) => {
                        let start = with_margin(text, next).start;
                        edits.push(Edit { range: start..start, text: line });
                    }
                    None => added.push_str(&line),
                }
            }
        }
    }
    if added.is_empty() {
        return;
    }
    match here.last() {
        Some((_, last)) => edits.push(Edit { range: last.range().end..last.range().end, text: added }),
        None => edits.push(rewritten(node, open, inside, &format!("{added}\n{margin}"))),
    }
}

/// The element with another inside, which has none that counts.
fn rewritten(node: Node<'_, '_>, open: &Range<usize>, inside: &Option<Range<usize>>, content: &str) -> Edit {
    match inside {
        Some(inside) => Edit { range: inside.clone(), text: content.to_owned() },
        // `<Name />` becomes `<Name>…</Name>`; `open` ends before the slash.
        None => {
            let name = node.tag_name().name();
            Edit { range: open.end..node.range().end, text: format!(">{content}</{name}>") }
        }
    }
}

/// The opening tag up to its end, and what stands between the tags. Nothing for `<Name />`.
fn parts(text: &str, node: Node<'_, '_>) -> (Range<usize>, Option<Range<usize>>) {
    let Range { start, end } = node.range();
    let whole = text.get(start..end).unwrap_or_default();
    let mut quote = None;
    let close = whole.char_indices().find(|(_, letter)| match (quote, letter) {
        (None, '>') => true,
        (None, '"' | '\'') => {
            quote = Some(*letter);
            false
        }
        (Some(open), letter) if open == *letter => {
            quote = None;
            false
        }
        _ => false,
    });
    let close = close.map_or(whole.len(), |(at, _)| at);
    let tag = whole.get(..close).unwrap_or_default();
    if let Some(tag) = tag.strip_suffix('/') {
        return (start..start + tag.trim_end().len(), None);
    }
    let inside_end = whole.rfind("</").unwrap_or(whole.len());
    (start..start + close, Some(start + close + 1..start + inside_end))
}

/// Where the name of the tag that starts here ends.
fn name_end(text: &str, start: usize) -> usize {
    let tag = text.get(start + 1..).unwrap_or_default();
    let length = tag.find(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '>')).unwrap_or(tag.len());
    start + 1 + length
}

/// The element with the line break and the spaces before it.
fn with_margin(text: &str, node: Node<'_, '_>) -> Range<usize> {
    let Range { start, end } = node.range();
    let before = text.get(..start).unwrap_or_default();
    before.trim_end_matches([' ', '\t', '\r', '\n']).len()..end
}

/// The spaces before the element, where it begins its line.
fn margin<'t>(text: &'t str, node: Node<'_, '_>) -> &'t str {
    let line = text.get(..node.range().start).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    if line.trim().is_empty() { line } else { "" }
}

/// What tells an element from its brothers: its name, its type and what identifies it, in lower case.
fn identity(element: &Element) -> String {
    let inner = || element.inner().iter();
    named(
        element.name(),
        &|name| element.attribute(name),
        &|name| inner().find(|child| child.name().eq_ignore_ascii_case(name)).map(Element::content),
        &|| inner().map(identity).collect(),
    )
}

/// The same of an element of a file.
fn identity_of(node: Node<'_, '_>) -> String {
    let inner = || node.children().filter(Node::is_element).map(identity_of).collect();
    named(node.tag_name().name(), &|name| node.attr(name), &|name| node.value(name), &inner)
}

fn named<'a>(
    name: &str,
    attribute: &dyn Fn(&str) -> Option<&'a str>,
    content: &dyn Fn(&str) -> Option<&'a str>,
    inner: &dyn Fn() -> Vec<String>,
) -> String {
    let name = fold(name);
    if name == "missingdependency" {
        return format!("{name} {}", inner().join(" "));
    }
    let key = IDENTIFY.iter().find_map(|key| attribute(key));
    let key = key.or_else(|| content(INSIDE.iter().find(|(of, _)| *of == name)?.1));
    format!("{name} {} {}", attribute("type").unwrap_or_default(), key.map(folded).unwrap_or_default())
}

/// An id or name in the form in which it is compared: ids stand with braces or without.
fn folded(text: &str) -> String {
    fold(text.trim().trim_matches(['{', '}']))
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
