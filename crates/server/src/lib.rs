//! The edge: HTTP in, use cases, HTTP out.
//!
//! A handler decodes a request, asks a use case of [`app`] and encodes the answer. It decides nothing: rules are in `app` and below,
//! and so are checks of access. Types of the API are in `views/`, so that the API can stay as it is while the domain moves.
//!
//! Start at `router.rs` (all addresses), then one file of `routes/` (named like the address). `extract/` is what handlers take from
//! a request, `envelope.rs` what is around each, `dataverse/` and `triggers/` follow standards of their own.

mod auth;
mod callbacks;
mod config;
mod dataverse;
mod envelope;
mod error;
mod extract;
mod health;
mod metrics;
mod openapi;
mod router;
mod routes;
mod scim;
mod serve;
mod state;
mod triggers;
mod ui;
mod views;

pub use config::{Config, Limits, ProviderConfig};
pub use openapi::openapi;
pub use router::router;
pub use serve::{Bound, ServeError, bind, serve, told_to_stop};
pub use state::{Parts, ProvidersError};
pub use views::history::history_line;
