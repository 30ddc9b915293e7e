//! Cells as SQL values.

use std::sync::Arc;

use ::tables::{Cell, CellKind};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::{Param, Row, StoreError};

/// Decimals are kept as whole numbers of this many places, more than any column has.
const PLACES: u32 = 10;

/// A value to bind, owned.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    Null,
    Int(i64),
    Real(f64),
    Text(Arc<str>),
    Bytes([u8; 16]),
}

impl Bound {
    pub(super) fn of(cell: &Cell) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Text(text) => Self::Text(text.clone()),
            Cell::Int(number) => Self::Int(*number),
            Cell::Float(number) => Self::Real(*number),
            Cell::Decimal(number) => Self::Bytes(ordered(*number)),
            Cell::Bool(truth) => Self::Int(i64::from(*truth)),
            Cell::Uuid(id) => Self::Bytes(id.into_bytes()),
            Cell::Instant(micros) => Self::Int(*micros),
            Cell::Day(day) => Self::Int(i64::from(*day)),
        }
    }

    pub(super) fn param(&self) -> Param<'_> {
        match self {
            Self::Null => Param::Null,
            Self::Int(number) => Param::Int(*number),
            Self::Real(number) => Param::Real(*number),
            Self::Text(text) => Param::Text(text),
            Self::Bytes(bytes) => Param::Blob(bytes),
        }
    }
}

/// Parameters for what is bound.
pub(super) fn to_params(bound: &[Bound]) -> Vec<Param<'_>> {
    bound.iter().map(Bound::param).collect()
}

/// Reads a cell of a kind from a column of an answer.
pub(super) fn read(row: &Row<'_>, at: usize, kind: CellKind) -> Result<Cell, StoreError> {
    Ok(match kind {
        CellKind::Text => row.opt_text(at)?.map_or(Cell::Null, Cell::text),
        CellKind::Int => row.opt_int(at)?.map_or(Cell::Null, Cell::Int),
        CellKind::Float => row.opt_real(at)?.map_or(Cell::Null, Cell::Float),
        CellKind::Decimal => match row.opt_uuid(at)? {
            Some(bytes) => Cell::Decimal(from_ordered(bytes)?),
            None => Cell::Null,
        },
        CellKind::Bool => row.opt_int(at)?.map_or(Cell::Null, |number| Cell::Bool(number != 0)),
        CellKind::Uuid => row.opt_uuid(at)?.map_or(Cell::Null, Cell::Uuid),
        CellKind::Instant => row.opt_int(at)?.map_or(Cell::Null, Cell::Instant),
        CellKind::Day => match row.opt_int(at)? {
            Some(day) => Cell::Day(i32::try_from(day).map_err(|error| StoreError::corrupt("day", error))?),
            None => Cell::Null,
        },
    })
}

/// Sixteen bytes that sort like the decimal: its whole number of the smallest place, with the sign turned around.
fn ordered(number: Decimal) -> [u8; 16] {
    let number = number.round_dp(PLACES);
    let factor = 10_i128.checked_pow(PLACES.saturating_sub(number.scale())).unwrap_or(1);
    // Larger than any column holds: it stays the largest.
    let limit = if number.is_sign_negative() { i128::MIN } else { i128::MAX };
    let whole = number.mantissa().checked_mul(factor).unwrap_or(limit);
    (whole.cast_unsigned() ^ (1 << 127)).to_be_bytes()
}

fn from_ordered(bytes: Uuid) -> Result<Decimal, StoreError> {
    let whole = (bytes.as_u128() ^ (1 << 127)).cast_signed();
    let number = Decimal::try_from_i128_with_scale(whole, PLACES);
    number.map(|number| number.normalize()).map_err(|error| StoreError::corrupt("decimal", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_sort_by_their_bytes_and_read_back() {
        let numbers =
            ["-922337203685477", "-1.5", "-0.0000000001", "0", "0.1", "0.12", "2", "10", "922337203685477.0000000001"];
        let numbers: Vec<Decimal> = numbers.iter().map(|text| text.parse().expect("a decimal")).collect();
        for pair in numbers.windows(2) {
            assert!(ordered(pair[0]) < ordered(pair[1]), "{pair:?}");
        }
        for number in numbers {
            assert_eq!(from_ordered(Uuid::from_bytes(ordered(number))).expect("a decimal"), number);
        }
        assert!(ordered(Decimal::MAX) > ordered("922337203685477".parse().expect("a decimal")));
    }
}
