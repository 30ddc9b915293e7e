//! The type of an expression at a place, and what is wrong with it on the way.

use std::cell::RefCell;

use super::{
    finding::{Finding, Level},
    flow::Flow,
    site::Site,
    types::{Lookup, Member, Type},
};
use crate::{
    Expression, Template,
    expression::Kind,
    template::{Segment, Written},
};

/// Walks over expressions of one place, each part once.
pub(super) struct Inference<'a, 'f> {
    pub(super) flow: &'a Flow<'f>,
    pub(super) site: &'a Site,
    /// `None` where only the type is asked for.
    findings: Option<RefCell<Vec<Finding>>>,
}

impl<'a, 'f> Inference<'a, 'f> {
    /// Only types.
    pub(super) fn new(flow: &'a Flow<'f>, site: &'a Site) -> Self {
        Self { flow, site, findings: None }
    }

    /// The type of a template, and everything that is wrong with it.
    pub(super) fn check(flow: &'a Flow<'f>, site: &'a Site, template: &Template) -> (Type, Vec<Finding>) {
        let inference = Self { flow, site, findings: Some(RefCell::default()) };
        let of = inference.template(template);
        (of, inference.findings.map(RefCell::into_inner).unwrap_or_default())
    }

    pub(super) fn find(&self, finding: impl FnOnce() -> Finding) {
        if let Some(findings) = &self.findings {
            findings.borrow_mut().push(finding());
        }
    }

    pub(super) fn template(&self, template: &Template) -> Type {
        self.flow.deeper(|| match template {
            Template::Literal(value) => Type::of_value(value),
            Template::Expression(written) => self.written(written),
            Template::Interpolation(segments) => {
                for segment in segments.iter() {
                    if let Segment::Expression(written) = segment {
                        self.written(written);
                    }
                }
                Type::String
            }
            Template::Array(items) => Type::array_of(Type::one_of(items.iter().map(|item| self.template(item)))),
            Template::Object(members) => {
                // A name that is computed may be any of those that look missing.
                let named = members.iter().map(|(name, value)| Some((name.as_literal()?.as_str()?, value)));
                let named: Option<Vec<_>> = named.collect();
                let members = named.unwrap_or_default().into_iter();
                Type::object(members.map(|(name, value)| Member::new(name, self.template(value))).collect())
            }
        })
    }

    fn written(&self, written: &Written) -> Type {
        self.expression(&written.expression)
    }

    /// The type of an expression.
    pub(super) fn expression(&self, expression: &Expression) -> Type {
        self.flow.deeper(|| match &expression.kind {
            Kind::Literal(value) => Type::of_value(value),
            Kind::Error => Type::Any,
            Kind::Call { name, name_span, function, args } => self.call(name, *name_span, *function, args),
            Kind::Access { target, key, null_safe } => self.access(target, key, *null_safe),
        })
    }

    fn access(&self, target: &Expression, key: &Expression, null_safe: bool) -> Type {
        let of = self.expression(target);
        let key_type = self.expression(key);
        match (&of, key.as_text()) {
            (Type::Array(_), _) if !key_type.may_be(&Type::Integer) => self.wrong_key(
                key,
                || format!("Items of a list ({of}) can only be selected with an integer index."),
                "Write [0] or first(...) for one item, or work through the list with Apply to each or Select.",
            ),
            (Type::Object(_), _) if !key_type.may_be(&Type::String) => self.wrong_key(
                key,
                || "Properties of an object can only be selected with a text.".to_owned(),
                "Write the property's name in single quotes.",
            ),
            (_, Some(name)) => self.member(&of, name, key, null_safe),
            (_, None) if of.alternatives().iter().all(|one| matches!(one, Type::Array(_) | Type::Null)) => {
                of.item().unwrap_or(Type::Any)
            }
            (_, None) => Type::Any,
        }
    }

    fn wrong_key(&self, key: &Expression, message: impl FnOnce() -> String, remedy: &str) -> Type {
        self.find(|| Finding::new(Level::Warning, "PropertySelection", key.span, message(), remedy.to_owned()));
        Type::Any
    }

    fn member(&self, of: &Type, name: &str, key: &Expression, null_safe: bool) -> Type {
        match of.member(name) {
            Lookup::Found(member) => member.of,
            Lookup::Missing => {
                self.find(|| {
                    let near = super::finding::nearest(name, of.members().map(|member| &*member.name));
                    let remedy = match near {
                        Some(near) => format!("Did you mean '{near}'?"),
                        None if null_safe => "Check the name; without such a property this is null.".to_owned(),
                        None => format!("Check the name, or write ?['{name}'] for null where there is none."),
                    };
                    let message = format!("The property '{name}' is not among those that are known here.");
                    Finding::new(Level::Hint, "UnknownProperty", key.span, message, remedy)
                });
                Type::Any
            }
            Lookup::Fails => self.wrong_key(
                key,
                || format!("The property '{name}' cannot be selected from a value of type {of}."),
                "Only objects have properties. Take the property away, or make a text an object with json(...).",
            ),
            Lookup::Unknown => Type::Any,
        }
    }
}
