//! Parameters and rows, the same for every database.

use model::{
    BreakGlassId, CertificateId, ConnectionId, EnvironmentId, FlowId, FlowKey, HandoverId, PipelineId, PrincipalId,
    PromotionId, ReleaseId, RoleId, RowId, RunId, SessionId, Timestamp, TokenId,
};
use uuid::Uuid;

use crate::{
    StoreError,
    postgres::values::{Bytes, Int},
};

/// A value bound to a statement.
#[derive(Clone, PartialEq, Debug)]
pub enum Param<'a> {
    /// NULL.
    Null,
    /// A whole number, an instant or a truth value.
    Int(i64),
    /// A floating point number.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
    /// An id.
    Uuid(Uuid),
}

macro_rules! param_from {
    ($($from:ty => |$value:ident| $into:expr;)*) => {$(
        impl<'a> From<$from> for Param<'a> {
            fn from($value: $from) -> Self {
                $into
            }
        }
    )*};
}

param_from! {
    i64 => |number| Self::Int(number);
    u32 => |number| Self::Int(i64::from(number));
    bool => |truth| Self::Int(i64::from(truth));
    f64 => |number| Self::Real(number);
    &'a str => |text| Self::Text(text);
    &'a String => |text| Self::Text(text);
    &'a [u8] => |bytes| Self::Blob(bytes);
    &'a Vec<u8> => |bytes| Self::Blob(bytes);
    Uuid => |id| Self::Uuid(id);
    Timestamp => |at| Self::Int(at.0);
    EnvironmentId => |id| Self::Int(id.0);
    FlowKey => |key| Self::Int(key.0);
    PrincipalId => |id| Self::Uuid(id.0);
    FlowId => |id| Self::Uuid(id.0);
    RunId => |id| Self::Uuid(id.0);
    ConnectionId => |id| Self::Uuid(id.0);
    RoleId => |id| Self::Uuid(id.0);
    RowId => |id| Self::Uuid(id.0);
    SessionId => |id| Self::Uuid(id.0);
    TokenId => |id| Self::Uuid(id.0);
    HandoverId => |id| Self::Uuid(id.0);
    BreakGlassId => |id| Self::Uuid(id.0);
    CertificateId => |id| Self::Uuid(id.0);
    ReleaseId => |id| Self::Uuid(id.0);
    PipelineId => |id| Self::Uuid(id.0);
    PromotionId => |id| Self::Uuid(id.0);
}

impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Parameters in the order of `?1`, `?2` ...
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Param::from($value)),*] };
}

/// One row of an answer.
#[derive(Debug)]
pub struct Row<'a>(pub(crate) Source<'a>);

/// The database's own form of a row.
#[derive(Debug)]
pub(crate) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// The whole number in a column (from 0).
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or(StoreError::Empty { column })
    }

    /// The whole number in a column, if there is one.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(match self.0 {
            Source::Sqlite(row) => row.get(column)?,
            Source::Postgres(row) => row.try_get::<_, Option<Int>>(column)?.map(|Int(number)| number),
        })
    }

    /// The floating point number in a column, if there is one.
    pub fn opt_real(&self, column: usize) -> Result<Option<f64>, StoreError> {
        Ok(match self.0 {
            Source::Sqlite(row) => row.get(column)?,
            Source::Postgres(row) => row.try_get(column)?,
        })
    }

    /// The truth value in a column.
    pub fn bool(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    /// The text in a column.
    pub fn text(&self, column: usize) -> Result<String, StoreError> {
        self.opt_text(column)?.ok_or(StoreError::Empty { column })
    }

    /// The text in a column, if there is one.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(match self.0 {
            Source::Sqlite(row) => row.get(column)?,
            Source::Postgres(row) => row.try_get(column)?,
        })
    }

    /// The bytes in a column.
    pub fn blob(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        self.opt_blob(column)?.ok_or(StoreError::Empty { column })
    }

    /// The bytes in a column, if there are any.
    pub fn opt_blob(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(match self.0 {
            Source::Sqlite(row) => row.get(column)?,
            Source::Postgres(row) => row.try_get::<_, Option<Bytes<'_>>>(column)?.map(|Bytes(bytes)| bytes.to_vec()),
        })
    }

    /// The id in a column.
    pub fn uuid(&self, column: usize) -> Result<Uuid, StoreError> {
        self.opt_uuid(column)?.ok_or(StoreError::Empty { column })
    }

    /// The id in a column, if there is one.
    pub fn opt_uuid(&self, column: usize) -> Result<Option<Uuid>, StoreError> {
        let bytes: Option<[u8; 16]> = match self.0 {
            Source::Sqlite(row) => row.get(column)?,
            Source::Postgres(row) => match row.try_get::<_, Option<Bytes<'_>>>(column)? {
                Some(Bytes(bytes)) => Some(bytes.try_into().map_err(|error| StoreError::corrupt("id", error))?),
                None => None,
            },
        };
        Ok(bytes.map(Uuid::from_bytes))
    }

    /// The instant in a column.
    pub fn time(&self, column: usize) -> Result<Timestamp, StoreError> {
        self.int(column).map(Timestamp)
    }

    /// The instant in a column, if there is one.
    pub fn opt_time(&self, column: usize) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.opt_int(column)?.map(Timestamp))
    }
}
