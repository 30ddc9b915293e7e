//! Seeing rows.

use model::{Verb, table::Table};
use store::{Tx, tables as stored};
use tables::{
    Expand, ODataError, Row,
    odata::{self, Asking},
    row::{Annotations, to_json},
    system,
};
use uuid::Uuid;
use wdl::Value;

use super::{RowAnswer, RowError, Within, row_id};

/// Rows in an answer where nobody says how many. Source: default page size.
const PAGE: u64 = 5_000;

pub(super) fn get(
    tx: &mut Tx<'_>,
    within: &Within<'_>,
    set: &str,
    id: &str,
    options: &[(String, String)],
) -> Result<RowAnswer, RowError> {
    let table = within.table(tx, set)?;
    let id = row_id(id)?;
    let query = odata::parse(&table, &pairs(options), &Asking::of(within.acting.effective, within.at))?;
    let row = readable(tx, within, &table, id)?;
    Ok(RowAnswer::Row(json(tx, within, &table, &row, query.select.as_deref(), &query.expand)?))
}

pub(super) fn list(
    tx: &mut Tx<'_>,
    within: &Within<'_>,
    set: &str,
    options: &[(String, String)],
    page: Option<u64>,
) -> Result<RowAnswer, RowError> {
    let table = within.table(tx, set)?;
    if let Some(lacking) = within.acting.lacking(Verb::Read, &table.logical_name) {
        return Err(ODataError::no_privilege(lacking, Verb::Read, &table.logical_name).into());
    }
    let query = odata::parse(&table, &pairs(options), &Asking::of(within.acting.effective, within.at))?;
    let allowed = within.acting.rows(Verb::Read, &table);
    let found =
        stored::list_rows(tx, within.environment, &table, &query, &allowed, page.unwrap_or(PAGE).clamp(1, PAGE))?;
    let rows = found
        .rows
        .iter()
        .map(|row| json(tx, within, &table, row, query.select.as_deref(), &query.expand))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(RowAnswer::Rows {
        value: Value::from(rows),
        next: found.next,
        count: found.count.and_then(|count| i64::try_from(count).ok()),
    })
}

/// A row that the caller may read. One that it may not is not there.
pub(super) fn readable(tx: &mut Tx<'_>, within: &Within<'_>, table: &Table, id: Uuid) -> Result<Row, RowError> {
    if let Some(lacking) = within.acting.lacking(Verb::Read, &table.logical_name) {
        return Err(ODataError::no_privilege(lacking, Verb::Read, &table.logical_name).into());
    }
    let row = stored::get_row(tx, within.environment, table, id)?;
    let row = row.filter(|row| within.acting.rows(Verb::Read, table).allows_row(table, row));
    Ok(row.ok_or_else(|| ODataError::no_row(&table.logical_name, id))?)
}

/// A row as the Web API writes it, with what is to be included from behind lookups.
pub(super) fn json(
    tx: &mut Tx<'_>,
    within: &Within<'_>,
    table: &Table,
    row: &Row,
    select: Option<&[usize]>,
    expand: &[Expand],
) -> Result<Value, RowError> {
    let annotations = Annotations { formatted: true, lookups: true, name_of: None };
    let mut value = to_json(table, row, select, &annotations);
    if expand.is_empty() {
        return Ok(value);
    }
    let mut object = value.as_object().cloned().unwrap_or_default();
    for wanted in expand {
        let behind = behind(tx, within, table, row, wanted)?;
        object.insert(wanted.navigation.as_str(), behind);
    }
    value = Value::Object(object);
    Ok(value)
}

fn behind(tx: &mut Tx<'_>, within: &Within<'_>, table: &Table, row: &Row, wanted: &Expand) -> Result<Value, RowError> {
    let target = wanted.target.clone().or_else(|| system::target_of(table, row, wanted.column));
    let (Some(target), Some(id)) = (target, row.get(wanted.column).as_uuid()) else { return Ok(Value::Null) };
    let Some(target) = stored::by_name(tx, within.environment, &target)? else { return Ok(Value::Null) };
    let select = wanted.select.as_deref().map(|text| odata::select(&target, text)).transpose()?.flatten();
    match readable(tx, within, &target, id) {
        Ok(other) => Ok(to_json(&target, &other, select.as_deref(), &Annotations::default())),
        Err(RowError::Refused(_)) => Ok(Value::Null),
        Err(error) => Err(error),
    }
}

fn pairs(options: &[(String, String)]) -> Vec<(&str, &str)> {
    options.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
