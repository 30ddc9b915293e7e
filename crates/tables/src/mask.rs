//! Masking: rows of one environment that another may have, with nothing left of what somebody wrote.
//!
//! What is made in place of a value follows from the value and a [`Key`] alone. So the same value becomes the same everywhere in one
//! copy, and nobody gets it back once the key is gone. Start at [`Masking`]; [`invent`] makes rows of nothing.

mod fake;
mod invent;
mod key;
mod meaning;
mod rotate;

use std::{collections::BTreeMap, fmt};

use model::table::{Column, ColumnKind, Requirement, Table};
use uuid::Uuid;

pub use invent::invent;
pub use key::Key;

use crate::{Cell, Changes, Row, row::position, system};

/// What becomes of a column's values in a copy. Nothing stays nothing, but where values change places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mask {
    /// They stay; lookups follow the rows that they point to.
    Keep,
    /// They are left out.
    Blank,
    /// Each becomes a text or id without meaning; the same value the same one.
    Hash,
    /// They stay, each in another row.
    Shuffle,
    /// Each becomes one that looks like it; the same value the same one.
    Fake,
}

impl fmt::Display for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keep => "keep",
            Self::Blank => "blank",
            Self::Hash => "hash",
            Self::Shuffle => "shuffle",
            Self::Fake => "fake",
        })
    }
}

impl Mask {
    /// The mask of a column that nobody chose one for: what people write and when they were born is made up, ids from elsewhere lose their
    /// meaning, what is not understood is left out, and the rest stays.
    pub fn usual(column: &Column) -> Self {
        match column.kind {
            ColumnKind::Text { .. } => Self::Fake,
            ColumnKind::DateTime { .. } if meaning::is_birth(column) => Self::Fake,
            ColumnKind::Uniqueidentifier => Self::Hash,
            ColumnKind::Other { .. } => Self::Blank,
            _ => Self::Keep,
        }
    }

    /// Whether this lets values through that the usual mask of the column hides.
    pub fn reveals(self, column: &Column) -> bool {
        matches!(self, Self::Keep | Self::Shuffle) && Self::usual(column) != Self::Keep
    }

    /// Whether a column can have this mask.
    fn fits(self, column: &Column) -> bool {
        match self {
            Self::Keep => true,
            Self::Blank => {
                column.requirement != Requirement::Required
                    && !matches!(column.kind, ColumnKind::State { .. } | ColumnKind::Status { .. })
            }
            Self::Hash => matches!(column.kind, ColumnKind::Text { .. } | ColumnKind::Uniqueidentifier),
            Self::Shuffle | Self::Fake => !matches!(
                column.kind,
                ColumnKind::State { .. }
                    | ColumnKind::Status { .. }
                    | ColumnKind::Lookup { .. }
                    | ColumnKind::Other { .. }
            ),
        }
    }
}

/// Why a mask cannot be had.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MaskError {
    /// There is no such column, or it is the system's.
    #[error("The table `{table}` has no column `{column}` whose values are copied.")]
    NoColumn {
        /// The table.
        table: String,
        /// What was named.
        column: String,
    },
    /// The column cannot have it.
    #[error("The column `{column}` of the table `{table}` cannot have the mask `{mask}`; it can have {}.", listed(can))]
    DoesNotFit {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What was wished.
        mask: Mask,
        /// What fits.
        can: Vec<Mask>,
    },
}

fn listed(masks: &[Mask]) -> String {
    masks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What becomes of each column of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Masking {
    masks: Vec<(usize, Mask)>,
}

impl Masking {
    /// The usual mask of each column but those for which another is wished, by logical name.
    ///
    /// # Errors
    /// A column that is not there, or a mask that it cannot have.
    pub fn of(table: &Table, wished: &BTreeMap<String, Mask>) -> Result<Self, MaskError> {
        let columns = || table.columns.iter().enumerate().filter(|(at, _)| is_copied(table, *at));
        for (name, mask) in wished {
            let (table, column) = (table.logical_name.clone(), name.clone());
            match columns().find(|(_, column)| column.logical_name == *name) {
                None => return Err(MaskError::NoColumn { table, column }),
                Some((_, found)) if !mask.fits(found) => {
                    let every = [Mask::Keep, Mask::Blank, Mask::Hash, Mask::Shuffle, Mask::Fake];
                    let can = every.into_iter().filter(|mask| mask.fits(found)).collect();
                    return Err(MaskError::DoesNotFit { table, column, mask: *mask, can });
                }
                Some(_) => {}
            }
        }
        let chosen = |column: &Column| wished.get(&column.logical_name).copied();
        let masks = columns().map(|(at, column)| (at, chosen(column).unwrap_or_else(|| Mask::usual(column))));
        Ok(Self { masks: masks.collect() })
    }

    /// A masking that leaves everything as it is, for rows that were made up.
    pub fn none(table: &Table) -> Self {
        let copied = (0..table.columns.len()).filter(|at| is_copied(table, *at));
        Self { masks: copied.map(|at| (at, Mask::Keep)).collect() }
    }

    /// Each column with its mask.
    pub fn columns<'t>(&self, table: &'t Table) -> impl Iterator<Item = (&'t Column, Mask)> {
        self.masks.iter().filter_map(|(at, mask)| Some((table.columns.get(*at)?, *mask)))
    }

    /// What makes the copies of rows, in their order. Each has the id that [`Among`] gives it.
    pub fn rows(&self, table: &Table, rows: &[Row], among: &Among<'_>, today: i64) -> Vec<Changes> {
        let mut copies: Vec<Changes> = rows
            .iter()
            .map(|row| Changes {
                id: row.id(table).map(|id| among.key.id(&table.logical_name, id)),
                created_on: match row.named(table, "createdon") {
                    Cell::Instant(micros) => Some(*micros),
                    _ => None,
                },
                ..Changes::default()
            })
            .collect();
        for (at, mask) in &self.masks {
            let Some(column) = table.columns.get(*at) else { continue };
            let shuffled = if *mask == Mask::Shuffle { shuffled(table, *at, rows, among.key) } else { Vec::new() };
            for (place, (row, copy)) in rows.iter().zip(&mut copies).enumerate() {
                let source = row.get(*at);
                let cell = match mask {
                    Mask::Blank => Cell::Null,
                    Mask::Shuffle => shuffled.get(place).cloned().unwrap_or_default(),
                    Mask::Keep if matches!(column.kind, ColumnKind::Lookup { .. }) => {
                        let Some((target, id)) = among.pointed(table, row, *at) else { continue };
                        if let Some(said) = system::target_column(table, *at) {
                            copy.set(said, Cell::text(target));
                        }
                        Cell::Uuid(id)
                    }
                    Mask::Keep => source.clone(),
                    Mask::Hash => fake::hashed(column, source, among.key),
                    Mask::Fake => fake::faked(table, column, source, among.key, today),
                };
                if !cell.is_null() {
                    copy.set(*at, cell);
                }
            }
        }
        copies
    }
}

/// Whether a column's values are somebody's, and not the system's: no key, owner, stamp or note of an import.
fn is_copied(table: &Table, at: usize) -> bool {
    const IMPORT: [&str; 4] =
        ["overriddencreatedon", "importsequencenumber", "timezoneruleversionnumber", "utcconversiontimezonecode"];
    table.columns.get(at).is_some_and(|column| {
        let name = column.logical_name.as_str();
        !matches!(column.kind, ColumnKind::PrimaryKey | ColumnKind::Owner)
            && !system::is_written_by_system(name)
            && !system::is_hidden(table, at)
            && !IMPORT.contains(&name)
    })
}

/// The values of a column, in an order that only the key knows.
fn shuffled(table: &Table, at: usize, rows: &[Row], key: &Key) -> Vec<Cell> {
    let mut places: Vec<usize> = (0..rows.len()).collect();
    let name = table.columns.get(at).map(|column| column.logical_name.as_str()).unwrap_or_default();
    places.sort_by_cached_key(|place| {
        let id = rows.get(*place).and_then(|row| row.id(table)).unwrap_or_default();
        key.draw(&["shuffle", &table.logical_name, name, &id.to_string()]).next()
    });
    places.iter().filter_map(|place| rows.get(*place)).map(|row| row.get(at).clone()).collect()
}

/// The rows that one copy brings, which its lookups may point to.
#[derive(Debug)]
pub struct Among<'k> {
    key: &'k Key,
    /// Ids in the source, sorted, by logical name.
    rows: BTreeMap<String, Vec<Uuid>>,
}

impl<'k> Among<'k> {
    /// No rows yet.
    pub fn new(key: &'k Key) -> Self {
        Self { key, rows: BTreeMap::new() }
    }

    /// Adds the rows of a table.
    pub fn add(&mut self, table: &Table, rows: &[Row]) {
        let mut ids: Vec<Uuid> = rows.iter().filter_map(|row| row.id(table)).collect();
        ids.sort_unstable();
        self.rows.insert(table.logical_name.clone(), ids);
    }

    /// Where a lookup of a copied row points: to the copy of the row behind it, or where that is not copied to another copy of that table,
    /// so that what was filled stays filled. Within its own table it then points nowhere, because rows below each other must not go in a
    /// circle. Users, teams and business units are the same everywhere.
    fn pointed(&self, table: &Table, row: &Row, at: usize) -> Option<(String, Uuid)> {
        let id = row.get(at).as_uuid()?;
        let target = system::target_of(table, row, at)?;
        if system::is_virtual(&target) {
            return Some((target, id));
        }
        let rows = self.rows.get(&target)?;
        let id = match rows.binary_search(&id) {
            Ok(_) => id,
            Err(_) if target == table.logical_name => return None,
            Err(_) => *self.key.draw(&["lookup", &target, &id.to_string()]).pick(rows)?,
        };
        let id = self.key.id(&target, id);
        Some((target, id))
    }
}

/// A row of one table, as a row of another that has all its columns and maybe in another order.
#[must_use]
pub fn laid_out(row: &Row, from: &Table, to: &Table) -> Row {
    let cells = to.columns.iter().map(|column| match position(from, &column.logical_name) {
        Some(at) => row.get(at).clone(),
        None => Cell::Null,
    });
    Row::new(cells.collect())
}
