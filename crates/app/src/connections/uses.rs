//! Where a connection is used, and when it was last.

use access::{EnvironmentAction, FlowAction, continuity::Case, may};
use model::{ConnectionId, FlowId, FlowKey, RunId, RunStatus, Timestamp};
use store::{
    Tx, connections,
    flows::{self, StoredFlow, connections as uses},
    references, runs, triggers,
};

use crate::{
    AppError, Op, Steward,
    directory::People,
    flows::{IdentityView, identity},
    lookup::{self, SeeConnection},
};

/// A connection reference that is bound to a connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferenceUse {
    /// Its name in files.
    pub logical_name: String,
    /// What people read.
    pub display_name: String,
    /// How many flows use the reference, those with a choice of their own included.
    pub flows: usize,
}

/// A flow that uses a connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlowUse {
    /// Its id.
    pub id: FlowId,
    /// Its name.
    pub name: String,
    /// The version that uses it: the current one.
    pub version: u32,
    /// Whether it is on.
    pub is_on: bool,
    /// The solution that it came with.
    pub solution: Option<String>,
    /// The aliases that it is used for.
    pub keys: Vec<String>,
    /// Whether its trigger uses it.
    pub trigger: bool,
    /// The actions that use it, and whose identity each will use.
    pub actions: Vec<IdentityView>,
    /// When the clock starts it next.
    pub next_firing: Option<Timestamp>,
    /// Its newest run.
    pub last_run: Option<(RunId, RunStatus, Timestamp)>,
    /// How many of its runs are under way.
    pub under_way: i64,
}

/// Everything that uses a connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uses {
    /// The references that are bound to it, for those who may see components.
    pub references: Vec<ReferenceUse>,
    /// The flows that the caller may see inside, by name.
    pub flows: Vec<FlowUse>,
    /// How many further flows there are.
    pub others: usize,
}

/// Where a connection is used.
///
/// # Errors
/// The caller may not know of the connection.
pub async fn uses_of(steward: &Steward, op: &Op, environment: &str, id: ConnectionId) -> Result<Uses, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::connection::<SeeConnection>(tx, &op, &environment, id)?;
            let within = proof.within();
            let mut all = Uses { references: Vec::new(), flows: Vec::new(), others: 0 };
            if within.may(EnvironmentAction::SeeComponents) {
                for reference in references::list(tx, within.id())? {
                    if reference.connection == Some(id) {
                        all.references.push(ReferenceUse {
                            flows: references::used_by(tx, within.id(), &reference.logical_name)?.len(),
                            logical_name: reference.logical_name,
                            display_name: reference.display_name,
                        });
                    }
                }
            }
            let mut people = People::at(op.at);
            for used in connections::used_by(tx, within.id(), id)? {
                let Some(flow) = flows::by_key(tx, used.flow)? else { continue };
                if may(&lookup::standing(tx, &op, within, &flow)?, FlowAction::See) {
                    all.flows.push(flow_use(steward, tx, &mut people, flow, id)?);
                } else {
                    all.others += 1;
                }
            }
            Ok(all)
        })
        .await
}

fn flow_use(
    steward: &Steward,
    tx: &mut Tx<'_>,
    people: &mut People,
    flow: StoredFlow,
    id: ConnectionId,
) -> Result<FlowUse, AppError> {
    let compiled = steward.compiled().current(tx, &flow)?;
    let bindings = uses::bindings(tx, flow.key)?.into_iter();
    let keys: Vec<String> =
        bindings.filter(|binding| binding.connection == Some(id)).map(|binding| binding.reference.key).collect();
    let identities = identity::views(tx, people, &flow, &compiled, Case::default())?.into_iter();
    let used = compiled.trigger().and_then(wdl::definition::Trigger::reference_key);
    Ok(FlowUse {
        trigger: used.and_then(|key| compiled.use_of(key)).is_some_and(|used| keys.contains(&used.key)),
        actions: identities.filter(|identity| keys.contains(&identity.reference_key)).collect(),
        keys,
        next_firing: triggers::schedule_of(tx, flow.key)?.map(|schedule| schedule.next_at),
        last_run: newest_run(tx, vec![flow.key])?.map(|run| (run.id, run.progress.status, run.started_at)),
        under_way: runs::under_way(tx, flow.environment, flow.key)?,
        id: flow.id,
        version: flow.version,
        is_on: flow.is_on,
        solution: flow.solution,
        name: flow.name,
    })
}

/// The newest run of some flows. It is how a connection's last use is told: nothing is written when a run uses one, so that a run costs
/// no more for it.
pub(super) fn newest_run(tx: &mut Tx<'_>, flows: Vec<FlowKey>) -> Result<Option<runs::StoredRun>, AppError> {
    Ok(runs::list(tx, &runs::Wanted { flows, status: None, after: None, limit: 1 })?.pop())
}
