//! XML as JSON. Source: Json.NET's conversion of XML nodes.

use std::{collections::HashMap, sync::Arc};

use super::{Document, NodeId, NodeKind};
use crate::{Object, Value};

impl Document {
    /// The document as JSON: attributes as `@name`, repeated elements as lists, text beside elements as `#text`.
    pub(crate) fn to_json(&self) -> Value {
        let mut object = Object::new();
        self.add_grouped(0, &mut object);
        object.into()
    }

    /// Adds the children, those of the same name together where the first of them stands.
    fn add_grouped(&self, id: NodeId, object: &mut Object) {
        let mut groups: Vec<(Arc<str>, Vec<NodeId>)> = Vec::new();
        let mut places: HashMap<Arc<str>, usize> = HashMap::new();
        for child in self.children(id) {
            let name = self.property_name(*child);
            let place = *places.entry(name.clone()).or_insert(groups.len());
            match groups.get_mut(place) {
                Some((_, group)) => group.push(*child),
                None => groups.push((name, vec![*child])),
            }
        }
        for (name, group) in groups {
            match group.as_slice() {
                // JSON has no comments: a single one is dropped, several leave an empty list.
                [single] if matches!(self.kind(*single), NodeKind::Comment(_)) => {}
                [single] => object.insert(name, self.node_to_json(*single)),
                several => {
                    let values = several.iter().filter(|id| !matches!(self.kind(**id), NodeKind::Comment(_)));
                    object.insert(name, Value::Array(values.map(|id| self.node_to_json(*id)).collect()));
                }
            }
        }
    }

    fn property_name(&self, id: NodeId) -> Arc<str> {
        match self.kind(id) {
            NodeKind::Element(element) => element.name.as_str().into(),
            NodeKind::Text(_) => "#text".into(),
            NodeKind::CData(_) => "#cdata-section".into(),
            NodeKind::Comment(_) => "#comment".into(),
            NodeKind::Declaration(_) => "?xml".into(),
            NodeKind::Doctype { .. } => "!DOCTYPE".into(),
            NodeKind::Instruction { target, .. } => format!("?{target}").into(),
            NodeKind::Document => "#document".into(),
        }
    }

    fn node_to_json(&self, id: NodeId) -> Value {
        match self.kind(id) {
            NodeKind::Element(element) => {
                let children = self.children(id);
                if element.attributes.is_empty() {
                    match children {
                        [] if element.is_empty => return Value::Null,
                        [] => return Value::from(""),
                        [only] => {
                            if let NodeKind::Text(text) = self.kind(*only) {
                                return Value::from(text.as_str());
                            }
                        }
                        _ => {}
                    }
                }
                let mut object = Object::new();
                for attribute in &element.attributes {
                    object.insert(format!("@{}", attribute.name), Value::from(attribute.value.as_str()));
                }
                self.add_grouped(id, &mut object);
                object.into()
            }
            NodeKind::Text(text) | NodeKind::CData(text) | NodeKind::Comment(text) => Value::from(text.as_str()),
            NodeKind::Instruction { data, .. } => Value::from(data.as_str()),
            NodeKind::Declaration(attributes) => attributes
                .iter()
                .map(|attribute| (format!("@{}", attribute.name), Value::from(attribute.value.as_str())))
                .collect::<Object>()
                .into(),
            NodeKind::Doctype { name, public, system, subset } => {
                [("@name", name), ("@public", public), ("@system", system), ("@internalSubset", subset)]
                    .into_iter()
                    .filter(|(_, value)| !value.is_empty())
                    .map(|(key, value)| (key, Value::from(value.as_str())))
                    .collect::<Object>()
                    .into()
            }
            NodeKind::Document => Value::Null,
        }
    }
}
