//! Which attributes an answer has. Source: RFC 7644, section 3.9.

use crate::{Document, Kind, ResourceType, ScimError, field::Field};

/// What every answer has.
const ALWAYS: [&str; 2] = ["schemas", "id"];

/// What resources are sorted by: the first text of an attribute, without its case. Those without come last.
pub fn sort_key(kind: &ResourceType, attribute: &str, document: &Document) -> (bool, String) {
    let values = Field::of(kind, attribute).map(|field| field.values(document)).unwrap_or_default();
    let first = values.first().map(|value| value.get("value").unwrap_or(value));
    let text = first.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_lowercase));
    (text.is_none(), text.unwrap_or_default())
}

/// The attributes that were asked for, or asked to be left out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Choice {
    only: Option<Vec<Field>>,
    without: Vec<Field>,
}

impl Choice {
    /// Reads `attributes` and `excludedAttributes`, names that commas part.
    ///
    /// # Errors
    /// `invalidValue` where both are given.
    pub fn parse(kind: &ResourceType, attributes: Option<&str>, excluded: Option<&str>) -> Result<Self, ScimError> {
        if attributes.is_some() && excluded.is_some() {
            return Err(ScimError::new(
                Kind::InvalidValue,
                "Ask for `attributes` or for `excludedAttributes`, not for both.",
            ));
        }
        // A name that a resource does not have chooses nothing.
        let fields = |names: &str| names.split(',').filter_map(|name| Field::of(kind, name.trim())).collect::<Vec<_>>();
        Ok(Self { only: attributes.map(fields), without: excluded.map(fields).unwrap_or_default() })
    }

    /// The resource with what was chosen.
    pub fn of(&self, document: Document) -> Document {
        let mut chosen = match &self.only {
            None => document,
            Some(fields) => {
                let mut chosen = Document::new();
                for name in ALWAYS {
                    chosen.extend(document.get(name).map(|value| (name.to_owned(), value.clone())));
                }
                for field in fields {
                    keep(&document, &mut chosen, *field);
                }
                chosen
            }
        };
        for field in &self.without {
            drop_field(&mut chosen, *field);
        }
        chosen
    }
}

fn keep(document: &Document, chosen: &mut Document, field: Field) {
    let (from, to) = match field.extension {
        None => (document, chosen),
        Some(extension) => {
            let Some(from) = document.get(extension.urn).and_then(|inner| inner.as_object()) else { return };
            let to = chosen.entry(extension.urn).or_insert_with(|| Document::new().into());
            match to.as_object_mut() {
                Some(to) => (from, to),
                None => return,
            }
        }
    };
    let Some(attribute) = field.attribute else {
        to.extend(from.clone());
        return;
    };
    let Some(value) = from.get(attribute.name) else { return };
    let Some(part) = field.part else {
        to.insert(attribute.name.to_owned(), value.clone());
        return;
    };
    let pick = |one: &serde_json::Value| one.get(part.name).cloned();
    match value {
        serde_json::Value::Array(values) => {
            let kept = to.entry(attribute.name).or_insert_with(|| vec![Document::new(); values.len()].into());
            let kept = kept.as_array_mut().into_iter().flatten();
            for (one, kept) in values.iter().zip(kept) {
                if let (Some(value), Some(kept)) = (pick(one), kept.as_object_mut()) {
                    kept.insert(part.name.to_owned(), value);
                }
            }
        }
        one => {
            let kept = to.entry(attribute.name).or_insert_with(|| Document::new().into());
            if let (Some(value), Some(kept)) = (pick(one), kept.as_object_mut()) {
                kept.insert(part.name.to_owned(), value);
            }
        }
    }
}

fn drop_field(document: &mut Document, field: Field) {
    let home = match field.extension {
        None => Some(document),
        Some(extension) if field.attribute.is_none() => {
            document.remove(extension.urn);
            None
        }
        Some(extension) => document.get_mut(extension.urn).and_then(|inner| inner.as_object_mut()),
    };
    let (Some(home), Some(attribute)) = (home, field.attribute) else { return };
    match field.part {
        None if ALWAYS.contains(&attribute.name) => {}
        None => {
            home.remove(attribute.name);
        }
        Some(part) => match home.get_mut(attribute.name) {
            Some(serde_json::Value::Array(values)) => {
                for one in values.iter_mut().filter_map(|one| one.as_object_mut()) {
                    one.remove(part.name);
                }
            }
            Some(serde_json::Value::Object(one)) => {
                one.remove(part.name);
            }
            _ => {}
        },
    }
}
