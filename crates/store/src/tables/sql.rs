//! Filters and row security as SQL conditions.

use ::tables::{Cell, CellKind, Comparison, Filter, Operand, RowFilter, filter::Pattern};
use model::table::{ColumnKind, Table};
use uuid::Uuid;

use super::{cell::Bound, ddl::quoted};
use crate::dialect::Dialect;

/// A condition under construction.
#[derive(Debug)]
pub(super) struct Condition<'t> {
    dialect: Dialect,
    table: &'t Table,
    pub(super) sql: String,
    pub(super) bound: Vec<Bound>,
}

impl<'t> Condition<'t> {
    pub(super) fn new(dialect: Dialect, table: &'t Table) -> Self {
        Self { dialect, table, sql: String::new(), bound: Vec::new() }
    }

    /// Binds a value and gives its place.
    pub(super) fn bind(&mut self, value: Bound) -> String {
        self.bound.push(value);
        format!("?{}", self.bound.len())
    }

    /// Binds a cell to compare with a column; texts ignore case.
    pub(super) fn value(&mut self, cell: &Cell) -> String {
        let place = self.bind(Bound::of(cell));
        match (self.dialect, cell) {
            // SQLite's collation belongs to the column, and holds for both sides.
            (Dialect::Postgres, Cell::Text(_)) => self.dialect.ignoring_case(&place),
            _ => place,
        }
    }

    /// A column; texts ignore case.
    pub(super) fn column(&self, at: usize) -> String {
        match self.table.columns.get(at) {
            Some(column) if CellKind::of(&column.kind) == CellKind::Text => {
                self.dialect.ignoring_case(&quoted(&column.logical_name))
            }
            Some(column) => quoted(&column.logical_name),
            None => "NULL".to_owned(),
        }
    }

    fn kind(&self, at: usize) -> Option<CellKind> {
        self.table.columns.get(at).map(|column| CellKind::of(&column.kind))
    }

    /// Adds what row security allows.
    pub(super) fn push_rows(&mut self, rows: &RowFilter) {
        match rows {
            RowFilter::All => self.sql.push_str("TRUE"),
            RowFilter::Nothing => self.sql.push_str("FALSE"),
            RowFilter::Of { owners, business_units } => {
                let owner = self.table.columns.iter().find(|column| column.kind == ColumnKind::Owner);
                let owner = owner.map(|column| column.logical_name.clone());
                let unit = self.table.column("owningbusinessunit").map(|column| column.logical_name.clone());
                self.sql.push('(');
                self.push_ids(owner, owners);
                self.sql.push_str(" OR ");
                self.push_ids(unit, business_units);
                self.sql.push(')');
            }
        }
    }

    fn push_ids(&mut self, column: Option<String>, ids: &[Uuid]) {
        match column {
            Some(column) if !ids.is_empty() => {
                let places: Vec<String> = ids.iter().map(|id| self.bind(Bound::Bytes(id.into_bytes()))).collect();
                self.sql.push_str(&format!("{} IN ({})", quoted(&column), places.join(", ")));
            }
            _ => self.sql.push_str("FALSE"),
        }
    }

    /// Adds a filter. It is true, false or NULL exactly where the filter is true, false or unknown.
    pub(super) fn push_filter(&mut self, filter: &Filter) {
        match filter {
            Filter::Const(truth) => self.sql.push_str(if *truth { "TRUE" } else { "FALSE" }),
            Filter::And(parts) => self.push_parts(parts, " AND ", "TRUE"),
            Filter::Or(parts) => self.push_parts(parts, " OR ", "FALSE"),
            Filter::Not(part) => {
                self.sql.push_str("NOT (");
                self.push_filter(part);
                self.sql.push(')');
            }
            Filter::Compare { column, comparison, with } => self.push_compare(*column, *comparison, with),
            Filter::Like { column, kind, text } => {
                let name = self.table.columns.get(*column).map_or("NULL".to_owned(), |it| quoted(&it.logical_name));
                self.push_like(&name, &kind.pattern(text));
            }
            Filter::In { column, values } => {
                let kind = self.kind(*column);
                let fitting = values.iter().filter(|value| value.kind() == kind);
                let places: Vec<String> = fitting.map(|value| self.value(value)).collect();
                let name = self.column(*column);
                self.sql.push_str(&if places.is_empty() {
                    // Nothing is in an empty list, but of an empty cell that is unknown.
                    format!("({name} IS NULL AND NULL)")
                } else {
                    format!("{name} IN ({})", places.join(", "))
                });
            }
            Filter::IsNull(column) => {
                let name = self.column(*column);
                self.sql.push_str(&format!("{name} IS NULL"));
            }
            Filter::ContainsValues { column, values } => {
                let name = self.table.columns.get(*column).map_or("NULL".to_owned(), |it| quoted(&it.logical_name));
                self.sql.push_str(&format!("(({name} IS NULL AND NULL)"));
                for value in values {
                    let place = self.bind(Bound::Text(format!(",{value},").into()));
                    self.sql.push_str(&format!(" OR instr(',' || {name} || ',', {place}) > 0"));
                }
                self.sql.push(')');
            }
        }
    }

    /// Joins parts by halves, because a database limits how deep an expression is, and a list of conditions counts as deep.
    fn push_parts(&mut self, parts: &[Filter], word: &str, none: &str) {
        match parts {
            [] => self.sql.push_str(none),
            [part] => self.push_filter(part),
            _ => {
                let (left, right) = parts.split_at(parts.len() / 2);
                self.sql.push('(');
                self.push_parts(left, word, none);
                self.sql.push_str(word);
                self.push_parts(right, word, none);
                self.sql.push(')');
            }
        }
    }

    fn push_like(&mut self, name: &str, pattern: &str) {
        match self.dialect {
            Dialect::Sqlite => {
                let place = self.bind(Bound::Text(pattern.into()));
                self.sql.push_str(&format!("is_like({name}, {place})"));
            }
            Dialect::Postgres => match Pattern::new(pattern).regex() {
                Some(regex) => {
                    let place = self.bind(Bound::Text(regex.into()));
                    self.sql.push_str(&format!("steward_fold({name}) ~ {place}"));
                }
                // False, but of an empty cell unknown.
                None => self.sql.push_str(&format!("({name} IS NULL AND NULL)")),
            },
        }
    }

    fn push_compare(&mut self, column: usize, comparison: Comparison, with: &Operand) {
        let sign = match comparison {
            Comparison::Equal => "=",
            Comparison::NotEqual => "<>",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
        };
        let kind = self.kind(column);
        let other = match with {
            Operand::Cell(cell) if cell.kind() == kind && *cell != Cell::Null => self.value(cell),
            Operand::Column(other) if self.kind(*other) == kind => self.column(*other),
            // What is of another kind compares with nothing.
            _ => "NULL".to_owned(),
        };
        let name = self.column(column);
        self.sql.push_str(&format!("{name} {sign} {other}"));
    }
}
