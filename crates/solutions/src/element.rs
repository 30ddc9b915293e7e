//! XML to be written.

use crate::xml::{escape_attribute, escape_text};

/// The language of texts that have no language: English.
pub(crate) const LANGUAGE: &str = "1033";

/// An element with attributes and either text or children.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), attributes: Vec::new(), text: String::new(), children: Vec::new() }
    }

    /// An element with a text in it.
    pub(crate) fn text(name: &str, text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::new(name) }
    }

    /// An element with a number in it.
    pub(crate) fn number(name: &str, number: impl Into<i64>) -> Self {
        Self::text(name, &number.into().to_string())
    }

    /// A text for people: `<LocalizedNames><LocalizedName description="…" languagecode="1033"/></LocalizedNames>`.
    pub(crate) fn label(list: &str, item: &str, text: &str) -> Self {
        let label = Self::new(item).attr("description", text).attr("languagecode", LANGUAGE);
        Self::new(list).child(label)
    }

    #[must_use]
    pub(crate) fn attr(mut self, name: &str, value: &str) -> Self {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub(crate) fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    #[must_use]
    pub(crate) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Its attributes in order.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The attribute with this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The text in it.
    pub(crate) fn content(&self) -> &str {
        &self.text
    }

    /// The elements in it.
    pub(crate) fn inner(&self) -> &[Self] {
        &self.children
    }

    /// The file with this element as its root, in UTF-8.
    pub(crate) fn to_document(&self) -> Vec<u8> {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        self.write("", &mut text);
        text.into_bytes()
    }

    /// The element as it stands after this margin, without the line break behind it.
    pub(crate) fn to_text(&self, margin: &str) -> String {
        let mut text = String::new();
        self.write(margin, &mut text);
        text.trim().to_owned()
    }

    fn write(&self, margin: &str, to: &mut String) {
        to.push_str(&format!("{margin}<{}", self.name));
        for (name, value) in &self.attributes {
            to.push_str(&format!(" {name}=\"{}\"", escape_attribute(value)));
        }
        if !self.children.is_empty() {
            to.push_str(">\n");
            for child in &self.children {
                child.write(&format!("{margin}  "), to);
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
