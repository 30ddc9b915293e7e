//! Tables that users define, as real SQL tables, and their rows.
//!
//! Each table of each environment is an SQL table of its own with typed columns. What a filter or a row security means is
//! decided by the crate `tables`; here it becomes SQL that answers the same. Values are always parameters; names come from
//! the schema only, checked when it is stored and quoted when it is used.
//!
//! Users, teams and business units are views of principals: they can be read like tables and never written.

mod catalog;
mod cell;
mod ddl;
mod list;
mod memory;
mod page;
mod principals;
mod rows;
mod sql;

use ::tables::ODataError;
use thiserror::Error;

use crate::StoreError;

pub(crate) use catalog::define;
pub use catalog::{add_standard, by_name, by_set, delete_table, is_empty, list as list_tables, put};
pub use list::{Page, count_longer, count_owned, count_rows, list_rows};
pub use rows::{create_row, delete_row, get_row, get_row_to_change, next_version, update_row};

/// A verb over rows that did not succeed.
#[derive(Debug, Error)]
pub enum TableError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The request is refused, in the Web API's words.
    #[error(transparent)]
    Refused(#[from] ODataError),
}
