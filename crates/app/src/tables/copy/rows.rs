//! The rows of a copy: read as the caller, masked or made up, and stored.

use model::{Verb, table::Table};
use store::{Tx, tables as stored, tables::TableError};
use tables::{
    Acting, Cell, Changes, ErrorKind, Order, Owner, Query, Row,
    mask::{self, Among, Key},
    row::{self, Stamp, position},
    security::root_business_unit,
};

use super::{NewCopy, OnItsWay, RowsToCopy, TableChange, invalid, not_allowed};
use crate::{AppError, Op, lookup::EnvironmentFor, rows::RowCaller};

/// Rows of a table where nobody says how many.
const USUAL: u32 = 200;
/// Rows of a table at most.
const MOST: u32 = 10_000;
/// Rows of a copy at most: what else changes waits for it.
const MOST_IN_ALL: usize = 20_000;
/// Bytes of text that are read at most.
const MOST_TEXT: usize = 64 * 1024 * 1024;
/// Rows that are read at a time.
const PAGE: u64 = 500;

/// Copies rows. Answers how many are new of each table.
pub(super) fn copy<A, B>(
    tx: &mut Tx<'_>,
    op: &Op,
    (from, into): (&EnvironmentFor<A>, &EnvironmentFor<B>),
    ways: &[OnItsWay],
    wish: &NewCopy,
    key: &Key,
) -> Result<Vec<usize>, AppError> {
    let limit = wish.limit.unwrap_or(USUAL);
    if limit == 0 || limit > MOST {
        return Err(invalid(format!("Of each table 1 to {MOST} rows are copied, not {limit}.")).at("limit"));
    }
    let caller = RowCaller::own(op.id());
    let (reader, writer) = (caller.load(tx, from.id())?, caller.load(tx, into.id())?);
    for way in ways.iter().filter(|way| way.change != TableChange::Add) {
        need(&writer.acting(), Verb::Create, &way.into, into)?;
    }
    let (mut found, mut text) = (Vec::new(), 0);
    for way in ways {
        let rows = match wish.rows {
            RowsToCopy::Synthetic => mask::invent(&way.into, limit, key, op.at.0),
            _ => {
                need(&reader.acting(), Verb::Read, &way.from, from)?;
                read(tx, from, &way.from, &reader.acting(), limit, &mut text)?
                    .iter()
                    .map(|row| mask::laid_out(row, &way.from, &way.into))
                    .collect()
            }
        };
        found.push(rows);
        if found.iter().map(Vec::len).sum::<usize>() > MOST_IN_ALL {
            let message = format!("A copy has at most {MOST_IN_ALL} rows in all, and this would have more.");
            return Err(invalid(message).with_hint("Copy fewer tables at a time, or set a lower limit.").at("limit"));
        }
    }
    let mut among = Among::new(key);
    for (way, rows) in ways.iter().zip(&found) {
        among.add(&way.into, rows);
    }
    let mut counts = Vec::new();
    for (way, rows) in ways.iter().zip(&found) {
        let copies = way.masking.rows(&way.into, rows, &among, op.at.0);
        counts.push(add(tx, op, into, &way.into, copies)?);
    }
    Ok(counts)
}

fn need<R>(acting: &Acting<'_>, verb: Verb, table: &Table, there: &EnvironmentFor<R>) -> Result<(), AppError> {
    if acting.lacking(verb, &table.logical_name).is_none() {
        return Ok(());
    }
    let (name, there) = (&table.logical_name, &there.environment().name);
    let may = if verb == Verb::Read { "read" } else { "create" };
    Err(not_allowed(format!("You may not {may} rows of the table `{name}` in the environment `{there}`."))
        .with_hint(format!("Ask for a security role there that may {may} them, or leave the table out."))
        .at("tables"))
}

/// Rows that the caller reaches, those with the largest ids first: they are the newest where ids come from here.
fn read<R>(
    tx: &mut Tx<'_>,
    from: &EnvironmentFor<R>,
    table: &Table,
    acting: &Acting<'_>,
    limit: u32,
    text: &mut usize,
) -> Result<Vec<Row>, AppError> {
    let order = position(table, &table.primary_key).map(|column| Order { column, descending: true });
    let mut query = Query { order: order.into_iter().collect(), ..Query::default() };
    let allowed = acting.rows(Verb::Read, table);
    let mut rows = Vec::new();
    loop {
        let left = u64::from(limit).saturating_sub(rows.len() as u64);
        let page = stored::list_rows(tx, from.id(), table, &query, &allowed, left.min(PAGE))?;
        let texts = page.rows.iter().flat_map(Row::cells).filter_map(Cell::as_text);
        *text = text.saturating_add(texts.map(str::len).sum());
        if *text > MOST_TEXT {
            let message = format!("The rows hold more than {} MiB of text.", MOST_TEXT / 1024 / 1024);
            return Err(invalid(message).with_hint("Copy fewer tables at a time, or set a lower limit.").at("limit"));
        }
        rows.extend(page.rows);
        query.skip_token = page.next;
        if query.skip_token.is_none() || rows.len() as u64 >= u64::from(limit) {
            return Ok(rows);
        }
    }
}

/// Stores rows as the caller's. Nothing is told to triggers.
fn add<R>(
    tx: &mut Tx<'_>,
    op: &Op,
    into: &EnvironmentFor<R>,
    table: &Table,
    copies: Vec<Changes>,
) -> Result<usize, AppError> {
    let stamp = Stamp { now: op.at, by: op.id().0, on_behalf_by: None };
    let mut added = 0;
    for mut changes in copies {
        let Some(id) = changes.id else { continue };
        row::status(table, &mut changes, None).map_err(TableError::Refused)?;
        let owner = Owner::User(op.id().0);
        let mut row = row::new_row(table, &changes, id, &stamp, owner, root_business_unit(into.id()));
        match stored::create_row(tx, into.id(), table, &mut row) {
            Ok(()) => added += 1,
            // The same seed makes the same ids.
            Err(TableError::Refused(refused)) if refused.kind == ErrorKind::DuplicateRecord => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(added)
}
