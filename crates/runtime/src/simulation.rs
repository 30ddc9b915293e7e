//! A deterministic simulation of servers on one database.
//!
//! The runtime is the real one, with its tasks, its leases and the store's verbs; only what is below and around it is simulated: who
//! goes on next, what time it is, when a transaction happens and how it fails, when an answer or a hint arrives, what the world
//! answers, and which server crashes, stands still or is stopped. A seed decides all of that, so that a failure can be repeated.
//! `watch` looks at every transaction and says what must not be.
//!
//! Start at `play`.

mod dice;
pub(crate) mod executor;
mod play;
mod stage;
pub(crate) mod watch;
pub(crate) mod world;

mod tests;
