//! Everything that resolves to a principal: what a hand-over plan is made of, and what a certificate counts.

use model::{ConnectionId, Environment, EnvironmentId, PrincipalId};
use store::{
    Tx, connections, environments, flows,
    flows::{StoredFlow, connections as uses, grants},
    principals, references, roles, tokens,
};

use super::slot::{Held, Slot};
use crate::{AppError, Op};

/// One place that names a principal or a connection of it.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) slot: Slot,
    pub(crate) held: Held,
    /// What people read: the flow, reference, role, group or token.
    pub(crate) name: String,
    pub(crate) environment: Option<EnvironmentId>,
    /// The solution of the flow, where it is about one.
    pub(crate) solution: Option<String>,
}

/// The places that name a principal, in one environment or in all; groups and tokens belong to none and are listed only with all.
pub(crate) fn inventory(
    tx: &mut Tx<'_>,
    op: &Op,
    principal: PrincipalId,
    within: Option<EnvironmentId>,
) -> Result<Vec<Found>, AppError> {
    let mut found = Vec::new();
    let is_within = |environment| within.is_none_or(|only| only == environment);
    for flow in flows::of_primary_owner(tx, principal)?.into_iter().filter(|flow| is_within(flow.environment)) {
        found.push(of_flow(Slot::PrimaryOwner { flow: flow.key }, Held::Principal(principal), &flow));
    }
    let owned: Vec<ConnectionId> = connections::of_owner(tx, principal)?.iter().map(|it| it.id).collect();
    for Environment { id, .. } in environments::list(tx)?.into_iter().filter(|it| is_within(it.id)) {
        in_environment(tx, op, principal, id, &owned, &mut found)?;
    }
    for connection in owned {
        for (key, reference) in uses::choices_of(tx, connection)? {
            let Some(flow) = flows::by_key(tx, key)?.filter(|flow| is_within(flow.environment)) else { continue };
            let slot = Slot::FlowConnection { flow: key, key: reference };
            found.push(of_flow(slot, Held::Connection(connection), &flow));
        }
    }
    if within.is_none() {
        of_installation(tx, op, principal, &mut found)?;
    }
    Ok(found)
}

fn in_environment(
    tx: &mut Tx<'_>,
    op: &Op,
    principal: PrincipalId,
    environment: EnvironmentId,
    owned: &[ConnectionId],
    found: &mut Vec<Found>,
) -> Result<(), AppError> {
    for (key, _) in grants::of_principal(tx, environment, principal, op.at)? {
        let Some(flow) = flows::by_key(tx, key)? else { continue };
        let slot = Slot::Grant { flow: key, principal };
        let held = slot.read(tx, op)?;
        found.push(of_flow(slot, held, &flow));
    }
    let place = |slot, held, name| Found { slot, held, name, environment: Some(environment), solution: None };
    for reference in references::list(tx, environment)? {
        let Some(connection) = reference.connection.filter(|id| owned.contains(id)) else { continue };
        let slot = Slot::Reference { environment, name: reference.logical_name.clone() };
        found.push(place(slot, Held::Connection(connection), reference.logical_name));
    }
    for connection in connections::list(tx, environment)? {
        let slot = Slot::ConnectionGrant { environment, connection: connection.id, principal };
        let held = slot.read(tx, op)?;
        if held != Held::Nothing {
            found.push(place(slot, held, connection.display_name));
        }
    }
    if let Some(role) = environments::roles_of(tx, environment, &[principal])?.pop() {
        let name = environments::by_id(tx, environment)?.map(|it| it.display_name).unwrap_or_default();
        found.push(place(Slot::Member { environment, principal }, Held::Role(role), name));
    }
    for role in roles::list(tx, environment)? {
        if roles::members(tx, environment, role.id)?.contains(&principal) {
            let slot = Slot::SecurityRole { environment, role: role.id, principal };
            found.push(place(slot, Held::Yes, role.name));
        }
    }
    Ok(())
}

fn of_installation(tx: &mut Tx<'_>, op: &Op, principal: PrincipalId, found: &mut Vec<Found>) -> Result<(), AppError> {
    let place = |slot, name| Found { slot, held: Held::Yes, name, environment: None, solution: None };
    for group in principals::groups_of(tx, principal)? {
        let name = principals::by_id(tx, group)?.map(|it| it.display_name).unwrap_or_default();
        found.push(place(Slot::GroupMember { group, principal }, name));
    }
    for account in principals::sponsored_by(tx, principal)? {
        let name = principals::by_id(tx, account)?.map(|it| it.display_name).unwrap_or_default();
        found.push(place(Slot::Sponsor { account, principal }, name));
    }
    for token in tokens::list_of(tx, principal)?.into_iter().filter(|it| it.is_valid(op.at)) {
        found.push(place(Slot::Token { principal, token: token.id }, token.name));
    }
    Ok(())
}

fn of_flow(slot: Slot, held: Held, flow: &StoredFlow) -> Found {
    Found { slot, held, name: flow.name.clone(), environment: Some(flow.environment), solution: flow.solution.clone() }
}
