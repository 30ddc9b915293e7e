//! Making and deleting connection references.

use model::{ConnectionReference, ConnectorName};
use serde_json::json;
use solutions::plan::ComponentKind;
use store::references;

use super::{ReferenceView, object, view};
use crate::{
    AppError, Op, Steward,
    directory::People,
    flows::mentions,
    lookup::{self, BuildSolutions},
    solutions::{build, components, names},
};

/// What makes a connection reference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewReference {
    /// Its name in files, with a publisher's prefix (`contoso_orders`).
    pub logical_name: String,
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub connector: ConnectorName,
    /// The solution that it becomes part of.
    pub solution: Option<String>,
}

/// Makes a connection reference, bound to nothing.
///
/// # Errors
/// The caller may not build solutions there, the environment is protected, the name is taken, there is no such connector or solution,
/// the solution is managed, or a name is not valid.
pub async fn create(
    steward: &Steward,
    op: &Op,
    environment: &str,
    new: NewReference,
) -> Result<ReferenceView, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "reference.create", move |steward, tx, op, change| {
            let proof = lookup::environment::<BuildSolutions>(tx, op, &environment)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            components::refuse_managed(tx, &proof, ComponentKind::Reference, &new.logical_name)?;
            let prefix = new.solution.as_ref().map(|name| build::prefix(tx, &proof, name)).transpose()?;
            names::check_prefixed(&new.logical_name, 100, prefix.as_deref(), "logicalName")?;
            if references::by_name(tx, proof.id(), &new.logical_name)?.is_some() {
                let message = format!("The connection reference `{}` exists already.", new.logical_name);
                return Err(AppError::conflict(message).at("logicalName"));
            }
            if steward.catalogue().connector(&new.connector).is_none() {
                let message = format!("There is no connector `{}` here.", new.connector);
                return Err(AppError::invalid(message).at("connector"));
            }
            let reference = ConnectionReference {
                environment: proof.id(),
                display_name: names::display(&new.display_name, "displayName")?,
                logical_name: new.logical_name,
                connector: new.connector,
                connection: None,
            };
            references::put(tx, &reference)?;
            if let Some(solution) = &new.solution {
                build::include(tx, &proof, solution, ComponentKind::Reference, &reference.logical_name)?;
            }
            let detail = json!({"connector": reference.connector.as_str(), "solution": new.solution});
            change.of(Some(proof.id()), object(&reference.logical_name), detail);
            view(tx, op, &proof, &mut People::at(op.at), reference)
        })
        .await
}

/// Deletes a connection reference. Nothing uses it.
///
/// # Errors
/// The caller may not build solutions there, the environment is protected, there is no such reference, it came with a managed solution,
/// or a flow uses it.
pub async fn delete(steward: &Steward, op: &Op, environment: &str, logical_name: &str) -> Result<(), AppError> {
    let (environment, logical_name) = (environment.to_owned(), logical_name.to_owned());
    steward
        .change(op, "reference.delete", move |steward, tx, op, change| {
            let proof = lookup::environment::<BuildSolutions>(tx, op, &environment)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            let reference = references::by_name(tx, proof.id(), &logical_name)?
                .ok_or_else(|| AppError::not_found(format!("connection reference `{logical_name}`")))?;
            let name = reference.logical_name.as_str();
            components::refuse_managed(tx, &proof, ComponentKind::Reference, name)?;
            let used = mentions::mentioning(steward, tx, op, &proof, &[name])?;
            let used = mentions::as_words(&used);
            if !used.is_empty() {
                return Err(build::in_use(&format!("The connection reference `{name}`"), &used));
            }
            components::forget(tx, proof.id(), ComponentKind::Reference, name)?;
            references::delete(tx, proof.id(), name)?;
            let detail = json!({"connector": reference.connector.as_str(), "connection": reference.connection});
            change.of(Some(proof.id()), object(name), detail);
            Ok(())
        })
        .await
}
