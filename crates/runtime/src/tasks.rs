//! Tasks and their clock: tokio's, or those of the crate's simulation, which decides what happens next.
//!
//! Where several things wait for a task at once, `select!` takes them in the order in which they stand (`biased`), so that a
//! simulation can be repeated.

#[cfg(not(test))]
pub(crate) use tokio::{
    spawn,
    time::{Instant, sleep, timeout},
};

#[cfg(test)]
pub(crate) use crate::simulation::executor::{Instant, sleep, spawn, timeout};
