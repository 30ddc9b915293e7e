//! Use cases: what people and programs ask Steward to do. Each checks access and writes audit.
//!
//! Every use case takes a [`Steward`] (store, keys, clock, connectors) and an [`Op`] (who asks, when). What it needs to be permitted it
//! gets from [`lookup`], where looking up and authorising are one step; what it changes it changes inside one transaction together
//! with its audit entry. It knows nothing of HTTP: [`AppError`] says what kind of refusal it is, and the edge picks the status.
//!
//! Start at [`flows`] and [`lookup`]; [`sign_in`] makes callers, [`bootstrap`] makes an empty store usable.

pub mod audit;
pub mod bootstrap;
pub mod break_glass;
mod callbacks;
pub mod catalogue;
mod change;
pub mod connections;
pub mod continuity;
pub mod custom_roles;
pub mod data_policies;
pub mod directory;
pub mod drift;
pub mod environments;
pub mod error;
pub mod expressions;
pub mod firings;
pub mod flows;
pub mod handover;
pub mod lookup;
pub mod mails;
pub mod master_key;
pub mod nodes;
pub mod op;
pub mod pipelines;
pub mod principals;
pub mod promotions;
pub mod references;
pub mod roles;
pub mod rows;
pub mod runs;
pub mod scim;
pub mod sign_in;
pub mod signing_key;
pub mod solutions;
pub mod start;
mod steward;
pub mod tables;
pub mod variables;

pub use catalogue::Catalogue;
pub use directory::Chip;
pub use error::{AppError, ErrorKind};
pub use lookup::FlowName;
pub use op::{Caller, Op, SignedInBy};
pub use rows::RowCaller;
pub use steward::{Clock, Steward};
