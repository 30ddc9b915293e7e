//! XPath 1.0 over our XML trees. Source: XML Path Language 1.0, as .NET evaluates it without variables or prefixes.

mod axis;
mod core;
mod evaluate;
mod lexer;
mod parser;

use crate::xml::{Document, NodeId, NodeKind, split_name};

/// Characters in a path.
const PATH_CHARACTERS: usize = 8_192;
/// How deep a path may be nested.
const PATH_DEPTH: usize = 64;
/// Operators in a path.
const PATH_OPERATORS: usize = 256;
/// Nodes that the evaluation of a path may look at.
const STEPS: u64 = 20_000_000;

/// What a path finds. Nodes are in document order.
#[derive(Clone, Debug)]
pub(super) enum Found {
    Nodes(Vec<NodeRef>),
    Number(f64),
    Text(String),
    Truth(bool),
}

/// A node, or an attribute of one. Their order is that of the document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct NodeRef {
    pub(super) id: NodeId,
    pub(super) attribute: Option<usize>,
}

/// Evaluates a path from the document.
pub(super) fn evaluate(path: &str, document: &Document) -> Result<Found, String> {
    if path.chars().nth(PATH_CHARACTERS).is_some() {
        return Err(format!("it is longer than {PATH_CHARACTERS} characters."));
    }
    let expression = parser::parse(path)?;
    evaluate::Evaluator::new(document).evaluate(&expression, &evaluate::Context::of_document())
}

impl NodeRef {
    pub(super) fn node(id: NodeId) -> Self {
        Self { id, attribute: None }
    }

    /// The node's string value.
    pub(super) fn text(self, document: &Document) -> String {
        if let Some(at) = self.attribute {
            let attribute = document.element(self.id).and_then(|element| element.attributes.get(at));
            return attribute.map(|attribute| attribute.value.clone()).unwrap_or_default();
        }
        match document.kind(self.id) {
            NodeKind::Text(text) | NodeKind::CData(text) | NodeKind::Comment(text) => text.clone(),
            NodeKind::Instruction { data, .. } => data.clone(),
            NodeKind::Declaration(_) | NodeKind::Doctype { .. } => String::new(),
            NodeKind::Document | NodeKind::Element(_) => {
                let mut text = String::new();
                let mut open = vec![self.id];
                while let Some(id) = open.pop() {
                    match document.kind(id) {
                        NodeKind::Text(part) | NodeKind::CData(part) => text.push_str(part),
                        _ => open.extend(document.children(id).iter().rev()),
                    }
                }
                text
            }
        }
    }

    /// The name with its prefix; empty for nodes without one.
    pub(super) fn name(self, document: &Document) -> &str {
        match (self.attribute, document.kind(self.id)) {
            (Some(at), NodeKind::Element(element)) => {
                element.attributes.get(at).map_or("", |attribute| &attribute.name)
            }
            (None, NodeKind::Element(element)) => &element.name,
            (None, NodeKind::Instruction { target, .. }) => target,
            _ => "",
        }
    }

    pub(super) fn local_name(self, document: &Document) -> &str {
        split_name(self.name(document)).1
    }

    pub(super) fn namespace(self, document: &Document) -> &str {
        let (prefix, _) = split_name(self.name(document));
        let has_namespace = document.element(self.id).is_some() && !(self.attribute.is_some() && prefix.is_empty());
        if has_namespace { document.namespace(prefix, self.id) } else { "" }
    }
}
