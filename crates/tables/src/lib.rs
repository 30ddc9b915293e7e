//! Tables: schemas, rows as the Web API writes them, queries, row security and row triggers.
//!
//! Give it a [`model::table::Table`] and the JSON of a request and it gives back typed [`Changes`]; give it a query text
//! and it gives back a [`Query`] bound to the table's columns; give it a [`Caller`] and it says which rows that caller
//! reaches. It knows no SQL, no clock and no network: the time and everything about other tables arrive as arguments.
//! Input from outside can be refused with an [`ODataError`], never make it panic, hang or exhaust the stack.
//!
//! Start at [`system::complete`] (what a table gets for free), then [`row`] (in and out), [`odata`] and [`fetchxml`]
//! (queries), [`filter`] (what a filter means), [`security`], [`trigger`], and [`mask`] and [`shape`] (what one environment gives another).
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod cell;
pub mod error;
pub mod fetchxml;
pub mod filter;
pub mod mask;
pub mod metadata;
pub mod odata;
pub mod row;
pub mod security;
pub mod shape;
pub mod system;
pub mod text;
pub mod trigger;

pub use cell::{Cell, CellKind};
pub use error::{ErrorKind, ODataError};
pub use filter::{Comparison, Filter, LikeKind, Operand};
pub use odata::{Expand, Order, Query};
pub use row::{Changes, Link, Mode, Owner, Row};
pub use security::{Acting, Caller, RowFilter};
pub use trigger::{Change, ChangeKind, Registration};
