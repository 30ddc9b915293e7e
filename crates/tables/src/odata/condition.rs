//! Conditions that both query languages know by different names.

use model::table::{ColumnKind, Table};

use super::{
    Asking, Literal,
    filter::{compare_cell, equal},
    period::{Period, Unit, Window},
};
use crate::{Cell, CellKind, Comparison, Filter, LikeKind, Operand, filter::MAX_PATTERN};

/// What a condition asks of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Compare(Comparison),
    Like(LikeKind),
    NotLike(LikeKind),
    In,
    NotIn,
    Null,
    NotNull,
    Between,
    NotBetween,
    ContainValues,
    NotContainValues,
    User,
    NotUser,
    BusinessUnit,
    NotBusinessUnit,
    UserTeams,
    UserOrTeams,
    On,
    NotOn,
    OnOrAfter,
    OnOrBefore,
    /// A window of time around now.
    Within(Period),
}

/// Operators by their FetchXML name and, where there is one, their Web API query function. `x` windows are read from names.
/// Source: "Web API query function reference" and FetchXML "condition operator values".
const OPERATORS: &[(&str, &str, Operator)] = &[
    ("eq", "", Operator::Compare(Comparison::Equal)),
    ("ne", "", Operator::Compare(Comparison::NotEqual)),
    ("neq", "", Operator::Compare(Comparison::NotEqual)),
    ("gt", "", Operator::Compare(Comparison::Greater)),
    ("ge", "", Operator::Compare(Comparison::GreaterOrEqual)),
    ("lt", "", Operator::Compare(Comparison::Less)),
    ("le", "", Operator::Compare(Comparison::LessOrEqual)),
    ("like", "", Operator::Like(LikeKind::Pattern)),
    ("not-like", "", Operator::NotLike(LikeKind::Pattern)),
    ("begins-with", "", Operator::Like(LikeKind::StartsWith)),
    ("not-begin-with", "", Operator::NotLike(LikeKind::StartsWith)),
    ("ends-with", "", Operator::Like(LikeKind::EndsWith)),
    ("not-end-with", "", Operator::NotLike(LikeKind::EndsWith)),
    ("in", "In", Operator::In),
    ("not-in", "NotIn", Operator::NotIn),
    ("null", "", Operator::Null),
    ("not-null", "", Operator::NotNull),
    ("between", "Between", Operator::Between),
    ("not-between", "NotBetween", Operator::NotBetween),
    ("contain-values", "ContainValues", Operator::ContainValues),
    ("not-contain-values", "DoesNotContainValues", Operator::NotContainValues),
    ("eq-userid", "EqualUserId", Operator::User),
    ("ne-userid", "NotEqualUserId", Operator::NotUser),
    ("eq-businessid", "EqualBusinessId", Operator::BusinessUnit),
    ("ne-businessid", "NotEqualBusinessId", Operator::NotBusinessUnit),
    ("eq-userteams", "EqualUserTeams", Operator::UserTeams),
    ("eq-useroruserteams", "EqualUserOrUserTeams", Operator::UserOrTeams),
    ("on", "On", Operator::On),
    ("not-on", "NotOn", Operator::NotOn),
    ("on-or-after", "OnOrAfter", Operator::OnOrAfter),
    ("on-or-before", "OnOrBefore", Operator::OnOrBefore),
    ("today", "Today", Operator::Within(Period::Calendar(Unit::Day, 0))),
    ("yesterday", "Yesterday", Operator::Within(Period::Calendar(Unit::Day, -1))),
    ("tomorrow", "Tomorrow", Operator::Within(Period::Calendar(Unit::Day, 1))),
    ("last-seven-days", "Last7Days", Operator::Within(Period::LastDays(7))),
    ("next-seven-days", "Next7Days", Operator::Within(Period::NextDays(7))),
    ("last-week", "LastWeek", Operator::Within(Period::Calendar(Unit::Week, -1))),
    ("this-week", "ThisWeek", Operator::Within(Period::Calendar(Unit::Week, 0))),
    ("next-week", "NextWeek", Operator::Within(Period::Calendar(Unit::Week, 1))),
    ("last-month", "LastMonth", Operator::Within(Period::Calendar(Unit::Month, -1))),
    ("this-month", "ThisMonth", Operator::Within(Period::Calendar(Unit::Month, 0))),
    ("next-month", "NextMonth", Operator::Within(Period::Calendar(Unit::Month, 1))),
    ("last-year", "LastYear", Operator::Within(Period::Calendar(Unit::Year, -1))),
    ("this-year", "ThisYear", Operator::Within(Period::Calendar(Unit::Year, 0))),
    ("next-year", "NextYear", Operator::Within(Period::Calendar(Unit::Year, 1))),
    ("last-fiscal-period", "LastFiscalPeriod", Operator::Within(Period::Calendar(Unit::Quarter, -1))),
    ("this-fiscal-period", "ThisFiscalPeriod", Operator::Within(Period::Calendar(Unit::Quarter, 0))),
    ("next-fiscal-period", "NextFiscalPeriod", Operator::Within(Period::Calendar(Unit::Quarter, 1))),
    ("last-fiscal-year", "LastFiscalYear", Operator::Within(Period::Calendar(Unit::Year, -1))),
    ("this-fiscal-year", "ThisFiscalYear", Operator::Within(Period::Calendar(Unit::Year, 0))),
    ("next-fiscal-year", "NextFiscalYear", Operator::Within(Period::Calendar(Unit::Year, 1))),
    ("last-x-hours", "LastXHours", Operator::Within(Period::Last(Unit::Hour))),
    ("last-x-days", "LastXDays", Operator::Within(Period::Last(Unit::Day))),
    ("last-x-weeks", "LastXWeeks", Operator::Within(Period::Last(Unit::Week))),
    ("last-x-months", "LastXMonths", Operator::Within(Period::Last(Unit::Month))),
    ("last-x-years", "LastXYears", Operator::Within(Period::Last(Unit::Year))),
    ("last-x-fiscal-periods", "LastXFiscalPeriods", Operator::Within(Period::Last(Unit::Quarter))),
    ("last-x-fiscal-years", "LastXFiscalYears", Operator::Within(Period::Last(Unit::Year))),
    ("next-x-hours", "NextXHours", Operator::Within(Period::Next(Unit::Hour))),
    ("next-x-days", "NextXDays", Operator::Within(Period::Next(Unit::Day))),
    ("next-x-weeks", "NextXWeeks", Operator::Within(Period::Next(Unit::Week))),
    ("next-x-months", "NextXMonths", Operator::Within(Period::Next(Unit::Month))),
    ("next-x-years", "NextXYears", Operator::Within(Period::Next(Unit::Year))),
    ("next-x-fiscal-periods", "NextXFiscalPeriods", Operator::Within(Period::Next(Unit::Quarter))),
    ("next-x-fiscal-years", "NextXFiscalYears", Operator::Within(Period::Next(Unit::Year))),
    ("olderthan-x-minutes", "OlderThanXMinutes", Operator::Within(Period::OlderThan(Unit::Minute))),
    ("olderthan-x-hours", "OlderThanXHours", Operator::Within(Period::OlderThan(Unit::Hour))),
    ("olderthan-x-days", "OlderThanXDays", Operator::Within(Period::OlderThan(Unit::Day))),
    ("olderthan-x-weeks", "OlderThanXWeeks", Operator::Within(Period::OlderThan(Unit::Week))),
    ("olderthan-x-months", "OlderThanXMonths", Operator::Within(Period::OlderThan(Unit::Month))),
    ("olderthan-x-years", "OlderThanXYears", Operator::Within(Period::OlderThan(Unit::Year))),
];

/// The operator that a FetchXML condition names.
pub(crate) fn from_fetch_operator(name: &str) -> Option<Operator> {
    OPERATORS.iter().find(|(fetch, _, _)| *fetch == name).map(|(_, _, operator)| *operator)
}

/// The operator of a Web API query function, without its namespace.
pub(super) fn from_function_name(name: &str) -> Option<Operator> {
    OPERATORS
        .iter()
        .find(|(_, function, _)| !function.is_empty() && *function == name)
        .map(|(_, _, operator)| *operator)
}

/// The filter that a condition on a column is.
///
/// # Errors
/// What is wrong with the values or the column's type, as a sentence without its full stop.
pub(crate) fn condition(
    table: &Table,
    column: usize,
    operator: Operator,
    values: &[Literal],
    asking: &Asking,
) -> Result<Filter, String> {
    let Some(of) = table.columns.get(column) else { return Ok(Filter::Const(false)) };
    let kind = CellKind::of(&of.kind);
    let first = || values.first().ok_or_else(|| format!("The condition on '{}' needs a value", of.logical_name));
    let cells = || values.iter().map(|value| value.cell(of)).collect::<Result<Vec<_>, _>>();
    let user = |id: uuid::Uuid| {
        if kind == CellKind::Uuid { Ok(equal(column, Cell::Uuid(id))) } else { Err(wrong(&of.logical_name)) }
    };
    Ok(match operator {
        Operator::Compare(comparison) => compare_cell(column, comparison, first()?.cell(of)?),
        Operator::Like(like) => match (kind, first()?.as_text()) {
            (CellKind::Text, Some(text)) => like_text(column, like, text)?,
            _ => return Err(wrong(&of.logical_name)),
        },
        Operator::NotLike(like) => condition(table, column, Operator::Like(like), values, asking)?.negated(),
        Operator::In => one_of(column, cells()?),
        Operator::NotIn => one_of(column, cells()?).negated(),
        Operator::Null => Filter::IsNull(column),
        Operator::NotNull => Filter::IsNull(column).negated(),
        Operator::Between => between(column, cells()?).ok_or_else(|| wrong(&of.logical_name))?,
        // Not between is outside on either side, so an empty cell is not found.
        Operator::NotBetween => between(column, cells()?).ok_or_else(|| wrong(&of.logical_name))?.negated(),
        Operator::ContainValues | Operator::NotContainValues => {
            let chosen: Option<Vec<i64>> = values.iter().map(Literal::whole).collect();
            let filter = match (&of.kind, chosen) {
                (ColumnKind::MultiChoice { .. }, Some(values)) => Filter::ContainsValues { column, values },
                _ => return Err(wrong(&of.logical_name)),
            };
            if operator == Operator::ContainValues { filter } else { filter.negated() }
        }
        Operator::User => user(asking.user)?,
        Operator::NotUser => user(asking.user)?.negated(),
        Operator::BusinessUnit => user(asking.business_unit)?,
        Operator::NotBusinessUnit => user(asking.business_unit)?.negated(),
        Operator::UserTeams | Operator::UserOrTeams => {
            let own = (operator == Operator::UserOrTeams).then_some(asking.user);
            let ids = own.into_iter().chain(asking.teams.iter().copied()).map(Cell::Uuid).collect();
            if kind == CellKind::Uuid { one_of(column, ids) } else { return Err(wrong(&of.logical_name)) }
        }
        Operator::On | Operator::NotOn | Operator::OnOrAfter | Operator::OnOrBefore => {
            let instant = first()?.instant().ok_or_else(|| wrong(&of.logical_name))?;
            let day = Window::day(instant);
            let window = match operator {
                Operator::OnOrAfter => Window { to: None, ..day },
                Operator::OnOrBefore => Window { from: None, ..day },
                _ => day,
            };
            let filter = within(column, kind, window).ok_or_else(|| wrong(&of.logical_name))?;
            if operator == Operator::NotOn { filter.negated() } else { filter }
        }
        Operator::Within(period) => {
            let count = if period.takes_count() {
                let count = first()?.whole().filter(|count| (1..=1_000_000).contains(count));
                count.ok_or_else(|| format!("The condition on '{}' needs a number above 0", of.logical_name))?
            } else {
                0
            };
            let window = period.window(asking.now, count).ok_or_else(|| wrong(&of.logical_name))?;
            within(column, kind, window).ok_or_else(|| wrong(&of.logical_name))?
        }
    })
}

/// A pattern for a text column.
pub(super) fn like_text(column: usize, kind: LikeKind, text: &str) -> Result<Filter, String> {
    if text.chars().nth(MAX_PATTERN).is_some() {
        return Err(format!("A text to look for has at most {MAX_PATTERN} characters"));
    }
    Ok(Filter::Like { column, kind, text: text.into() })
}

/// One of a list; null in the list means that the column may be empty.
pub(super) fn one_of(column: usize, mut values: Vec<Cell>) -> Filter {
    let before = values.len();
    values.retain(|value| !value.is_null());
    let with_null = values.len() < before;
    let listed = if values.is_empty() { Filter::Const(false) } else { Filter::In { column, values } };
    if with_null { Filter::any([listed, Filter::IsNull(column)]) } else { listed }
}

fn between(column: usize, cells: Vec<Cell>) -> Option<Filter> {
    let [from, to] = <[Cell; 2]>::try_from(cells).ok()?;
    (!from.is_null() && !to.is_null()).then(|| {
        Filter::And(vec![
            Filter::Compare { column, comparison: Comparison::GreaterOrEqual, with: Operand::Cell(from) },
            Filter::Compare { column, comparison: Comparison::LessOrEqual, with: Operand::Cell(to) },
        ])
    })
}

/// The rows whose date lies in a window.
fn within(column: usize, kind: CellKind, window: Window) -> Option<Filter> {
    let side = |comparison, cell| Filter::Compare { column, comparison, with: Operand::Cell(cell) };
    let parts: Vec<Filter> = match kind {
        CellKind::Instant => [
            window.from.map(|from| side(Comparison::GreaterOrEqual, Cell::Instant(from))),
            window.to.map(|to| side(Comparison::Less, Cell::Instant(to))),
        ]
        .into_iter()
        .flatten()
        .collect(),
        CellKind::Day => {
            const DAY: i64 = 86_400_000_000;
            let day = |micros: i64| i32::try_from(micros.div_euclid(DAY)).ok().map(Cell::Day);
            let mut parts = Vec::new();
            if let Some(from) = window.from {
                parts.push(side(Comparison::GreaterOrEqual, day(from)?));
            }
            if let Some(to) = window.to {
                // The last day counts if the window reaches into it.
                let last = to.saturating_add(DAY - 1);
                parts.push(side(Comparison::Less, day(last)?));
            }
            parts
        }
        _ => return None,
    };
    Some(Filter::all(parts))
}

fn wrong(column: &str) -> String {
    format!("The condition does not fit the type of column '{column}' or has the wrong values")
}
