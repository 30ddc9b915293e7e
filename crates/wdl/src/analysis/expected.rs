//! What a place asks of the value that stands there.

use super::{
    finding::{Finding, Level},
    flow::Flow,
    site::{Place, Site},
    types::Type,
};
use crate::{
    Span,
    definition::{Kind, VariableType, VariableUpdate},
};

/// The finding that a place takes no value of this type, if it certainly does not.
pub(super) fn check(flow: &Flow<'_>, site: &Site, place: Place<'_>, of: &Type, span: Span) -> Option<Finding> {
    let wanted = wanted(flow, site, place)?;
    if of.may_be(&wanted) {
        return None;
    }
    let message = format!("What stands here must be of type {wanted}; it is of type {of}.");
    let remedy = match wanted {
        Type::Boolean => "Compare it with something, for example with equals(...).",
        Type::Array(_) => "Name a list; split(...) makes one of a text, and createArray(...) one of single values.",
        _ => "Convert it, for example with int(...) or string(...).",
    };
    Some(Finding::new(Level::Warning, "UnexpectedType", span, message, remedy.to_owned()))
}

fn wanted(flow: &Flow<'_>, site: &Site, place: Place<'_>) -> Option<Type> {
    let list = || Type::array_of(Type::Any);
    let path = match place {
        Place::Anywhere => return None,
        Place::Trigger { path: "splitOn" } => return Some(list()),
        Place::Trigger { path } => {
            let is_condition = path.starts_with("conditions/") && path.ends_with("/expression");
            return is_condition.then_some(Type::Boolean);
        }
        Place::Action { path, .. } => path,
    };
    match (&flow.definition.action(site.action?)?.kind, path) {
        (Kind::If(_) | Kind::Until(_), "expression") | (Kind::Query(_), "inputs/where") => Some(Type::Boolean),
        (Kind::Foreach(_), "foreach")
        | (Kind::Query(_) | Kind::Select(_) | Kind::Table(_) | Kind::Join(_), "inputs/from") => Some(list()),
        (Kind::UpdateVariable(it), "inputs/value") if it.update == VariableUpdate::Set => {
            let variable = flow.definition.variables.get(flow.definition.variable(&it.name)?)?;
            let declared = match variable.variable_type {
                VariableType::Float => Type::number(),
                other => Type::of_variable(other),
            };
            // A variable may be set to null, whatever its type.
            Some(Type::one_of([declared, Type::Null]))
        }
        _ => None,
    }
}
