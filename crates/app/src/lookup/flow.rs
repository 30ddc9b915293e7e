//! Flows, with the right to do something with one.

use std::{convert::Infallible, fmt, marker::PhantomData, str::FromStr};

use access::{EnvironmentAction, FlowAction, Standing, may, may_in_environment, tier::tier_words};
use model::{Environment, FlowId, FlowKey, PrincipalId, Tier};
use store::{
    Tx,
    flows::{self, StoredFlow, grants},
};

use super::{Enter, EnvironmentFor, environment, environment_by_id};
use crate::{AppError, Op};

/// A right on a flow, as a type.
pub trait FlowRight: Send + 'static {
    /// The right.
    const ACTION: FlowAction;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl FlowRight for $name {
            const ACTION: FlowAction = FlowAction::$name;
        }
    )*};
}

rights! {
    /// Know that it exists.
    Know
    /// See what is inside.
    See
    /// Change it.
    Edit
    /// Share it.
    Share
    /// Swap its connections.
    Rebind
    /// Turn it on and off.
    Enable
    /// Delete it.
    Delete
    /// Start it.
    Run
    /// See its runs.
    SeeRuns
    /// Repeat a run.
    Resubmit
    /// Stop a run.
    Cancel
}

/// How a caller names a flow: by id, or by a name that only one flow of the environment has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FlowName {
    /// By id.
    Id(FlowId),
    /// By name.
    Name(String),
}

impl FromStr for FlowName {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.parse().map_or_else(|_| Self::Name(text.to_owned()), Self::Id))
    }
}

impl From<FlowId> for FlowName {
    fn from(id: FlowId) -> Self {
        Self::Id(id)
    }
}

impl fmt::Display for FlowName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// A flow on which the caller has a right.
#[derive(Debug)]
pub struct FlowFor<R> {
    flow: StoredFlow,
    environment: Environment,
    standing: Standing,
    reach: Vec<PrincipalId>,
    right: PhantomData<R>,
}

impl<R> FlowFor<R> {
    /// The flow.
    pub fn flow(&self) -> &StoredFlow {
        &self.flow
    }

    /// Its key.
    pub fn key(&self) -> FlowKey {
        self.flow.key
    }

    /// Where it lives.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// What the caller is to it.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The caller and its groups.
    pub fn reach(&self) -> &[PrincipalId] {
        &self.reach
    }

    /// Whether the caller may do something in its environment.
    pub fn may_there(&self, action: EnvironmentAction) -> bool {
        may_in_environment(&self.standing.membership, action)
    }

    /// Whether the caller may do something else with it, too.
    pub fn may(&self, action: FlowAction) -> bool {
        may(&self.standing, action)
    }
}

/// What a caller is to a flow.
pub(crate) fn standing<R>(
    tx: &mut Tx<'_>,
    op: &Op,
    within: &EnvironmentFor<R>,
    flow: &StoredFlow,
) -> Result<Standing, AppError> {
    let mut tiers = grants::tiers(tx, flow.key, within.reach(), op.at)?;
    if within.reach().contains(&flow.primary_owner) {
        tiers.push(Tier::PrimaryOwner);
    }
    Ok(Standing { tiers, membership: within.membership().clone() })
}

/// The flow of this name in an environment, with the right `R` on it.
///
/// # Errors
/// Not found for those who may not know of it, forbidden for those who may but lack the right.
pub fn flow<R: FlowRight>(
    tx: &mut Tx<'_>,
    op: &Op,
    environment_name: &str,
    name: &FlowName,
) -> Result<FlowFor<R>, AppError> {
    let within = environment::<Enter>(tx, op, environment_name)?;
    let what = || AppError::not_found(format!("flow `{name}` in the environment `{environment_name}`"));
    let candidates = match name {
        FlowName::Id(id) => flows::by_id(tx, within.id(), *id)?.into_iter().collect(),
        FlowName::Name(name) => flows::by_name(tx, within.id(), name)?,
    };
    let mut known = Vec::new();
    for candidate in candidates {
        let standing = standing(tx, op, &within, &candidate)?;
        if may(&standing, FlowAction::Know) {
            known.push((candidate, standing));
        }
    }
    if known.len() > 1 {
        let message = format!("{} flows of the environment `{environment_name}` are named `{name}`.", known.len());
        return Err(AppError::conflict(message).with_hint("Use the flow's id."));
    }
    let (flow, standing) = known.pop().ok_or_else(what)?;
    prove(within, flow, standing)
}

/// The flow of this key, with the right `R` on it.
///
/// # Errors
/// As [`flow()`].
pub fn flow_by_key<R: FlowRight>(tx: &mut Tx<'_>, op: &Op, key: FlowKey) -> Result<FlowFor<R>, AppError> {
    let what = || AppError::not_found("such flow");
    let flow = flows::by_key(tx, key)?.ok_or_else(what)?;
    let within = environment_by_id::<Enter>(tx, op, flow.environment).map_err(|_| what())?;
    let standing = standing(tx, op, &within, &flow)?;
    if !may(&standing, FlowAction::Know) {
        return Err(what());
    }
    prove(within, flow, standing)
}

fn prove<R: FlowRight>(
    within: EnvironmentFor<Enter>,
    flow: StoredFlow,
    standing: Standing,
) -> Result<FlowFor<R>, AppError> {
    if !may(&standing, R::ACTION) {
        let smallest = tier_words(R::ACTION.smallest_tier());
        let needs = format!("the tier {smallest} on `{}`; one of its owners can share it with you", flow.name);
        return Err(AppError::forbidden(R::ACTION.words(), needs));
    }
    Ok(FlowFor {
        flow,
        environment: within.environment().clone(),
        standing,
        reach: within.reach().to_vec(),
        right: PhantomData,
    })
}
