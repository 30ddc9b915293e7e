//! The facts about an environment that a plan needs.

use access::may_with_connection;
use model::{ConnectionAction, Timestamp};
use solutions::{
    Contents, Limits, Package,
    contents::FlowFile,
    plan::{
        ComponentKey, ComponentKind, FlowState, InstalledPatch, InstalledSolution, Target, TargetConnection,
        TargetConnector, TargetFlow, TargetReference, TargetRole, TargetVariable, held,
    },
};
use store::{
    Tx, connections, flows, references, roles, solutions as installed, solutions::components, tables, variables,
};

use super::plan::Bound;
use crate::{
    AppError, Op, Steward,
    directory::People,
    flows::owners,
    lookup::{self, EnvironmentFor, ManageSolutions},
};

/// What is in an environment, as a plan for one solution sees it.
pub(super) struct Here {
    /// The facts.
    pub(super) target: Target,
    /// The connections, as they are shown.
    pub(super) connections: Vec<Bound>,
    /// What the solution holds here: its package as it was installed, with the flows as they are now.
    pub(super) contents: Contents,
    /// The files of that package.
    pub(super) package: Package,
}

/// What a plan for a package with these contents has to know.
pub(super) fn here(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    brought: &Contents,
) -> Result<Here, AppError> {
    let mut here = Here {
        target: Target { connectors: steward.catalogue().all(), ..Target::default() },
        connections: Vec::new(),
        contents: Contents::default(),
        package: Package::new(),
    };
    here.connections(tx, op, proof)?;
    here.components(steward, tx, proof, op.at)?;
    if let Some(manifest) = &brought.manifest {
        here.solution(steward, tx, proof, &manifest.unique_name)?;
        if let Some(parent) = &manifest.patch_of {
            let base = installed::by_name(tx, proof.id(), &parent.unique_name)?;
            here.target.patched = base.map(|it| it.version.parse()).transpose().map_err(AppError::internal)?;
        }
    }
    here.flows_as_they_are(brought);
    Ok(here)
}

/// The patches of a solution that are here. What they hold is not looked up.
fn patches_of(
    steward: &Steward,
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<ManageSolutions>,
    unique_name: &str,
) -> Result<Vec<InstalledPatch>, AppError> {
    let mut patches = Vec::new();
    for other in installed::list(tx, proof.id())? {
        let released = steward.released().of(tx, proof.id(), &other)?;
        let parent = released.as_ref().and_then(|it| it.contents.manifest.as_ref()?.patch_of.as_ref());
        if parent.is_some_and(|parent| parent.unique_name.eq_ignore_ascii_case(unique_name)) {
            patches.push(InstalledPatch {
                version: other.version.parse().map_err(AppError::internal)?,
                unique_name: other.unique_name,
                components: Vec::new(),
            });
        }
    }
    Ok(patches)
}

impl Here {
    fn connections(
        &mut self,
        tx: &mut Tx<'_>,
        op: &Op,
        proof: &EnvironmentFor<ManageSolutions>,
    ) -> Result<(), AppError> {
        let mut people = People::at(op.at);
        for connection in connections::list(tx, proof.id())? {
            let standing = lookup::connection_standing(tx, op, proof, &connection)?;
            let usable = may_with_connection(&standing, ConnectionAction::Use);
            self.target.connections.push(TargetConnection {
                id: connection.id,
                connector: connection.connector.clone(),
                display_name: connection.display_name.clone(),
                owner: people.chip(tx, connection.owner)?.name,
                usable,
            });
            self.connections.push(Bound {
                id: connection.id,
                display_name: connection.display_name,
                connector: connection.connector.to_string(),
                owner: connection.owner,
                usable,
            });
        }
        Ok(())
    }

    fn components(
        &mut self,
        steward: &Steward,
        tx: &mut Tx<'_>,
        proof: &EnvironmentFor<ManageSolutions>,
        at: Timestamp,
    ) -> Result<(), AppError> {
        let (environment, target) = (proof.id(), &mut self.target);
        for reference in references::list(tx, environment)? {
            target.references.push(TargetReference {
                logical_name: reference.logical_name,
                display_name: reference.display_name,
                connector: reference.connector,
                connection: reference.connection,
            });
        }
        for variable in variables::list(tx, environment)? {
            target.variables.push(TargetVariable {
                schema_name: variable.schema_name,
                display_name: variable.display_name,
                kind: variable.kind,
                default_value: variable.default_value,
                value: variable.value,
            });
        }
        for flow in flows::list(tx, environment)? {
            let compiled = steward.compiled().current(tx, &flow)?;
            target.flows.push(TargetFlow {
                id: flow.id,
                owners: owners::named(tx, &flow, at)?,
                name: flow.name,
                state: match (flow.is_on, flow.off_reason) {
                    (true, _) => FlowState::On,
                    (false, Some(_)) => FlowState::NeverOn,
                    (false, None) => FlowState::TurnedOff,
                },
                clientdata: compiled.source.clone(),
            });
        }
        target.tables = tables::list_tables(tx, environment)?.iter().map(|table| (**table).clone()).collect();
        for role in roles::list(tx, environment)? {
            target.roles.push(TargetRole {
                id: role.id,
                name: role.name,
                may_act_on_behalf: role.may_act_on_behalf,
                privileges: role.privileges,
            });
        }
        Ok(())
    }

    /// The same solution as it is installed here now, with what it brought.
    fn solution(
        &mut self,
        steward: &Steward,
        tx: &mut Tx<'_>,
        proof: &EnvironmentFor<ManageSolutions>,
        unique_name: &str,
    ) -> Result<(), AppError> {
        let mut patches = patches_of(steward, tx, proof, unique_name)?;
        for (solution, held) in components::others(tx, proof.id(), unique_name)? {
            let Some(kind) = ComponentKind::named(&held.kind) else { continue };
            match patches.iter_mut().find(|patch| patch.unique_name.eq_ignore_ascii_case(&solution)) {
                Some(patch) => patch.components.push(self.named(kind, held.key)),
                None => drop(self.target.elsewhere.insert((kind, held.key))),
            }
        }
        self.target.patches = patches;
        let Some(former) = installed::by_name(tx, proof.id(), unique_name)? else { return Ok(()) };
        let zip = installed::package(tx, proof.id(), unique_name)?.unwrap_or_default();
        // One that was made here has no package.
        if !zip.is_empty() {
            self.package = Package::read_zip(&zip, &Limits::default()).map_err(AppError::internal)?;
            self.contents = self.package.contents().0;
        }
        let connectors = self.contents.connectors.iter();
        self.target.definitions =
            connectors.map(|it| TargetConnector { name: it.name.clone(), digest: it.digest.clone() }).collect();
        let mut known: Vec<ComponentKey> = held(&self.contents);
        if let Some(listed) = components::list(tx, proof.id(), unique_name)? {
            let packaged = std::mem::take(&mut known);
            for held in listed {
                let Some(kind) = ComponentKind::named(&held.kind) else { continue };
                let named = packaged.iter().find(|it| it.kind == kind && it.key == held.key).cloned();
                known.push(named.unwrap_or_else(|| self.named(kind, held.key)));
            }
        }
        let version = former.version.parse().map_err(AppError::internal)?;
        self.target.solution = Some(InstalledSolution { version, managed: former.managed, components: known });
        Ok(())
    }

    /// A component that is in no package, with the name that it has here.
    fn named(&self, kind: ComponentKind, key: String) -> ComponentKey {
        let target = &self.target;
        let name = match kind {
            ComponentKind::Flow => target.flows.iter().find(|it| it.id.to_string() == key).map(|it| &it.name),
            ComponentKind::Role => target.roles.iter().find(|it| it.id.to_string() == key).map(|it| &it.name),
            ComponentKind::Table | ComponentKind::TableExtension => {
                target.tables.iter().find(|it| it.logical_name == key).map(|it| &it.display_name)
            }
            ComponentKind::Variable => {
                target.variables.iter().find(|it| it.schema_name.eq_ignore_ascii_case(&key)).map(|it| &it.display_name)
            }
            ComponentKind::Reference => target
                .references
                .iter()
                .find(|it| it.logical_name.eq_ignore_ascii_case(&key))
                .map(|it| &it.display_name),
            ComponentKind::Connector => None,
        };
        let name = name.unwrap_or(&key).clone();
        ComponentKey { kind, key, name }
    }

    /// Puts the flows as they are now in the place of those that were installed, and those that come with the package beside them.
    fn flows_as_they_are(&mut self, brought: &Contents) {
        let of_package = std::mem::take(&mut self.contents.flows);
        for flow in &self.target.flows {
            let known = of_package.iter().chain(&brought.flows).find(|it| it.id == flow.id);
            let Some(known) = known else { continue };
            self.contents.flows.push(FlowFile {
                description: known.description.clone(),
                ..FlowFile::new(flow.id, &flow.name, known.on, &known.path, flow.clientdata.clone())
            });
        }
    }
}
