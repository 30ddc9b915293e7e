//! What a flow needs before it can be turned on. The same checks show its needs while it is on.

use access::{
    Directory as _,
    continuity::{Case, Failure},
    resolve,
};
use model::{ConnectionMode, ErrorCode, VariableKind};
use store::{Tx, connections, flows::connections as uses, principals, tables, variables};
use wdl::{
    Severity,
    definition::{Kind, TriggerKind},
};

use super::{Compiled, admission, children, identity, owners};
use crate::{
    AppError, ErrorKind, Op, Steward,
    connections::state,
    data_policies,
    directory::{InStore, People},
    lookup::FlowFor,
};

/// Something that a flow needs before it can be turned on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Need {
    /// The error's page.
    pub code: ErrorCode,
    /// One plain sentence, with the thing to do.
    pub text: String,
    /// Where in the definition, as a JSON path of names, where it is about a place in it.
    pub path: Option<String>,
}

impl Need {
    /// A need of the flow as a whole.
    pub(crate) fn new(code: ErrorCode, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), path: None }
    }

    /// The same, at a place in the definition.
    #[must_use]
    pub(crate) fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into()).filter(|path: &String| !path.is_empty());
        self
    }
}

/// How many mistakes of a definition are told.
const TOLD: usize = 5;

/// Refuses, if something is needed.
///
/// # Errors
/// The first need's sentence and how many there are; all of them in the hint, and the first place that one is about.
pub(crate) fn refuse(needs: &[Need], what: &str) -> Result<(), AppError> {
    let Some(first) = needs.first() else { return Ok(()) };
    let message = match needs.len() {
        1 => format!("{what}. {}", first.text),
        count => format!("{what}: {count} things are missing. {}", first.text),
    };
    let mut error = AppError::new(ErrorKind::Invalid, ErrorCode::FlowCannotTurnOn, message);
    error.path = needs.iter().find_map(|need| need.path.clone());
    let all: Vec<&str> = needs.iter().map(|need| need.text.as_str()).collect();
    Err(error.with_hint(all.join(" ")))
}

/// Everything that a flow needs, in the order in which one would see to it.
pub(crate) fn needs<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &FlowFor<R>,
    compiled: &Compiled,
) -> Result<Vec<Need>, AppError> {
    let mut needs = Vec::new();
    definition(compiled, &mut needs);
    operations(steward, compiled, &mut needs);
    table(tx, proof, compiled, &mut needs)?;
    bound(steward, tx, op, proof, compiled, &mut needs)?;
    identities(tx, op, proof, compiled, &mut needs)?;
    children::needs(steward, tx, op, proof, compiled, &mut needs)?;
    values(tx, proof, compiled, &mut needs)?;
    needs.extend(data_policies::needs(steward, tx, proof.flow().environment, compiled)?);
    // One that is on is not turned off because an owner has left.
    let comes_on = proof.environment().protected && !proof.flow().is_on;
    if comes_on && owners::active(tx, proof.flow(), op.at)?.len() < 2 {
        let text = "The environment is protected, so the flow needs two active owners. Share it with a co-owner, \
                    or name one in the deployment settings that it comes with.";
        needs.push(Need::new(ErrorCode::FlowCannotTurnOn, text));
    }
    let mut seen = std::collections::HashSet::new();
    needs.retain(|need| seen.insert(need.text.clone()));
    Ok(needs)
}

fn definition(compiled: &Compiled, needs: &mut Vec<Need>) {
    let errors: Vec<_> = compiled.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).collect();
    for problem in errors.iter().take(TOLD) {
        let place = if problem.path.is_empty() { String::new() } else { format!(" at `{}`", problem.path) };
        let text = format!("The definition has a mistake{place}: {}", problem.message);
        needs.push(Need::new(ErrorCode::DefinitionInvalid, text).at(problem.path.clone()));
    }
    if errors.len() > TOLD {
        let text = format!("The definition has {} more mistakes.", errors.len() - TOLD);
        needs.push(Need::new(ErrorCode::DefinitionInvalid, text));
    }
    match compiled.trigger() {
        None => {
            let text = "The flow has no trigger, so nothing would start it. Add one.";
            needs.push(Need::new(ErrorCode::DefinitionInvalid, text).at("triggers"));
        }
        Some(trigger) => {
            if let TriggerKind::Connector { .. } | TriggerKind::Opaque = trigger.kind {
                let text = format!(
                    "The trigger `{}` ({}) is kept and shown, but cannot be fired here yet.",
                    trigger.name, trigger.type_name
                );
                let path = format!("triggers/{}", trigger.name);
                needs.push(Need::new(ErrorCode::UnknownOperation, text).at(path));
            }
        }
    }
}

/// The table whose changes start the flow.
fn table<R>(tx: &mut Tx<'_>, proof: &FlowFor<R>, compiled: &Compiled, needs: &mut Vec<Need>) -> Result<(), AppError> {
    let Some(TriggerKind::Row(row)) = compiled.trigger().map(|trigger| &trigger.kind) else { return Ok(()) };
    if !row.table.is_empty() && tables::by_name(tx, proof.flow().environment, &row.table)?.is_none() {
        let text =
            format!("The trigger waits for changes of the table `{}`, which is not in this environment.", row.table);
        needs.push(Need::new(ErrorCode::DefinitionInvalid, text));
    }
    Ok(())
}

fn operations(steward: &Steward, compiled: &Compiled, needs: &mut Vec<Need>) {
    for action in &compiled.clientdata.definition.actions {
        let text = match &action.kind {
            Kind::Opaque(_) => {
                format!(
                    "The action `{}` is of the type `{}`, which cannot be run here yet.",
                    action.name, action.type_name
                )
            }
            Kind::Connector(call) => {
                let Some(used) = compiled.use_of(&call.reference_key) else {
                    let text = format!("The action `{}` names no connection reference.", action.name);
                    needs.push(Need::new(ErrorCode::DefinitionInvalid, text).at(action.path.clone()));
                    continue;
                };
                let catalogue = steward.catalogue();
                // An unknown connector is told once, with its reference.
                if catalogue.connector(&used.connector).is_none()
                    || catalogue.has_operation(&used.connector, &call.operation)
                {
                    continue;
                }
                format!(
                    "The action `{}` asks for the operation `{}`, which {} does not have here.",
                    action.name, call.operation, used.connector
                )
            }
            _ => continue,
        };
        needs.push(Need::new(ErrorCode::UnknownOperation, text).at(action.path.clone()));
    }
}

fn bound<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &FlowFor<R>,
    compiled: &Compiled,
    needs: &mut Vec<Need>,
) -> Result<(), AppError> {
    let mut people = People::at(op.at);
    for used in &compiled.uses {
        let place = match &used.logical_name {
            Some(logical_name) => format!("connection reference `{logical_name}`"),
            None => format!("reference `{}`", used.key),
        };
        if steward.catalogue().connector(&used.connector).is_none() {
            let text = format!("The {place} is for {}, a connector that is not here.", used.connector);
            needs.push(Need::new(ErrorCode::UnknownOperation, text));
            continue;
        }
        if used.mode == ConnectionMode::RunOnlyUser {
            continue;
        }
        let flow = proof.flow();
        let logical_name = used.logical_name.as_deref();
        let id = uses::connection_for(tx, flow.environment, flow.key, &used.key, logical_name)?;
        let connection = match id {
            Some(id) => connections::by_id(tx, flow.environment, id)?,
            None => None,
        };
        let Some(connection) = connection else {
            let text = format!("The {place} is not bound. Bind it to a connection for {}.", used.connector);
            needs.push(Need::new(ErrorCode::ConnectionNotConfigured, text));
            continue;
        };
        if connection.connector != used.connector {
            let text = format!(
                "The {place} is for {}, but is bound to `{}`, which connects to {}. Bind it to another connection.",
                used.connector, connection.display_name, connection.connector
            );
            needs.push(Need::new(ErrorCode::ConnectionNotConfigured, text));
            continue;
        }
        let owner = people.chip(tx, connection.owner)?;
        if let Err(failed) = state(&connection, &owner).check() {
            needs.push(Need::new(ErrorCode::ConnectionInvalid, failed.to_string()));
        }
        if !flow.is_on && !admission::is_admitted(tx, op, proof, &connection)? {
            let text = format!(
                "The connection `{}` belongs to {} ({}), who has not let this flow use it. The owner of the connection turns the flow on \
                 or chooses the connection for it, or you choose another connection.",
                connection.display_name, owner.display_name, owner.name
            );
            needs.push(Need::new(ErrorCode::Forbidden, text));
        }
    }
    Ok(())
}

/// The identities that the actions would use: those that none can be found for, and impersonators who may not.
fn identities<R>(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &FlowFor<R>,
    compiled: &Compiled,
    needs: &mut Vec<Need>,
) -> Result<(), AppError> {
    let flow = identity::as_bound(tx, proof.flow(), compiled, &People::at(op.at))?;
    for (index, used) in compiled.uses.iter().enumerate() {
        let actions = compiled.actions_of(&used.key);
        let Some(action) = flow.shape.actions.iter().find(|action| action.used == index) else { continue };
        let fate = resolve(&mut InStore::at(tx, op.at), &flow, action, Case::default())?;
        if let (None, Some(Failure::Refused(refusal))) = (&fate.acting, &fate.failure)
            && refusal.code != "ConnectionNotConfigured"
        {
            let text = format!("{} {}", listed(&actions), refusal.message);
            needs.push(Need::new(ErrorCode::DefinitionInvalid, text));
        }
        let Some(connection) = flow.bound[index].filter(|_| used.mode == ConnectionMode::Impersonate) else { continue };
        let Some(connection) = connections::by_id(tx, flow.environment, connection)? else { continue };
        let principal = connection.owner;
        if !InStore::at(tx, op.at).may_act_on_behalf(flow.environment, principal)? {
            let who = principals::by_id(tx, principal)?.map_or_else(|| principal.to_string(), |it| it.display_name);
            let text = format!(
                "{} Its connection belongs to {who}, who may not act on behalf of others in this environment. An administrator gives {who} a \
                 security role with that right.",
                listed(&actions)
            );
            needs.push(Need::new(ErrorCode::MayNotActOnBehalf, text));
        }
    }
    Ok(())
}

fn listed(actions: &[String]) -> String {
    match actions {
        [one] => format!("The action `{one}` uses the invoker's connection."),
        [first, rest @ ..] => format!("The action `{first}` and {} more use the invoker's connection.", rest.len()),
        [] => String::new(),
    }
}

/// Environment variables that the definition takes values from.
fn values<R>(tx: &mut Tx<'_>, proof: &FlowFor<R>, compiled: &Compiled, needs: &mut Vec<Need>) -> Result<(), AppError> {
    for parameter in &compiled.clientdata.definition.parameters {
        let Some(schema_name) = &parameter.environment_variable else { continue };
        let variable = variables::by_name(tx, proof.flow().environment, schema_name)?;
        let has_value = variable.as_ref().is_some_and(|variable| variable.effective().is_some());
        if variable.as_ref().is_some_and(|variable| variable.kind == VariableKind::Secret) {
            let text = format!(
                "The parameter `{}` is a secret environment variable, which no parameter may be.",
                parameter.name
            );
            needs.push(Need::new(ErrorCode::DefinitionInvalid, text));
        } else if !has_value && parameter.default_value.is_none() {
            let text = format!("The environment variable `{schema_name}` has no value here. Set one.");
            needs.push(Need::new(ErrorCode::FlowCannotTurnOn, text));
        }
    }
    Ok(())
}
