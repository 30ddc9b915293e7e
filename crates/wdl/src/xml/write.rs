//! A tree as XML text, without indentation.

use super::{Attribute, Document, Element, NodeId, NodeKind, split_name};

impl Document {
    /// The node with everything in it. Prefixes that are declared further out are declared again.
    pub(crate) fn to_xml(&self, id: NodeId) -> String {
        let mut text = String::new();
        self.write(id, &mut Vec::new(), &mut text);
        text
    }

    /// Elements are nested no deeper than reading allows, so recursion is bounded.
    fn write<'a>(&'a self, id: NodeId, declared: &mut Vec<(&'a str, &'a str)>, text: &mut String) {
        match self.kind(id) {
            NodeKind::Document => self.children(id).iter().for_each(|child| self.write(*child, declared, text)),
            NodeKind::Declaration(attributes) => {
                text.push_str("<?xml");
                attributes.iter().for_each(|attribute| write_attribute(attribute, text));
                text.push_str("?>");
            }
            NodeKind::Doctype { name, public, system, subset } => {
                text.push_str(&format!("<!DOCTYPE {name}"));
                if !public.is_empty() {
                    text.push_str(&format!(" PUBLIC \"{public}\" \"{system}\""));
                } else if !system.is_empty() {
                    text.push_str(&format!(" SYSTEM \"{system}\""));
                }
                if !subset.is_empty() {
                    text.push_str(&format!("[{subset}]"));
                }
                text.push('>');
            }
            NodeKind::Element(element) => self.write_element(id, element, declared, text),
            NodeKind::Text(content) => escape(content, false, text),
            NodeKind::CData(content) => text.push_str(&format!("<![CDATA[{content}]]>")),
            NodeKind::Comment(content) => text.push_str(&format!("<!--{content}-->")),
            NodeKind::Instruction { target, data } if data.is_empty() => text.push_str(&format!("<?{target}?>")),
            NodeKind::Instruction { target, data } => text.push_str(&format!("<?{target} {data}?>")),
        }
    }

    fn write_element<'a>(
        &'a self,
        id: NodeId,
        element: &'a Element,
        declared: &mut Vec<(&'a str, &'a str)>,
        text: &mut String,
    ) {
        let outer = declared.len();
        text.push('<');
        text.push_str(&element.name);
        for attribute in &element.attributes {
            write_attribute(attribute, text);
            match attribute.name.strip_prefix("xmlns") {
                Some("") => declared.push(("", &attribute.value)),
                Some(rest) => declared.extend(rest.strip_prefix(':').map(|prefix| (prefix, &*attribute.value))),
                None => {}
            }
        }
        let names = std::iter::once(&element.name).chain(element.attributes.iter().map(|attribute| &attribute.name));
        for (at, name) in names.enumerate() {
            let (prefix, _) = split_name(name);
            // An attribute without a prefix is in no namespace.
            if matches!(prefix, "xml" | "xmlns") || (at > 0 && prefix.is_empty()) {
                continue;
            }
            let namespace = self.namespace(prefix, id);
            let known = declared.iter().rev().find(|(name, _)| *name == prefix).map_or("", |(_, namespace)| namespace);
            if namespace != known {
                let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
                write_attribute(&Attribute { name, value: namespace.to_owned() }, text);
                declared.push((prefix, namespace));
            }
        }
        if element.is_empty {
            text.push_str(" />");
        } else {
            text.push('>');
            self.children(id).iter().for_each(|child| self.write(*child, declared, text));
            text.push_str(&format!("</{}>", element.name));
        }
        declared.truncate(outer);
    }
}

fn write_attribute(attribute: &Attribute, text: &mut String) {
    text.push(' ');
    text.push_str(&attribute.name);
    text.push_str("=\"");
    escape(&attribute.value, true, text);
    text.push('"');
}

fn escape(content: &str, in_attribute: bool, text: &mut String) {
    for c in content.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' if in_attribute => text.push_str("&quot;"),
            '\n' if in_attribute => text.push_str("&#xA;"),
            '\r' if in_attribute => text.push_str("&#xD;"),
            other => text.push(other),
        }
    }
}
