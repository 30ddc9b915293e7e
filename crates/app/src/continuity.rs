//! Continuity: what breaks when people leave, roles are lost and connections end.

mod event;
mod facts;
mod failing;
mod fix;
pub mod person;
pub mod risks;
mod sentence;
mod shape;
mod simulate;

pub use event::{Event, EventKind, NewEvent, Subject, SubjectKind};
pub(crate) use facts::{Facts, about};
pub use failing::Failing;
pub(crate) use failing::failing;
pub(crate) use shape::{Shapes, of as shape_of};
pub(crate) use simulate::told;
pub use simulate::{Certainty, Finding, Orphan, Simulation, Summary, simulate, simulate_in};
