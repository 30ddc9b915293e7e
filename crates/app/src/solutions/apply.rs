//! Doing what a plan says, inside one transaction.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::{ConnectionReference, ConnectorName, EnvironmentVariable, ErrorCode, FlowId, RoleId};
use solutions::{
    contents::FlowFile,
    plan::{ComponentKind, Deployment, Fate, Mode, PlannedComponent, PlannedFlow, ValueSource, held},
};
use store::{
    Tx, flows, references, roles, roles::SecurityRole, solutions as installed, solutions::InstalledSolution,
    solutions::components, tables, triggers, variables,
};

use super::{Read, owners};
use crate::{
    AppError, Op, Steward, data_policies,
    flows::{Compiled, checks, import, state},
    lookup::{self, Enable, EnvironmentFor, ManageSolutions},
};

/// The environment and who brings a package into it.
struct Applying<'a> {
    steward: &'a Steward,
    op: &'a Op,
    proof: &'a EnvironmentFor<ManageSolutions>,
    read: &'a Read,
}

/// Does what is planned. What only turning a flow on finds goes into the plan.
pub(super) fn apply(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    read: &Read,
    plan: &mut Deployment,
) -> Result<(), AppError> {
    let applying = Applying { steward, op, proof, read };
    if plan.mode != Mode::Uninstall {
        applying.tables(tx)?;
        applying.roles(tx)?;
        applying.variables(tx, plan)?;
        applying.references(tx, plan)?;
        applying.flows(tx, plan)?;
    }
    applying.removals(tx, plan)?;
    applying.solution(tx, plan)
}

impl Applying<'_> {
    fn tables(&self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        for table in &self.read.contents.tables {
            tables::put(tx, self.proof.id(), table.clone())?;
        }
        for extension in self.read.contents.extensions.iter().filter(|it| !it.columns.is_empty()) {
            let Some(table) = tables::by_name(tx, self.proof.id(), &extension.extends)? else { continue };
            let mut table = (*table).clone();
            for column in &extension.columns {
                match table.columns.iter_mut().find(|it| it.logical_name == column.logical_name) {
                    Some(existing) => *existing = column.clone(),
                    None => table.columns.push(column.clone()),
                }
            }
            tables::put(tx, self.proof.id(), table)?;
        }
        Ok(())
    }

    fn roles(&self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        for role in &self.read.contents.roles {
            roles::put(
                tx,
                &SecurityRole {
                    id: role.id,
                    environment: self.proof.id(),
                    name: role.name.clone(),
                    may_act_on_behalf: role.may_act_on_behalf(),
                    privileges: role.privileges.clone(),
                },
            )?;
        }
        Ok(())
    }

    fn variables(&self, tx: &mut Tx<'_>, plan: &Deployment) -> Result<(), AppError> {
        for variable in &self.read.contents.environment_variables {
            let planned = plan.variables.iter().find(|planned| planned.schema_name == variable.schema_name);
            let own = planned.filter(|it| matches!(it.source, ValueSource::Settings | ValueSource::Package));
            let variable = EnvironmentVariable {
                schema_name: variable.schema_name.clone(),
                display_name: variable.display_name.clone(),
                kind: variable.kind,
                default_value: variable.default_value.clone(),
                value: own.and_then(|planned| planned.value.clone()),
                description: variable.description.clone(),
                required: variable.required,
                connector: variable.data_source_connector.clone(),
                parameter_key: variable.parameter_key.clone(),
            };
            variables::put(tx, self.proof.id(), &variable)?;
        }
        Ok(())
    }

    fn references(&self, tx: &mut Tx<'_>, plan: &Deployment) -> Result<(), AppError> {
        for planned in &plan.references {
            let connection = planned.binds();
            let reference = ConnectionReference {
                environment: self.proof.id(),
                logical_name: planned.logical_name.clone(),
                display_name: planned.display_name.clone(),
                connector: ConnectorName::new(&planned.connector),
                connection,
            };
            references::put(tx, &reference)?;
            // What was bound for another connector is not bound any more.
            references::bind(tx, self.proof.id(), &planned.logical_name, connection)?;
        }
        Ok(())
    }

    /// Saves all flows, shares them, and then turns on those that can be, called ones first.
    fn flows(&self, tx: &mut Tx<'_>, plan: &mut Deployment) -> Result<(), AppError> {
        let here = flows::list(tx, self.proof.id())?;
        let turned_off = here.iter().filter(|flow| !flow.is_on && flow.off_reason.is_none()).map(|flow| flow.id);
        let turned_off: HashSet<FlowId> = turned_off.collect();
        let mut saved: HashMap<FlowId, (&FlowFile, Compiled)> = HashMap::new();
        for file in &self.read.contents.flows {
            let compiled = import::save(self.steward, tx, self.op, self.proof, file, &plan.solution)?;
            saved.insert(file.id, (file, compiled));
        }
        owners::share(tx, self.op, self.proof, self.read, plan)?;
        let mut planned = std::mem::take(&mut plan.flows);
        for flow in &mut planned {
            let Some((file, compiled)) = saved.get(&flow.id) else { continue };
            // What is on and stays as it is keeps its registration, and is not judged anew.
            if !(flow.before && flow.on) || is_touched(plan, file) {
                self.flow(tx, flow, compiled, turned_off.contains(&flow.id))?;
            }
        }
        plan.flows = planned;
        plan.check_flows();
        Ok(())
    }

    fn flow(
        &self,
        tx: &mut Tx<'_>,
        planned: &mut PlannedFlow,
        compiled: &Compiled,
        was_turned_off: bool,
    ) -> Result<(), AppError> {
        let flow = lookup::flow::<Enable>(tx, self.op, &self.proof.environment().name, &planned.id.into())?;
        let mut is_forbidden = false;
        if planned.on {
            let found = checks::needs(self.steward, tx, self.op, &flow, compiled)?;
            is_forbidden = found.iter().all(|need| need.code == ErrorCode::DataPolicyViolated);
            planned.reasons.extend(found.into_iter().map(|need| need.text));
            planned.on = planned.reasons.is_empty();
        }
        if planned.on {
            return state::turn_on(self.steward, tx, self.op, &flow, compiled);
        }
        triggers::remove(tx, flow.key())?;
        // A flow that somebody turned off stays off for that reason, and no later package turns it on.
        let reason = (!was_turned_off).then(|| planned.reasons.join(" "));
        flows::set_state(tx, flow.key(), false, reason.as_deref(), self.op.at)?;
        if is_forbidden && !planned.on { data_policies::note(tx, self.op, flow.flow(), compiled) } else { Ok(()) }
    }

    /// What the package no longer has.
    fn removals(&self, tx: &mut Tx<'_>, plan: &Deployment) -> Result<(), AppError> {
        for PlannedComponent { kind, key, .. } in plan.components.iter().filter(|it| it.fate == Fate::Remove) {
            match kind {
                ComponentKind::Flow => {
                    let Ok(id) = key.parse() else { continue };
                    if let Some(flow) = flows::by_id(tx, self.proof.id(), id)? {
                        flows::delete(tx, flow.key)?;
                    }
                }
                ComponentKind::Role => {
                    if let Ok(id) = key.parse::<RoleId>() {
                        roles::delete(tx, self.proof.id(), id)?;
                    }
                }
                ComponentKind::Table => drop(tables::delete_table(tx, self.proof.id(), key)?),
                ComponentKind::Variable => drop(variables::delete(tx, self.proof.id(), key)?),
                ComponentKind::Reference => drop(references::delete(tx, self.proof.id(), key)?),
                // Columns stay; a custom connector is nowhere but in the package.
                ComponentKind::TableExtension | ComponentKind::Connector => {}
            }
        }
        Ok(())
    }

    fn solution(&self, tx: &mut Tx<'_>, plan: &Deployment) -> Result<(), AppError> {
        let Some(version) = &plan.to else {
            for flow in flows::list(tx, self.proof.id())? {
                if flow.solution.as_ref().is_some_and(|solution| solution.eq_ignore_ascii_case(&plan.solution)) {
                    flows::set_solution(tx, flow.key, None)?;
                }
            }
            installed::delete(tx, self.proof.id(), &plan.solution)?;
            return Ok(());
        };
        for patch in &plan.rolls_up {
            installed::delete(tx, self.proof.id(), patch)?;
        }
        let publisher = self.read.contents.manifest.as_ref().map(|manifest| manifest.publisher.unique_name.clone());
        let solution = InstalledSolution {
            unique_name: plan.solution.clone(),
            display_name: plan.display_name.clone(),
            version: version.clone(),
            managed: plan.managed,
            publisher: publisher.unwrap_or_default(),
            package: Some(plan.package.digest.clone()),
            installed_by: self.op.id(),
            installed_at: self.op.at,
        };
        installed::put(tx, self.proof.id(), &solution)?;
        let brought = held(&self.read.contents);
        // After an upgrade the solution holds what the package has; else also what it had before.
        let stays = plan.components.iter().filter(|it| plan.mode != Mode::Upgrade && it.fate != Fate::Remove);
        let held: BTreeSet<components::Component> = brought
            .iter()
            .map(|it| (it.kind, &it.key))
            .chain(stays.map(|it| (it.kind, &it.key)))
            .map(|(kind, key)| components::Component { kind: kind.word().to_owned(), key: key.clone() })
            .collect();
        let held: Vec<components::Component> = held.into_iter().collect();
        Ok(components::set(tx, self.proof.id(), &plan.solution, &held)?)
    }
}

/// Whether something changes that a flow's registration hangs on: the flow, what its references are bound to, a value that it reads.
pub(super) fn is_touched(plan: &Deployment, file: &FlowFile) -> bool {
    let id = file.id.to_string();
    let changes =
        plan.components.iter().any(|it| it.kind == ComponentKind::Flow && it.key == id && it.fate != Fate::Keep);
    let rebound = plan.references.iter().filter(|it| it.before != it.binds()).any(|it| {
        let uses = |name: &String| name.eq_ignore_ascii_case(&it.logical_name);
        file.connections.iter().any(|used| used.reference.as_ref().is_some_and(uses))
    });
    let revalued = plan
        .variables
        .iter()
        .filter(|it| it.before != it.value)
        .any(|it| file.variables.iter().any(|used| used.schema_name.eq_ignore_ascii_case(&it.schema_name)));
    changes || rebound || revalued
}
