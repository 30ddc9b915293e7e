//! The facts about an environment that a plan needs.

use access::may_with_connection;
use model::ConnectionAction;
use solutions::{
    Contents, Limits, Package, Settings,
    plan::{
        ComponentKey, FlowState, InstalledSolution, Target, TargetConnection, TargetFlow, TargetReference, TargetRole,
        TargetVariable, plan,
    },
};
use store::{Tx, connections, flows, references, roles, solutions as installed, tables, variables};

use crate::{
    AppError, Op, Steward,
    directory::People,
    lookup::{self, EnvironmentFor, ManageSolutions},
};

pub(super) fn target(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    contents: &Contents,
) -> Result<Target, AppError> {
    let environment = proof.id();
    let mut people = People::at(op.at);
    let mut here = Target { connectors: steward.catalogue().all(), ..Target::default() };
    for connection in connections::list(tx, environment)? {
        let standing = lookup::connection_standing(tx, op, proof, &connection)?;
        here.connections.push(TargetConnection {
            id: connection.id,
            connector: connection.connector.clone(),
            display_name: connection.display_name.clone(),
            owner: people.chip(tx, connection.owner)?.name,
            usable: may_with_connection(&standing, ConnectionAction::Use),
        });
    }
    for reference in references::list(tx, environment)? {
        here.references.push(TargetReference {
            logical_name: reference.logical_name,
            display_name: reference.display_name,
            connector: reference.connector,
            connection: reference.connection,
        });
    }
    for variable in variables::list(tx, environment)? {
        here.variables.push(TargetVariable {
            schema_name: variable.schema_name,
            display_name: variable.display_name,
            kind: variable.kind,
            default_value: variable.default_value,
            value: variable.value,
        });
    }
    for flow in flows::list(tx, environment)? {
        let compiled = steward.compiled().current(tx, &flow)?;
        here.flows.push(TargetFlow {
            id: flow.id,
            name: flow.name,
            state: match (flow.is_on, flow.off_reason) {
                (true, _) => FlowState::On,
                (false, Some(_)) => FlowState::NeverOn,
                (false, None) => FlowState::TurnedOff,
            },
            clientdata: compiled.source.clone(),
        });
    }
    here.tables = tables::list_tables(tx, environment)?.iter().map(|table| (**table).clone()).collect();
    for role in roles::list(tx, environment)? {
        here.roles.push(TargetRole { id: role.id, name: role.name, privileges: role.privileges });
    }
    if let Some(manifest) = &contents.manifest {
        here.solution = solution(tx, proof, &manifest.unique_name)?;
    }
    Ok(here)
}

/// The same solution as it is installed here now, with what it brought: its package says.
fn solution(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<ManageSolutions>,
    unique_name: &str,
) -> Result<Option<InstalledSolution>, AppError> {
    let Some(former) = installed::by_name(tx, proof.id(), unique_name)? else { return Ok(None) };
    let zip = installed::package(tx, proof.id(), unique_name)?.unwrap_or_default();
    let package = Package::read_zip(&zip, &Limits::default()).map_err(AppError::internal)?;
    let brought = plan(&package.contents().0, &Settings::default(), &Target::default()).components;
    let components: Vec<ComponentKey> = brought.into_iter().map(|step| step.component).collect();
    let version = former.version.parse().map_err(AppError::internal)?;
    Ok(Some(InstalledSolution { version, managed: former.managed, components }))
}
