//! What expressions name: actions, loops, variables and parameters.

use std::sync::Arc;

use super::ActionIx;
use crate::{Diagnostic, Expression, Span, expression::Kind};

/// A name in an expression of an action.
#[derive(Debug)]
pub(crate) struct Reference {
    /// The action that names it.
    pub(crate) action: ActionIx,
    /// The function that it is given to.
    pub(crate) function: Naming,
    /// The name.
    pub(crate) name: Arc<str>,
    /// The string of the document that the expression stands in.
    pub(crate) path: String,
    /// Where the call stands in that string.
    pub(crate) span: Span,
}

/// What a function's first argument names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Naming {
    /// The function reads an action that has ended.
    Action,
    /// The same, and of an action in a loop all iterations.
    Outputs,
    /// The function reads what is directly in a block that has ended.
    Block,
    /// The function reads the item of a `Foreach` around.
    Item,
    /// The function reads the number of an iteration of a loop around.
    Iteration,
    /// The function reads a variable.
    Variable,
    /// The function reads a parameter.
    Parameter,
}

fn naming(function: &str) -> Option<Naming> {
    Some(match function {
        "actions" | "body" | "actionBody" | "formDataValue" | "formDataMultiValues" | "multipartBody" => Naming::Action,
        "outputs" | "actionOutputs" => Naming::Outputs,
        "result" => Naming::Block,
        "items" => Naming::Item,
        "iterationIndexes" => Naming::Iteration,
        "variables" => Naming::Variable,
        "parameters" => Naming::Parameter,
        _ => return None,
    })
}

/// What a call names, if it names something by a text. What cannot be called at all is known now: the platform takes it all the same,
/// unless the name is what is missing.
pub(crate) fn read(part: &Expression) -> Result<Option<(Naming, &str)>, Diagnostic> {
    let Kind::Call { name, name_span, function, args } = &part.kind else { return Ok(None) };
    let Some(function) = function else {
        let message = format!(
            "The template function '{name}' is not defined or not valid. The action fails when it is evaluated. Check the name's spelling."
        );
        return Err(Diagnostic::warning("UnknownFunction", message).with_span(*name_span));
    };
    let naming = naming(function.name);
    let missing = |message: String| Err(Diagnostic::error("InvalidTemplate", message).with_span(part.span));
    match (naming, args.first().map(|first| &first.kind)) {
        (Some(_), None) => missing(format!(
            "The template language function '{name}' must have at least one parameter. Name what it reads, as in {name}('Name')."
        )),
        (Some(_), Some(Kind::Literal(value))) if value.as_str().is_none() => missing(format!(
            "The provided parameters for template language function '{name}' are not valid. Name what it reads, as in {name}('Name')."
        )),
        _ => match function.check_count(args.len()) {
            Err(error) => {
                let message =
                    format!("{} The action fails when it is evaluated. Correct the parameters.", error.message());
                Err(Diagnostic::warning("WrongParameterCount", message).with_span(part.span))
            }
            Ok(()) => Ok(naming.zip(args.first().and_then(Expression::as_text))),
        },
    }
}
