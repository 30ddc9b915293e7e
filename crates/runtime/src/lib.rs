//! What happens by itself: triggers, claiming, performing effects, timers.
//!
//! The engine decides, and this crate does what it decided: it stores a step's entries, performs its effects, and tells the engine
//! how they ended. One task drives one run; what it does is durable before anything depends on it. Calls of our own tables are
//! performed in the transaction that stores their result, so they happen exactly once; calls of the world happen at least once,
//! with the same idempotency key.
//!
//! Start at [`Runtime`], then read `run/drive.rs`. It knows no HTTP routes.

mod audit;
mod catalogue;
mod connector;
mod context;
mod continuity;
mod credentials;
mod errand;
mod handover;
mod mail;
mod node;
mod retention;
mod roles;
mod run;
mod runtime;
#[cfg(test)]
mod simulation;
mod tasks;
mod trigger;

pub use catalogue::Connectors;
pub use retention::{Archive, Lines, read as read_archive};
pub use roles::Roles;
pub use run::callback::CallbackTarget;
pub use run::start::{Accepted, Answered, TriggerTarget};
pub use runtime::{Config, Probes, Runtime};
