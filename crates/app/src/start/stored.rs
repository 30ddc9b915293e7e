//! What a run starts with, as it is stored.

use engine::{
    Awaited, Start,
    journal::{decode_value, encode_value},
};
use model::{RunFacts, RunId, Timestamp};
use store::StoreError;
use wdl::{Object, Value};

/// The stored form. Its names are words of the journal, so they cost a byte each.
pub fn encode_start(start: &Start, facts: &RunFacts) -> Vec<u8> {
    // Facts are plain enumerations and ids, so there is nothing to refuse.
    let facts = serde_json::to_string(facts).unwrap_or_default();
    let mut stored = Object::from([
        ("outputs", start.trigger_outputs.clone()),
        ("inputs", start.trigger_inputs.clone()),
        ("parameters", start.parameters.clone()),
        ("awaited", Value::Int(start.awaited as i64)),
        ("facts", Value::from(facts)),
    ]);
    if let Some(id) = &start.tracking_id {
        stored.insert("tracking", Value::from(&**id));
    }
    encode_value(&Value::Object(stored))
}

/// Reads the stored form.
///
/// # Errors
/// Bytes that no version has written.
pub fn decode_start(bytes: &[u8], id: RunId, at: Timestamp) -> Result<(Start, RunFacts), StoreError> {
    let stored = decode_value(bytes).map_err(|error| StoreError::corrupt("run", error))?;
    let member = |name: &str| stored.get(name).cloned().unwrap_or_default();
    let facts = member("facts");
    let facts =
        serde_json::from_str(facts.as_str().unwrap_or_default()).map_err(|error| StoreError::corrupt("run", error))?;
    let start = Start {
        id,
        at,
        trigger_outputs: member("outputs"),
        trigger_inputs: member("inputs"),
        tracking_id: member("tracking").as_str().map(Into::into),
        parameters: member("parameters"),
        awaited: match member("awaited") {
            // As earlier versions wrote it.
            Value::Bool(true) | Value::Int(1) => Awaited::Caller,
            Value::Int(2) => Awaited::Parent,
            _ => Awaited::Nobody,
        },
    };
    Ok((start, facts))
}
