//! Several servers on one PostgreSQL, seen from outside: what was accepted happens once, whatever fails meanwhile.
//!
//! `STEWARD_SOAK_SECONDS` is how long it goes on, and `STEWARD_SEED` repeats what a failed test printed. What the nodes logged and
//! when what was done to them is in `target/test-logs/cluster`.

#![cfg(unix)]

mod chaos;
mod check;
#[path = "../common/mod.rs"]
mod common;
mod flows;
mod load;
mod member;
mod moves;
mod rolling;
mod rules;
mod start;
mod stub;
mod vanish;
mod world;
