//! In whose name a call is made.

pub(crate) mod acting_as;
