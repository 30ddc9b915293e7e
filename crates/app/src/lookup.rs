//! Looking a thing up and asking for permission are one step, and the answer is the proof.
//!
//! [`EnvironmentFor`], [`FlowFor`] and [`ConnectionFor`] have no public constructor: a function that takes one cannot be called without the right
//! having been checked. What the caller may not know of is "not found"; what it may know of but not do is "forbidden".

mod ask;
mod changeable;
mod connection;
mod environment;
mod flow;

pub use ask::{find_environment, find_flow, find_flow_of_run};
pub(crate) use changeable::{Changeable, changeable, open_break_glass, unprotected};
pub(crate) use connection::connection_standing;
pub use connection::{
    ConnectionFor, ConnectionRight, ManageConnection, RebindConnection, SeeConnection, UseConnection, connection,
};
pub(crate) use environment::membership;
pub use environment::{
    BindReferences, BreakGlass, BuildSolutions, ConnectServiceAccounts, CreateConnection, CreateFlow, Enter,
    EnvironmentFor, EnvironmentRight, ManageConnections, ManageMembers, ManageRoles, ManageSolutions, SeeAudit,
    SeeComponents, SeeConnections, SetVariables, environment, environment_by_id,
};
pub(crate) use flow::standing;
pub use flow::{
    Cancel, Delete, Edit, Enable, FlowFor, FlowName, FlowRight, Know, Rebind, Resubmit, Run, See, SeeRuns, Share, flow,
    flow_by_key,
};

use access::{TenantAction, may_in_tenant};

use crate::{AppError, Op};

/// Asks for a right in the installation.
///
/// # Errors
/// The caller's role does not give it.
pub(crate) fn tenant(op: &Op, action: TenantAction) -> Result<(), AppError> {
    if may_in_tenant(op.tenant_role(), action) {
        return Ok(());
    }
    Err(AppError::forbidden(action.words(), action.who()))
}
