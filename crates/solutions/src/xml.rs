//! XML files of a package, read with bounds and looked at without case.

use std::{borrow::Cow, cell::OnceCell};

use roxmltree::{Document, ParsingOptions, TextPos};

use crate::{Member, Problem, problem::code, text};

mod guard;

pub(crate) use roxmltree::Node;

/// The text of an XML file.
pub(crate) struct XmlText<'p> {
    path: &'p str,
    text: Cow<'p, str>,
}

impl<'p> XmlText<'p> {
    pub(crate) fn of(member: &'p Member) -> Result<Self, Problem> {
        let path = member.path();
        match text::decode(member.bytes()) {
            Ok(text) => Ok(Self { path, text }),
            Err(error) => Err(Problem::error(code::FILE_INVALID, path, error.message).at(error.line, error.column)),
        }
    }

    /// The text without its byte order mark.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Parses it. Document types and with them all entities are refused; depth, attributes and nodes are bounded.
    pub(crate) fn parse(&self) -> Result<Xml<'_>, Problem> {
        if let Some(excess) = guard::excess(&self.text) {
            return Err(Problem::error(code::FILE_TOO_COMPLEX, self.path, excess));
        }
        let options = ParsingOptions { nodes_limit: guard::MAX_NODES, ..ParsingOptions::default() };
        match Document::parse_with_options(&self.text, options) {
            Ok(document) => Ok(Xml { path: self.path, document, lines: OnceCell::new() }),
            Err(error) => {
                let place = match error {
                    // What is cut off has its mistake at the end; the parser names the beginning.
                    roxmltree::Error::UnexpectedEndOfStream | roxmltree::Error::UnclosedRootNode => end(&self.text),
                    _ => error.pos(),
                };
                let text = error.to_string();
                let text = text.strip_suffix(&format!(" at {place}")).unwrap_or(&text);
                let message = format!("the file is not valid XML: {text}");
                Err(Problem::error(code::FILE_INVALID, self.path, message).at(place.row, place.col))
            }
        }
    }
}

/// A document within the bounds of [`XmlText::parse`]. Nothing where the text is none.
pub(crate) fn bounded(text: &str) -> Option<Document<'_>> {
    let options = ParsingOptions { nodes_limit: guard::MAX_NODES, ..ParsingOptions::default() };
    if guard::excess(text).is_some() { None } else { Document::parse_with_options(text, options).ok() }
}

/// The place behind the last character.
fn end(text: &str) -> TextPos {
    let line = text.rsplit('\n').next().unwrap_or_default();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    TextPos::new(count(text.matches('\n').count() + 1), count(line.chars().count() + 1))
}

/// A parsed XML file.
pub(crate) struct Xml<'t> {
    path: &'t str,
    document: Document<'t>,
    /// Where each line starts. Made for the first problem, because finding a place anew each time is slow.
    lines: OnceCell<Vec<usize>>,
}

impl<'t> Xml<'t> {
    pub(crate) fn path(&self) -> &'t str {
        self.path
    }

    pub(crate) fn root(&self) -> Node<'_, 't> {
        self.document.root_element()
    }

    /// The elements called `item`: the root itself, the children of a root called `section`, or the children of the
    /// root's children called `section`. The zip layout has the last form, the unpacked layout the first two.
    pub(crate) fn items<'a>(&'a self, section: &'a str, item: &'a str) -> impl Iterator<Item = Node<'a, 't>> {
        let root = self.root();
        let own = root.is(item).then_some(root);
        let direct = root.is(section).then_some(root);
        let sections = direct.into_iter().chain(root.all(section));
        own.into_iter().chain(sections.flat_map(move |section| section.all(item)))
    }

    pub(crate) fn error(&self, node: Node<'_, '_>, code: &'static str, message: impl Into<String>) -> Problem {
        let (line, column) = self.place(node);
        Problem::error(code, self.path, message).at(line, column)
    }

    pub(crate) fn warning(&self, node: Node<'_, '_>, code: &'static str, message: impl Into<String>) -> Problem {
        let (line, column) = self.place(node);
        Problem::warning(code, self.path, message).at(line, column)
    }

    /// The line and the column where an element starts, from 1.
    fn place(&self, node: Node<'_, '_>) -> (u32, u32) {
        let text = self.document.input_text();
        let lines = self.lines.get_or_init(|| {
            std::iter::once(0).chain(text.match_indices('\n').map(|(newline, _)| newline + 1)).collect()
        });
        let start = node.range().start;
        let line = lines.partition_point(|first| *first <= start);
        let first = line.checked_sub(1).and_then(|line| lines.get(line)).copied().unwrap_or_default();
        let column = text.get(first..start).map_or(0, |before| before.chars().count()) + 1;
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }
}

/// A text as it stands between the quotes of an attribute. Parsers turn line breaks and tabs there into spaces, unless they
/// are written by number.
pub(crate) fn escape_attribute(text: &str) -> String {
    quick_xml::escape::escape(clean(text)).replace('\n', "&#10;").replace('\t', "&#9;")
}

/// A text as it stands between tags.
pub(crate) fn escape_text(text: &str) -> String {
    quick_xml::escape::escape(clean(text)).into_owned()
}

/// The text without characters that XML cannot hold in any form. Source: XML 1.0, production 2.
fn clean(text: &str) -> String {
    let held =
        |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().map(|c| if held(c) { c } else { '\u{FFFD}' }).collect()
}

/// Looking at elements as the platform's tools do: names without case.
pub(crate) trait NodeExt<'a, 't: 'a>: Sized {
    /// Whether it is an element with this name.
    fn is(&self, name: &str) -> bool;
    /// The first child element with this name.
    fn one(&self, name: &str) -> Option<Node<'a, 't>>;
    /// The child elements with this name.
    fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = Node<'a, 't>> + use<'a, 't, 'n, Self>;
    /// The attribute with this name.
    fn attr(&self, name: &str) -> Option<&'a str>;
    /// The text inside, trimmed; nothing when it is empty.
    fn content(&self) -> Option<&'a str>;
    /// The text of the first child element with this name, trimmed; nothing when it is empty.
    fn value(&self, name: &str) -> Option<&'a str>;
    /// The text in the first child element with this name, as a number.
    fn number(&self, name: &str) -> Option<i64> {
        self.value(name)?.parse().ok()
    }
    /// A text for people: of the children called `item` of the child called `list`, the `description` of the first one
    /// in English, else of the first one. (`<labels><label description="Active" languagecode="1033"/></labels>`)
    fn label(&self, list: &str, item: &str) -> Option<&'a str>;
}

impl<'a, 't: 'a> NodeExt<'a, 't> for Node<'a, 't> {
    fn is(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name().eq_ignore_ascii_case(name)
    }

    fn one(&self, name: &str) -> Option<Node<'a, 't>> {
        self.children().find(|child| child.is(name))
    }

    fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = Node<'a, 't>> + use<'a, 't, 'n> {
        self.children().filter(move |child| child.is(name))
    }

    fn attr(&self, name: &str) -> Option<&'a str> {
        self.attributes().find(|attribute| attribute.name().eq_ignore_ascii_case(name)).map(|found| found.value())
    }

    fn content(&self) -> Option<&'a str> {
        self.text().map(str::trim).filter(|text| !text.is_empty())
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        self.one(name)?.content()
    }

    fn label(&self, list: &str, item: &str) -> Option<&'a str> {
        let list = self.one(list)?;
        let english = list.all(item).find(|label| label.attr("languagecode") == Some("1033"));
        let label = english.or_else(|| list.one(item))?;
        label.attr("description").map(str::trim).filter(|text| !text.is_empty())
    }
}
