//! The store: what must survive.
//!
//! A [`Store`] runs work in transactions, on SQLite or PostgreSQL. [`Store::write`] takes a closure over a [`Tx`] and answers after
//! its commit is durable. [`Store::read`] sees one consistent snapshot. Verbs are plain functions over a
//! `Tx`, in a module for each noun (`flows`, `runs`, `rows` ...), so that a use case composes several in one transaction, and so
//! that the second database is a second dialect below `Tx` and not a second copy of the verbs. Only what every run does, storing
//! how far it has come, is written twice ([`runs::save`] and `postgres::saver`).
//!
//! It knows nothing of HTTP and decides nothing: rules are in `access`, `engine` and `app`.

pub mod audit;
pub mod break_glass;
pub mod callbacks;
pub mod certificates;
pub mod child_calls;
mod code;
pub mod connections;
pub mod continuity;
pub mod copy;
pub mod custom_roles;
pub mod data_policies;
mod dialect;
mod direct;
pub mod drift;
pub mod environments;
pub mod errands;
pub mod error;
pub mod firings;
pub mod flows;
pub mod handovers;
pub mod hint;
pub mod journal;
pub mod mails;
mod memory;
pub mod nodes;
pub mod packages;
pub mod passwords;
pub mod pipelines;
mod postgres;
pub mod principals;
pub mod promotions;
pub mod provider_users;
pub mod references;
pub mod releases;
pub mod roles;
pub mod runs;
pub mod schema;
pub mod scim;
pub mod sealed;
pub mod seals;
pub mod second_factors;
pub mod secrets;
pub mod sessions;
pub mod settings;
pub mod sign_ins;
pub mod signing_keys;
#[cfg(feature = "simulated")]
pub mod simulated;
pub mod solutions;
pub mod sql;
mod sqlite;
mod store;
pub mod tables;
pub mod tokens;
pub mod triggers;
pub mod turns;
mod tx;
pub mod variables;

pub use error::StoreError;
pub use hint::Hint;
pub use secrets::{KeyRing, Secret};
pub use sql::{Param, Row};
pub use store::{Config, Database, Store};
pub use tx::Tx;
