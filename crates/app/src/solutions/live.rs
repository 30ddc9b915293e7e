//! What a solution holds, as it is in an environment now.

use ::solutions::{
    Contents,
    contents::{FlowFile, ReferenceFile, RoleFile, TableExtension, VariableFile},
    plan::ComponentKind,
};
use model::{
    EnvironmentId, EnvironmentVariable,
    table::{Column, Table},
};
use store::{
    Tx, flows, references, roles, roles::SecurityRole, solutions::components::Component, tables as stored, variables,
};
use tables::system;

use super::names;
use crate::{AppError, Steward};

/// The privilege to act for others, which a role has beside those on tables.
const ACTS_FOR_OTHERS: &str = "prvActOnBehalfOfAnotherUser";

/// The components as they are now. What is not here any more is left out; what only the package knows is taken from `was`, what it holds.
pub(crate) fn contents(
    steward: &Steward,
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    was: &Contents,
    held: &[Component],
) -> Result<Contents, AppError> {
    let mut is = Contents {
        manifest: was.manifest.clone(),
        kept: was.kept.clone(),
        choices: was.choices.clone(),
        connectors: was.connectors.clone(),
        ..Contents::default()
    };
    for Component { kind, key } in in_order(was, held) {
        match ComponentKind::named(&kind) {
            Some(ComponentKind::Flow) => is.flows.extend(flow(steward, tx, environment, was, &key)?),
            Some(ComponentKind::Reference) => is.connection_references.extend(reference(tx, environment, was, &key)?),
            Some(ComponentKind::Variable) => {
                let variable = variables::by_name(tx, environment, &key)?;
                is.environment_variables.extend(variable.map(|variable| variable_file(variable, was)));
            }
            Some(ComponentKind::Role) => {
                let role = match key.parse() {
                    Ok(id) => roles::by_id(tx, environment, id)?,
                    Err(_) => None,
                };
                is.roles.extend(role.map(|role| role_file(role, was)));
            }
            Some(ComponentKind::Table) => {
                let table = stored::by_name(tx, environment, &key)?;
                is.tables.extend(table.map(|table| table_file(&table, was)));
            }
            Some(ComponentKind::TableExtension) => {
                let table = stored::by_name(tx, environment, &key)?;
                is.extensions.extend(table.map(|table| extension(&table, was)));
            }
            Some(ComponentKind::Connector) | None => {}
        }
    }
    // Forms and views of tables that are defined elsewhere come without columns and are no components.
    let only_kept =
        |it: &&TableExtension| it.columns.is_empty() && !is.extensions.iter().any(|x| x.extends == it.extends);
    let only_kept: Vec<TableExtension> = was.extensions.iter().filter(only_kept).cloned().collect();
    is.extensions.extend(only_kept);
    let gone = |table: &String| {
        let had = was.tables.iter().any(|it| it.logical_name == *table);
        had && !is.tables.iter().any(|it| it.logical_name == *table)
    };
    let relationships = was.relationships.iter();
    is.relationships = relationships.filter(|it| !it.tables().into_iter().any(gone)).cloned().collect();
    Ok(is)
}

/// In the order of the package, and what it does not have after that, by kind and key: so the same content is the same bytes.
fn in_order(was: &Contents, held: &[Component]) -> Vec<Component> {
    let named = |kind: ComponentKind, key: String| super::components::component(kind, key);
    let tables = was.tables.iter().map(|it| named(ComponentKind::Table, it.logical_name.clone()));
    let extensions = was.extensions.iter().map(|it| named(ComponentKind::TableExtension, it.extends.clone()));
    let roles = was.roles.iter().map(|it| named(ComponentKind::Role, it.id.to_string()));
    let flows = was.flows.iter().map(|it| named(ComponentKind::Flow, it.id.to_string()));
    let variables = was.environment_variables.iter().map(|it| named(ComponentKind::Variable, it.schema_name.clone()));
    let references =
        was.connection_references.iter().map(|it| named(ComponentKind::Reference, it.logical_name.clone()));
    let mut order: Vec<Component> =
        tables.chain(extensions).chain(roles).chain(flows).chain(variables).chain(references).collect();
    order.retain(|component| held.contains(component));
    let mut added: Vec<Component> = held.iter().filter(|component| !order.contains(component)).cloned().collect();
    added.sort();
    order.extend(added);
    order
}

fn flow(
    steward: &Steward,
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    was: &Contents,
    key: &str,
) -> Result<Option<FlowFile>, AppError> {
    let Ok(id) = key.parse() else { return Ok(None) };
    let Some(flow) = flows::by_id(tx, environment, id)? else { return Ok(None) };
    let known = was.flows.iter().find(|it| it.id == id);
    // A flow that only lacks something here is, where it is built, what its package says.
    let on = flow.is_on || flow.off_reason.is_some() && known.is_some_and(|known| known.on);
    let source = steward.compiled().current(tx, &flow)?.source.clone();
    let path = known.map(|known| known.path.clone()).unwrap_or_default();
    let mut file = FlowFile::new(id, flow.name, on, path, source);
    file.description = known.and_then(|known| known.description.clone());
    if file.path.is_empty() {
        file.path = file.default_path();
    }
    Ok(Some(file))
}

fn reference(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    was: &Contents,
    key: &str,
) -> Result<Option<ReferenceFile>, AppError> {
    let Some(reference) = references::by_name(tx, environment, key)? else { return Ok(None) };
    let known = was.connection_references.iter().find(|it| it.logical_name.eq_ignore_ascii_case(key));
    Ok(Some(ReferenceFile {
        logical_name: known.map_or(reference.logical_name, |known| known.logical_name.clone()),
        display_name: reference.display_name,
        description: known.and_then(|known| known.description.clone()),
        custom_connector: known.and_then(|known| known.custom_connector.clone()),
        connector: reference.connector,
    }))
}

fn variable_file(variable: EnvironmentVariable, was: &Contents) -> VariableFile {
    let name = &variable.schema_name;
    let known = was.environment_variables.iter().find(|it| it.schema_name.eq_ignore_ascii_case(name));
    VariableFile {
        path: known.map_or_else(|| VariableFile::default_path(name), |known| known.path.clone()),
        schema_name: known.map_or_else(|| name.clone(), |known| known.schema_name.clone()),
        display_name: variable.display_name,
        description: variable.description,
        kind: variable.kind,
        default_value: variable.default_value,
        current_value: None,
        required: variable.required,
        data_source_connector: variable.connector,
        parameter_key: variable.parameter_key,
    }
}

fn role_file(role: SecurityRole, was: &Contents) -> RoleFile {
    let known = was.roles.iter().find(|it| it.id == role.id);
    let mut others = known.map(|known| known.other_privileges.clone()).unwrap_or_default();
    let acts = |name: &String| name.eq_ignore_ascii_case(ACTS_FOR_OTHERS);
    if !role.may_act_on_behalf {
        others.retain(|name| !acts(name));
    } else if !others.iter().any(acts) {
        others.push(ACTS_FOR_OTHERS.to_owned());
    }
    RoleFile { id: role.id, name: role.name, privileges: role.privileges, other_privileges: others }
}

/// The table with its own columns. Of those that every table gets, those that its package has; all of them where it is from here.
fn table_file(table: &Table, was: &Contents) -> Table {
    let known = was.tables.iter().find(|it| it.logical_name == table.logical_name);
    let bare = Table { columns: Vec::new(), ..table.clone() };
    let given = system::complete(bare);
    let travels = |(at, column): (usize, &Column)| {
        let named = |it: &Table| it.column(&column.logical_name).is_some();
        let own = known.is_none_or(named) || !named(&given);
        (own && !system::is_hidden(table, at)).then(|| column.clone())
    };
    let columns = table.columns.iter().enumerate().filter_map(travels).collect();
    let plural_name = table.plural_name.clone().or_else(|| known?.plural_name.clone());
    Table { columns, plural_name, ..table.clone() }
}

/// The columns that a solution adds to a table that every environment has: those that its package has, and those with its publisher's
/// prefix.
fn extension(table: &Table, was: &Contents) -> TableExtension {
    let known = was.extensions.iter().find(|it| it.extends == table.logical_name);
    let publisher = was.manifest.as_ref().map(|manifest| &manifest.publisher);
    let prefix = publisher.map(|it| format!("{}_", it.prefix.to_lowercase())).filter(|prefix| prefix.len() > 1);
    let columns = table.columns.iter().enumerate().filter(|(at, column)| {
        let brought = known.is_some_and(|known| known.columns.iter().any(|it| it.logical_name == column.logical_name));
        let added = names::is_standard(&table.logical_name)
            && prefix.as_ref().is_some_and(|prefix| column.logical_name.starts_with(prefix));
        (brought || added) && !system::is_hidden(table, *at)
    });
    TableExtension {
        extends: table.logical_name.clone(),
        display_name: known.map_or_else(|| table.display_name.clone(), |known| known.display_name.clone()),
        columns: columns.map(|(_, column)| column.clone()).collect(),
    }
}
