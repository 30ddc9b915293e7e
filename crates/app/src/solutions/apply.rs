//! Doing what a plan says, inside one transaction.

use std::collections::HashMap;

use model::{ConnectionReference, EnvironmentVariable, RoleId};
use solutions::plan::{Change, ComponentKey, ComponentKind, FlowState, Plan, ValueSource};
use store::{
    Tx, connections, flows, references, roles, roles::SecurityRole, solutions as installed,
    solutions::InstalledSolution, tables, triggers, variables,
};

use super::{ImportReport, ImportedFlow, ImportedReference, Read, report};
use crate::{
    AppError, Op, Steward,
    flows::{Compiled, checks, import, state},
    lookup::{self, Enable, EnvironmentFor, ManageSolutions},
};

/// The environment and who imports into it.
struct Applying<'a> {
    steward: &'a Steward,
    op: &'a Op,
    proof: &'a EnvironmentFor<ManageSolutions>,
    read: &'a Read,
    plan: &'a Plan,
}

pub(super) fn apply(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    read: &Read,
    plan: &Plan,
    report: &mut ImportReport,
) -> Result<(), AppError> {
    let applying = Applying { steward, op, proof, read, plan };
    applying.tables(tx)?;
    applying.roles(tx)?;
    applying.variables(tx)?;
    applying.references(tx, report)?;
    applying.flows(tx, report)?;
    applying.removals(tx, report)?;
    applying.solution(tx)
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
            let delegates =
                role.other_privileges.iter().any(|it| it.eq_ignore_ascii_case("prvActOnBehalfOfAnotherUser"));
            roles::put(
                tx,
                &SecurityRole {
                    id: role.id,
                    environment: self.proof.id(),
                    name: role.name.clone(),
                    may_act_on_behalf: delegates,
                    privileges: role.privileges.clone(),
                },
            )?;
        }
        Ok(())
    }

    fn variables(&self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        for variable in &self.read.contents.environment_variables {
            let step = self.plan.variables.iter().find(|step| step.schema_name == variable.schema_name);
            let own = step.filter(|step| matches!(step.source, ValueSource::Settings | ValueSource::Package));
            let variable = EnvironmentVariable {
                schema_name: variable.schema_name.clone(),
                display_name: variable.display_name.clone(),
                kind: variable.kind,
                default_value: variable.default_value.clone(),
                value: own.and_then(|step| step.value.clone()),
                description: variable.description.clone(),
                required: variable.required,
                connector: variable.data_source_connector.clone(),
                parameter_key: variable.parameter_key.clone(),
            };
            variables::put(tx, self.proof.id(), &variable)?;
        }
        Ok(())
    }

    fn references(&self, tx: &mut Tx<'_>, report: &mut ImportReport) -> Result<(), AppError> {
        for step in &self.plan.references {
            let connection = step.binding.connection();
            let reference = ConnectionReference {
                environment: self.proof.id(),
                logical_name: step.logical_name.clone(),
                display_name: step.display_name.clone(),
                connector: step.connector.clone(),
                connection,
            };
            references::put(tx, &reference)?;
            // What was bound for another connector is not bound any more.
            references::bind(tx, self.proof.id(), &step.logical_name, connection)?;
            let bound = match connection {
                Some(id) => connections::by_id(tx, self.proof.id(), id)?,
                None => None,
            };
            report.references.push(ImportedReference {
                logical_name: step.logical_name.clone(),
                connector: step.connector.clone(),
                bound_to: bound.map(|connection| (connection.id, connection.display_name)),
                source: report::source(step.binding),
            });
        }
        Ok(())
    }

    /// Saves all flows and then turns on those that can be, called ones first.
    fn flows(&self, tx: &mut Tx<'_>, report: &mut ImportReport) -> Result<(), AppError> {
        let mut saved: HashMap<_, Compiled> = HashMap::new();
        for file in &self.read.contents.flows {
            let solution = &self.plan.solution.unique_name;
            let compiled = import::save(self.steward, tx, self.op, self.proof, file, solution)?;
            saved.insert(file.id, compiled);
        }
        for step in &self.plan.flows {
            let Some(compiled) = saved.get(&step.id) else { continue };
            let flow = lookup::flow::<Enable>(tx, self.op, &self.proof.environment().name, &step.id.into())?;
            let mut needs: Vec<String> =
                step.reasons.iter().map(|reason| super::sentence(&reason.to_string())).collect();
            if step.on {
                let found = checks::needs(self.steward, tx, self.op, &flow, compiled)?;
                needs.extend(found.into_iter().map(|need| need.text));
            }
            let on = step.on && needs.is_empty();
            if on {
                state::turn_on(self.steward, tx, self.op, &flow, compiled)?;
            } else {
                triggers::remove(tx, flow.key())?;
                // A flow that somebody turned off stays off for that reason, and no later import turns it on.
                let reason = (step.before != Some(FlowState::TurnedOff)).then(|| needs.join(" "));
                flows::set_state(tx, flow.key(), false, reason.as_deref(), self.op.at)?;
            }
            report.flows.push(ImportedFlow { id: step.id, name: step.name.clone(), on, needs });
        }
        Ok(())
    }

    /// An upgrade of a managed solution removes what its new version no longer has. Tables stay, because their rows would go.
    fn removals(&self, tx: &mut Tx<'_>, report: &mut ImportReport) -> Result<(), AppError> {
        for step in self.plan.components.iter().filter(|step| step.change == Change::Remove) {
            let ComponentKey { kind, key, name } = &step.component;
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
                ComponentKind::Variable => drop(variables::delete(tx, self.proof.id(), key)?),
                ComponentKind::Reference => drop(references::delete(tx, self.proof.id(), key)?),
                ComponentKind::Table | ComponentKind::TableExtension | ComponentKind::Connector => {
                    report
                        .warnings
                        .push(format!("The {kind} `{name}` is no longer in the solution. It stays, with its data."));
                }
            }
        }
        Ok(())
    }

    fn solution(&self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        let step = &self.plan.solution;
        let publisher = self.read.contents.manifest.as_ref().map(|manifest| manifest.publisher.unique_name.clone());
        let solution = InstalledSolution {
            unique_name: step.unique_name.clone(),
            display_name: step.display_name.clone(),
            version: step.to.to_string(),
            managed: step.managed,
            publisher: publisher.unwrap_or_default(),
            installed_by: self.op.id(),
            installed_at: self.op.at,
        };
        Ok(installed::put(tx, self.proof.id(), &solution, &self.read.bytes)?)
    }
}
