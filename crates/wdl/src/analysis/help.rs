//! Help with a call that is being written, and with what stands under the cursor.

use std::sync::Arc;

use super::{
    call::named_by,
    infer::Inference,
    spot::Argument,
    types::{Lookup, Type},
};
use crate::{
    Expression, Span, Template,
    expression::Kind,
    function::{self, Signature},
    template::Segment,
};

/// How the function is called whose arguments are being written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureHelp {
    /// The function.
    pub signature: &'static Signature,
    /// Which of its parameters is being written; `None` if it takes no more.
    pub active: Option<usize>,
}

/// What stands under the cursor.
#[derive(Clone, PartialEq, Debug)]
pub struct Hover {
    /// Where it stands.
    pub span: Span,
    /// A function's signature, or what a name stands for.
    pub label: String,
    /// What it does or holds, in one sentence, where that is known.
    pub about: Option<Arc<str>>,
    /// The type of its value.
    pub of: Type,
    /// The address of the page about it, where it has one.
    pub page: Option<String>,
}

/// Help with a call.
pub(super) fn signature(call: Argument<'_>) -> Option<SignatureHelp> {
    let signature = function::signature(call.function?)?;
    let last = signature.parameters.len().checked_sub(1);
    let active = last.filter(|_| call.parameter().is_some()).map(|last| call.at().min(last));
    Some(SignatureHelp { signature, active })
}

/// What stands at a place of a template.
pub(super) fn hover(inference: &Inference<'_, '_>, template: &Template, cursor: usize) -> Option<Hover> {
    let is_here = |expression: &&Expression| covers(expression.span, cursor);
    let expression = match template {
        Template::Expression(written) => Some(&written.expression).filter(is_here)?,
        Template::Interpolation(segments) => segments.iter().find_map(|segment| match segment {
            Segment::Expression(written) => Some(&written.expression).filter(is_here),
            Segment::Text(_) => None,
        })?,
        _ => return None,
    };
    let mut here = expression;
    let mut within = None;
    while let Some(inner) = inside(here, cursor) {
        within = Some(here);
        here = inner;
    }
    describe(inference, here, within, cursor)
}

/// The part of an expression that the cursor is in.
fn inside(expression: &Expression, cursor: usize) -> Option<&Expression> {
    match &expression.kind {
        Kind::Call { args, .. } => args.iter().find(|arg| covers(arg.span, cursor)),
        Kind::Access { target, key, .. } => {
            [key, target].into_iter().map(|part| &**part).find(|part| covers(part.span, cursor))
        }
        Kind::Literal(_) | Kind::Error => None,
    }
}

fn describe(
    inference: &Inference<'_, '_>,
    here: &Expression,
    within: Option<&Expression>,
    cursor: usize,
) -> Option<Hover> {
    let plain = |span: Span, label: String, of: Type| Hover { span, label, about: None, of, page: None };
    match &here.kind {
        Kind::Call { name_span, function, .. } if covers(*name_span, cursor) => {
            let signature = function::signature((*function)?)?;
            Some(Hover {
                span: *name_span,
                label: signature.text.to_owned(),
                about: Some(signature.summary.into()),
                of: inference.expression(here),
                page: Some(signature.page()),
            })
        }
        Kind::Literal(_) => {
            let name = here.as_text().filter(|name| !name.is_empty())?;
            match within.map(|within| &within.kind) {
                Some(Kind::Access { target, key, .. }) if std::ptr::eq(&**key, here) => {
                    match inference.expression(target).member(name) {
                        Lookup::Found(member) => {
                            let label = format!("property '{}'", member.name);
                            Some(Hover { about: member.about, ..plain(here.span, label, member.of) })
                        }
                        _ => Some(plain(here.span, format!("property '{name}'"), Type::Any)),
                    }
                }
                Some(Kind::Call { function: Some(function), args, .. }) if is_first(args, here) => {
                    let label = format!("{} '{name}'", named_by(function.name)?);
                    Some(plain(here.span, label, within.map_or(Type::Any, |call| inference.expression(call))))
                }
                _ => None,
            }
        }
        Kind::Call { .. } | Kind::Access { .. } => {
            let of = inference.expression(here);
            Some(plain(here.span, "value".to_owned(), of))
        }
        Kind::Error => None,
    }
}

fn is_first(args: &[Expression], here: &Expression) -> bool {
    args.first().is_some_and(|first| std::ptr::eq(first, here))
}

/// Whether a cursor stands in a range or at one of its ends.
fn covers(span: Span, cursor: usize) -> bool {
    span.start <= cursor && cursor <= span.end
}
