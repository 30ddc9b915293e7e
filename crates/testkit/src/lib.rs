//! Helpers of tests, never part of the product.
//!
//! A flow is written as text ([`definition`]), played on a clock that jumps ([`Scenario`]), and printed as a table, so that a test
//! reads as what it says:
//!
//! ```text
//! get_rows: call                          get_rows  Failed   NotFound
//! mail: call after get_rows               mail      Skipped  ActionSkipped  ActionConditionFailed
//!                                         run       Failed   ActionFailed
//! ```
//!
//! [`material`] finds real files beside the repository. [`postgres`] is a database server of the test's own, and
//! [`Proxy`] a network before it that fails when it is told to.

mod answer;
#[cfg(unix)]
pub mod database;
mod dice;
mod flow_text;
pub mod material;
mod player;
pub mod ports;
#[cfg(unix)]
pub mod postgres;
mod proxy;
mod scenario;
mod table;
mod target;

pub use answer::{Answer, accepted, breaks, fails, never, succeeds};
pub use dice::Dice;
pub use flow_text::definition;
pub use player::Player;
pub use proxy::{Proxy, Way};
pub use scenario::{Played, Scenario, flow};
pub use target::{Answered, Asked, Target};
