//! XML as .NET's XmlDocument keeps it, and the ways between XML and JSON.
//!
//! A tree of our own, because declarations, CDATA sections, prefixes and the difference between `<a/>` and `<a></a>` all
//! show in the JSON that flows see. No entities are defined and nothing outside the text is read.

mod from_json;
mod name;
mod parse;
mod to_json;
mod write;

pub(crate) use from_json::from_json;

use crate::Value;

/// Converts XML text to JSON.
///
/// # Errors
/// Text that is not well formed, in .NET's words.
pub(crate) fn to_json(text: &str) -> Result<Value, String> {
    Ok(Document::parse(text)?.to_json())
}

/// A node by its place in [`Document::nodes`]; document order is the order of these numbers.
pub(crate) type NodeId = usize;

/// An XML document. Its first node is the document itself.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    pub(crate) parent: Option<NodeId>,
    pub(crate) children: Vec<NodeId>,
}

#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
    Document,
    Declaration(Vec<Attribute>),
    Doctype { name: String, public: String, system: String, subset: String },
    Element(Element),
    Text(String),
    CData(String),
    Comment(String),
    Instruction { target: String, data: String },
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    /// With its prefix.
    pub(crate) name: String,
    pub(crate) attributes: Vec<Attribute>,
    /// Whether it was written as `<a/>`.
    pub(crate) is_empty: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Attribute {
    /// With its prefix.
    pub(crate) name: String,
    pub(crate) value: String,
}

/// A name's prefix (empty if it has none) and the rest.
pub(crate) fn split_name(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

impl Document {
    fn new() -> Self {
        Self { nodes: vec![Node { kind: NodeKind::Document, parent: None, children: Vec::new() }] }
    }

    /// Adds a node as the last child of another.
    fn add(&mut self, parent: NodeId, kind: NodeKind) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(Node { kind, parent: Some(parent), children: Vec::new() });
        if let Some(parent) = self.nodes.get_mut(parent) {
            parent.children.push(id);
        }
        id
    }

    pub(crate) fn kind(&self, id: NodeId) -> &NodeKind {
        self.nodes.get(id).map_or(&NodeKind::Document, |node| &node.kind)
    }

    pub(crate) fn children(&self, id: NodeId) -> &[NodeId] {
        self.nodes.get(id).map(|node| node.children.as_slice()).unwrap_or_default()
    }

    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes.get(id)?.parent
    }

    pub(crate) fn element(&self, id: NodeId) -> Option<&Element> {
        match self.kind(id) {
            NodeKind::Element(element) => Some(element),
            _ => None,
        }
    }

    /// What a prefix (or none) means at a node; empty if nothing.
    pub(crate) fn namespace(&self, prefix: &str, at: NodeId) -> &str {
        match prefix {
            "xml" => return "http://www.w3.org/XML/1998/namespace",
            "xmlns" => return "http://www.w3.org/2000/xmlns/",
            _ => {}
        }
        let mut here = Some(at);
        while let Some(id) = here {
            let attributes = self.element(id).map(|element| element.attributes.as_slice()).unwrap_or_default();
            let declares = |attribute: &&Attribute| match attribute.name.strip_prefix("xmlns") {
                Some("") => prefix.is_empty(),
                Some(rest) => !prefix.is_empty() && rest.strip_prefix(':') == Some(prefix),
                None => false,
            };
            if let Some(declaration) = attributes.iter().find(declares) {
                return &declaration.value;
            }
            here = self.parent(id);
        }
        ""
    }
}
