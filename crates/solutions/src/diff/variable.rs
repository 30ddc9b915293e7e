//! Environment variables.

use model::VariableKind;

use super::{
    ChangeCode, Changes, Risk, Subject, SubjectKind,
    pair::{Pair, pairs},
};
use crate::{contents::VariableFile, text::fold};

pub(super) fn compare(before: &[VariableFile], after: &[VariableFile], found: &mut Changes) {
    for pair in pairs(before, after, |variable| fold(&variable.schema_name)) {
        match pair {
            Pair::Added(variable) => {
                let given = match (&variable.current_value, &variable.default_value) {
                    (Some(_), _) => "a value that travels in the package",
                    (None, Some(_)) => "a default",
                    (None, None) => "no value, so each environment has to give one",
                };
                let sentence = format!("There is a new environment variable `{}`, with {given}.", variable.schema_name);
                found.add(ChangeCode::VariableAdded, &subject(variable), "", (None, None), sentence);
            }
            Pair::Removed(variable) => {
                let sentence = format!("The environment variable `{}` is gone.", variable.schema_name);
                found.add(ChangeCode::VariableRemoved, &subject(variable), "", (None, None), sentence);
            }
            Pair::Both(was, is) => both(was, is, found),
        }
    }
}

fn both(was: &VariableFile, is: &VariableFile, found: &mut Changes) {
    let subject = subject(is);
    let what = |part: &str| format!("The {part} of the environment variable `{}`", is.schema_name);
    let kind = |it: &VariableFile| format!("{:?}", it.kind);
    let (kind_was, kind_is) = (kind(was), kind(is));
    let source = |it: &VariableFile| {
        let (connector, key) = (it.data_source_connector.as_deref()?, it.parameter_key.as_deref().unwrap_or_default());
        Some(format!("{connector} {key}").trim_end().to_owned())
    };
    let (source_was, source_is) = (source(was), source(is));
    let must = |it: &VariableFile| if it.required { "required" } else { "optional" }.to_owned();
    let (must_was, must_is) = (must(was), must(is));
    let texts = [
        (ChangeCode::VariableRenamed, "display name", Some(&was.display_name), Some(&is.display_name)),
        (ChangeCode::VariableDescriptionChanged, "description", was.description.as_ref(), is.description.as_ref()),
        (ChangeCode::VariableTypeChanged, "type", Some(&kind_was), Some(&kind_is)),
        (ChangeCode::VariableDefaultChanged, "default", was.default_value.as_ref(), is.default_value.as_ref()),
        (ChangeCode::VariableValueChanged, "value", was.current_value.as_ref(), is.current_value.as_ref()),
        (ChangeCode::VariableRequirementChanged, "requirement", Some(&must_was), Some(&must_is)),
        (ChangeCode::VariableDataSourceChanged, "data source", source_was.as_ref(), source_is.as_ref()),
    ];
    for (code, part, before, after) in texts {
        let both = (before.map(String::as_str), after.map(String::as_str));
        found.text(code, &subject, part, &what(part), both);
        // Another place of a secret is another secret.
        let secret = is.kind == VariableKind::Secret
            && matches!(code, ChangeCode::VariableDefaultChanged | ChangeCode::VariableValueChanged);
        if let Some(change) =
            found.list.last_mut().filter(|change| secret && change.code == code && change.subject == subject)
        {
            change.risk = Risk::High;
        }
    }
}

fn subject(variable: &VariableFile) -> Subject {
    Subject { kind: SubjectKind::Variable, key: fold(&variable.schema_name), name: variable.display_name.clone() }
}
