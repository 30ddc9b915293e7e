//! Reading actions, in document order.

use std::{collections::HashMap, sync::Arc};

use super::{Action, ActionIx, Branch, Kind, Region, RegionIx, RunAfter, options};
use crate::{
    Object, Value,
    definition::{Definition, InitializeVariable, Status, StatusSet, read::Reader, same_name},
    limits,
};

/// Collects actions in document order.
pub(in crate::definition) struct Collector<'a> {
    actions: Vec<Action>,
    variables: Vec<InitializeVariable>,
    triggers: Vec<Arc<str>>,
    static_results: Option<&'a Value>,
}

impl<'a> Collector<'a> {
    /// Knows the names of the triggers, and the static results that actions may name.
    pub(in crate::definition) fn new(triggers: Vec<Arc<str>>, static_results: Option<&'a Value>) -> Self {
        Self { actions: Vec::new(), variables: Vec::new(), triggers, static_results }
    }

    /// Reads the actions of a block, the reader standing at it.
    pub(in crate::definition) fn read_block(
        &mut self,
        reader: &mut Reader,
        block: Option<&Value>,
        parent: Option<(ActionIx, usize)>,
    ) -> Vec<ActionIx> {
        let object = match block {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Object(object)) => object.clone(),
            Some(other) => {
                reader.error("InvalidTemplate", format!("`actions` must be an object, not {}.", other.type_name()));
                return Vec::new();
            }
        };
        let level = self.level(parent);
        if level > limits::NESTING + 1 {
            let names = object.keys().map(|name| &**name).collect::<Vec<_>>().join(", ");
            reader.error(
                "InvalidTemplate",
                format!("The template actions '{names}' are nested at level '{}' which exceeds the maximum nesting limit of '{}'.", level - 1, limits::NESTING),
            );
            return Vec::new();
        }
        let mut block = Vec::new();
        for (name, source) in object.iter() {
            if self.actions.len() >= usize::from(u16::MAX) {
                reader.error("TooManyActions", "The definition has more actions than can be numbered.");
                break;
            }
            let at = ActionIx::from_usize(self.actions.len());
            block.push(reader.at(name, |reader| {
                reader.on_behalf(Some(at), |reader| self.read_action(reader, name, source, parent))
            }));
        }
        let named: HashMap<String, ActionIx> =
            object.keys().map(|name| name.to_lowercase()).zip(block.iter().copied()).collect();
        for (at, source) in block.iter().zip(object.iter().map(|(_, source)| source)) {
            self.read_run_after(reader, *at, source, &named);
        }
        block
    }

    /// Reads what an action waits for: siblings of the same block, each with the statuses that let it go on.
    fn read_run_after(&mut self, reader: &mut Reader, at: ActionIx, source: &Value, named: &HashMap<String, ActionIx>) {
        let Some(action) = self.actions.get(usize::from(at.0)) else { return };
        let (name, names) = (action.name.clone(), source.get("runAfter").cloned().unwrap_or_default());
        let mut run_after: Vec<RunAfter> = Vec::new();
        reader.at(&name, |reader| match &names {
            Value::Null => {}
            Value::Object(names) => {
                for (on_name, words) in names.iter() {
                    let Some(on) = named.get(&on_name.to_lowercase()).copied() else {
                        // Some designers let the first action run after the trigger, which it does anyway.
                        if self.triggers.iter().any(|trigger| same_name(trigger, on_name)) {
                            continue;
                        }
                        reader.at("runAfter", |reader| {
                            reader.error("InvalidTemplate", format!("The action `{name}` runs after `{on_name}`, which is not an action of the same block. Name a sibling."));
                        });
                        continue;
                    };
                    let mut statuses = StatusSet::default();
                    for word in words.as_array().into_iter().flat_map(|words| words.iter()) {
                        match word.as_str().and_then(Status::from_word) {
                            Some(status) => statuses = statuses.with(status),
                            None => reader.at("runAfter", |reader| {
                                reader.error("InvalidTemplate", format!("`{}` is not a status that `runAfter` can name; use Succeeded, Failed, Skipped or TimedOut.", word.to_json_string()));
                            }),
                        }
                    }
                    if statuses.is_empty() {
                        reader.at("runAfter", |reader| {
                            reader.error("InvalidTemplate", format!("`runAfter` names `{on_name}` without a status; give at least one."));
                        });
                    }
                    run_after.push(RunAfter { on, statuses });
                }
            }
            other => {
                let found = other.type_name();
                reader.at("runAfter", |reader| reader.error("InvalidTemplate", format!("`runAfter` must be an object, not {found}.")));
            }
        });
        for before in &run_after {
            if let Some(action) = self.actions.get_mut(usize::from(before.on.0)) {
                action.dependents.push(at);
            }
        }
        if let Some(action) = self.actions.get_mut(usize::from(at.0)) {
            action.run_after = run_after;
        }
    }

    fn level(&self, parent: Option<(ActionIx, usize)>) -> usize {
        let mut level = 1;
        let mut above = parent;
        while let Some((at, _)) = above {
            level += 1;
            above = self.actions.get(usize::from(at.0)).and_then(|action| action.parent);
        }
        level
    }

    fn read_action(
        &mut self,
        reader: &mut Reader,
        name: &Arc<str>,
        source: &Value,
        parent: Option<(ActionIx, usize)>,
    ) -> ActionIx {
        let at = ActionIx::from_usize(self.actions.len());
        if name.chars().count() > limits::NAME_CHARACTERS {
            reader.warning(
                "InvalidTemplate",
                format!("The name `{name}` is longer than {} characters. Shorten it.", limits::NAME_CHARACTERS),
            );
        }
        let type_name = reader.text(Some(source), "type", true).unwrap_or_else(|| "".into());
        self.actions.push(Action {
            name: name.clone(),
            type_name: type_name.clone(),
            kind: Kind::Scope,
            run_after: Vec::new(),
            dependents: Vec::new(),
            parent,
            branches: Vec::new(),
            region: RegionIx::default(),
            slot: 0,
            body: None,
            options: options::read(reader, source, self.static_results),
            path: reader.path().to_owned(),
        });
        let kind = self.read_kind(reader, &type_name, source, at);
        if let Some(action) = self.actions.get_mut(usize::from(at.0)) {
            action.kind = kind;
        }
        at
    }

    fn read_kind(&mut self, reader: &mut Reader, type_name: &str, source: &Value, at: ActionIx) -> Kind {
        use crate::definition::{
            child_flow, compose, condition, connector, expression_kind, foreach, http, join, opaque, parse_json, query,
            response, select, switch, table, terminate, until, variable, wait, webhook,
        };
        let inputs = source.get("inputs");
        match type_name.to_lowercase().as_str() {
            "compose" => Kind::Compose(compose::read(reader, source)),
            "initializevariable" => {
                let variables = variable::read_initialize(reader, inputs);
                self.variables.extend_from_slice(&variables);
                Kind::InitializeVariable(variables)
            }
            word if variable::update_of(word).is_some() => {
                Kind::UpdateVariable(variable::read_update(reader, word, inputs))
            }
            "if" => {
                self.branch(reader, at, "actions", source.get("actions"));
                let otherwise = source.get("else").and_then(|block| block.get("actions"));
                reader.at("else", |reader| self.branch(reader, at, "actions", otherwise));
                Kind::If(condition::read_at(reader, source, "expression"))
            }
            "switch" => {
                let switch = switch::read(reader, source);
                for (name, case) in source.get("cases").and_then(Value::as_object).into_iter().flat_map(Object::iter) {
                    reader.at("cases", |reader| {
                        reader.at(name, |reader| self.branch(reader, at, "actions", case.get("actions")));
                    });
                }
                let default = source.get("default").and_then(|block| block.get("actions"));
                reader.at("default", |reader| self.branch(reader, at, "actions", default));
                Kind::Switch(switch)
            }
            "foreach" => {
                self.branch(reader, at, "actions", source.get("actions"));
                Kind::Foreach(foreach::read(reader, source))
            }
            "until" => {
                self.branch(reader, at, "actions", source.get("actions"));
                Kind::Until(until::read(reader, source))
            }
            "scope" => {
                self.branch(reader, at, "actions", source.get("actions"));
                Kind::Scope
            }
            "changeset" => {
                self.branch(reader, at, "actions", source.get("actions"));
                self.changeset(reader, at, inputs)
            }
            "terminate" => Kind::Terminate(terminate::read(reader, inputs)),
            "wait" => Kind::Wait(wait::read(reader, inputs)),
            "response" => Kind::Response(response::read(reader, source, inputs)),
            "openapiconnection" | "apiconnection" => Kind::Connector(connector::read(reader, source)),
            "http" => Kind::Http(http::read(reader, inputs)),
            "httpwebhook" => Kind::Webhook(webhook::read(reader, inputs)),
            "query" => Kind::Query(query::read(reader, inputs)),
            "select" => Kind::Select(select::read(reader, inputs)),
            "join" => Kind::Join(join::read(reader, inputs)),
            "table" => Kind::Table(table::read(reader, inputs)),
            "parsejson" => Kind::ParseJson(parse_json::read(reader, inputs)),
            "expression" => expression_kind::read(reader, source)
                .map_or_else(|| Kind::Opaque(opaque::read(inputs)), Kind::Expression),
            other => {
                if let Some(called) = child_flow::read_if(other, reader, inputs) {
                    return Kind::ChildFlow(called);
                }
                self.branch(reader, at, "actions", source.get("actions"));
                if !type_name.is_empty() {
                    reader.warning(
                        "UnsupportedActionType",
                        format!("Steward keeps and shows actions of type `{type_name}` but cannot run them yet; the flow cannot be turned on while it has one."),
                    );
                }
                Kind::Opaque(opaque::read(inputs))
            }
        }
    }

    /// A changeset, if it holds nothing but changes of rows. Source: "Perform a changeset request".
    fn changeset(&self, reader: &mut Reader, at: ActionIx, inputs: Option<&Value>) -> Kind {
        let children = self.actions.get(usize::from(at.0)).into_iter().flat_map(|action| &action.branches);
        let children = children.flat_map(|branch| &branch.actions);
        let is_change = |child: &Action| matches!(&child.kind, Kind::Connector(it) if it.changes_rows());
        let other = children.filter_map(|child| self.actions.get(usize::from(child.0))).find(|child| !is_change(child));
        let Some(other) = other else { return Kind::Changeset };
        reader.warning(
            "UnsupportedActionType",
            format!("A changeset adds, updates and deletes rows, and the action `{}` does something else; the flow cannot be turned on while it is in there.", other.name),
        );
        Kind::Opaque(crate::definition::opaque::read(inputs))
    }

    fn branch(&mut self, reader: &mut Reader, at: ActionIx, key: &str, block: Option<&Value>) {
        let number = self.actions.get(usize::from(at.0)).map_or(0, |action| action.branches.len());
        let name: Arc<str> = reader.path().rsplit('/').next().unwrap_or(key).into();
        let actions = reader.at(key, |reader| self.read_block(reader, block, Some((at, number))));
        if let Some(action) = self.actions.get_mut(usize::from(at.0)) {
            action.branches.push(Branch { name, actions });
        }
    }

    pub(in crate::definition) fn finish(self) -> (Vec<Action>, Vec<InitializeVariable>) {
        (self.actions, self.variables)
    }
}

/// Gives every action its region and slot, and every loop its body's region.
pub(in crate::definition) fn lay_out(definition: &mut Definition) {
    let mut regions = vec![Region { of: None, parent: RegionIx(0), actions: Vec::new() }];
    for at in 0..definition.actions.len() {
        let Some(action) = definition.actions.get(at) else { continue };
        // A parent stands before its children, so it is laid out already.
        let region = action
            .parent
            .and_then(|(parent, _)| definition.action(parent))
            .map_or(RegionIx(0), |parent| parent.body.unwrap_or(parent.region));
        let is_loop = action.kind.is_loop();
        let body = is_loop.then(|| RegionIx(u16::try_from(regions.len()).unwrap_or(u16::MAX)));
        let ix = ActionIx::from_usize(at);
        let mut slot = 0;
        if let Some(place) = regions.get_mut(usize::from(region.0)) {
            slot = u16::try_from(place.actions.len()).unwrap_or(u16::MAX);
            place.actions.push(ix);
        }
        if is_loop {
            regions.push(Region { of: Some(ix), parent: region, actions: Vec::new() });
        }
        if let Some(action) = definition.actions.get_mut(at) {
            action.region = region;
            action.slot = slot;
            action.body = body;
        }
    }
    definition.regions = regions;
}
