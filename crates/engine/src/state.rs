//! The state of a run: frames and slots.
//!
//! A frame is one instance of a region: the top level, or one iteration of a loop. Its slots are the region's actions.

use std::{borrow::Cow, sync::Arc};

use model::{ActingIdentity, Timestamp};
use wdl::{
    Array, Value,
    definition::{ActionIx, RegionIx, Status},
};

use crate::{Asks, ErrorInfo};

/// A frame's number, given in the order in which frames begin. The top level is 0.
pub type FrameNo = u32;

/// One action in one frame.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// The frame.
    pub frame: FrameNo,
    /// The action.
    pub action: ActionIx,
}

/// One instance of a region.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Frame {
    /// Which region.
    pub(crate) region: RegionIx,
    /// The loop's place and the number of the iteration; none for the top level.
    pub(crate) of: Option<(Place, u32)>,
    /// The iteration's item.
    pub(crate) item: Value,
    /// The region's actions.
    pub(crate) slots: Vec<Slot>,
    /// Actions of the region's own block (not nested deeper) that have not finished.
    pub(crate) open: u32,
}

/// Where an action stands.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Slot {
    /// Not started.
    Idle,
    /// Started.
    Running(Box<Running>),
    /// Finished.
    Done(Arc<Done>),
}

impl Slot {
    pub(crate) fn done(&self) -> Option<&Done> {
        match self {
            Self::Done(done) => Some(done),
            _ => None,
        }
    }

    pub(crate) fn status(&self) -> Option<Status> {
        self.done().map(|done| done.status)
    }
}

/// A started action.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Running {
    pub(crate) started_at: Timestamp,
    pub(crate) inputs: Value,
    pub(crate) what: Doing,
}

/// What a started action is about.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Doing {
    /// A call is under way.
    Call { attempt: u32, what: Asks },
    /// A failed call waits to be tried again, or one that was accepted to be asked for.
    Retry { attempt: u32, at: Timestamp, what: Asks },
    /// Time must pass.
    Wait { until: Timestamp },
    /// The children of one branch run. `None`: no branch was chosen.
    Branch { chosen: Option<usize>, open: u32 },
    /// Iterations run.
    Foreach { items: Array, next: u32, in_flight: u32, worst: Status, kept: Vec<FrameNo> },
    /// An iteration runs.
    Until { iteration: u32, frame: FrameNo },
}

impl Doing {
    /// What the call is for that is under way, or waits to be made again.
    pub(crate) fn asks(&self) -> Option<&Asks> {
        match self {
            Self::Call { what, .. } | Self::Retry { what, .. } => Some(what),
            _ => None,
        }
    }
}

/// A finished action.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Done {
    pub(crate) status: Status,
    pub(crate) code: Cow<'static, str>,
    pub(crate) error: Option<ErrorInfo>,
    pub(crate) inputs: Value,
    pub(crate) outputs: Option<Value>,
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Timestamp,
    pub(crate) acting: Option<ActingIdentity>,
    /// Frames of a loop that stay readable: the last iteration of an until, all of a foreach whose result is asked for.
    pub(crate) kept: Vec<FrameNo>,
}
