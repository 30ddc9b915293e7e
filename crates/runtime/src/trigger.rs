//! Triggers that fire by themselves. Row changes fire inside their own transaction, in `app::start::row_changed`.

mod poll;
pub(crate) mod recurrence;
