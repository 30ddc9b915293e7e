//! Rows, and rows as the Web API reads and writes them.

mod bind;
mod convert;
mod date;
mod from_json;
mod stamp;
mod status;
mod to_json;
mod type_of;

use model::table::{ColumnKind, Table};
use uuid::Uuid;

use crate::Cell;

pub(crate) use convert::guid;
pub(crate) use to_json::{json, label};

pub use convert::convert;
pub use date::{day_text, instant_text, parse_day, parse_instant};
pub use from_json::from_json;
pub use stamp::{Stamp, changed_row, new_row, set_owner};
pub use status::status;
pub use to_json::{Annotations, NameOf, etag, property_name, to_json};
pub use type_of::type_of;

/// A row: a cell for each column of its table, in the table's order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row(Vec<Cell>);

static NULL: Cell = Cell::Null;

impl Row {
    /// A row with these cells. Cells that are missing at the end are null.
    pub fn new(cells: Vec<Cell>) -> Self {
        Self(cells)
    }

    /// A row of this table with nothing in it.
    pub fn empty(table: &Table) -> Self {
        Self(vec![Cell::Null; table.columns.len()])
    }

    /// The cell at a position; null beyond the end.
    pub fn get(&self, column: usize) -> &Cell {
        self.0.get(column).unwrap_or(&NULL)
    }

    /// Sets the cell at a position.
    pub fn set(&mut self, column: usize, cell: Cell) {
        if column >= self.0.len() {
            self.0.resize(column.saturating_add(1), Cell::Null);
        }
        if let Some(place) = self.0.get_mut(column) {
            *place = cell;
        }
    }

    /// All cells in order.
    pub fn cells(&self) -> &[Cell] {
        &self.0
    }

    /// The cell of the column with this logical name; null if there is no such column.
    pub fn named(&self, table: &Table, logical_name: &str) -> &Cell {
        position(table, logical_name).map_or(&NULL, |column| self.get(column))
    }

    /// Sets the column with this logical name, if the table has it.
    pub fn set_named(&mut self, table: &Table, logical_name: &str, cell: impl Into<Cell>) {
        if let Some(column) = position(table, logical_name) {
            self.set(column, cell.into());
        }
    }

    /// The id in the column with this logical name.
    pub fn uuid(&self, table: &Table, logical_name: &str) -> Option<Uuid> {
        self.named(table, logical_name).as_uuid()
    }

    /// The row's own id.
    pub fn id(&self, table: &Table) -> Option<Uuid> {
        self.uuid(table, &table.primary_key)
    }

    /// The row's owner, `None` in tables that belong to the organization.
    pub fn owner(&self, table: &Table) -> Option<Uuid> {
        let column = table.columns.iter().position(|column| column.kind == ColumnKind::Owner)?;
        self.get(column).as_uuid()
    }

    /// The row's version, which rises with each change.
    pub fn version(&self, table: &Table) -> i64 {
        self.named(table, "versionnumber").as_int().unwrap_or(0)
    }

    /// Puts changes into the row.
    pub fn apply(&mut self, changes: &Changes) {
        for (column, cell) in &changes.cells {
            self.set(*column, cell.clone());
        }
    }
}

/// The position of the column with exactly this logical name.
pub fn position(table: &Table, logical_name: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.logical_name == logical_name)
}

/// Whether a request makes a row or changes one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// A new row.
    Create,
    /// An existing row.
    Update,
}

/// What a request wants to write.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Changes {
    /// Columns and their new cells in the order of the request; each column at most once.
    pub cells: Vec<(usize, Cell)>,
    /// The new owner, if the request names one. Not among `cells`: the caller checks it and derives the owner's columns.
    pub owner: Option<Owner>,
    /// The new row's id, if the request names one.
    pub id: Option<Uuid>,
    /// The instant that `createdon` of a new row shall say, if the request names one (`overriddencreatedon`).
    pub created_on: Option<i64>,
    /// The rows that lookups are set to, for checking that they are there and may be referred to.
    pub links: Vec<Link>,
}

impl Changes {
    /// The cell that a column is set to, if it is.
    pub fn get(&self, column: usize) -> Option<&Cell> {
        self.cells.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell)
    }

    /// Sets a column: replaced where it stands, else added at the end.
    pub fn set(&mut self, column: usize, cell: Cell) {
        match self.cells.iter_mut().find(|(at, _)| *at == column) {
            Some((_, place)) => *place = cell,
            None => self.cells.push((column, cell)),
        }
    }

    /// The positions of the columns that the request writes, the owner's among them: what a trigger's filter columns look at.
    /// Ask before [`status()`] adds what the request does not say.
    pub fn touched(&self, table: &Table) -> Vec<usize> {
        let mut touched: Vec<usize> = self.cells.iter().map(|(column, _)| *column).collect();
        if self.owner.is_some() {
            touched.extend(table.columns.iter().position(|column| column.kind == ColumnKind::Owner));
        }
        touched
    }
}

/// A user or a team that owns a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// A user or service account.
    User(Uuid),
    /// A team.
    Team(Uuid),
}

impl Owner {
    /// The id of either.
    pub fn id(self) -> Uuid {
        match self {
            Self::User(id) | Self::Team(id) => id,
        }
    }
}

/// A lookup that a request sets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The lookup's column.
    pub column: usize,
    /// The logical name of the table it points to.
    pub table: String,
    /// The row it points to.
    pub id: Uuid,
}
