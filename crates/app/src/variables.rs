//! Environment variables.

mod define;

use model::{EnvironmentVariable, VariableKind};
use serde_json::json;
use store::variables;

pub use define::{NewVariable, create, delete};

use crate::{
    AppError, Op, Steward,
    lookup::{self, SeeComponents, SetVariables},
};

/// The environment variables of an environment.
///
/// # Errors
/// The caller may not see components there.
pub async fn list(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<EnvironmentVariable>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<SeeComponents>(tx, &op, &environment)?;
            Ok(variables::list(tx, proof.id())?)
        })
        .await
}

/// Gives a variable its value in an environment, or takes it back so that the default holds. Runs that start from then on use it.
///
/// # Errors
/// The caller may not set variables there, there is no such variable, or the value does not fit its type.
pub async fn set(
    steward: &Steward,
    op: &Op,
    environment: &str,
    schema_name: &str,
    value: Option<String>,
) -> Result<EnvironmentVariable, AppError> {
    let (environment, schema_name) = (environment.to_owned(), schema_name.to_owned());
    steward
        .change(op, "variable.set", move |_, tx, op, change| {
            let proof = lookup::environment::<SetVariables>(tx, op, &environment)?;
            let mut variable = variables::by_name(tx, proof.id(), &schema_name)?
                .ok_or_else(|| AppError::not_found(format!("environment variable `{schema_name}`")))?;
            if let Some(value) = &value {
                check(variable.kind, value)?;
            }
            variables::set_value(tx, proof.id(), &schema_name, value.as_deref())?;
            change.of(
                Some(proof.id()),
                define::object(&variable.schema_name),
                json!({"before": variable.value, "after": value}),
            );
            variable.value = value;
            Ok(variable)
        })
        .await
}

/// Whether a text is a value of a kind of variable.
///
/// # Errors
/// What such a value looks like.
pub(crate) fn check(kind: VariableKind, value: &str) -> Result<(), AppError> {
    let fits = match kind {
        VariableKind::String | VariableKind::DataSource | VariableKind::Secret => Ok(()),
        VariableKind::Number => {
            value.trim().parse::<f64>().ok().filter(|it| it.is_finite()).map(|_| ()).ok_or("a number, such as 12.5")
        }
        VariableKind::Boolean => match value.to_ascii_lowercase().as_str() {
            "yes" | "no" | "true" | "false" | "1" | "0" => Ok(()),
            _ => Err("yes or no"),
        },
        VariableKind::Json => wdl::Value::from_json(value.as_bytes()).map(|_| ()).map_err(|_| "JSON"),
    };
    fits.map_err(|wanted| AppError::invalid(format!("The value must be {wanted}.")).at("value"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fit_their_types() {
        for (kind, good, bad) in [
            (VariableKind::Number, "12.5", "twelve"),
            (VariableKind::Number, "-3", "NaN"),
            (VariableKind::Boolean, "Yes", "maybe"),
            (VariableKind::Json, r#"{"a":1}"#, "{a"),
        ] {
            assert!(check(kind, good).is_ok(), "{good}");
            assert!(check(kind, bad).is_err(), "{bad}");
        }
        assert!(check(VariableKind::String, "").is_ok());
    }
}
