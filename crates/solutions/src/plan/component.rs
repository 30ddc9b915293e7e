//! What becomes of each component: added, changed, kept or removed.

use model::Privilege;
use serde::{Deserialize, Serialize};

use super::{Facts, SolutionStep, Target};
use crate::{Contents, Settings, contents::RoleFile, text::fold};

/// A kind of component that Steward takes from packages. In the order in which an import does them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ComponentKind {
    /// A table.
    Table,
    /// Columns added to a table that is defined elsewhere.
    #[serde(rename = "columns")]
    TableExtension,
    /// A security role.
    Role,
    /// A custom connector.
    Connector,
    /// An environment variable.
    Variable,
    /// A connection reference.
    Reference,
    /// A cloud flow.
    Flow,
}

impl ComponentKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Table, Self::TableExtension, Self::Role, Self::Connector, Self::Variable, Self::Reference, Self::Flow];

    /// The kind in one word, as files, addresses and the database have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::TableExtension => "columns",
            Self::Role => "role",
            Self::Connector => "connector",
            Self::Variable => "variable",
            Self::Reference => "reference",
            Self::Flow => "flow",
        }
    }

    /// The kind that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl std::fmt::Display for ComponentKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Table => "table",
            Self::TableExtension => "columns",
            Self::Role => "security role",
            Self::Connector => "custom connector",
            Self::Variable => "environment variable",
            Self::Reference => "connection reference",
            Self::Flow => "flow",
        })
    }
}

/// Which component.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ComponentKey {
    /// What it is.
    pub kind: ComponentKind,
    /// Its id for flows and roles, else its name in files, in lower case.
    pub key: String,
    /// What people read.
    pub name: String,
}

/// What becomes of a component.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComponentStep {
    /// Which one.
    pub component: ComponentKey,
    /// What becomes of it.
    pub change: Change,
}

/// What becomes of a component.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// It is not here yet.
    Add,
    /// It is here and differs.
    Change,
    /// It is here as it is in the package.
    Keep,
    /// It came with the installed version and the package no longer has it.
    Remove,
}

/// What a package holds, in the order in which it is done.
pub fn held(contents: &Contents) -> Vec<ComponentKey> {
    let (settings, nowhere) = (Settings::default(), Target::default());
    present(&Facts::new(contents, &settings, &nowhere)).into_iter().map(|step| step.component).collect()
}

pub(super) fn plan(facts: &Facts<'_>, solution: &SolutionStep) -> Vec<ComponentStep> {
    let mut steps = present(facts);
    // Unmanaged solutions only ever add and change: their components stay in the environment.
    let Some(installed) = facts.target.solution.as_ref().filter(|_| solution.managed) else { return steps };
    let of_patches = facts
        .target
        .patches
        .iter()
        .filter(|patch| patch.is_replaced_by(solution.to))
        .flat_map(|patch| &patch.components);
    for old in installed.components.iter().chain(of_patches) {
        if !steps.iter().any(|step| step.component.kind == old.kind && step.component.key == fold(&old.key)) {
            steps.push(ComponentStep { component: old.clone(), change: Change::Remove });
        }
    }
    steps
}

fn present(facts: &Facts<'_>) -> Vec<ComponentStep> {
    let (contents, target) = (facts.contents, facts.target);
    let mut steps = Vec::new();
    let mut push = |kind, key: String, name: &str, change| {
        let component = ComponentKey { kind, key, name: name.to_owned() };
        steps.push(ComponentStep { component, change });
    };
    for table in &contents.tables {
        let here = target.tables.iter().find(|here| here.logical_name == table.logical_name);
        let same = |here: &&model::table::Table| {
            here.display_name == table.display_name
                && here.entity_set == table.entity_set
                && here.schema_name == table.schema_name
                && here.primary_name == table.primary_name
                && table.columns.iter().all(|column| here.column(&column.logical_name) == Some(column))
        };
        push(ComponentKind::Table, table.logical_name.clone(), &table.display_name, change(here, same));
    }
    for extension in contents.extensions.iter().filter(|extension| !extension.columns.is_empty()) {
        let here = target.tables.iter().find(|here| here.logical_name == extension.extends);
        let same = |here: &&model::table::Table| {
            extension.columns.iter().all(|column| here.column(&column.logical_name) == Some(column))
        };
        push(ComponentKind::TableExtension, extension.extends.clone(), &extension.display_name, change(here, same));
    }
    for role in &contents.roles {
        let here = target.roles.iter().find(|here| here.id == role.id);
        let same = |here: &&super::TargetRole| {
            here.name == role.name
                && here.may_act_on_behalf == role.may_act_on_behalf()
                && same_privileges(role, &here.privileges)
        };
        push(ComponentKind::Role, role.id.to_string(), &role.name, change(here, same));
    }
    for connector in &contents.connectors {
        let key = fold(&connector.name);
        let brought = target.definitions.iter().find(|here| fold(&here.name) == key);
        // What is here by other ways has a definition that nobody knows, so it counts as another one.
        let known = super::connector::named(&connector.name, &target.connectors);
        let here = brought.map(Some).or(known.then_some(None));
        let same = |here: &Option<&super::TargetConnector>| here.is_some_and(|here| here.digest == connector.digest);
        push(ComponentKind::Connector, key, &connector.display_name, change(here, same));
    }
    for variable in &contents.environment_variables {
        let key = fold(&variable.schema_name);
        let here = target.variables.iter().find(|here| fold(&here.schema_name) == key);
        let same = |here: &&super::TargetVariable| {
            here.kind == variable.kind
                && here.display_name == variable.display_name
                && here.default_value == variable.default_value
        };
        push(ComponentKind::Variable, key, &variable.display_name, change(here, same));
    }
    for reference in &contents.connection_references {
        let key = fold(&reference.logical_name);
        let here = target.references.iter().find(|here| fold(&here.logical_name) == key);
        let same = |here: &&super::TargetReference| {
            here.connector == reference.connector && here.display_name == reference.display_name
        };
        push(ComponentKind::Reference, key, &reference.display_name, change(here, same));
    }
    for flow in &contents.flows {
        let here = target.flows.iter().find(|here| here.id == flow.id);
        let same = |here: &&super::TargetFlow| here.name == flow.name && here.clientdata == flow.clientdata;
        push(ComponentKind::Flow, flow.id.to_string(), &flow.name, change(here, same));
    }
    steps
}

fn change<T>(here: Option<T>, same: impl FnOnce(&T) -> bool) -> Change {
    match here {
        None => Change::Add,
        Some(here) if same(&here) => Change::Keep,
        Some(_) => Change::Change,
    }
}

/// Whether both give the same, in whichever order and however often.
fn same_privileges(role: &RoleFile, here: &[Privilege]) -> bool {
    role.privileges.iter().all(|privilege| here.contains(privilege))
        && here.iter().all(|privilege| role.privileges.contains(privilege))
}
