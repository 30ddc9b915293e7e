//! Where a page ends: the order's values and the id of its last row, as a text that the client hands back.

use ::tables::{Cell, CellKind, ErrorKind, ODataError, Order, Row};
use model::table::Table;
use uuid::Uuid;

/// The last row of a page: the cells that the order looks at, then its id.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct After {
    pub(super) cells: Vec<Cell>,
    pub(super) id: Uuid,
}

impl After {
    /// The place of a row in an order.
    pub(super) fn row(table: &Table, order: &[Order], row: &Row) -> Self {
        Self {
            cells: order.iter().map(|order| row.get(order.column).clone()).collect(),
            id: row.id(table).unwrap_or_default(),
        }
    }

    /// The text for the link to the next page.
    pub(super) fn token(&self) -> String {
        let mut parts: Vec<String> = self.cells.iter().map(write).collect();
        parts.push(self.id.to_string());
        serde_json::to_string(&parts).unwrap_or_default()
    }

    /// Reads what [`token`](Self::token) wrote for a query with the same order.
    pub(super) fn parse(table: &Table, order: &[Order], token: &str) -> Result<Self, ODataError> {
        read(table, order, token)
            .ok_or_else(|| ODataError::new(ErrorKind::InvalidQuery, "The $skiptoken is not one of this query."))
    }
}

fn write(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => format!("={text}"),
        Cell::Int(number) | Cell::Instant(number) => format!("={number}"),
        Cell::Float(number) => format!("={}", number.to_bits()),
        Cell::Decimal(number) => format!("={number}"),
        Cell::Bool(truth) => format!("={truth}"),
        Cell::Uuid(id) => format!("={id}"),
        Cell::Day(day) => format!("={day}"),
    }
}

fn read(table: &Table, order: &[Order], token: &str) -> Option<After> {
    let mut parts: Vec<String> = serde_json::from_str(token).ok()?;
    let id = Uuid::try_parse(&parts.pop()?).ok()?;
    if parts.len() != order.len() {
        return None;
    }
    let cells = order.iter().zip(parts).map(|(order, part)| {
        let Some(text) = part.strip_prefix('=') else { return part.is_empty().then_some(Cell::Null) };
        Some(match CellKind::of(&table.columns.get(order.column)?.kind) {
            CellKind::Text => Cell::text(text),
            CellKind::Int => Cell::Int(text.parse().ok()?),
            CellKind::Instant => Cell::Instant(text.parse().ok()?),
            CellKind::Float => {
                Cell::Float(Some(f64::from_bits(text.parse().ok()?)).filter(|number| number.is_finite())?)
            }
            CellKind::Decimal => Cell::Decimal(text.parse().ok()?),
            CellKind::Bool => Cell::Bool(text.parse().ok()?),
            CellKind::Uuid => Cell::Uuid(Uuid::try_parse(text).ok()?),
            CellKind::Day => Cell::Day(text.parse().ok()?),
        })
    });
    Some(After { cells: cells.collect::<Option<_>>()?, id })
}
