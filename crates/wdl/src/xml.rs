//! XML.
use crate::Value;
pub(crate) fn to_json(_: &str) -> Result<Value, String> {
    Err(String::new())
}
