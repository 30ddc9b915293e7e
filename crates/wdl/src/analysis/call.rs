//! Types of calls, and what is wrong with their names and arguments.

use super::{
    finding::{Finding, Level, nearest},
    flow::body_of,
    infer::Inference,
    records,
    types::{Member, Type},
};
use crate::{
    Expression, Span,
    definition::{ActionIx, Kind, VariableUpdate, same_name},
    expression::Kind::Literal,
    function::{self, Function, Parameter},
};

impl Inference<'_, '_> {
    pub(super) fn call(
        &self,
        name: &str,
        name_span: Span,
        function: Option<&'static Function>,
        args: &[Expression],
    ) -> Type {
        let types: Vec<Type> = args.iter().map(|arg| self.expression(arg)).collect();
        let Some(function) = function else {
            self.unknown_function(name, name_span);
            return Type::Any;
        };
        let Some(signature) = function::signature(function) else { return Type::Any };
        if named_by(function.name).is_some() && !self.is_named(function, name_span, args) {
            return Type::of_signature(&signature.result);
        }
        if function.check_count(args.len()).is_err() {
            self.find(|| {
                let message = format!("{} takes {}, not {}.", function.name, arguments(function), args.len());
                let remedy = format!("Call it as {}.", signature.text);
                Finding::new(Level::Warning, "WrongParameterCount", name_span, message, remedy)
            });
            return Type::of_signature(&signature.result);
        }
        for ((at, arg), of) in args.iter().enumerate().zip(&types) {
            if let Some(parameter) = parameter_at(&signature.parameters, at) {
                self.check_argument(function, parameter, arg, of);
            }
        }
        self.result(function, args, &types).unwrap_or_else(|| Type::of_signature(&signature.result))
    }

    fn unknown_function(&self, name: &str, span: Span) {
        self.find(|| {
            let remedy = match nearest(name, function::all().map(|known| known.name)) {
                Some(near) => format!("Did you mean {near}?"),
                None => "Use a function of the reference.".to_owned(),
            };
            let message = format!("The template function '{name}' is not defined or not valid.");
            Finding::new(Level::Warning, "UnknownFunction", span, message, remedy)
        });
    }

    /// Whether a reference function is told what it reads, or will be when it is evaluated. Source: what is checked at save.
    fn is_named(&self, function: &Function, span: Span, args: &[Expression]) -> bool {
        let message = match args.first().map(|first| &first.kind) {
            None => format!("The function {} must have at least one parameter.", function.name),
            Some(Literal(value)) if value.as_str().is_none() => {
                format!("The provided parameters for {} are not valid.", function.name)
            }
            Some(_) => return true,
        };
        let remedy = format!("Name what it reads, as in {}('Name').", function.name);
        self.find(|| Finding::new(Level::Error, "InvalidTemplate", span, message, remedy));
        false
    }

    fn check_argument(&self, function: &Function, parameter: &Parameter, arg: &Expression, of: &Type) {
        let wanted = Type::of_signature(&parameter.types);
        if of.may_be(&wanted) {
            return;
        }
        self.find(|| {
            let message = format!(
                "The argument '{}' of {} must be of type {wanted}; it is of type {of}.",
                parameter.name, function.name
            );
            let convert = match &wanted {
                Type::String => "Convert it with string(...).",
                Type::Integer => "Convert it with int(...).",
                Type::Array(_) => "Give it a list; array(...) makes one of a single value.",
                wanted if *wanted == Type::number() => "Convert it with int(...) or float(...).",
                _ => "Give it a value of that type.",
            };
            Finding::new(Level::Warning, "ArgumentType", arg.span, message, convert.to_owned())
        });
    }

    /// What a call gives, where that follows from its arguments or its place; else what its signature says.
    fn result(&self, function: &Function, args: &[Expression], types: &[Type]) -> Option<Type> {
        let named = args.first().and_then(Expression::as_text);
        let span = args.first().map(|arg| arg.span).unwrap_or_default();
        let first = types.first();
        Some(match function.name {
            "outputs" | "actionOutputs" => self.outputs(named?, span)?,
            "body" | "actionBody" => body_of(&self.flow.outputs(self.single(named?, span)?)),
            "actions" => records::of_action(self.flow.outputs(self.single(named?, span)?)),
            "formDataValue" | "formDataMultiValues" | "multipartBody" => {
                self.single(named?, span);
                return None;
            }
            "result" => {
                self.action(named?, span);
                Type::array_of(records::of_action(Type::Any))
            }
            "items" => self.items(named?, span)?,
            "iterationIndexes" => {
                self.loop_around(named?, span, Kind::is_loop);
                Type::Integer
            }
            "item" => self.item(),
            "variables" => self.variable(named?, span)?,
            "parameters" => self.parameter(named?, span)?,
            "trigger" => records::of_trigger(self.trigger_outputs()),
            "triggerOutputs" => self.trigger_outputs(),
            "triggerBody" => body_of(&self.trigger_outputs()),
            "workflow" => records::workflow(),
            "if" => Type::one_of(types.iter().skip(1).cloned()),
            "coalesce" => Type::one_of(types.iter().cloned()),
            "first" | "last" => match first? {
                Type::String => Type::String,
                Type::Array(_) => Type::one_of([first?.item()?, Type::Null]),
                _ => return None,
            },
            "take" | "skip" | "reverse" | "sort" => match first? {
                list @ (Type::String | Type::Array(_)) => list.clone(),
                _ => return None,
            },
            "chunk" => match first? {
                part @ (Type::String | Type::Array(_)) => Type::array_of(part.clone()),
                _ => return None,
            },
            "createArray" => Type::array_of(Type::one_of(types.iter().cloned())),
            "split" => Type::array_of(Type::String),
            "range" => Type::array_of(Type::Integer),
            "union" => Type::one_of(types.iter().cloned()),
            "setProperty" | "addProperty" => self.with_property(args, types)?,
            "add" | "sub" | "mul" | "mod" if types.iter().all(|of| *of == Type::Integer) => Type::Integer,
            _ => return None,
        })
    }

    fn trigger_outputs(&self) -> Type {
        self.flow.trigger_outputs(self.site.sees_whole)
    }

    fn outputs(&self, name: &str, span: Span) -> Option<Type> {
        let at = self.action(name, span)?;
        let outputs = self.flow.outputs(at);
        Some(if self.site.repeated_by(self.flow, at).is_some() { Type::array_of(outputs) } else { outputs })
    }

    /// The action of a name, if it can be read here. Source: what is checked at save.
    fn action(&self, name: &str, span: Span) -> Option<ActionIx> {
        let definition = self.flow.definition;
        let report = |message: String, remedy: String| {
            self.find(|| Finding::new(Level::Error, "InvalidTemplate", span, message, remedy));
        };
        let Some(at) = definition.find(name) else {
            let near = || nearest(name, definition.actions.iter().map(|action| &*action.name));
            report(format!("There is no action '{name}' in the flow."), did_you_mean(near()));
            return None;
        };
        if self.site.action == Some(at) {
            report(format!("The action '{name}' cannot reference itself."), "Read another action.".to_owned());
        } else if self.site.in_trigger {
            let message = format!("The action '{name}' cannot be read in a trigger, which comes before all actions.");
            report(message, "Read the trigger or a parameter.".to_owned());
        } else if !self.site.has_ended(self.flow, at) {
            let message =
                format!("The action '{name}' has not certainly ended here: it is not on the 'runAfter' path.");
            report(message, format!("Let this action run after '{name}', or read an action before it."));
        }
        Some(at)
    }

    /// The action of a name, if it has a single result here: one in a loop that is not around this place has many.
    fn single(&self, name: &str, span: Span) -> Option<ActionIx> {
        let at = self.action(name, span)?;
        let Some((_, repeats)) = self.site.repeated_by(self.flow, at) else { return Some(at) };
        self.find(|| {
            let of = &repeats.name;
            let message = format!("The action '{name}' is repeated by '{of}' and has no single result outside of it.");
            let remedy = format!("Read outputs('{name}') or result('{of}'), which are lists.");
            Finding::new(Level::Error, "InvalidTemplate", span, message, remedy)
        });
        None
    }

    fn items(&self, name: &str, span: Span) -> Option<Type> {
        let at = self.loop_around(name, span, |kind| matches!(kind, Kind::Foreach(_)))?;
        Some(self.flow.item_of(at))
    }

    /// The loop of a name around this place.
    fn loop_around(&self, name: &str, span: Span, fits: impl Fn(&Kind) -> bool) -> Option<ActionIx> {
        let mut loops = self.site.loops(self.flow).filter(|(_, action)| fits(&action.kind));
        if let Some((at, _)) = loops.find(|(_, action)| same_name(&action.name, name)) {
            return Some(at);
        }
        self.find(|| {
            let loops = self.site.loops(self.flow).filter(|(_, action)| fits(&action.kind));
            let message = format!("There is no loop '{name}' around this place whose item or iteration this could be.");
            let near = nearest(name, loops.map(|(_, action)| &*action.name));
            Finding::new(Level::Error, "InvalidTemplate", span, message, did_you_mean(near))
        });
        None
    }

    fn item(&self) -> Type {
        self.site.item(self.flow).unwrap_or(Type::Any)
    }

    fn variable(&self, name: &str, span: Span) -> Option<Type> {
        let definition = self.flow.definition;
        let Some(variable) = definition.variable(name).and_then(|at| definition.variables.get(at)) else {
            self.find(|| {
                let near = nearest(name, definition.variables.iter().map(|variable| &*variable.name));
                let message = format!("The variable '{name}' is not initialized.");
                Finding::new(Level::Error, "InvalidTemplate", span, message, did_you_mean(near))
            });
            return None;
        };
        if self.sets(name) {
            self.find(|| {
                let message =
                    format!("Self reference is not supported when updating the value of variable '{}'.", variable.name);
                let remedy = "Put the new value in a Compose action first.".to_owned();
                Finding::new(Level::Error, "WorkflowRunActionInputsInvalidProperty", span, message, remedy)
            });
        }
        Some(Type::of_variable(variable.variable_type))
    }

    /// Whether this is the value that a variable is set to.
    fn sets(&self, name: &str) -> bool {
        let action = self.site.action.and_then(|at| self.flow.definition.action(at));
        matches!(action.map(|action| &action.kind), Some(Kind::UpdateVariable(it))
            if it.update == VariableUpdate::Set && same_name(&it.name, name))
    }

    fn parameter(&self, name: &str, span: Span) -> Option<Type> {
        let parameters = &self.flow.definition.parameters;
        let Some(parameter) = parameters.iter().find(|parameter| same_name(&parameter.name, name)) else {
            // `$connections` and its like need no declaration.
            if !name.starts_with('$') {
                self.find(|| {
                    let near = nearest(name, parameters.iter().map(|parameter| &*parameter.name));
                    let message = format!("The workflow parameter '{name}' is not found.");
                    Finding::new(Level::Error, "InvalidTemplate", span, message, did_you_mean(near))
                });
            }
            return None;
        };
        Some(records::of_parameter(parameter))
    }

    /// An object with one more property, or another value of one.
    fn with_property(&self, args: &[Expression], types: &[Type]) -> Option<Type> {
        let (Some(Type::Object(shape)), Some(of)) = (types.first(), types.get(2)) else { return None };
        let name = args.get(1)?.as_text()?;
        if shape.members.is_empty() {
            return None;
        }
        let others = shape.members.iter().filter(|member| !same_name(&member.name, name)).cloned();
        Some(Type::object(others.chain([Member::new(name, of.clone())]).collect()))
    }
}

/// What a function's first argument names.
pub(super) fn named_by(function: &str) -> Option<&'static str> {
    Some(match function {
        "outputs"
        | "body"
        | "actions"
        | "actionOutputs"
        | "actionBody"
        | "result"
        | "formDataValue"
        | "formDataMultiValues"
        | "multipartBody" => "action",
        "items" | "iterationIndexes" => "loop",
        "variables" => "variable",
        "parameters" => "parameter",
        _ => return None,
    })
}

/// The parameter that an argument is for.
pub(super) fn parameter_at(parameters: &[Parameter], at: usize) -> Option<&Parameter> {
    parameters.get(at).or_else(|| parameters.last().filter(|last| last.variadic))
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(|| "Check the name.".to_owned(), |near| format!("Did you mean '{near}'?"))
}

/// `2 to 3 arguments`
fn arguments(function: &Function) -> String {
    let counted = |count: usize| if count == 1 { "1 argument".to_owned() } else { format!("{count} arguments") };
    match (function.min_args, function.max_args) {
        (least, None) => format!("at least {}", counted(least)),
        (least, Some(most)) if least == most => counted(most),
        (least, Some(most)) => format!("{least} to {}", counted(most)),
    }
}
