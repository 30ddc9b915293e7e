//! Making and deleting environment variables.

use model::{EnvironmentVariable, ErrorCode, VariableKind};
use serde_json::json;
use solutions::plan::ComponentKind;
use store::variables;

use super::{Uses, VariableView, check};
use crate::{
    AppError, Op, Steward,
    flows::mentions,
    lookup::{self, BuildSolutions},
    solutions::{build, components, names},
};

/// The longest default, in characters. Source: EnvironmentVariableDefinition table reference, `defaultvalue`.
const LONGEST: usize = 2_000;

/// What makes an environment variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewVariable {
    /// Its name in files, with a publisher's prefix (`contoso_Limit`).
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its type, which never changes.
    pub kind: VariableKind,
    /// What holds where no value is set, as text. Of a secret, where it is kept.
    pub default_value: Option<String>,
    /// Whether the platform insists on a value.
    pub required: bool,
    /// The connector whose data a data source names.
    pub connector: Option<String>,
    /// Which parameter of that connector it is.
    pub parameter_key: Option<String>,
    /// The solution that it becomes part of.
    pub solution: Option<String>,
}

/// Makes an environment variable, without a value of its own.
///
/// # Errors
/// The caller may not build solutions there, the environment is protected, the name is taken, there is no such solution or it is
/// managed, or something is not valid.
pub async fn create(steward: &Steward, op: &Op, environment: &str, new: NewVariable) -> Result<VariableView, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "variable.create", move |steward, tx, op, change| {
            let proof = lookup::environment::<BuildSolutions>(tx, op, &environment)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            components::refuse_managed(tx, &proof, ComponentKind::Variable, &new.schema_name)?;
            let prefix = new.solution.as_ref().map(|name| build::prefix(tx, &proof, name)).transpose()?;
            names::check_prefixed(&new.schema_name, 100, prefix.as_deref(), "schemaName")?;
            if variables::by_name(tx, proof.id(), &new.schema_name)?.is_some() {
                let message = format!("The environment variable `{}` exists already.", new.schema_name);
                return Err(AppError::conflict(message).at("schemaName"));
            }
            let solution = new.solution.clone();
            let variable = checked(new)?;
            variables::put(tx, proof.id(), &variable)?;
            if let Some(solution) = &solution {
                build::include(tx, &proof, solution, ComponentKind::Variable, &variable.schema_name)?;
            }
            let detail = json!({
                "type": variable.kind, "default": variable.default_value, "required": variable.required, "solution": solution,
            });
            change.of(Some(proof.id()), object(&variable.schema_name), detail);
            let used_by = Uses::look(steward, tx, op, &proof)?.take(&variable.schema_name);
            Ok(VariableView { variable, used_by })
        })
        .await
}

/// Deletes an environment variable with its value. Nothing uses it.
///
/// # Errors
/// The caller may not build solutions there, the environment is protected, there is no such variable, it came with a managed solution,
/// or a flow reads it.
pub async fn delete(steward: &Steward, op: &Op, environment: &str, schema_name: &str) -> Result<(), AppError> {
    let (environment, schema_name) = (environment.to_owned(), schema_name.to_owned());
    steward
        .change(op, "variable.delete", move |steward, tx, op, change| {
            let proof = lookup::environment::<BuildSolutions>(tx, op, &environment)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            let variable = variables::by_name(tx, proof.id(), &schema_name)?
                .ok_or_else(|| AppError::not_found(format!("environment variable `{schema_name}`")))?;
            let name = variable.schema_name.as_str();
            components::refuse_managed(tx, &proof, ComponentKind::Variable, name)?;
            let used = mentions::mentioning(steward, tx, op, &proof, &[name])?;
            let used = mentions::as_words(&used);
            if !used.is_empty() {
                return Err(build::in_use(&format!("The environment variable `{name}`"), &used));
            }
            components::forget(tx, proof.id(), ComponentKind::Variable, name)?;
            variables::delete(tx, proof.id(), name)?;
            let detail = json!({"type": variable.kind, "default": variable.default_value, "value": variable.value});
            change.of(Some(proof.id()), object(name), detail);
            Ok(())
        })
        .await
}

/// How the audit log names a variable.
pub(super) fn object(schema_name: &str) -> String {
    format!("variable/{schema_name}")
}

fn checked(new: NewVariable) -> Result<EnvironmentVariable, AppError> {
    let default_value = new.default_value.filter(|text| !text.is_empty());
    if let Some(value) = &default_value {
        check(new.kind, value).map_err(|error| error.at("defaultValue"))?;
        if value.chars().count() > LONGEST {
            return Err(AppError::invalid(format!("A default has at most {LONGEST} characters.")).at("defaultValue"));
        }
        if new.kind == VariableKind::Secret && !is_place_of_secret(value) {
            let message = "The default of a secret says where the secret is kept, and is never the secret.";
            return Err(AppError::invalid(message)
                .with_code(ErrorCode::NameInvalid)
                .with_hint("Give the path of a secret in a key vault, or an address such as `steward-secret://name`.")
                .at("defaultValue"));
        }
    }
    let is_source = new.kind == VariableKind::DataSource;
    if !is_source && (new.connector.is_some() || new.parameter_key.is_some()) {
        return Err(AppError::invalid("Only a data source names a connector and its parameter.").at("connector"));
    }
    Ok(EnvironmentVariable {
        display_name: names::display(&new.display_name, "displayName")?,
        description: names::description(new.description)?,
        kind: new.kind,
        default_value,
        value: None,
        required: new.required,
        connector: new.connector,
        parameter_key: new.parameter_key,
        schema_name: new.schema_name,
    })
}

/// Whether a text says where a secret is kept. Source: Use environment variables for Azure Key Vault secrets, and our own addresses.
fn is_place_of_secret(text: &str) -> bool {
    let vault = text.starts_with("/subscriptions/") && text.contains("/secrets/");
    let address = text.split_once("://").is_some_and(|(scheme, rest)| {
        !scheme.is_empty()
            && !rest.is_empty()
            && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    });
    vault || address
}
