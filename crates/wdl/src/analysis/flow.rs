//! What the trigger and the actions of a definition give, as far as that is known before they run.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use super::{
    infer::Inference,
    schema::of_schema,
    site::Site,
    types::{Lookup, Member, Type},
};
use crate::{
    Template, Value,
    definition::{Action, ActionIx, Definition, Kind, Trigger, TriggerKind},
    function,
};

/// How deep expressions, values and the actions that they read are followed together, for the stack's sake.
const DEEPEST: u32 = 200;

/// What is known of the operations of connectors.
pub trait Schemas {
    /// The body that an operation answers with, or that its event brings. [`Type::Any`] where nothing is known.
    fn body(&self, operation: &Operation<'_>) -> Type;
}

/// Knows no connector.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSchemas;

impl Schemas for NoSchemas {
    fn body(&self, _: &Operation<'_>) -> Type {
        Type::Any
    }
}

/// An operation of a connector, as a definition names it.
#[derive(Clone, Debug)]
pub struct Operation<'a> {
    /// The key in `connectionReferences`.
    pub reference_key: &'a str,
    /// The connector, as spelled; empty where the definition leaves it to the reference.
    pub api: &'a str,
    /// The operation's id.
    pub id: &'a str,
    /// Those of its parameters that are literal texts.
    pub parameters: Vec<(&'a str, &'a str)>,
}

/// A definition whose types are asked for.
pub(super) struct Flow<'a> {
    pub(super) definition: &'a Definition,
    schemas: &'a dyn Schemas,
    /// What was worked out before; `None` while it is being worked out.
    known: RefCell<HashMap<Asked, Option<Type>>>,
    depth: Cell<u32>,
}

/// What is worked out once.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Asked {
    /// An action's outputs.
    Outputs(ActionIx),
    /// An item of the list that an action works through.
    Item(ActionIx),
    /// The trigger's outputs, before they are split or after.
    Trigger { whole: bool },
}

impl<'a> Flow<'a> {
    pub(super) fn new(definition: &'a Definition, schemas: &'a dyn Schemas) -> Self {
        Self { definition, schemas, known: RefCell::default(), depth: Cell::new(0) }
    }

    /// Works something out one level deeper; too deep, it may be anything.
    pub(super) fn deeper(&self, work: impl FnOnce() -> Type) -> Type {
        if self.depth.get() >= DEEPEST {
            return Type::Any;
        }
        self.depth.set(self.depth.get() + 1);
        let found = work();
        self.depth.set(self.depth.get() - 1);
        found
    }

    /// Works something out once. What needs itself may be anything.
    fn once(&self, asked: Asked, work: impl FnOnce() -> Type) -> Type {
        if let Some(known) = self.known.borrow().get(&asked) {
            return known.clone().unwrap_or(Type::Any);
        }
        self.known.borrow_mut().insert(asked, None);
        let found = self.deeper(work);
        self.known.borrow_mut().insert(asked, Some(found.clone()));
        found
    }

    /// An action's outputs in one iteration.
    pub(super) fn outputs(&self, at: ActionIx) -> Type {
        let Some(action) = self.definition.action(at) else { return Type::Any };
        self.once(Asked::Outputs(at), || self.outputs_of(at, action))
    }

    fn outputs_of(&self, at: ActionIx, action: &Action) -> Type {
        let here = |template: &Template| self.template(template, Site::of(at));
        match &action.kind {
            Kind::Compose(it) => here(&it.inputs),
            Kind::Query(it) => body(here(&it.from)),
            Kind::Select(it) => body(Type::array_of(self.template(&it.select, Site::within(at)))),
            Kind::Join(_) | Kind::Table(_) => body(Type::String),
            Kind::ParseJson(it) => body(match it.schema.as_ref().and_then(Template::as_literal) {
                Some(schema) => of_schema(schema, schema),
                None => Type::Any,
            }),
            Kind::Expression(it) => body(
                function::catalogue()
                    .find(|known| known.name == it.function)
                    .map_or(Type::Any, |known| Type::of_signature(&known.result)),
            ),
            Kind::Http(_) | Kind::ChildFlow(_) => answer(Type::Any),
            Kind::Webhook(_) => callback(),
            Kind::Connector(it) => answer(self.schemas.body(&Operation {
                reference_key: &it.reference_key,
                api: &it.api,
                id: &it.operation,
                parameters: literal_texts(&it.parameters),
            })),
            Kind::Response(it) => here(&it.inputs),
            Kind::UpdateVariable(it) => {
                let declared = self.definition.variable(&it.name).and_then(|at| self.definition.variables.get(at));
                let value = declared.map_or(Type::Any, |declared| Type::of_variable(declared.variable_type));
                body(Type::object(vec![Member::new("name", Type::String), Member::new("value", value)]))
            }
            Kind::InitializeVariable(_)
            | Kind::If(_)
            | Kind::Switch(_)
            | Kind::Foreach(_)
            | Kind::Until(_)
            | Kind::Scope
            | Kind::Changeset
            | Kind::Terminate(_)
            | Kind::Wait(_)
            | Kind::Opaque(_) => Type::Any,
        }
    }

    /// An item of the list that a loop or a data operation works through.
    pub(super) fn item_of(&self, at: ActionIx) -> Type {
        let list = match self.definition.action(at).map(|action| &action.kind) {
            Some(Kind::Foreach(it)) => &it.items,
            Some(Kind::Query(it)) => &it.from,
            Some(Kind::Select(it)) => &it.from,
            Some(Kind::Table(it)) => &it.from,
            _ => return Type::Any,
        };
        self.once(Asked::Item(at), || self.template(list, Site::of(at)).item().unwrap_or(Type::Any))
    }

    /// The type of a template at a place.
    fn template(&self, template: &Template, site: Site) -> Type {
        Inference::new(self, &site).template(template)
    }

    /// The trigger's outputs: as they came (`whole`), or as one run has them where they are split.
    pub(super) fn trigger_outputs(&self, whole: bool) -> Type {
        let Some(trigger) = self.definition.trigger() else { return Type::Any };
        match &trigger.split_on {
            Some(split) if !whole => self.once(Asked::Trigger { whole }, || {
                let item = self.template(split, Site::split()).item().unwrap_or(Type::Any);
                let outputs = self.trigger_outputs(true);
                let others = outputs.members().filter(|member| &*member.name != "body").cloned();
                Type::object(others.chain([Member::new("body", item)]).collect())
            }),
            _ => self.once(Asked::Trigger { whole: true }, || self.event(trigger)),
        }
    }

    fn event(&self, trigger: &Trigger) -> Type {
        let texts = || Type::object(Vec::new());
        let member = Member::new;
        match &trigger.kind {
            TriggerKind::Request(it) => Type::object(vec![
                member("headers", texts()),
                member("queries", texts()),
                member("relativePathParameters", texts()),
                member("body", of_schema(&it.schema, &it.schema)),
            ]),
            TriggerKind::Row(it) => self.event_of(Operation {
                reference_key: &it.reference_key,
                api: "",
                id: "SubscribeWebhookTrigger",
                parameters: vec![("subscriptionRequest/entityname", &it.table)],
            }),
            TriggerKind::Connector { reference_key, api, operation, .. } => {
                self.event_of(Operation { reference_key, api, id: operation, parameters: Vec::new() })
            }
            TriggerKind::Webhook(_) => callback(),
            TriggerKind::Poll(_) => answer(Type::Any),
            TriggerKind::Recurrence(_) | TriggerKind::Opaque => Type::Any,
        }
    }

    fn event_of(&self, operation: Operation<'_>) -> Type {
        Type::object(vec![
            Member::new("headers", Type::object(Vec::new())),
            Member::new("body", self.schemas.body(&operation)),
        ])
    }
}

/// The request of a service that calls back.
fn callback() -> Type {
    let texts = || Type::object(Vec::new());
    Type::object(vec![Member::new("headers", texts()), Member::new("queries", texts()), Member::new("body", Type::Any)])
}

/// The `body` of outputs; null if there is none.
pub(super) fn body_of(outputs: &Type) -> Type {
    match outputs.member("body") {
        Lookup::Found(member) => member.of,
        Lookup::Missing | Lookup::Fails => Type::Null,
        Lookup::Unknown => Type::Any,
    }
}

fn body(of: Type) -> Type {
    Type::object(vec![Member::new("body", of)])
}

fn answer(body: Type) -> Type {
    Type::object(vec![
        Member::new("statusCode", Type::Integer),
        Member::new("headers", Type::object(Vec::new())),
        Member::new("body", body),
    ])
}

/// The members of a template that are literal texts.
fn literal_texts(template: &Template) -> Vec<(&str, &str)> {
    match template {
        Template::Literal(Value::Object(members)) => {
            members.iter().filter_map(|(name, value)| Some((&**name, value.as_str()?))).collect()
        }
        Template::Object(members) => members
            .iter()
            .filter_map(|(name, value)| Some((name.as_literal()?.as_str()?, value.as_literal()?.as_str()?)))
            .collect(),
        _ => Vec::new(),
    }
}
