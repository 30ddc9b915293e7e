//! What calls do: our tables, and the world.

pub(crate) mod dataverse;
pub(crate) mod http;
pub(crate) mod invoke;
pub(crate) mod probe;

use engine::{Call, Outcome};

use crate::{run::active::Active, runtime::Runtime};

/// A call of the world.
pub(crate) enum Outside {
    /// In nobody's name.
    Http(http::Told),
    /// In the name of a connection.
    Invoke(invoke::Invocation),
}

impl Outside {
    /// The call of a run.
    pub(crate) fn of(active: &Active, call: Call) -> Self {
        match active.prepared.flow.definition.action(call.place.action) {
            Some(action) if invoke::is_for(&action.kind) => Self::Invoke(invoke::Invocation::of(active, call)),
            _ => Self::Http(http::Told::of(active, call)),
        }
    }

    /// Makes the call and says how it ended.
    pub(crate) async fn call(self, runtime: &Runtime) -> Outcome {
        match self {
            Self::Http(told) => http::call(runtime, told).await,
            Self::Invoke(invocation) => invoke::call(runtime, invocation).await,
        }
    }
}
