//! Definitions: a workflow with every action typed, every expression parsed once and every mistake with its place.
//!
//! A definition is flat: [`Definition::actions`] lists all actions in document order, and a control action names its children
//! by their place in that list. Each kind of action has a file here that reads its JSON, and one in the engine that runs it.

mod action;
mod check;
mod child_flow;
mod clientdata;
mod compose;
mod condition;
mod connector;
mod document;
mod duration;
mod ended;
mod expression_kind;
mod foreach;
mod http;
mod join;
mod opaque;
mod parse_json;
mod query;
mod read;
mod reference;
mod response;
mod select;
mod status;
mod switch;
mod table;
mod terminate;
mod trigger;
mod until;
mod variable;
mod wait;
mod webhook;

use std::{collections::HashMap, sync::Arc};

pub use action::{Action, ActionIx, Branch, Kind, Options, Region, RegionIx, RunAfter, StaticResult};
pub use child_flow::ChildFlow;
pub use clientdata::{Clientdata, ReferenceKey, ReferenceMode, RuntimeSource, reference_mode};
pub use compose::Compose;
pub use condition::{Comparison, Condition};
pub use connector::ConnectorAction;
pub use duration::Duration;
pub(crate) use ended::Ended;
pub use expression_kind::ExpressionKind;
pub use foreach::Foreach;
pub use http::{Http, RetryPolicy};
pub use join::Join;
pub use opaque::Opaque;
pub use parse_json::ParseJson;
pub use query::Query;
pub use response::Response;
pub use select::Select;
pub use status::{Status, StatusSet};
pub use switch::{Case, Switch};
pub use table::{Column, Table, TableFormat};
pub use terminate::Terminate;
pub use trigger::{
    Concurrency, Frequency, PollTrigger, Recurrence, RelativePath, RequestTrigger, RowTrigger, Schedule, Trigger,
    TriggerKind, Window,
};
pub use until::Until;
pub use variable::{InitializeVariable, UpdateVariable, VariableType, VariableUpdate};
pub use wait::Wait;
pub use webhook::Webhook;

use crate::{Diagnostic, Profile, Value};
use read::Reader;

/// A workflow definition.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The parameters that it declares.
    pub parameters: Vec<Parameter>,
    /// The triggers; Power Automate flows have one.
    pub triggers: Vec<Trigger>,
    /// All actions in document order, nested ones after the one that holds them.
    pub actions: Vec<Action>,
    /// The top-level actions.
    pub root: Vec<ActionIx>,
    /// The top level and each loop's body: within one, every action runs at most once for each iteration.
    pub regions: Vec<Region>,
    /// The variables that it declares, in document order.
    pub variables: Vec<InitializeVariable>,
    /// Whose behaviour it follows: that of where its file comes from.
    pub profile: Profile,
    names: HashMap<String, ActionIx>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Arc<str>,
    /// Its type in lower case.
    pub type_name: String,
    /// What holds where nothing else gives a value.
    pub default_value: Option<Value>,
    /// The environment variable that gives the value (`metadata.schemaName`).
    pub environment_variable: Option<String>,
}

impl Definition {
    /// Reads a definition. All problems are reported at once; what could be read is in the result, so that it can be shown.
    /// A definition may be run only if no problem is an error.
    ///
    /// Takes a bare definition, a cloud flow's file (`properties.definition`), a workflow file (`definition`) or an ARM
    /// template that holds one workflow. The last two are of Logic Apps, and behave as they do there.
    pub fn parse(source: &Value) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::default();
        let (inner, document) = document::find(source);
        let mut definition = read_document(&mut reader, &inner);
        definition.profile = document.profile();
        definition.link(&mut reader);
        check::check(&definition, &inner, document, &mut reader);
        (definition, reader.into_problems())
    }

    /// The trigger. Power Automate flows have one.
    pub fn trigger(&self) -> Option<&Trigger> {
        self.triggers.first()
    }

    /// The action at a place of the list.
    pub fn action(&self, at: ActionIx) -> Option<&Action> {
        self.actions.get(usize::from(at.0))
    }

    /// The actions of a block in an order in which each comes after those that it runs after.
    pub fn in_order(&self, block: &[ActionIx]) -> Vec<ActionIx> {
        let (mut order, mut left) = (Vec::new(), block.to_vec());
        loop {
            let comes = |at: &ActionIx| {
                self.action(*at).is_none_or(|action| action.run_after.iter().all(|before| order.contains(&before.on)))
            };
            let (next, others): (Vec<_>, Vec<_>) = left.into_iter().partition(comes);
            let goes_on = !next.is_empty();
            order.extend(next);
            if !goes_on {
                // Those that run after each other in a circle; a flow that has any is refused.
                order.extend(others);
                return order;
            }
            left = others;
        }
    }

    /// The control action that holds an action.
    pub(crate) fn parent(&self, action: &Action) -> Option<&Action> {
        action.parent.and_then(|(parent, _)| self.action(parent))
    }

    /// The action of this name, ignoring case.
    pub fn find(&self, name: &str) -> Option<ActionIx> {
        if let Some(at) = self.names.get(name) {
            return Some(*at);
        }
        self.names.get(&name.to_lowercase()).copied()
    }

    /// The place of the variable of this name in [`variables`](Self::variables), ignoring case.
    pub fn variable(&self, name: &str) -> Option<usize> {
        self.variables.iter().position(|variable| same_name(&variable.name, name))
    }

    /// Places and actions, in document order.
    pub fn iter(&self) -> impl Iterator<Item = (ActionIx, &Action)> {
        self.actions.iter().enumerate().map(|(at, action)| (ActionIx::from_usize(at), action))
    }

    /// Whether the document holds an action of this kind.
    pub fn has(&self, what: impl Fn(&Kind) -> bool) -> bool {
        self.actions.iter().any(|action| what(&action.kind))
    }

    /// Resolves names, and lays out regions and slots.
    fn link(&mut self, reader: &mut Reader) {
        for at in 0..self.actions.len() {
            let Some(action) = self.actions.get(at) else { continue };
            let (name, path) = (action.name.clone(), action.path.clone());
            let key = name.to_lowercase();
            if self.names.contains_key(&key) {
                reader.at(&path, |reader| {
                    reader.error("DuplicateActionName", format!("The name `{name}` is used by more than one action; names are compared without case. Rename one."));
                });
                continue;
            }
            self.names.insert(key, ActionIx::from_usize(at));
            self.names.entry(name.to_string()).or_insert(ActionIx::from_usize(at));
        }
        action::lay_out(self);
    }
}

/// Whether two names of actions, variables or parameters are the same.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}

fn read_document(reader: &mut Reader, source: &Value) -> Definition {
    let mut definition = Definition {
        parameters: Vec::new(),
        triggers: Vec::new(),
        actions: Vec::new(),
        root: Vec::new(),
        regions: Vec::new(),
        variables: Vec::new(),
        profile: Profile::default(),
        names: HashMap::new(),
    };
    if source.as_object().is_none() {
        reader.error(
            "InvalidTemplate",
            format!("A definition must be an object with `triggers` and `actions`, not {}.", source.type_name()),
        );
        return definition;
    }
    reader.members(source, "parameters", |reader, name, value| {
        definition.parameters.push(read_parameter(reader, name, value));
    });
    reader.members(source, "triggers", |reader, name, value| {
        definition.triggers.push(trigger::read(reader, name, value));
    });
    let triggers = definition.triggers.iter().map(|trigger| trigger.name.clone());
    let mut actions = action::Collector::new(triggers.collect(), source.get("staticResults"));
    definition.root = reader.at("actions", |reader| actions.read_block(reader, source.get("actions"), None));
    (definition.actions, definition.variables) = actions.finish();
    definition
}

fn read_parameter(reader: &mut Reader, name: &Arc<str>, value: &Value) -> Parameter {
    let type_name = value.get("type").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    const TYPES: [&str; 8] = ["string", "securestring", "int", "float", "bool", "array", "object", "secureobject"];
    if !TYPES.contains(&type_name.as_str()) {
        reader.warning(
            "InvalidTemplate",
            format!("The parameter `{name}` has the type `{type_name}`; it must be one of {}.", TYPES.join(", ")),
        );
    }
    Parameter {
        name: name.clone(),
        type_name,
        default_value: value.get("defaultValue").cloned(),
        environment_variable: value
            .get("metadata")
            .and_then(|metadata| metadata.get("schemaName"))
            .and_then(Value::as_str)
            .map(str::to_owned),
    }
}
