//! Where a step leads and which nodes it takes.

use super::NodeRef;
use crate::xml::{Document, NodeId, NodeKind};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Axis {
    Ancestor,
    AncestorOrItself,
    Attribute,
    Child,
    Descendant,
    DescendantOrItself,
    Following,
    FollowingSibling,
    Namespace,
    Parent,
    Preceding,
    PrecedingSibling,
    Itself,
}

/// Which nodes a step takes.
#[derive(Debug)]
pub(super) enum NodeTest {
    /// `node()`
    Any,
    /// `text()`
    Text,
    /// `comment()`
    Comment,
    /// `processing-instruction('target')`
    Instruction(Option<String>),
    /// A name in no namespace, or `*`.
    Named(Option<String>),
}

impl Axis {
    pub(super) fn find(name: &str) -> Option<Self> {
        Some(match name {
            "ancestor" => Self::Ancestor,
            "ancestor-or-self" => Self::AncestorOrItself,
            "attribute" => Self::Attribute,
            "child" => Self::Child,
            "descendant" => Self::Descendant,
            "descendant-or-self" => Self::DescendantOrItself,
            "following" => Self::Following,
            "following-sibling" => Self::FollowingSibling,
            "namespace" => Self::Namespace,
            "parent" => Self::Parent,
            "preceding" => Self::Preceding,
            "preceding-sibling" => Self::PrecedingSibling,
            "self" => Self::Itself,
            _ => return None,
        })
    }

    /// The nodes on this axis, nearest first.
    pub(super) fn nodes(self, from: NodeRef, document: &Document) -> Vec<NodeRef> {
        let is_node = from.attribute.is_none();
        let nodes = |ids: &mut dyn Iterator<Item = NodeId>| -> Vec<NodeRef> {
            ids.filter(|id| is_data(*id, document)).map(NodeRef::node).collect()
        };
        match self {
            Self::Itself => vec![from],
            Self::Parent => parent(from, document).into_iter().map(NodeRef::node).collect(),
            Self::Ancestor => nodes(&mut std::iter::successors(parent(from, document), |id| document.parent(*id))),
            Self::AncestorOrItself => {
                let mut found = vec![from];
                found.extend(Self::Ancestor.nodes(from, document));
                found
            }
            Self::Attribute if is_node => {
                let attributes =
                    document.element(from.id).map(|element| element.attributes.as_slice()).unwrap_or_default();
                let is_own = |name: &str| name != "xmlns" && !name.starts_with("xmlns:");
                let own = attributes.iter().enumerate().filter(|(_, attribute)| is_own(&attribute.name));
                own.map(|(at, _)| NodeRef { id: from.id, attribute: Some(at) }).collect()
            }
            Self::Attribute | Self::Namespace => Vec::new(),
            Self::Child if is_node => nodes(&mut document.children(from.id).iter().copied()),
            Self::Descendant if is_node => nodes(&mut (from.id + 1..end(from.id, document))),
            Self::Child | Self::Descendant => Vec::new(),
            Self::DescendantOrItself => {
                let mut found = vec![from];
                found.extend(Self::Descendant.nodes(from, document));
                found
            }
            Self::FollowingSibling | Self::PrecedingSibling if is_node => {
                let siblings = parent(from, document).map(|id| document.children(id)).unwrap_or_default();
                let at = siblings.binary_search(&from.id).unwrap_or(siblings.len());
                let (before, after) = siblings.split_at_checked(at).unwrap_or_default();
                match self {
                    Self::FollowingSibling => nodes(&mut after.iter().skip(1).copied()),
                    _ => nodes(&mut before.iter().rev().copied()),
                }
            }
            Self::FollowingSibling | Self::PrecedingSibling => Vec::new(),
            Self::Following => {
                // What is in the element of an attribute follows the attribute.
                let start = if is_node { end(from.id, document) } else { from.id + 1 };
                nodes(&mut (start..document.nodes.len()))
            }
            Self::Preceding => {
                let ancestors: Vec<NodeId> =
                    std::iter::successors(document.parent(from.id), |id| document.parent(*id)).collect();
                nodes(&mut (0..from.id).rev().filter(|id| !ancestors.contains(id)))
            }
        }
    }
}

/// Whether XPath knows the node; declarations are no nodes to it.
fn is_data(id: NodeId, document: &Document) -> bool {
    !matches!(document.kind(id), NodeKind::Declaration(_) | NodeKind::Doctype { .. })
}

fn parent(of: NodeRef, document: &Document) -> Option<NodeId> {
    match of.attribute {
        Some(_) => Some(of.id),
        None => document.parent(of.id),
    }
}

/// The first node that is no descendant. Nodes are numbered in document order.
fn end(id: NodeId, document: &Document) -> NodeId {
    let mut last = id;
    while let Some(child) = document.children(last).last() {
        last = *child;
    }
    last + 1
}

impl NodeTest {
    pub(super) fn holds(&self, node: NodeRef, axis: Axis, document: &Document) -> bool {
        let kind = document.kind(node.id);
        match self {
            Self::Any => true,
            _ if node.attribute.is_some() => match self {
                Self::Named(name) if axis == Axis::Attribute => is_named(node, name.as_deref(), document),
                _ => false,
            },
            Self::Text => matches!(kind, NodeKind::Text(_) | NodeKind::CData(_)),
            Self::Comment => matches!(kind, NodeKind::Comment(_)),
            Self::Instruction(wanted) => match kind {
                NodeKind::Instruction { target, .. } => wanted.as_ref().is_none_or(|wanted| wanted == target),
                _ => false,
            },
            Self::Named(name) => {
                axis != Axis::Attribute
                    && matches!(kind, NodeKind::Element(_))
                    && is_named(node, name.as_deref(), document)
            }
        }
    }
}

/// A name without prefix means no namespace, as XPath 1.0 has it.
fn is_named(node: NodeRef, name: Option<&str>, document: &Document) -> bool {
    name.is_none_or(|name| node.local_name(document) == name && node.namespace(document).is_empty())
}
