//! Users, teams and business units, as rows.

use ::tables::{Cell, Row, security::root_business_unit};
use model::{EnvironmentId, Principal, PrincipalKind, Timestamp, table::Table};
use uuid::Uuid;

use crate::{Param, Row as SqlRow, StoreError, Tx, code::Code, environments, params};

/// All rows of a view.
pub(super) fn rows(tx: &mut Tx<'_>, environment: EnvironmentId, table: &Table) -> Result<Vec<Row>, StoreError> {
    match kinds(table) {
        Some(kinds) => found(tx, environment, table, kinds, &[]),
        None => Ok(unit(tx, environment, table)?.into_iter().collect()),
    }
}

/// The row of a view with this id.
pub(super) fn row(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    id: Uuid,
) -> Result<Option<Row>, StoreError> {
    match kinds(table) {
        Some(kinds) => Ok(found(tx, environment, table, &format!("{kinds} AND id = ?1"), params![id])?.pop()),
        None => Ok(unit(tx, environment, table)?.filter(|row| row.id(table) == Some(id))),
    }
}

/// Which principals are rows of a view: groups are teams, all others users.
fn kinds(table: &Table) -> Option<&'static str> {
    match table.logical_name.as_str() {
        "systemuser" => Some("kind <> 2"),
        "team" => Some("kind = 2"),
        _ => None,
    }
}

fn found(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    condition: &str,
    params: &[Param<'_>],
) -> Result<Vec<Row>, StoreError> {
    let now = tx.clock()?;
    let sql = format!(
        "SELECT id, kind, name, display_name, email, disabled_at, created_at, expires_at, deleted_at FROM principals WHERE {condition} ORDER BY id"
    );
    tx.query(&sql, params, |row| {
        let (principal, created) = read(row)?;
        Ok(match principal.kind {
            PrincipalKind::Group => team(table, environment, &principal, created),
            _ => user(table, environment, &principal, now, created),
        })
    })
}

fn read(row: &SqlRow<'_>) -> Result<(Principal, Timestamp), StoreError> {
    let id = model::PrincipalId(row.uuid(0)?);
    let principal = Principal {
        display_name: row.text(3)?,
        email: row.opt_text(4)?,
        disabled_at: row.opt_time(5)?,
        expires_at: row.opt_time(7)?,
        deleted_at: row.opt_time(8)?,
        ..Principal::new(id, Code::from_code(row.int(1)?)?, row.text(2)?)
    };
    Ok((principal, row.time(6)?))
}

fn user(table: &Table, environment: EnvironmentId, principal: &Principal, now: Timestamp, created: Timestamp) -> Row {
    let mut row = Row::empty(table);
    let service = principal.kind == PrincipalKind::ServiceAccount;
    row.set_named(table, "systemuserid", principal.id.0);
    row.set_named(table, "fullname", principal.display_name.as_str());
    row.set_named(table, "domainname", principal.name.as_str());
    row.set_named(table, "internalemailaddress", principal.email.as_deref());
    row.set_named(table, "azureactivedirectoryobjectid", principal.id.0);
    row.set_named(table, "applicationid", service.then_some(principal.id.0));
    row.set_named(table, "isdisabled", !principal.is_active(now));
    // 0 is a person who reads and writes, 4 an account that does not sign in.
    row.set_named(table, "accessmode", if service { 4 } else { 0 });
    common(table, &mut row, environment, created);
    row
}

fn team(table: &Table, environment: EnvironmentId, principal: &Principal, created: Timestamp) -> Row {
    let mut row = Row::empty(table);
    row.set_named(table, "teamid", principal.id.0);
    row.set_named(table, "name", principal.display_name.as_str());
    // 0 is a team that may own rows.
    row.set_named(table, "teamtype", 0);
    row.set_named(table, "isdefault", false);
    row.set_named(table, "azureactivedirectoryobjectid", principal.id.0);
    common(table, &mut row, environment, created);
    row
}

/// The one business unit of an environment.
fn unit(tx: &mut Tx<'_>, environment: EnvironmentId, table: &Table) -> Result<Option<Row>, StoreError> {
    let Some(found) = environments::by_id(tx, environment)? else { return Ok(None) };
    let created =
        tx.query_one("SELECT created_at FROM environments WHERE id = ?1", params![environment], |row| row.time(0))?;
    let mut row = Row::empty(table);
    row.set_named(table, "businessunitid", root_business_unit(environment));
    row.set_named(table, "name", found.display_name.as_str());
    row.set_named(table, "isdisabled", false);
    common(table, &mut row, environment, created.unwrap_or_default());
    // The root has no parent, and is its own unit.
    row.set_named(table, "businessunitid", root_business_unit(environment));
    Ok(Some(row))
}

fn common(table: &Table, row: &mut Row, environment: EnvironmentId, created: Timestamp) {
    let created = Cell::Instant(created.0.div_euclid(1_000_000).saturating_mul(1_000_000));
    row.set_named(table, "createdon", created.clone());
    row.set_named(table, "modifiedon", created);
    row.set_named(table, "versionnumber", 1);
    row.set_named(table, "businessunitid", root_business_unit(environment));
}
