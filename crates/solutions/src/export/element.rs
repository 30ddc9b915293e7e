//! XML to be written.

use crate::xml::{escape_attribute, escape_text};

/// The language of texts that have no language: English.
pub(super) const LANGUAGE: &str = "1033";

/// An element with attributes and either text or children.
#[derive(Clone, Debug)]
pub(super) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), attributes: Vec::new(), text: String::new(), children: Vec::new() }
    }

    /// An element with a text in it.
    pub(super) fn text(name: &str, text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::new(name) }
    }

    /// An element with a number in it.
    pub(super) fn number(name: &str, number: impl Into<i64>) -> Self {
        Self::text(name, &number.into().to_string())
    }

    /// A text for people: `<LocalizedNames><LocalizedName description="…" languagecode="1033"/></LocalizedNames>`.
    pub(super) fn label(list: &str, item: &str, text: &str) -> Self {
        let label = Self::new(item).attr("description", text).attr("languagecode", LANGUAGE);
        Self::new(list).child(label)
    }

    #[must_use]
    pub(super) fn attr(mut self, name: &str, value: &str) -> Self {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub(super) fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    #[must_use]
    pub(super) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// The file with this element as its root, in UTF-8.
    pub(super) fn to_document(&self) -> Vec<u8> {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        self.write(0, &mut text);
        text.into_bytes()
    }

    fn write(&self, indent: usize, to: &mut String) {
        let margin = "  ".repeat(indent);
        to.push_str(&format!("{margin}<{}", self.name));
        for (name, value) in &self.attributes {
            to.push_str(&format!(" {name}=\"{}\"", escape_attribute(value)));
        }
        if !self.children.is_empty() {
            to.push_str(">\n");
            for child in &self.children {
                child.write(indent + 1, to);
            }
            to.push_str(&format!("{margin}</{}>\n", self.name));
        } else if self.text.is_empty() {
            to.push_str(" />\n");
        } else {
            to.push_str(&format!(">{}</{}>\n", escape_text(&self.text), self.name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_survives() {
        let text = " a<b>&\"c'\r\n\td\u{1F600} ";
        let written = Element::new("root").child(Element::text("x", text).attr("y", text)).to_document();
        let written = String::from_utf8(written).unwrap();
        let document = roxmltree::Document::parse(&written).unwrap();
        let node = document.descendants().find(|node| node.has_tag_name("x")).unwrap();
        assert_eq!((node.text(), node.attribute("y")), (Some(text), Some(text)));
        assert_eq!(escape_text("a\u{0}b\u{FFFF}"), "a\u{FFFD}b\u{FFFD}");
    }
}
