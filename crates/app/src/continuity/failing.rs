//! What fails in a world, whoever starts the flow: for use cases that compare two states of the installation.

use access::continuity::{Case, Change};
use model::{EnvironmentId, FlowId, FlowKey, Timestamp};
use store::Tx;

use super::{facts::Facts, simulate::told};
use crate::{AppError, Steward};

/// An action of a flow that is on, which fails whatever starts it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failing {
    /// The environment's name.
    pub environment: String,
    /// The flow, in the store and in files.
    pub flow: (FlowKey, FlowId),
    /// The flow's name.
    pub flow_name: String,
    /// The action.
    pub action: String,
    /// Where it stands in the definition.
    pub path: String,
    /// The message in the run's history.
    pub message: String,
}

/// Everything that fails after some changes, in one environment or in all, failing now or not.
pub(crate) fn failing(
    steward: &Steward,
    tx: &mut Tx<'_>,
    only: Option<EnvironmentId>,
    changes: &[Change],
    now: Timestamp,
) -> Result<Vec<Failing>, AppError> {
    let facts = Facts::read(steward, tx, only, now)?;
    let after = facts.world.after(changes);
    let mut failing = Vec::new();
    for (stored, flow) in facts.flows.iter().filter(|(stored, _)| stored.is_on) {
        for action in &flow.shape.actions {
            let Some(failure) = after.fate(flow, action, Case::default()).failure else { continue };
            failing.push(Failing {
                environment: facts.environments.get(&stored.environment).map(|it| it.name.clone()).unwrap_or_default(),
                flow: (stored.key, stored.id),
                flow_name: stored.name.clone(),
                action: action.name.clone(),
                path: action.path.clone(),
                message: told(&failure).2,
            });
        }
    }
    Ok(failing)
}
