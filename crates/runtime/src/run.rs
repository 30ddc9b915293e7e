//! A run's way: started, claimed, driven, cancelled, repeated.

pub(crate) mod active;
pub(crate) mod callback;
pub(crate) mod cancel;
mod changeset;
pub(crate) mod child;
pub(crate) mod claim;
pub(crate) mod drive;
pub(crate) mod mailbox;
mod native;
pub(crate) mod resubmit;
pub(crate) mod start;
pub(crate) mod target;
