//! Connection references and environment variables.

use model::VariableKind;
use wdl::Value;

use super::{CheckCode, Findings};
use crate::{Contents, Package, contents::VariableFile, diff::words, secret, text};

pub(super) fn check(contents: &Contents, package: &Package, found: &mut Findings) {
    for variable in &contents.environment_variables {
        typed_secret(variable, found);
        if variable.description.is_none() {
            let said = "has no description.";
            on(variable, "description", CheckCode::UndescribedVariable, said, found);
        }
    }
    unused(contents, package, found);
}

/// A secret that is the value of a variable of another type.
fn typed_secret(variable: &VariableFile, found: &mut Findings) {
    if variable.kind == VariableKind::Secret {
        return;
    }
    let values = [("defaultvalue", &variable.default_value), ("value", &variable.current_value)];
    for (path, value) in values {
        let typed = |text: &String| secret::is_typed(&variable.schema_name, &Value::String(text.as_str().into()));
        if value.as_ref().is_some_and(typed) {
            let said = "holds a secret, and is not of type secret.";
            on(variable, path, CheckCode::TypedSecret, said, found);
        }
    }
}

fn on(variable: &VariableFile, path: &str, code: CheckCode, said: &str, found: &mut Findings) {
    let message = format!("The environment variable {} {said}", words::quoted(&variable.schema_name));
    found.add(code, (&variable.path, path.to_owned()), message, &[variable.description.as_deref()]);
}

/// What nothing uses: no file of the package names it, but for its own definition and the list of components.
fn unused(contents: &Contents, package: &Package, found: &mut Findings) {
    // Apps are archives of their own, and what they use is not seen in them.
    let apps = package.members().iter().any(|member| text::fold(member.path()).ends_with(".msapp"));
    if contents.flows.is_empty() || apps {
        return;
    }
    let texts: Vec<(String, String)> = package
        .members()
        .iter()
        .filter_map(|member| Some((text::fold(member.path()), text::fold(&text::decode(member.bytes()).ok()?))))
        .filter(|(path, _)| path != "solution.xml" && path != "other/solution.xml")
        .collect();
    for variable in &contents.environment_variables {
        let own = text::fold(variable.path.rsplit_once('/').map_or("", |(folder, _)| folder));
        let others = texts.iter().filter(|(path, _)| !path.starts_with(&own));
        if mentions(others, &variable.schema_name) == 0 {
            let said = "is not used by anything in the solution.";
            on(variable, "", CheckCode::UnusedVariable, said, found);
        }
    }
    for reference in &contents.connection_references {
        // Its definition names it once.
        if mentions(texts.iter(), &reference.logical_name) <= 1 {
            let file = package.get("Other/Customizations.xml").or_else(|| package.get("customizations.xml"));
            let file = file.map_or("customizations.xml", |file| file.path());
            let path = format!("connectionreferences/{}", reference.logical_name);
            let name = words::quoted(&reference.logical_name);
            let message = format!("The connection reference {name} is not used by anything in the solution.");
            found.add(CheckCode::UnusedReference, (file, path), message, &[reference.description.as_deref()]);
        }
    }
}

/// How often texts name something. A longer name that begins the same does not count.
fn mentions<'a>(texts: impl Iterator<Item = &'a (String, String)>, name: &str) -> usize {
    let name = text::fold(name);
    let whole = |text: &str, at: usize| {
        let next = text.get(at + name.len()..).and_then(|rest| rest.chars().next());
        !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
    };
    texts.map(|(_, text)| text.match_indices(&name).filter(|(at, _)| whole(text, *at)).count()).sum()
}
