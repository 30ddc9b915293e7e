//! Saving a flow: a new version of its definition.

use model::{ErrorCode, FlowId, FlowKey};
use serde_json::json;
use store::{
    Secret, Tx, flows,
    flows::{NewFlow, StoredFlow, connections as uses, versions},
    secrets::Belongs,
};
use uuid::Uuid;
use wdl::{Object, Value};

use super::{Compiled, checks, trigger};
use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{Changeable, FlowFor},
};

/// The largest definition, in bytes. The platform's limit for a solution's flow is a tenth of that.
pub(crate) const LARGEST: usize = 16 * 1024 * 1024;

/// Reads a definition: the JSON of a cloud flow's file, or a bare definition, which is put into one.
///
/// # Errors
/// The text is too large, is no JSON, or holds no definition. A definition with mistakes can be saved.
pub(crate) fn read(text: &str) -> Result<(String, Compiled), AppError> {
    if text.len() > LARGEST {
        let message = format!("The definition has {} bytes; the most is {LARGEST}.", text.len());
        return Err(AppError::new(ErrorKind::TooLarge, ErrorCode::BodyTooLarge, message).at("definition"));
    }
    let invalid = |message: String| AppError::invalid(message).with_code(ErrorCode::DefinitionInvalid).at("definition");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source =
        Value::from_json(text.as_bytes()).map_err(|error| invalid(format!("The definition is not JSON: {error}.")))?;
    if source.get("properties").and_then(|properties| properties.get("definition")).is_some() {
        return Ok((text.to_owned(), Compiled::read(source)));
    }
    if source.get("triggers").is_none() && source.get("actions").is_none() && source.get("definition").is_none() {
        let message = "This is no flow: it has neither `properties.definition` nor `triggers` and `actions`.";
        return Err(invalid(message.to_owned()));
    }
    let wrapped = wrap(source);
    Ok((wrapped.to_json_string(), Compiled::read(wrapped)))
}

/// A cloud flow's file around a bare definition, with an unbound connection reference for each key that its actions name.
fn wrap(source: Value) -> Value {
    let (definition, given) = match source.get("definition") {
        Some(inner) => (inner.clone(), source.get("connectionReferences").cloned()),
        None => (source, None),
    };
    let references = given.unwrap_or_else(|| {
        let compiled = Compiled::read(definition.clone());
        let mut references = Object::new();
        for used in &compiled.uses {
            let mut api = Object::new();
            api.insert("name", Value::from(used.connector.as_str()));
            let mut reference = Object::new();
            reference.insert("runtimeSource", Value::from("embedded"));
            reference.insert("connection", Value::Object(Object::new()));
            reference.insert("api", Value::Object(api));
            references.insert(used.key.as_str(), Value::Object(reference));
        }
        Value::Object(references)
    });
    let mut properties = Object::new();
    properties.insert("connectionReferences", references);
    properties.insert("definition", definition);
    properties.insert("templateName", Value::from(""));
    let mut file = Object::new();
    file.insert("properties", Value::Object(properties));
    file.insert("schemaVersion", Value::from("1.0.0.0"));
    Value::Object(file)
}

/// The name of a flow, if it is valid.
pub(crate) fn check_name(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 256 || name.chars().any(char::is_control) {
        return Err(AppError::invalid("A flow's name has 1 to 256 characters.").at("name"));
    }
    if name.parse::<FlowId>().is_ok() {
        return Err(AppError::invalid("A flow's name cannot look like an id.").at("name"));
    }
    Ok(name.to_owned())
}

/// What a new flow is made of.
pub(crate) struct Made<'a> {
    pub(crate) leave: &'a Changeable,
    pub(crate) id: FlowId,
    pub(crate) name: String,
    pub(crate) solution: Option<String>,
    pub(crate) clientdata: &'a str,
    pub(crate) compiled: &'a Compiled,
}

/// Makes a flow with its first version, off, owned by the caller.
pub(crate) fn insert(steward: &Steward, tx: &mut Tx<'_>, op: &Op, made: Made<'_>) -> Result<FlowKey, AppError> {
    let key: [u8; 32] = store::secrets::random()?;
    let environment = made.leave.environment();
    let belongs = Belongs { environment: Some(environment), owner: made.id.0 };
    let new = NewFlow {
        environment,
        id: made.id,
        name: made.name,
        primary_owner: op.id(),
        // Random throughout: the address of a request trigger must not be guessed from another one.
        trigger_id: Uuid::new_v4(),
        trigger_key: steward.keys().seal(&Secret::new(key), belongs)?,
        solution: made.solution,
    };
    let key = flows::insert(tx, &new, op.at)?;
    append(tx, op, made.leave, key, made.clientdata, made.compiled)?;
    Ok(key)
}

/// Adds a version and records which connection references it names.
pub(crate) fn append(
    tx: &mut Tx<'_>,
    op: &Op,
    _leave: &Changeable,
    flow: FlowKey,
    clientdata: &str,
    compiled: &Compiled,
) -> Result<(), AppError> {
    versions::append(tx, flow, clientdata, op.id(), op.at)?;
    Ok(uses::set_uses(tx, flow, &compiled.uses)?)
}

/// Saves a new version. Where the flow is on, the version must be able to run, and its trigger takes the place of the former. One that a
/// data policy forbids is saved, too: whoever saves has the policies enforced, which turns the flow off.
pub(crate) fn save<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    (proof, leave): (&FlowFor<R>, &Changeable),
    clientdata: &str,
    compiled: &Compiled,
) -> Result<(), AppError> {
    let flow = proof.flow();
    append(tx, op, leave, flow.key, clientdata, compiled)?;
    if flow.is_on {
        let mut needs = checks::needs(steward, tx, op, proof, compiled)?;
        needs.retain(|need| need.code != ErrorCode::DataPolicyViolated);
        checks::refuse(&needs, "The flow is on, and this version could not run")?;
        trigger::register(steward, tx, flow, compiled, op.at)?;
    }
    Ok(())
}

/// Whose identities a version uses, for the audit log: a change of these is seen there.
pub(crate) fn identities(compiled: &Compiled) -> serde_json::Value {
    let uses = compiled.uses.iter().map(|used| {
        json!({"key": used.key, "reference": used.logical_name, "connector": used.connector.as_str(), "mode": used.mode})
    });
    json!({"runAs": compiled.run_as(), "references": uses.collect::<Vec<_>>()})
}

/// A flow after a change, read again.
pub(crate) fn again(tx: &mut Tx<'_>, key: FlowKey) -> Result<StoredFlow, AppError> {
    flows::by_key(tx, key)?.ok_or_else(|| AppError::internal("a flow that was just written is missing"))
}
