//! Environment variables.

mod define;

use std::collections::{BTreeSet, HashMap};

use access::{FlowAction, may};
use model::{EnvironmentVariable, FlowId, VariableKind};
use serde_json::json;
use store::{Tx, flows, variables};

pub use define::{NewVariable, create, delete};

use crate::{
    AppError, Op, Steward,
    lookup::{self, EnvironmentFor, SeeComponents, SetVariables},
};

/// An environment variable as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VariableView {
    /// The variable.
    pub variable: EnvironmentVariable,
    /// The flows whose current version reads it, as far as the caller may know of them.
    pub used_by: Vec<(FlowId, String)>,
}

/// The environment variables of an environment.
///
/// # Errors
/// The caller may not see components there.
pub async fn list(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<VariableView>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<SeeComponents>(tx, &op, &environment)?;
            let mut used = Uses::look(steward, tx, &op, &proof)?;
            let all = variables::list(tx, proof.id())?.into_iter();
            Ok(all.map(|variable| VariableView { used_by: used.take(&variable.schema_name), variable }).collect())
        })
        .await
}

/// The flows that read variables, by the variable's name in lower case.
struct Uses(HashMap<String, Vec<(FlowId, String)>>);

impl Uses {
    fn look<R>(steward: &Steward, tx: &mut Tx<'_>, op: &Op, proof: &EnvironmentFor<R>) -> Result<Self, AppError> {
        let mut used: HashMap<String, Vec<(FlowId, String)>> = HashMap::new();
        for flow in flows::list(tx, proof.id())? {
            if !may(&lookup::standing(tx, op, proof, &flow)?, FlowAction::Know) {
                continue;
            }
            let compiled = steward.compiled().current(tx, &flow)?;
            let read =
                compiled.clientdata.definition.parameters.iter().filter_map(|it| it.environment_variable.as_ref());
            let read: BTreeSet<String> = read.map(|name| name.to_lowercase()).collect();
            for name in read {
                used.entry(name).or_default().push((flow.id, flow.name.clone()));
            }
        }
        Ok(Self(used))
    }

    fn take(&mut self, schema_name: &str) -> Vec<(FlowId, String)> {
        self.0.remove(&schema_name.to_lowercase()).unwrap_or_default()
    }
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
) -> Result<VariableView, AppError> {
    let (environment, schema_name) = (environment.to_owned(), schema_name.to_owned());
    steward
        .change(op, "variable.set", move |steward, tx, op, change| {
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
            let used_by = Uses::look(steward, tx, op, &proof)?.take(&schema_name);
            Ok(VariableView { variable, used_by })
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
