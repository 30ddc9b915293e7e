//! Solution packages: .zip in, plan out; plan in, .zip out. Pure over bytes.
//!
//! Three steps lead from a file to a decision. [`Package`] holds the files of a solution, from a zip or from an unpacked
//! folder, within limits that hostile input cannot pass. [`Package::contents`] reads what they say: flows, tables,
//! connection references, environment variables, roles, connectors, and every problem with its place. [`plan()`] compares
//! that with the facts of an environment and says what an import would do, and why it would refuse. [`diff()`] says in words
//! what two packages do differently, and [`checker`] what in one is a bad idea. [`layout`] makes a folder of a package
//! and back, and [`envelope`] says who vouches for one.
//!
//! The crate reads no file, no clock and no network, and never interprets a flow's definition: that is `wdl`'s. Files
//! that it has no use for are carried through unread, so that a package survives being read and written.
//!
//! Start at [`package`] and [`contents`]; then read [`mod@plan`].

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod check;
pub mod checker;
pub mod contents;
pub mod diff;
pub mod envelope;
pub mod export;
pub mod layout;
pub mod package;
pub mod plan;
pub mod problem;
pub mod revise;
pub mod settings;
pub mod suggest;
pub mod version;

mod element;
mod patch;
mod secret;
mod text;
mod xml;

pub use checker::Finding;
pub use contents::Contents;
pub use diff::{Diff, Side, diff};
pub use export::{ExportError, ExportOptions, export};
pub use package::{Limits, Member, Package, PackageError};
pub use plan::{Plan, Target, plan};
pub use problem::Problem;
pub use revise::RevisionError;
pub use settings::{Settings, SettingsError};
pub use version::SolutionVersion;
