//! Secrets that are fetched well and shown all the same.

use model::VariableKind;
use wdl::Value;

use super::{
    CheckCode, Findings,
    flow::{FlowUnderCheck, given},
};
use crate::text::fold;

pub(super) fn check(flow: &FlowUnderCheck<'_>, found: &mut Findings) {
    for variable in &flow.file.variables {
        let defined = flow.contents.environment_variables.iter();
        let is_secret = |kind: VariableKind| kind == VariableKind::Secret;
        if defined.clone().any(|it| fold(&it.schema_name) == fold(&variable.schema_name) && is_secret(it.kind)) {
            let said = format!("takes the secret `{}` as a parameter.", variable.schema_name);
            flow.whole(&format!("parameters/{}", variable.parameter), CheckCode::SecretAsParameter, &said, found);
        }
    }
    for node in &flow.nodes {
        let Some(connector) = flow.connector(node) else { continue };
        let variable = given(node, "actionName").and_then(Value::as_str);
        let fetches = variable.is_some_and(|it| it.ends_with("RetrieveEnvironmentVariableSecretValue"))
            || connector.as_str().contains("keyvault")
                && node.operation().is_some_and(|it| it.starts_with("GetSecret"));
        if fetches && flow.action(node).is_some_and(|action| !action.options.secure_outputs) {
            let said = "fetches a secret, and every run shows it in its outputs.";
            flow.on(node, "runtimeConfiguration/secureData", CheckCode::SecretShown, said, found);
        }
    }
}
