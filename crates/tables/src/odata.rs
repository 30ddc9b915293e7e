//! OData query options, bound to the columns of a table.
//!
//! Source: "Query data using the Web API", "Filter rows" and "Web API query function reference" of the Dataverse documentation.

mod condition;
mod expand;
mod filter;
mod lexer;
mod literal;
mod name;
mod period;

use model::{Timestamp, table::Table};
use uuid::Uuid;

use crate::{ErrorKind, Filter, ODataError};

pub(crate) use condition::{condition, from_fetch_operator};
pub(crate) use literal::Literal;

/// A query option may not be longer than this many bytes. Source: the URL limit of the Web API.
pub const MAX_TEXT: usize = 65_536;
/// The largest page, and the size of a page when the caller does not say.
pub const MAX_PAGE: u64 = 5_000;
/// Parentheses and `not` may not nest deeper than this.
const MAX_DEPTH: u32 = 64;
/// A query may not have more conditions than this. Source: "Total number of conditions", 500 on the platform; ours is laxer for `in` lists.
const MAX_CONDITIONS: usize = 2_000;
/// A query may not ask for more expands than this. Source: "Join tables".
const MAX_EXPANDS: usize = 15;

/// What a query asks for. Columns are positions in the table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Query {
    /// The columns to answer with; `None` is all.
    pub select: Option<Vec<usize>>,
    /// Which rows.
    pub filter: Option<Filter>,
    /// In which order; the caller breaks ties by the primary key.
    pub order: Vec<Order>,
    /// At most so many rows in all.
    pub top: Option<u64>,
    /// The page's size and number, from FetchXML's `count` and `page`.
    pub page: Option<(u64, u64)>,
    /// Whether to say how many rows there are.
    pub count: bool,
    /// Rows behind lookups to include.
    pub expand: Vec<Expand>,
    /// Where the last page ended, as the server wrote it into the link to the next.
    pub skip_token: Option<String>,
}

/// One column to order by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    /// The column.
    pub column: usize,
    /// Largest first.
    pub descending: bool,
}

/// A row behind a lookup to include in the answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expand {
    /// The navigation property, which is also the member's name in the answer.
    pub navigation: String,
    /// The lookup's column.
    pub column: usize,
    /// The logical name of the table it points to, where that is fixed.
    pub target: Option<String>,
    /// The names of the columns to include, to be bound to the target with [`select`]; `None` is all.
    pub select: Option<String>,
}

/// Who asks and when: what `Today` and `EqualUserId` mean.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asking {
    /// The time.
    pub now: Timestamp,
    /// The user; nil when nobody in particular asks.
    pub user: Uuid,
    /// The user's business unit.
    pub business_unit: Uuid,
    /// The user's teams.
    pub teams: Vec<Uuid>,
}

impl Asking {
    /// A caller at a time.
    pub fn of(caller: &crate::Caller, now: Timestamp) -> Self {
        Self { now, user: caller.principal.0, business_unit: caller.business_unit, teams: caller.teams.clone() }
    }
}

/// Reads query options (names with their `$`, values decoded). `fetchXml` is read as a query of its own.
///
/// # Errors
/// [`ErrorKind::InvalidQuery`] with the place of the mistake; [`ErrorKind::NotSupported`] for `$skip`, `$search`, `$apply`
/// and what else the server does not do.
pub fn parse(table: &Table, options: &[(&str, &str)], asking: &Asking) -> Result<Query, ODataError> {
    let mut query = Query::default();
    let aliases: Vec<(&str, &str)> = options.iter().copied().filter(|(name, _)| name.starts_with('@')).collect();
    for (name, value) in options.iter().copied() {
        if value.len() > MAX_TEXT {
            return Err(invalid(format!("The query option '{name}' is longer than {MAX_TEXT} bytes.")));
        }
        match name {
            "$select" => query.select = select(table, value)?,
            "$filter" => query.filter = Some(filter::parse(table, value, &aliases, asking)?),
            "$orderby" => query.order = order(table, value)?,
            "$top" => query.top = Some(number(name, value)?),
            "$count" => query.count = value == "true",
            "$expand" => query.expand = expand::parse(table, value)?,
            "$skiptoken" => query.skip_token = Some(value.to_owned()),
            "fetchXml" => query = crate::fetchxml::parse(table, value, asking)?,
            "$skip" | "$search" | "$format" | "$apply" | "$compute" | "savedQuery" | "userQuery" => {
                return Err(ODataError::new(
                    ErrorKind::NotSupported,
                    format!("The query parameter {name} is not supported."),
                ));
            }
            _ if name.starts_with('$') => {
                return Err(invalid(format!("The query parameter {name} is not supported.")));
            }
            _ => {}
        }
    }
    Ok(query)
}

/// Reads a filter alone, as in `$filter` and a row trigger's filter expression.
///
/// # Errors
/// [`ErrorKind::InvalidQuery`] with the place of the mistake.
pub fn parse_filter(table: &Table, text: &str, asking: &Asking) -> Result<Filter, ODataError> {
    if text.len() > MAX_TEXT {
        return Err(invalid(format!("A filter may not be longer than {MAX_TEXT} bytes.")));
    }
    filter::parse(table, text, &[], asking)
}

/// Reads a list of columns; `None` is all of them.
///
/// # Errors
/// [`ErrorKind::InvalidQuery`] for a column that the table does not have, with its place.
pub fn select(table: &Table, text: &str) -> Result<Option<Vec<usize>>, ODataError> {
    let mut columns = Vec::new();
    for (at, part) in parts(text) {
        if part == "*" {
            return Ok(None);
        }
        let column = name::selectable(table, part).ok_or_else(|| unknown_column(table, part, at))?;
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    Ok((!columns.is_empty()).then_some(columns))
}

fn order(table: &Table, text: &str) -> Result<Vec<Order>, ODataError> {
    let mut order = Vec::new();
    for (at, part) in parts(text) {
        let mut words = part.split_whitespace();
        let Some(column) = words.next() else { continue };
        let descending = match (words.next(), words.next()) {
            (None, _) | (Some("asc"), None) => false,
            (Some("desc"), None) => true,
            _ => {
                return Err(invalid(format!(
                    "Write 'column', 'column asc' or 'column desc' in $orderby at position {at}."
                )));
            }
        };
        let column = name::column(table, column).ok_or_else(|| unknown_column(table, column, at))?;
        order.push(Order { column, descending });
    }
    Ok(order)
}

/// The parts of a comma-separated list with the byte at which each begins; empty ones are left out.
fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split(',').filter_map(move |part| {
        let at = start + (part.len() - part.trim_start().len());
        start += part.len() + 1;
        let part = part.trim();
        (!part.is_empty()).then_some((at, part))
    })
}

fn number(name: &str, value: &str) -> Result<u64, ODataError> {
    value.trim().parse().ok().filter(|number: &u64| i64::try_from(*number).is_ok()).ok_or_else(|| {
        invalid(format!("Invalid value '{value}' for {name}: a number that is not negative is expected."))
    })
}

pub(crate) fn invalid(message: impl Into<String>) -> ODataError {
    ODataError::new(ErrorKind::InvalidQuery, message)
}

/// The refusal of a name that is no column; `at` is the byte at which it stands in the option.
fn unknown_column(table: &Table, name: &str, at: usize) -> ODataError {
    let right = table.column(name).map(crate::row::property_name).filter(|right| right != name);
    let hint = right.map_or_else(String::new, |right| format!(" Did you mean '{right}'?"));
    invalid(format!(
        "Could not find a property named '{name}' on type 'Microsoft.Dynamics.CRM.{}' (position {at}).{hint}",
        table.logical_name
    ))
}
