//! Making, changing and removing rows. A change starts the flows that wait for it.

use std::{collections::HashMap, sync::Arc};

use model::{
    PrincipalId, Verb,
    table::{Ownership, Table},
};
use store::{Tx, principals, tables as stored};
use tables::{
    ChangeKind, Changes, Mode, ODataError, Owner, Row,
    row::{self, Stamp},
    security::root_business_unit,
};
use uuid::Uuid;
use wdl::{Object, Value};

use super::{RowAnswer, RowError, Within, read, row_id};
use crate::start::{RowChange, row_changed};

pub(super) fn create(
    tx: &mut Tx<'_>,
    within: &Within<'_>,
    set: &str,
    item: &Object,
    id: Option<Uuid>,
) -> Result<RowAnswer, RowError> {
    let table = within.table(tx, set)?;
    let sets = sets(tx, within)?;
    let mut changes = row::from_json(&table, &Value::Object(item.clone()), Mode::Create, &|set| sets.table(set))?;
    need(within, Verb::Create, &table)?;
    let touched = changes.touched(&table);
    row::status(&table, &mut changes, None)?;
    let owner = match changes.owner {
        Some(owner) => {
            check_owner(tx, within, &table, owner)?;
            owner
        }
        None => Owner::User(within.acting.effective.principal.0),
    };
    let stamp = Stamp::of(&within.acting, within.at);
    let id = id.or(changes.id).unwrap_or_else(Uuid::now_v7);
    let mut row = row::new_row(&table, &changes, id, &stamp, owner, root_business_unit(within.environment));
    let own_only = within.acting.rows(Verb::Create, &table);
    if table.ownership == Ownership::User && !own_only.allows_row(&table, &row) {
        return Err(
            ODataError::no_access(within.acting.effective.principal, Verb::Create, &table.logical_name, id).into()
        );
    }
    check_links(tx, within, &table, &changes)?;
    stored::create_row(tx, within.environment, &table, &mut row)?;
    changed(tx, within, (&table, &sets), ChangeKind::Create, &row, &touched)?;
    Ok(RowAnswer::Created(read::json(tx, within, &table, &row, None, &[])?))
}

pub(super) fn update(
    tx: &mut Tx<'_>,
    within: &Within<'_>,
    (set, id): (&str, &str),
    item: &Object,
    upsert: bool,
    if_match: Option<&str>,
) -> Result<RowAnswer, RowError> {
    let table = within.table(tx, set)?;
    let id = row_id(id)?;
    let Some(before) = stored::get_row_to_change(tx, within.environment, &table, id)? else {
        return if upsert {
            create(tx, within, set, item, Some(id))
        } else {
            Err(ODataError::no_row(&table.logical_name, id).into())
        };
    };
    let sets = sets(tx, within)?;
    reach(within, &table, &before, id, Verb::Write)?;
    check_version(&table, &before, if_match)?;
    let mut changes = row::from_json(&table, &Value::Object(item.clone()), Mode::Update, &|set| sets.table(set))?;
    let touched = changes.touched(&table);
    row::status(&table, &mut changes, Some(&before))?;
    check_links(tx, within, &table, &changes)?;
    let mut after = row::changed_row(&table, &before, &changes, &Stamp::of(&within.acting, within.at));
    if let Some(owner) = changes.owner.filter(|owner| Some(owner.id()) != before.owner(&table)) {
        reach(within, &table, &before, id, Verb::Assign)?;
        check_owner(tx, within, &table, owner)?;
        row::set_owner(&table, &mut after, owner, root_business_unit(within.environment));
    }
    stored::update_row(tx, within.environment, &table, &before, &mut after)?;
    changed(tx, within, (&table, &sets), ChangeKind::Update, &after, &touched)?;
    Ok(RowAnswer::Row(read::json(tx, within, &table, &after, None, &[])?))
}

pub(super) fn delete(
    tx: &mut Tx<'_>,
    within: &Within<'_>,
    set: &str,
    id: &str,
    if_match: Option<&str>,
) -> Result<RowAnswer, RowError> {
    let table = within.table(tx, set)?;
    let id = row_id(id)?;
    let before = stored::get_row_to_change(tx, within.environment, &table, id)?
        .ok_or_else(|| ODataError::no_row(&table.logical_name, id))?;
    reach(within, &table, &before, id, Verb::Delete)?;
    check_version(&table, &before, if_match)?;
    stored::delete_row(tx, within.environment, &table, id)?;
    let sets = sets(tx, within)?;
    changed(tx, within, (&table, &sets), ChangeKind::Delete, &before, &[])?;
    Ok(RowAnswer::Deleted)
}

fn need(within: &Within<'_>, verb: Verb, table: &Table) -> Result<(), RowError> {
    match within.acting.lacking(verb, &table.logical_name) {
        Some(lacking) => Err(ODataError::no_privilege(lacking, verb, &table.logical_name).into()),
        None => Ok(()),
    }
}

/// Whether the caller reaches this row with a verb. A row that it may not even read is not there.
fn reach(within: &Within<'_>, table: &Table, row: &Row, id: Uuid, verb: Verb) -> Result<(), RowError> {
    need(within, verb, table)?;
    if within.acting.rows(verb, table).allows_row(table, row) {
        return Ok(());
    }
    if !within.acting.rows(Verb::Read, table).allows_row(table, row) {
        return Err(ODataError::no_row(&table.logical_name, id).into());
    }
    Err(ODataError::no_access(within.acting.effective.principal, verb, &table.logical_name, id).into())
}

fn check_version(table: &Table, row: &Row, if_match: Option<&str>) -> Result<(), RowError> {
    match if_match.map(str::trim) {
        None | Some("*") => Ok(()),
        Some(wanted) if wanted == row::etag(table, row) => Ok(()),
        Some(_) => Err(ODataError::version_mismatch().into()),
    }
}

/// A new owner must be there, active, and allowed to read the table.
fn check_owner(tx: &mut Tx<'_>, within: &Within<'_>, table: &Table, owner: Owner) -> Result<(), RowError> {
    if owner.id() == within.acting.effective.principal.0 {
        return Ok(());
    }
    need(within, Verb::Assign, table)?;
    let principal = PrincipalId(owner.id());
    let there = principals::by_id(tx, principal)?.filter(|it| it.is_active(within.at));
    if there.is_none() {
        return Err(ODataError::no_row("systemuser", owner.id()).into());
    }
    let reads = store::roles::roles_of(tx, within.environment, principal)?
        .iter()
        .flat_map(|role| &role.privileges)
        .any(|line| line.gives(Verb::Read, &table.logical_name));
    if reads { Ok(()) } else { Err(ODataError::no_privilege(principal, Verb::Read, &table.logical_name).into()) }
}

/// What lookups are set to must be there, and may be referred to: Append on this table, AppendTo on the other.
fn check_links(tx: &mut Tx<'_>, within: &Within<'_>, table: &Table, changes: &Changes) -> Result<(), RowError> {
    for link in &changes.links {
        let target = stored::by_name(tx, within.environment, &link.table)?
            .ok_or_else(|| ODataError::no_resource(&link.table))?;
        need(within, Verb::Append, table)?;
        need(within, Verb::AppendTo, &target)?;
        read::readable(tx, within, &target, link.id)?;
    }
    Ok(())
}

fn changed(
    tx: &mut Tx<'_>,
    within: &Within<'_>,
    (table, sets): (&Table, &Sets),
    kind: ChangeKind,
    row: &Row,
    touched: &[usize],
) -> Result<(), RowError> {
    let team_owned = row.uuid(table, "owningteam").is_some();
    let set_of = |name: &str| sets.set(name);
    let change = RowChange {
        environment: within.environment,
        table,
        kind,
        row,
        touched,
        by: within.acting.effective.principal,
        team_owned,
        set_of: &set_of,
    };
    Ok(row_changed(tx, within.steward, &change, within.at)?)
}

/// The environment's tables by their names.
struct Sets {
    by_set: HashMap<String, String>,
    by_name: HashMap<String, String>,
}

impl Sets {
    fn table(&self, set: &str) -> Option<String> {
        self.by_set.get(set).cloned()
    }

    fn set(&self, name: &str) -> Option<String> {
        self.by_name.get(name).cloned()
    }
}

fn sets(tx: &mut Tx<'_>, within: &Within<'_>) -> Result<Sets, RowError> {
    let tables: Vec<Arc<Table>> = stored::list_tables(tx, within.environment)?;
    Ok(Sets {
        by_set: tables.iter().map(|table| (table.entity_set.clone(), table.logical_name.clone())).collect(),
        by_name: tables.iter().map(|table| (table.logical_name.clone(), table.entity_set.clone())).collect(),
    })
}
