//! Servers as processes that tests kill, and what tests say to them.

mod definition;
mod node;
mod reaper;
mod session;

pub(crate) use definition::{after, create_row, definition};
pub(crate) use node::Node;
pub(crate) use session::{Random, Session};
