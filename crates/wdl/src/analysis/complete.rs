//! What could be written at the cursor.

use std::sync::Arc;

use super::{
    flow::{Flow, body_of},
    infer::Inference,
    records,
    site::Site,
    spot::{Argument, Around, Open, Spot, is_of_word},
    types::{Member, Type},
};
use crate::{
    Expression, Span,
    definition::Kind,
    function::{self, Signature},
};

/// How many completions are given at most.
const MOST: usize = 400;

/// Something that could be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// What people choose by.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// What is written in place of `replace`.
    pub insert: String,
    /// A function's signature; the type of anything else.
    pub detail: String,
    /// What it does or holds, in one sentence, where that is known.
    pub about: Option<Arc<str>>,
    /// What of the text is replaced.
    pub replace: Span,
}

/// What a completion is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompletionKind {
    /// A function.
    Function,
    /// What the trigger brought.
    Trigger,
    /// What an action gave, or its name.
    Action,
    /// A parameter of the flow.
    Parameter,
    /// A variable.
    Variable,
    /// A loop around this place, or its current item.
    Loop,
    /// A property of an object.
    Property,
}

/// The completions at the end of an open expression, which stands at the beginning of `text`.
pub(super) fn completions(flow: &Flow<'_>, site: &Site, open: &Open<'_>, text: &str) -> Vec<Completion> {
    let Some(spot) = open.spot() else { return Vec::new() };
    let (Spot::Value { typed, .. } | Spot::Text { typed, .. } | Spot::Property { typed, .. }) = spot;
    let mut list = List {
        typed: open.part(typed).replace("''", "'").to_lowercase(),
        replace: Span::new(typed.start, typed.end + still_to_come(&spot, text.get(typed.end..).unwrap_or_default())),
        found: Vec::new(),
    };
    match spot {
        Spot::Value { argument, .. } => {
            if let Some(argument) = argument {
                names(flow, site, argument, true, &mut list);
            }
            references(flow, site, &mut list);
            functions(&mut list);
        }
        Spot::Text { argument, .. } => names(flow, site, argument, false, &mut list),
        Spot::Property { target, written, .. } => properties(flow, site, target, written, &mut list),
    }
    list.best()
}

/// How much of what is being written stands behind the cursor.
fn still_to_come(spot: &Spot<'_>, after: &str) -> usize {
    match spot {
        Spot::Text { .. } | Spot::Property { written: Around::Quote, .. } => {
            // The next quote may as well begin another text.
            let rest = after.split('\'').next().unwrap_or_default();
            let is_name = rest.len() < after.len() && !rest.contains(['(', ')', '[', ']', '{', '}', ',', '@']);
            if is_name { rest.len() } else { 0 }
        }
        Spot::Value { .. } | Spot::Property { written: Around::Dot, .. } => {
            after.chars().take_while(|c| is_of_word(*c)).count()
        }
        Spot::Property { .. } => 0,
    }
}

/// Completions that fit what is typed.
struct List {
    typed: String,
    replace: Span,
    found: Vec<(usize, Completion)>,
}

impl List {
    fn add(&mut self, label: &str, kind: CompletionKind, insert: String, detail: String, about: Option<Arc<str>>) {
        let Some(at) = label.to_lowercase().find(&self.typed) else { return };
        let completion = Completion { label: label.to_owned(), kind, insert, detail, about, replace: self.replace };
        self.found.push((at.min(1), completion));
    }

    /// Those that begin with what is typed before those that only hold it; else as they were found.
    fn best(mut self) -> Vec<Completion> {
        self.found.sort_by_key(|(rank, _)| *rank);
        self.found.into_iter().map(|(_, completion)| completion).take(MOST).collect()
    }
}

fn functions(list: &mut List) {
    for Signature { name, parameters, text, summary, .. } in function::catalogue() {
        let insert = if parameters.is_empty() { format!("{name}()") } else { format!("{name}(") };
        list.add(name, CompletionKind::Function, insert, (*text).to_owned(), Some((*summary).into()));
    }
}

/// Names that the first argument of a reference function can be.
fn names(flow: &Flow<'_>, site: &Site, argument: Argument<'_>, quoted: bool, list: &mut List) {
    let (Some(function), 0) = (argument.function, argument.at()) else { return };
    let mut add = |name: &str, kind: CompletionKind, detail: String| {
        let insert = if quoted { text_of(name) } else { escaped(name) };
        list.add(name, kind, insert, detail, None);
    };
    let definition = flow.definition;
    match function.name {
        "variables" => definition.variables.iter().for_each(|variable| {
            add(&variable.name, CompletionKind::Variable, Type::of_variable(variable.variable_type).to_string());
        }),
        "parameters" => definition.parameters.iter().for_each(|parameter| {
            add(&parameter.name, CompletionKind::Parameter, records::of_parameter(parameter).to_string());
        }),
        "items" | "iterationIndexes" => {
            let wants_until = function.name == "iterationIndexes";
            for (at, action) in site.loops(flow) {
                if matches!(action.kind, Kind::Until(_)) == wants_until {
                    let detail = if wants_until { Type::Integer } else { flow.item_of(at) };
                    add(&action.name, CompletionKind::Loop, detail.to_string());
                }
            }
        }
        "outputs"
        | "body"
        | "actions"
        | "actionOutputs"
        | "actionBody"
        | "formDataValue"
        | "formDataMultiValues"
        | "multipartBody"
        | "result" => {
            for (at, action) in definition.iter() {
                let fits = match function.name {
                    "result" => action.kind.is_control(),
                    "outputs" | "actionOutputs" => true,
                    _ => site.repeated_by(flow, at).is_none(),
                };
                if fits && site.has_ended(flow, at) {
                    add(&action.name, CompletionKind::Action, action.type_name.to_string());
                }
            }
        }
        _ => {}
    }
}

/// Whole references to what can be read here, each with the properties that are known of it.
fn references(flow: &Flow<'_>, site: &Site, list: &mut List) {
    use CompletionKind::{Action, Loop, Parameter, Trigger, Variable};
    let definition = flow.definition;
    if let Some(item) = site.item(flow) {
        with_members(list, "item()", Loop, &item);
    }
    for (at, action) in site.loops(flow) {
        if matches!(action.kind, Kind::Foreach(_)) {
            with_members(list, &format!("items({})", text_of(&action.name)), Loop, &flow.item_of(at));
        }
    }
    if definition.trigger().is_some() {
        let outputs = flow.trigger_outputs(site.sees_whole);
        with_members(list, "triggerBody()", Trigger, &body_of(&outputs));
        list.add("triggerOutputs()", Trigger, "triggerOutputs()".to_owned(), outputs.to_string(), None);
    }
    for parameter in &definition.parameters {
        let of = records::of_parameter(parameter);
        with_members(list, &format!("parameters({})", text_of(&parameter.name)), Parameter, &of);
    }
    for variable in &definition.variables {
        let of = Type::of_variable(variable.variable_type);
        with_members(list, &format!("variables({})", text_of(&variable.name)), Variable, &of);
    }
    // The nearest actions first.
    for (at, action) in definition.iter().collect::<Vec<_>>().into_iter().rev() {
        let gives = !matches!(action.kind, Kind::InitializeVariable(_) | Kind::Terminate(_) | Kind::Wait(_));
        if !gives || action.kind.is_control() || !site.has_ended(flow, at) {
            continue;
        }
        let name = text_of(&action.name);
        let outputs = flow.outputs(at);
        if site.repeated_by(flow, at).is_some() {
            with_members(list, &format!("outputs({name})"), Action, &Type::array_of(outputs));
        } else if matches!(action.kind, Kind::Compose(_)) {
            with_members(list, &format!("outputs({name})"), Action, &outputs);
        } else {
            with_members(list, &format!("body({name})"), Action, &body_of(&outputs));
        }
    }
}

fn with_members(list: &mut List, reference: &str, kind: CompletionKind, of: &Type) {
    list.add(reference, kind, reference.to_owned(), of.to_string(), None);
    for Member { name, of, about } in of.members() {
        let whole = format!("{reference}?[{}]", text_of(name));
        list.add(&whole, kind, whole.clone(), of.to_string(), about.clone());
    }
}

fn properties(flow: &Flow<'_>, site: &Site, target: &Expression, written: Around, list: &mut List) {
    let of = Inference::new(flow, site).expression(target);
    for Member { name, of, about } in of.members() {
        let insert = match written {
            Around::Nothing => format!("?[{}]", text_of(name)),
            Around::Question => format!("[{}]", text_of(name)),
            Around::Bracket => text_of(name),
            Around::Quote => escaped(name),
            Around::Dot if name.chars().all(is_of_word) && !name.starts_with(|c: char| c.is_ascii_digit()) => {
                name.to_string()
            }
            Around::Dot => continue,
        };
        list.add(name, CompletionKind::Property, insert, of.to_string(), about.clone());
    }
}

/// A name as a text of an expression.
fn text_of(name: &str) -> String {
    format!("'{}'", escaped(name))
}

fn escaped(name: &str) -> String {
    name.replace('\'', "''")
}
