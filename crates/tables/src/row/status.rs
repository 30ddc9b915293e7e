//! State and status reason belong together.

use model::table::{ColumnKind, StateOption, StatusOption, Table};

use super::{Changes, Row, position};
use crate::{Cell, ErrorKind, ODataError};

/// Completes what changes say about `statecode` and `statuscode`: a state alone brings its default status reason, a status
/// reason alone brings its state, and a new row (`existing` is `None`) starts in the first state.
///
/// # Errors
/// A status reason that does not belong to the state.
pub fn status(table: &Table, changes: &mut Changes, existing: Option<&Row>) -> Result<(), ODataError> {
    let (Some(state_at), Some(status_at)) = (position(table, "statecode"), position(table, "statuscode")) else {
        return Ok(());
    };
    let (Some(states), Some(statuses)) = (states(table, state_at), statuses(table, status_at)) else { return Ok(()) };
    let given = |at: usize| changes.get(at).and_then(Cell::as_int);
    let (state, status) = match (given(state_at), given(status_at)) {
        (None, None) if existing.is_some() => return Ok(()),
        (None, None) => {
            let Some(first) = states.iter().find(|state| state.value == 0).or(states.first()) else { return Ok(()) };
            (first.value, first.default_status)
        }
        (Some(state), None) => {
            // Entering the state that the row is in keeps its status reason.
            let stays = existing.is_some_and(|row| row.get(state_at).as_int() == Some(state));
            match existing.filter(|_| stays).and_then(|row| row.get(status_at).as_int()) {
                Some(status) => (state, status),
                None => (state, default_status(states, statuses, state)),
            }
        }
        (None, Some(status)) => {
            let Some(option) = statuses.iter().find(|option| option.value == status) else {
                return Err(invalid(table, status, None));
            };
            (option.state, status)
        }
        (Some(state), Some(status)) => {
            if statuses.iter().any(|option| option.value == status && option.state != state) {
                return Err(invalid(table, status, Some(state)));
            }
            (state, status)
        }
    };
    changes.set(state_at, Cell::Int(state));
    changes.set(status_at, Cell::Int(status));
    Ok(())
}

fn states(table: &Table, at: usize) -> Option<&[StateOption]> {
    match table.columns.get(at).map(|column| &column.kind) {
        Some(ColumnKind::State { states }) => Some(states),
        _ => None,
    }
}

fn statuses(table: &Table, at: usize) -> Option<&[StatusOption]> {
    match table.columns.get(at).map(|column| &column.kind) {
        Some(ColumnKind::Status { statuses }) => Some(statuses),
        _ => None,
    }
}

fn default_status(states: &[StateOption], statuses: &[StatusOption], state: i64) -> i64 {
    let named = states.iter().find(|option| option.value == state).map(|option| option.default_status);
    let belongs = |status: &i64| statuses.iter().any(|option| option.value == *status && option.state == state);
    named
        .filter(belongs)
        .or_else(|| statuses.iter().find(|option| option.state == state).map(|option| option.value))
        .or(named)
        .unwrap_or(1)
}

fn invalid(table: &Table, status: i64, state: Option<i64>) -> ODataError {
    let of = state.map_or_else(String::new, |state| format!(" for state code {state}"));
    ODataError::new(
        ErrorKind::InvalidStateCodeStatusCode,
        format!("{status} is not a valid status code{of} on {}.", table.logical_name),
    )
}
