//! What differs from the package that was released, computed from what is stored: so a change past us is seen, too.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use model::{Environment, EnvironmentId, Timestamp, table::Column};
use solutions::{
    Contents, Side,
    contents::FlowFile,
    diff,
    diff::{Change, ChangeCode, Subject, SubjectKind},
};
use store::{
    Tx, connections,
    drift::{self as stored, Accepted, HandChange},
    flows::{self, connections as uses, versions},
    references,
    solutions::{
        self as installed, InstalledSolution,
        components::{self as listed, Component},
    },
};
use wdl::Value;

use super::{Released, hand, is_guarded};
use crate::{AppError, Steward, solutions::live};

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
    /// What was released.
    pub(super) was: Arc<Released>,
    /// What is here.
    pub(super) is: Contents,
    /// Components that a solution which came later brought, too: they are as that one has them.
    later: BTreeSet<Component>,
}

impl Look {
    /// Looks at a solution. Nothing where it did not come in a package.
    pub(super) fn at(
        steward: &Steward,
        tx: &mut Tx<'_>,
        environment: &Environment,
        solution: &InstalledSolution,
    ) -> Result<Option<Self>, AppError> {
        let Some(was) = steward.released().of(tx, environment.id, solution)? else { return Ok(None) };
        let mut held: BTreeSet<Component> = was.brought.iter().cloned().collect();
        held.extend(listed::list(tx, environment.id, &solution.unique_name)?.unwrap_or_default());
        let held: Vec<Component> = held.into_iter().collect();
        let mut is = live::contents(steward, tx, environment.id, &was.contents, &held)?;
        for flow in &mut is.flows {
            as_stored(tx, environment.id, &was, flow)?;
        }
        let mut look = Self { was, is, later: BTreeSet::new() };
        look.leave_others(steward, tx, environment, solution)?;
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
        let mut changes = diff(side(&self.was.contents), side(&self.is)).changes;
        for flow in &self.is.flows {
            chosen(tx, environment, flow, &mut changes)?;
        }
        let mut found: BTreeMap<Component, Vec<Change>> = BTreeMap::new();
        for change in changes {
            if let Some(component) = self.component(&change.subject).filter(|it| !self.later.contains(it)) {
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
            SubjectKind::Table if self.was.contents.extensions.iter().any(|it| it.extends == subject.key) => "columns",
            SubjectKind::Table => "table",
            _ => return None,
        };
        Some(Component { kind: kind.to_owned(), key: subject.key.clone() })
    }

    /// Leaves what is for other solutions to say: components that came again with a later one, such as a patch, and of the columns that
    /// the package does not have those that another one brings, because a table is of many.
    fn leave_others(
        &mut self,
        steward: &Steward,
        tx: &mut Tx<'_>,
        environment: &Environment,
        solution: &InstalledSolution,
    ) -> Result<(), AppError> {
        let mut all = Vec::new();
        for other in installed::list(tx, environment.id)? {
            let Some(released) = steward.released().of(tx, environment.id, &other)? else { continue };
            if other.installed_at > solution.installed_at && is_guarded(environment, &other) {
                self.later.extend(released.brought.iter().cloned());
            }
            all.push(released);
        }
        let was = self.was.clone();
        let others = |table: &str, column: &Column| {
            !brings(&was.contents, table, column) && all.iter().any(|it| brings(&it.contents, table, column))
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

/// Whether a package has a column of a table.
fn brings(contents: &Contents, table: &str, column: &Column) -> bool {
    let whole = contents.tables.iter().filter(|it| it.logical_name == table).flat_map(|it| &it.columns);
    let added = contents.extensions.iter().filter(|it| it.extends == table).flat_map(|it| &it.columns);
    whole.chain(added).any(|it| it.logical_name == column.logical_name)
}

/// Takes a flow's definition from what is stored, not from what this server has read of it before: a version never changes, but for somebody
/// who changes the database. Whether it is on is for its owners.
fn as_stored(tx: &mut Tx<'_>, environment: EnvironmentId, was: &Released, file: &mut FlowFile) -> Result<(), AppError> {
    let released = was.contents.flows.iter().find(|it| it.id == file.id);
    file.on = released.is_none_or(|it| it.on);
    let Some(flow) = flows::by_id(tx, environment, file.id)? else { return Ok(()) };
    let Some(version) = versions::get(tx, flow.key, flow.version)? else { return Ok(()) };
    let is_released = was.texts.get(&file.id).is_some_and(|text| text.as_bytes() == version.clientdata);
    if let (true, Some(released)) = (is_released, released) {
        *file = FlowFile { name: flow.name, ..released.clone() };
        return Ok(());
    }
    let source = Value::from_json(&version.clientdata).unwrap_or_default();
    if source != file.clientdata {
        let read = FlowFile::new(file.id, flow.name, file.on, file.path.clone(), source);
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
