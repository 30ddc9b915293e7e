//! Patches. Source: RFC 7644, section 3.5.2, and what Entra ID and Okta send.

use serde_json::Value;

use crate::{
    Document, Kind, ResourceType, ScimError,
    conform::{conform, single, value},
    field::{Field, each},
    filter::{Condition, Subject},
    parse::{Parser, Path},
    schema::{Attribute, named},
};

/// How many operations a patch may have.
const MOST: usize = 1_000;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operation {
    Add,
    Replace,
    Remove,
}

/// The document after a patch; all of it or nothing.
///
/// # Errors
/// What RFC 7644 calls `invalidSyntax`, `invalidPath`, `noTarget`, `mutability` and `invalidValue`.
pub fn patch(kind: &'static ResourceType, document: &Document, request: &Value) -> Result<Document, ScimError> {
    let operations = request.get("Operations").or_else(|| request.get("operations")).and_then(Value::as_array);
    let syntax = |detail: &str| ScimError::new(Kind::InvalidSyntax, detail);
    let operations = operations.ok_or_else(|| syntax("A patch has a list of `Operations`."))?;
    if operations.len() > MOST {
        return Err(syntax(&format!("A patch has at most {MOST} operations.")));
    }
    let mut patched = document.clone();
    for operation in operations {
        let word = operation.get("op").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
        let op = match word.as_str() {
            "add" => Operation::Add,
            "replace" => Operation::Replace,
            "remove" => Operation::Remove,
            _ => return Err(syntax("An operation's `op` is add, replace or remove.")),
        };
        let given = operation.get("value");
        match operation.get("path").and_then(Value::as_str).filter(|path| !path.is_empty()) {
            Some(path) => {
                let path = Parser::new(kind, path).and_then(Parser::path);
                let path = path.map_err(|error| ScimError { kind: Kind::InvalidPath, ..error })?;
                at_path(&mut patched, op, &path, given)?;
            }
            None if op == Operation::Remove => {
                return Err(ScimError::new(Kind::NoTarget, "An operation that removes says what: it lacks a `path`."));
            }
            None => {
                let members = given.and_then(Value::as_object);
                let members = members.ok_or_else(|| syntax("Without a `path` the `value` is an object."))?;
                whole(kind, &mut patched, op, "", members)?;
            }
        }
    }
    conform(kind, &patched)
}

/// Members of an object that stand for attributes, or for the attributes of an extension. What is unknown or not the client's is passed over.
fn whole(
    kind: &ResourceType,
    document: &mut Document,
    op: Operation,
    prefix: &str,
    members: &Document,
) -> Result<(), ScimError> {
    for (name, given) in members {
        let Some(field) = Field::of(kind, &format!("{prefix}{name}")) else { continue };
        match (field.attribute, given) {
            (None, Value::Object(inner)) => whole(kind, document, op, &format!("{name}:"), inner)?,
            (Some(attribute), _) if !attribute.read_only => put(document, op, field, given)?,
            _ => {}
        }
    }
    Ok(())
}

fn at_path(document: &mut Document, op: Operation, path: &Path, given: Option<&Value>) -> Result<(), ScimError> {
    let field = path.field;
    if field.attribute.is_some_and(|it| it.read_only) || field.part.is_some_and(|it| it.read_only) {
        let name = field.last().map_or("", |attribute| attribute.name);
        return Err(ScimError::new(Kind::Mutability, format!("Only the server sets `{name}`.")));
    }
    let lacks = || ScimError::new(Kind::InvalidSyntax, "An operation that adds or replaces has a `value`.");
    match (op, &path.only) {
        (Operation::Remove, None) => remove(document, field, given),
        (Operation::Remove, Some(only)) => remove_where(document, field, only),
        (_, None) => match (field.attribute, given.ok_or_else(lacks)?) {
            (None, Value::Object(members)) => {
                for (name, given) in members {
                    let named = field.extension.and_then(|it| named(it.attributes, name));
                    if let Some(attribute) = named.filter(|attribute| !attribute.read_only) {
                        put(document, op, Field { attribute: Some(attribute), ..field }, given)?;
                    }
                }
            }
            (None, _) => return Err(ScimError::new(Kind::InvalidValue, "The value of an extension is an object.")),
            (Some(_), given) => put(document, op, field, given)?,
        },
        (_, Some(only)) => put_where(document, op, field, only, given.ok_or_else(lacks)?)?,
    }
    Ok(())
}

/// What holds the attribute: the document, or the extension's part of it.
fn home(document: &mut Document, field: Field) -> Option<&mut Document> {
    match field.extension {
        None => Some(document),
        Some(extension) => {
            let inner = document.entry(extension.urn).or_insert_with(|| Value::Object(Document::new()));
            inner.as_object_mut()
        }
    }
}

fn put(document: &mut Document, op: Operation, field: Field, given: &Value) -> Result<(), ScimError> {
    let (Some(attribute), Some(home)) = (field.attribute, home(document, field)) else { return Ok(()) };
    if let Some(part) = field.part {
        let given = value(part, given)?;
        let holder = home.entry(attribute.name).or_insert_with(|| empty(attribute));
        for one in each_mut(holder) {
            set(one, part, given.as_ref());
        }
        return Ok(());
    }
    let Some(given) = value(attribute, given)? else {
        if op == Operation::Replace {
            home.remove(attribute.name);
        }
        return Ok(());
    };
    match (home.get_mut(attribute.name), given) {
        (Some(Value::Array(values)), Value::Array(given)) if op == Operation::Add => {
            for one in given {
                if !values.contains(&one) {
                    values.push(one);
                }
            }
        }
        // What refers to something is replaced whole: the rest of the old one would be about another.
        (Some(Value::Object(members)), Value::Object(given)) if attribute.part("value").is_none() => {
            members.extend(given);
        }
        (_, given) => {
            home.insert(attribute.name.to_owned(), given);
        }
    }
    Ok(())
}

/// Adds to or replaces those values that fulfil a condition. Where none does, one is made that will: clients that keep one address of each
/// type expect it.
fn put_where(
    document: &mut Document,
    op: Operation,
    field: Field,
    only: &Condition,
    given: &Value,
) -> Result<(), ScimError> {
    let (Some(attribute), Some(home)) = (field.attribute, home(document, field)) else { return Ok(()) };
    let given = match field.part {
        Some(part) => value(part, given)?,
        None => single(attribute, given)?,
    };
    let holder = home.entry(attribute.name).or_insert_with(|| Value::Array(Vec::new()));
    let mut made = Document::new();
    let is_there = each_mut(holder).any(|one| only.holds(&Subject::Value(one)));
    if !is_there {
        if !only.implies(&mut made) {
            return Err(ScimError::new(
                Kind::NoTarget,
                format!("No value of `{}` fulfils the condition.", attribute.name),
            ));
        }
        if let Value::Array(values) = holder {
            values.push(Value::Object(made));
        }
    }
    for one in each_mut(holder).filter(|one| only.holds(&Subject::Value(one))) {
        match (field.part, &given, one) {
            (Some(part), given, one) => set(one, part, given.as_ref()),
            (None, Some(Value::Object(given)), Value::Object(members)) => {
                if op == Operation::Replace && is_there {
                    members.clear();
                }
                members.extend(given.clone());
            }
            _ => {}
        }
    }
    Ok(())
}

fn remove(document: &mut Document, field: Field, given: Option<&Value>) {
    let Some(attribute) = field.attribute else {
        if let Some(extension) = field.extension {
            document.remove(extension.urn);
        }
        return;
    };
    let Some(home) = home(document, field) else { return };
    match (field.part, given, home.get_mut(attribute.name)) {
        (Some(part), _, Some(holder)) => {
            for one in each_mut(holder) {
                set(one, part, None);
            }
        }
        // Entra ID names the members to remove in the value.
        (None, Some(given @ (Value::Array(_) | Value::Object(_))), Some(Value::Array(values))) => {
            let gone = |one: &Value| {
                each(Some(given)).into_iter().any(|gone| match gone.get("value") {
                    Some(key) => one.get("value") == Some(key),
                    None => gone == one,
                })
            };
            values.retain(|one| !gone(one));
        }
        _ => {
            home.remove(attribute.name);
        }
    }
}

fn remove_where(document: &mut Document, field: Field, only: &Condition) {
    let (Some(attribute), Some(home)) = (field.attribute, home(document, field)) else { return };
    let Some(holder) = home.get_mut(attribute.name) else { return };
    if let Some(part) = field.part {
        for one in each_mut(holder).filter(|one| only.holds(&Subject::Value(one))) {
            set(one, part, None);
        }
    } else if let Value::Array(values) = holder {
        values.retain(|one| !only.holds(&Subject::Value(one)));
    } else if only.holds(&Subject::Value(holder)) {
        home.remove(attribute.name);
    }
}

fn empty(attribute: &Attribute) -> Value {
    let one = Value::Object(Document::new());
    if attribute.many { Value::Array(vec![one]) } else { one }
}

fn each_mut(holder: &mut Value) -> impl Iterator<Item = &mut Value> {
    match holder {
        Value::Array(values) => values.iter_mut(),
        one => std::slice::from_mut(one).iter_mut(),
    }
}

fn set(one: &mut Value, part: &Attribute, given: Option<&Value>) {
    let Value::Object(members) = one else { return };
    match given {
        Some(given) => members.insert(part.name.to_owned(), given.clone()),
        None => members.remove(part.name),
    };
}
