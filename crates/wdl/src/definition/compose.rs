//! `Compose`: makes a value.

use super::read::Reader;
use crate::{Template, Value};

/// `{"type": "Compose", "inputs": any}`
#[derive(Clone, Debug)]
pub struct Compose {
    /// The value.
    pub inputs: Template,
}

pub(super) fn read(reader: &mut Reader, source: &Value) -> Compose {
    Compose { inputs: reader.template(Some(source), "inputs") }
}
