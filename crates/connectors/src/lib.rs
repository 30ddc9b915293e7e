//! Connectors: what actions call outside the tables.
//!
//! It knows nothing of runs, journals or owners: it is handed evaluated inputs, and a policy that says which hosts may be called,
//! and gives back what the target answered. Every outbound call goes through [`guard`].
//!
//! Start at [`http::Caller`].

pub mod content;
pub mod guard;
pub mod http;
pub mod mail;
pub mod sink;
pub mod sources;
pub mod swagger;
