//! The store: what must survive.
//!
//! A [`Store`] runs work in transactions. [`Store::write`] takes a closure over a [`Tx`]; concurrent ones share one commit and
//! each is answered after that commit is durable. [`Store::read`] sees one consistent snapshot. Verbs are plain functions over a
//! `Tx`, in a module for each noun (`flows`, `runs`, `rows` ...), so that a use case composes several in one transaction, and so
//! that a second database is a second dialect below `Tx` and not a second copy of the verbs.
//!
//! It knows nothing of HTTP and decides nothing: rules are in `access`, `engine` and `app`.

pub mod audit;
pub mod child_calls;
mod code;
pub mod connections;
pub mod environments;
pub mod error;
pub mod flows;
pub mod hint;
pub mod journal;
pub mod passwords;
pub mod principals;
pub mod references;
pub mod roles;
pub mod runs;
pub mod secrets;
pub mod sessions;
pub mod settings;
pub mod solutions;
pub mod sql;
mod sqlite;
pub mod tables;
pub mod tokens;
pub mod triggers;
mod tx;
pub mod variables;

pub use error::StoreError;
pub use hint::Hint;
pub use secrets::{KeyRing, Secret};
pub use sql::{Param, Row};
pub use sqlite::{Config, Store};
pub use tx::Tx;
