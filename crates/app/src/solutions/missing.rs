//! What a solution needs and does not hold.

use std::collections::BTreeMap;

use ::solutions::{
    Contents,
    contents::{ComponentType, DependencyEnd, FlowFile, MissingDependency},
    plan::ComponentKind,
};
use model::{EnvironmentId, FlowId, table::ColumnKind};
use store::{Tx, flows, references, tables, variables};

use super::{components, names};
use crate::{AppError, flows::mentions};

/// Something that a solution needs and does not hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Missing {
    /// What it is.
    pub kind: ComponentKind,
    /// Its id for flows, else its name in files, in lower case.
    pub key: String,
    /// What people read.
    pub name: String,
    /// Whether it is in the environment, so that it can be added.
    pub is_here: bool,
    /// The solution that has it, with its version, where another one does.
    pub solution: Option<String>,
    /// What needs it.
    pub needed_by: Vec<Needing>,
}

/// A component that needs something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Needing {
    /// What it is.
    pub kind: ComponentKind,
    /// Its id for flows and roles, else its name in files, in lower case.
    pub key: String,
    /// What people read.
    pub name: String,
}

impl Missing {
    /// All of it in one sentence.
    pub fn sentence(&self) -> String {
        let needing: Vec<String> = self.needed_by.iter().map(|it| format!("the {} `{}`", it.kind, it.name)).collect();
        let (kind, name) = (self.kind, &self.name);
        let rest = match (&self.solution, self.is_here) {
            (_, false) => "which is not in the environment either".to_owned(),
            (Some(solution), true) => format!("which the solution {solution} has"),
            (None, true) => "which is in no solution; add it".to_owned(),
        };
        super::sentence(&format!("the {kind} `{name}` is needed by {}, {rest}", needing.join(", ")))
    }

    /// What a manifest says of it: a pair for each component that needs it and is not in `was` as it is in `is`.
    pub(super) fn pairs(&self, was: &Contents, is: &Contents) -> Vec<MissingDependency> {
        let required = self.end();
        let needing = self.needed_by.iter().filter(|it| !it.is_same(was, is));
        needing.map(|it| MissingDependency { required: required.clone(), dependent: it.end() }).collect()
    }

    fn end(&self) -> DependencyEnd {
        let solution = self.solution.clone().unwrap_or_else(|| "Active".to_owned());
        DependencyEnd { solution: Some(solution), ..end(self.kind, &self.key, &self.name) }
    }
}

impl Needing {
    fn end(&self) -> DependencyEnd {
        end(self.kind, &self.key, &self.name)
    }

    /// Whether the component is the same in both.
    fn is_same(&self, was: &Contents, is: &Contents) -> bool {
        fn one<'a, T>(list: &'a [T], key: &str, of: impl Fn(&T) -> String) -> Option<&'a T> {
            list.iter().find(|it| of(it) == key)
        }
        let key = self.key.as_str();
        let role = |it: &::solutions::contents::RoleFile| it.id.to_string();
        match self.kind {
            ComponentKind::Flow => {
                let source =
                    |of: &Contents| one(&of.flows, key, |it| it.id.to_string()).map(|it| it.clientdata.clone());
                source(was) == source(is)
            }
            ComponentKind::Role => one(&was.roles, key, role) == one(&is.roles, key, role),
            _ => {
                let table = |of: &Contents| one(&of.tables, key, |it| it.logical_name.clone()).cloned();
                let added = |of: &Contents| one(&of.extensions, key, |it| it.extends.clone()).cloned();
                table(was) == table(is) && added(was) == added(is)
            }
        }
    }
}

fn end(kind: ComponentKind, key: &str, name: &str) -> DependencyEnd {
    let component_type = match kind {
        ComponentKind::Table | ComponentKind::TableExtension => ComponentType::TABLE,
        ComponentKind::Role => ComponentType::ROLE,
        ComponentKind::Connector => ComponentType::CONNECTOR,
        ComponentKind::Variable => ComponentType::VARIABLE,
        ComponentKind::Reference => ComponentType::Named("connectionreference".to_owned()),
        ComponentKind::Flow => ComponentType::WORKFLOW,
    };
    let id = key.parse().ok();
    DependencyEnd {
        component_type,
        schema_name: id.is_none().then(|| key.to_owned()),
        id,
        display_name: Some(name.to_owned()),
        parent_schema_name: None,
        solution: None,
    }
}

/// Whether contents hold what one end of a dependency names.
pub(super) fn holds(is: &Contents, wanted: &DependencyEnd) -> bool {
    let name = wanted.schema_name.as_deref().unwrap_or_default();
    let same = |other: &str| other.eq_ignore_ascii_case(name);
    let kind = &wanted.component_type;
    if kind.is_connection_reference() {
        return is.connection_references.iter().any(|it| same(&it.logical_name));
    }
    match kind {
        _ if *kind == ComponentType::TABLE => is.tables.iter().any(|it| same(&it.logical_name)),
        _ if *kind == ComponentType::VARIABLE => is.environment_variables.iter().any(|it| same(&it.schema_name)),
        _ if *kind == ComponentType::WORKFLOW => is.flows.iter().any(|it| Some(it.id.0) == wanted.id),
        _ if *kind == ComponentType::ROLE => is.roles.iter().any(|it| Some(it.id.0) == wanted.id),
        _ => false,
    }
}

/// Whether two pairs are about the same.
pub(super) fn same(one: &MissingDependency, other: &MissingDependency) -> bool {
    let key = |end: &DependencyEnd| {
        (
            end.component_type.clone(),
            end.id,
            end.schema_name.as_ref().filter(|_| end.id.is_none()).map(|it| it.to_lowercase()),
        )
    };
    key(&one.required) == key(&other.required) && key(&one.dependent) == key(&other.dependent)
}

/// What these contents need and do not hold: references, variables, tables and flows that flows use, and tables that tables point to and
/// roles are about. What every environment has is not missing.
pub(super) fn of(tx: &mut Tx<'_>, environment: EnvironmentId, is: &Contents) -> Result<Vec<Missing>, AppError> {
    let mut needed: BTreeMap<(ComponentKind, String), Vec<Needing>> = BTreeMap::new();
    let mut add = |kind, key: String, by: &Needing| {
        let list = needed.entry((kind, key)).or_default();
        if !list.contains(by) {
            list.push(by.clone());
        }
    };
    let own = |name: &str| names::is_standard(name) || is.tables.iter().any(|it| it.logical_name == name);
    let others: Vec<_> = tables::list_tables(tx, environment)?;
    for flow in &is.flows {
        let by = Needing { kind: ComponentKind::Flow, key: flow.id.to_string(), name: flow.name.clone() };
        for (kind, key) in of_flow(is, flow) {
            add(kind, key, &by);
        }
        for table in others.iter().filter(|table| !own(&table.logical_name)) {
            let named = |name: &str| mentions::mentions(&flow.clientdata, name);
            if named(&table.logical_name) || named(&table.entity_set) {
                add(ComponentKind::Table, table.logical_name.clone(), &by);
            }
        }
    }
    let whole = is.tables.iter().map(|it| (ComponentKind::Table, &it.logical_name, &it.display_name, &it.columns));
    let added =
        is.extensions.iter().map(|it| (ComponentKind::TableExtension, &it.extends, &it.display_name, &it.columns));
    for (kind, key, name, columns) in whole.chain(added) {
        let by = Needing { kind, key: key.clone(), name: name.clone() };
        for column in columns {
            let ColumnKind::Lookup { targets, .. } = &column.kind else { continue };
            for target in
                targets.iter().filter(|target| others.iter().any(|it| it.logical_name == **target) && !own(target))
            {
                add(ComponentKind::Table, target.clone(), &by);
            }
        }
    }
    for role in &is.roles {
        let by = Needing { kind: ComponentKind::Role, key: role.id.to_string(), name: role.name.clone() };
        for table in role.privileges.iter().map(|it| &it.table) {
            if others.iter().any(|it| it.logical_name == *table) && !own(table) {
                add(ComponentKind::Table, table.clone(), &by);
            }
        }
    }
    needed.into_iter().map(|((kind, key), by)| missing(tx, environment, kind, key, by)).collect()
}

/// The references, variables and flows that a flow uses and the contents do not hold.
fn of_flow(is: &Contents, flow: &FlowFile) -> Vec<(ComponentKind, String)> {
    let has = |kind: ComponentKind, key: &str| holds(is, &end(kind, key, ""));
    let references = flow
        .connections
        .iter()
        .filter_map(|it| Some((ComponentKind::Reference, it.reference.as_deref()?.to_lowercase())));
    let variables = flow.variables.iter().map(|it| (ComponentKind::Variable, it.schema_name.to_lowercase()));
    let flows = flow.calls.iter().map(|id| (ComponentKind::Flow, id.to_string()));
    references.chain(variables).chain(flows).filter(|(kind, key)| !has(*kind, key)).collect()
}

fn missing(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    kind: ComponentKind,
    key: String,
    needed_by: Vec<Needing>,
) -> Result<Missing, AppError> {
    let name = match kind {
        ComponentKind::Flow => match key.parse::<FlowId>() {
            Ok(id) => flows::by_id(tx, environment, id)?.map(|flow| flow.name),
            Err(_) => None,
        },
        ComponentKind::Reference => references::by_name(tx, environment, &key)?.map(|it| it.display_name),
        ComponentKind::Variable => variables::by_name(tx, environment, &key)?.map(|it| it.display_name),
        _ => tables::by_name(tx, environment, &key)?.map(|table| table.display_name.clone()),
    };
    let holder = components::holders(tx, environment, &components::component(kind, &key))?.into_iter().next();
    let solution = holder.map(|it| format!("{} ({})", it.unique_name, it.version));
    Ok(Missing { kind, is_here: name.is_some(), name: name.unwrap_or_else(|| key.clone()), key, solution, needed_by })
}
