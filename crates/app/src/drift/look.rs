//! What differs from the package that was released, computed from what is stored: so a change past us is seen, too.

use std::collections::{BTreeMap, BTreeSet};

use model::{EnvironmentId, Timestamp, table::Column};
use solutions::{
    Contents, Package, Side,
    contents::FlowFile,
    diff,
    diff::{Change, ChangeCode, Subject, SubjectKind},
};
use store::{
    Tx, connections,
    drift::{self as stored, Accepted, HandChange},
    flows::{self, connections as uses, versions},
    references,
    solutions::{self as installed, InstalledSolution, components::Component},
};
use wdl::Value;

use super::hand;
use crate::{
    AppError, Steward,
    solutions::{components, live},
};

/// How one component of a solution differs from the package that was released.
#[derive(Clone, PartialEq, Debug)]
pub struct Drift {
    /// The solution's unique name.
    pub solution: String,
    /// The component.
    pub component: Component,
    /// What people read.
    pub name: String,
    /// What differs: the package first, what is here second.
    pub changes: Vec<Change>,
    /// Who made it what it is. Nobody is known where it was changed past us, or before changes by hand were noted.
    pub author: Option<HandChange>,
    /// That somebody accepts it, and does so still.
    pub accepted: Option<Accepted>,
    /// Stands for what the component is now.
    pub digest: Vec<u8>,
}

/// A solution as it was released and as it is.
pub(super) struct Look {
    /// The package that was released.
    pub(super) package: Package,
    /// What that holds.
    pub(super) was: Contents,
    /// What is here.
    pub(super) is: Contents,
}

impl Look {
    /// Looks at a solution. Nothing where it did not come in a package.
    pub(super) fn at(
        steward: &Steward,
        tx: &mut Tx<'_>,
        environment: EnvironmentId,
        solution: &InstalledSolution,
    ) -> Result<Option<Self>, AppError> {
        if installed::package(tx, environment, &solution.unique_name)?.is_none_or(|zip| zip.is_empty()) {
            return Ok(None);
        }
        let package = components::package(tx, environment, solution)?;
        let mut was = package.contents().0;
        // The values of an environment are its own.
        was.environment_variables.iter_mut().for_each(|variable| variable.current_value = None);
        let mut held: BTreeSet<Component> = components::brought(&was).into_iter().collect();
        held.extend(components::of(tx, environment, solution)?);
        let held: Vec<Component> = held.into_iter().collect();
        let mut is = live::contents(steward, tx, environment, &was, &held)?;
        for flow in &mut is.flows {
            as_stored(tx, environment, flow)?;
            // Turning on and off is for the owners.
            flow.on = was.flows.iter().find(|it| it.id == flow.id).is_none_or(|it| it.on);
        }
        let mut look = Self { package, was, is };
        look.leave_others_columns(tx, environment)?;
        Ok(Some(look))
    }

    /// What differs, by component.
    pub(super) fn drifts(
        &self,
        tx: &mut Tx<'_>,
        environment: EnvironmentId,
        solution: &InstalledSolution,
        at: Timestamp,
    ) -> Result<Vec<Drift>, AppError> {
        let side = |contents| Side { contents, files: None, owners: None };
        let mut changes = diff(side(&self.was), side(&self.is)).changes;
        for flow in &self.is.flows {
            chosen(tx, environment, flow, &mut changes)?;
        }
        let mut found: BTreeMap<Component, Vec<Change>> = BTreeMap::new();
        for change in changes {
            if let Some(component) = self.component(&change.subject) {
                found.entry(component).or_default().push(change);
            }
        }
        let mut drifts = Vec::new();
        for (component, changes) in found {
            let digest = hand::digest(tx, environment, &component)?;
            let accepted = stored::accepted(tx, environment, &solution.unique_name, &component)?;
            drifts.push(Drift {
                solution: solution.unique_name.clone(),
                name: changes.first().map(|change| change.subject.name.clone()).unwrap_or_default(),
                changes,
                author: hand::author(tx, environment, &component, solution.installed_at)?,
                accepted: accepted.filter(|it| it.digest == digest && it.until.is_none_or(|until| at < until)),
                digest,
                component,
            });
        }
        Ok(drifts)
    }

    /// The component that a change is about.
    fn component(&self, subject: &Subject) -> Option<Component> {
        let kind = match subject.kind {
            SubjectKind::Flow => "flow",
            SubjectKind::Role => "role",
            SubjectKind::Reference => "reference",
            SubjectKind::Variable => "variable",
            SubjectKind::Table if self.was.extensions.iter().any(|it| it.extends == subject.key) => "columns",
            SubjectKind::Table => "table",
            _ => return None,
        };
        Some(Component { kind: kind.to_owned(), key: subject.key.clone() })
    }

    /// Of the columns that the package does not have, leaves those that another solution brings: a table is of many.
    fn leave_others_columns(&mut self, tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<(), AppError> {
        let known = |contents: &Contents, table: &str, column: &Column| {
            let whole = contents.tables.iter().filter(|it| it.logical_name == table).flat_map(|it| &it.columns);
            let added = contents.extensions.iter().filter(|it| it.extends == table).flat_map(|it| &it.columns);
            whole.chain(added).any(|it| it.logical_name == column.logical_name)
        };
        let was = &self.was;
        let is_more = |table: &str, columns: &[Column]| columns.iter().any(|column| !known(was, table, column));
        let any_more = self.is.tables.iter().any(|it| is_more(&it.logical_name, &it.columns))
            || self.is.extensions.iter().any(|it| is_more(&it.extends, &it.columns));
        if !any_more {
            return Ok(());
        }
        let mut all = vec![was.clone()];
        for other in installed::list(tx, environment)? {
            all.push(components::package(tx, environment, &other)?.contents().0);
        }
        let others = |table: &str, column: &Column| {
            !known(was, table, column) && all.iter().any(|contents| known(contents, table, column))
        };
        for table in &mut self.is.tables {
            let name = table.logical_name.clone();
            table.columns.retain(|column| !others(&name, column));
        }
        for extension in &mut self.is.extensions {
            let name = extension.extends.clone();
            extension.columns.retain(|column| !others(&name, column));
        }
        Ok(())
    }
}

/// Takes a flow's definition from what is stored, not from what this server has read of it before: a version never changes, but for somebody
/// who changes the database.
fn as_stored(tx: &mut Tx<'_>, environment: EnvironmentId, file: &mut FlowFile) -> Result<(), AppError> {
    let Some(flow) = flows::by_id(tx, environment, file.id)? else { return Ok(()) };
    let Some(version) = versions::get(tx, flow.key, flow.version)? else { return Ok(()) };
    if version.clientdata == file.clientdata.to_json_string().as_bytes() {
        return Ok(());
    }
    let source = Value::from_json(&version.clientdata).unwrap_or_default();
    if source != file.clientdata {
        let read = FlowFile::new(file.id, file.name.clone(), file.on, file.path.clone(), source);
        *file = FlowFile { description: file.description.take(), ..read };
    }
    Ok(())
}

/// The connections that a flow chose for itself, where another one answers for the connection reference.
fn chosen(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    file: &FlowFile,
    changes: &mut Vec<Change>,
) -> Result<(), AppError> {
    let Some(flow) = flows::by_id(tx, environment, file.id)? else { return Ok(()) };
    for binding in uses::bindings(tx, flow.key)?.into_iter().filter(|binding| binding.of_flow) {
        let Some(name) = &binding.reference.logical_name else { continue };
        let Some(reference) = references::by_name(tx, environment, name)? else { continue };
        if reference.connection == binding.connection {
            continue;
        }
        let mut shown = |id: Option<_>| -> Result<Option<Value>, AppError> {
            let Some(id) = id else { return Ok(None) };
            let connection = connections::by_id(tx, environment, id)?;
            Ok(connection.map(|it| Value::String(it.display_name.as_str().into())))
        };
        let (before, after) = (shown(reference.connection)?, shown(binding.connection)?);
        let key = &binding.reference.key;
        changes.push(Change {
            code: ChangeCode::FlowConnectionChanged,
            risk: ChangeCode::FlowReferenceChanged.risk(),
            subject: Subject { kind: SubjectKind::Flow, key: file.id.to_string(), name: file.name.clone() },
            place: format!("connectionReferences/{key}"),
            sentence: format!(
                "The flow `{}` uses a connection of its own for `{key}`, and not the one that `{name}` is bound to.",
                file.name
            ),
            before,
            after,
        });
    }
    Ok(())
}
