//! Making a component what was released again.

use model::{ConnectionReference, EnvironmentVariable, ErrorCode, FlowId};
use serde_json::json;
use solutions::Contents;
use store::{
    Tx, flows,
    flows::connections as uses,
    references, roles,
    roles::SecurityRole,
    solutions::components::{self as listed, Component},
    tables, variables,
};

use super::{DriftView, Wanted, told, view};
use crate::{
    AppError, ErrorKind, Op, Steward, data_policies,
    directory::People,
    flows::{Compiled, import, save},
    lookup::{self, Changeable, Edit, EnvironmentFor, ManageSolutions},
    solutions::{build::object, components},
};

/// Makes a component what was released again: a flow gets a new version, and chooses no connection for itself. What a release does not have is
/// taken out of the solution. It takes no break-glass, because the release was reviewed.
///
/// # Errors
/// The caller may not manage solutions there; it does not drift; a flow that is on could not run; or it cannot be taken back, as a column
/// that rows may have values in.
pub async fn revert(
    steward: &Steward,
    op: &Op,
    environment: &str,
    wanted: Wanted,
    dry_run: bool,
) -> Result<DriftView, AppError> {
    let environment = environment.to_owned();
    steward
        .change_unless(dry_run, op, "drift.revert", move |steward, tx, op, change| {
            let proof = lookup::environment::<ManageSolutions>(tx, op, &environment)?;
            let (solution, look, drift) = wanted.find(steward, tx, op, &proof)?;
            let reverting =
                Reverting { steward, op, proof: &proof, was: &look.was.contents, solution: &solution.unique_name };
            reverting.component(tx, &drift.component)?;
            if wanted.find(steward, tx, op, &proof).is_ok() {
                let what =
                    format!("The {} `{}` cannot be made what was released again", drift.component.kind, drift.name);
                let message = format!("{what}: nothing of a table is taken away, because rows may have values in it.");
                return Err(AppError::new(ErrorKind::Conflict, ErrorCode::DriftStays, message)
                    .with_hint("Bring it with the next version of the solution, or accept it."));
            }
            change.of(Some(proof.id()), object(&solution.unique_name), told(&drift, json!({"to": solution.version})));
            data_policies::enforce(steward, tx, op, change, proof.id())?;
            view(tx, &mut People::at(op.at), drift)
        })
        .await
}

/// The environment, and what was released there.
struct Reverting<'a> {
    steward: &'a Steward,
    op: &'a Op,
    proof: &'a EnvironmentFor<ManageSolutions>,
    was: &'a Contents,
    solution: &'a str,
}

impl Reverting<'_> {
    fn component(&self, tx: &mut Tx<'_>, component: &Component) -> Result<(), AppError> {
        let environment = self.proof.id();
        if !components::brought(self.was).contains(component) {
            return self.take_out(tx, component);
        }
        let key = component.key.as_str();
        match component.kind.as_str() {
            "flow" => self.flow(tx, key)?,
            "role" => {
                for role in self.was.roles.iter().filter(|role| role.id.to_string() == key) {
                    let role = SecurityRole {
                        id: role.id,
                        environment,
                        name: role.name.clone(),
                        may_act_on_behalf: role.may_act_on_behalf(),
                        privileges: role.privileges.clone(),
                    };
                    roles::put(tx, &role)?;
                }
            }
            "variable" => {
                let all = self.was.environment_variables.iter();
                for variable in all.filter(|it| it.schema_name.eq_ignore_ascii_case(key)) {
                    let variable = EnvironmentVariable {
                        schema_name: variable.schema_name.clone(),
                        display_name: variable.display_name.clone(),
                        description: variable.description.clone(),
                        kind: variable.kind,
                        default_value: variable.default_value.clone(),
                        value: None,
                        required: variable.required,
                        connector: variable.data_source_connector.clone(),
                        parameter_key: variable.parameter_key.clone(),
                    };
                    variables::put(tx, environment, &variable)?;
                }
            }
            "reference" => {
                let all = self.was.connection_references.iter();
                for reference in all.filter(|it| it.logical_name.eq_ignore_ascii_case(key)) {
                    let reference = ConnectionReference {
                        environment,
                        logical_name: reference.logical_name.clone(),
                        display_name: reference.display_name.clone(),
                        connector: reference.connector.clone(),
                        connection: None,
                    };
                    references::put(tx, &reference)?;
                }
            }
            "table" => {
                for table in self.was.tables.iter().filter(|it| it.logical_name == key) {
                    tables::put(tx, environment, table.clone())?;
                }
            }
            _ => self.columns(tx, key)?,
        }
        Ok(())
    }

    fn flow(&self, tx: &mut Tx<'_>, key: &str) -> Result<(), AppError> {
        let Some(file) = self.was.flows.iter().find(|it| it.id.to_string() == key) else { return Ok(()) };
        let Some(flow) = flows::by_id(tx, self.proof.id(), file.id)? else {
            import::save(self.steward, tx, self.op, self.proof, file, self.solution)?;
            return Ok(());
        };
        for binding in uses::bindings(tx, flow.key)?.into_iter().filter(|it| it.of_flow) {
            if binding.reference.logical_name.is_some() {
                uses::choose(tx, flow.key, &binding.reference.key, None)?;
            }
        }
        flows::rename(tx, flow.key, &file.name, self.op.at)?;
        let text = file.clientdata.to_json_string();
        let proof = lookup::flow_by_key::<Edit>(tx, self.op, flow.key)?;
        let leave = Changeable::by_deployment(self.proof);
        let compiled = Compiled::read(file.clientdata.clone());
        save::save(self.steward, tx, self.op, (&proof, &leave), &text, &compiled)
    }

    fn columns(&self, tx: &mut Tx<'_>, key: &str) -> Result<(), AppError> {
        let Some(table) = tables::by_name(tx, self.proof.id(), key)? else { return Ok(()) };
        let mut table = (*table).clone();
        for column in self.was.extensions.iter().filter(|it| it.extends == key).flat_map(|it| &it.columns) {
            match table.columns.iter_mut().find(|it| it.logical_name == column.logical_name) {
                Some(existing) => *existing = column.clone(),
                None => table.columns.push(column.clone()),
            }
        }
        tables::put(tx, self.proof.id(), table)?;
        Ok(())
    }

    fn take_out(&self, tx: &mut Tx<'_>, component: &Component) -> Result<(), AppError> {
        let environment = self.proof.id();
        let mut left = listed::list(tx, environment, self.solution)?.unwrap_or_default();
        left.retain(|it| it != component);
        listed::set(tx, environment, self.solution, &left)?;
        if let Ok(id) = component.key.parse::<FlowId>()
            && let Some(flow) = flows::by_id(tx, environment, id)?
        {
            flows::set_solution(tx, flow.key, None)?;
        }
        Ok(())
    }
}
