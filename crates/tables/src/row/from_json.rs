//! What a request's body wants to write.

use model::table::{Column, ColumnKind, Table};
use wdl::{Object, Value};

use super::{Changes, Link, Mode, Owner, bind, convert, parse_instant, position};
use crate::{Cell, ErrorKind, ODataError, system};

/// A body may not have more members than this.
const MAX_MEMBERS: usize = 4_096;

/// Reads the JSON of a create or update request.
///
/// `resolve_set` gives the logical name of the table with an entity set name. Columns that the system writes are ignored,
/// as the platform does; so are annotations other than `@odata.bind`.
///
/// # Errors
/// [`ErrorKind::InvalidPayload`] for a property that the table does not have, a value of the wrong type and a lookup that is
/// not written through its navigation property; the kinds that [`convert`](super::convert()) gives for values.
pub fn from_json(
    table: &Table,
    body: &Value,
    mode: Mode,
    resolve_set: &dyn Fn(&str) -> Option<String>,
) -> Result<Changes, ODataError> {
    let Some(body) = body.as_object() else {
        return Err(ODataError::new(ErrorKind::InvalidPayload, "The body of the request must be a JSON object."));
    };
    if body.len() > MAX_MEMBERS {
        return Err(ODataError::new(ErrorKind::InvalidPayload, format!("A row has at most {MAX_MEMBERS} properties.")));
    }
    let mut changes = Changes::default();
    for (name, value) in body.iter() {
        if let Some(navigation) = name.strip_suffix("@odata.bind") {
            bind_lookup(table, navigation, value, resolve_set, &mut changes)?;
        } else if !name.contains('@') {
            set(table, name, value, body, mode, &mut changes)?;
        }
    }
    Ok(changes)
}

fn set(
    table: &Table,
    name: &str,
    value: &Value,
    body: &Object,
    mode: Mode,
    changes: &mut Changes,
) -> Result<(), ODataError> {
    let Some(at) = position(table, name) else { return no_column(table, name, value, changes) };
    let Some(column) = table.columns.get(at) else { return Ok(()) };
    if system::is_written_by_system(name) {
        return Ok(());
    }
    match &column.kind {
        ColumnKind::PrimaryKey => {
            if mode == Mode::Create
                && let Cell::Uuid(id) = convert::convert(table, column, value)?
            {
                changes.id = Some(id);
            }
        }
        ColumnKind::Lookup { .. } if value.is_null() => clear(table, at, changes),
        ColumnKind::Lookup { navigation, .. } => return Err(lookup_as_value(navigation)),
        ColumnKind::Owner => return owner_as_value(value, body),
        _ if name == "overriddencreatedon" => {
            if mode == Mode::Create && !value.is_null() {
                let instant = value
                    .as_str()
                    .and_then(parse_instant)
                    .ok_or_else(|| convert::mismatch(value, "Edm.DateTimeOffset"))?;
                changes.created_on = Some(instant);
                changes.set(at, Cell::Instant(instant));
            }
        }
        ColumnKind::State { .. } | ColumnKind::Status { .. } if value.is_null() => {}
        _ => {
            let cell = convert::convert(table, column, value)?;
            changes.set(at, cell);
        }
    }
    Ok(())
}

/// A property that is no column: a navigation property, a lookup's value, or a mistake.
fn no_column(table: &Table, name: &str, value: &Value, changes: &mut Changes) -> Result<(), ODataError> {
    if let Some(found) = bind::navigation(table, name) {
        if value.is_null() {
            clear(table, found.column, changes);
            return Ok(());
        }
        return Err(lookup_as_value(name));
    }
    if let Some(column) = lookup_value(table, name) {
        let navigation = match &column.kind {
            ColumnKind::Lookup { navigation, .. } => navigation,
            _ => &column.logical_name,
        };
        return Err(lookup_as_value(navigation));
    }
    Err(undeclared(table, name))
}

/// The column that `_x_value` names.
pub(crate) fn lookup_value<'t>(table: &'t Table, name: &str) -> Option<&'t Column> {
    let inner = name.strip_prefix('_')?.strip_suffix("_value")?;
    let column = table.columns.iter().find(|column| column.logical_name == inner)?;
    matches!(column.kind, ColumnKind::Lookup { .. } | ColumnKind::Owner).then_some(column)
}

fn undeclared(table: &Table, name: &str) -> ODataError {
    let hint = match table.column(name) {
        Some(column) => format!(" Did you mean '{}'?", column.logical_name),
        None => String::new(),
    };
    ODataError::new(
        ErrorKind::InvalidPayload,
        format!(
            "Invalid property '{name}' was found in entity 'Microsoft.Dynamics.CRM.{table}': the property '{name}' does not exist \
             on type 'Microsoft.Dynamics.CRM.{table}'. Make sure to only use property names that are defined by the type.{hint}",
            table = table.logical_name
        ),
    )
}

fn lookup_as_value(navigation: &str) -> ODataError {
    ODataError::new(
        ErrorKind::InvalidPayload,
        format!(
            "A lookup cannot be written as a value. Use its navigation property: \"{navigation}@odata.bind\": \"/entityset(id)\"."
        ),
    )
}

/// `ownerid` as a plain member: null and what `@odata.bind` says anyway are let pass.
fn owner_as_value(value: &Value, body: &Object) -> Result<(), ODataError> {
    if value.is_null() || body.get("ownerid@odata.bind").is_some() { Ok(()) } else { Err(lookup_as_value("ownerid")) }
}

fn clear(table: &Table, column: usize, changes: &mut Changes) {
    changes.set(column, Cell::Null);
    if let Some(kind) = system::target_column(table, column) {
        changes.set(kind, Cell::Null);
    }
    changes.links.retain(|link| link.column != column);
}

fn bind_lookup(
    table: &Table,
    name: &str,
    value: &Value,
    resolve_set: &dyn Fn(&str) -> Option<String>,
    changes: &mut Changes,
) -> Result<(), ODataError> {
    let Some(found) = bind::navigation(table, name) else {
        let hint = bind::nearly(table, name).map(|right| format!(" Names are case-sensitive: did you mean '{right}'?"));
        return Err(ODataError::new(
            ErrorKind::InvalidPayload,
            format!(
                "An undeclared property '{name}' which only has property annotations in the payload but no property value was \
                 found in the payload. In OData, only declared navigation properties and declared named streams can be \
                 represented as properties without values.{}",
                hint.unwrap_or_default()
            ),
        ));
    };
    let Some(column) = table.columns.get(found.column) else { return Ok(()) };
    if system::is_written_by_system(&column.logical_name) {
        return Ok(());
    }
    if value.is_null() {
        if column.kind == ColumnKind::Owner {
            return Err(ODataError::new(ErrorKind::InvalidArgument, "A row must have an owner."));
        }
        clear(table, found.column, changes);
        return Ok(());
    }
    let (set, id) = bind::reference(column, value)?;
    let target = resolve_set(&set).ok_or_else(|| ODataError::no_resource(&set))?;
    let allowed = match (&column.kind, found.target) {
        (ColumnKind::Owner, _) => matches!(target.as_str(), "systemuser" | "team"),
        (_, Some(only)) => only == target,
        (ColumnKind::Lookup { targets, .. }, None) => targets.is_empty() || targets.contains(&target),
        _ => false,
    };
    if !allowed {
        return Err(ODataError::new(
            ErrorKind::InvalidPayload,
            format!("The property '{name}' does not refer to rows of '{target}'."),
        ));
    }
    if column.kind == ColumnKind::Owner {
        changes.owner = Some(if target == "team" { Owner::Team(id) } else { Owner::User(id) });
        return Ok(());
    }
    changes.set(found.column, Cell::Uuid(id));
    if let Some(kind) = system::target_column(table, found.column) {
        changes.set(kind, Cell::text(target.as_str()));
    }
    changes.links.retain(|link| link.column != found.column);
    changes.links.push(Link { column: found.column, table: target, id });
    Ok(())
}
