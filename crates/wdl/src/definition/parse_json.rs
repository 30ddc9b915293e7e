//! `ParseJson`: reads JSON text.

use super::read::Reader;
use crate::{Template, Value};

/// `inputs = {content, schema?}`
#[derive(Clone, Debug)]
pub struct ParseJson {
    /// The text, or a value that is parsed already.
    pub content: Template,
    /// The JSON schema, with `@@` unescaped.
    pub schema: Option<Template>,
}

pub(super) fn read(reader: &mut Reader, inputs: Option<&Value>) -> ParseJson {
    reader.at("inputs", |reader| ParseJson {
        content: reader.template(inputs, "content"),
        schema: reader.optional_template(inputs, "schema"),
    })
}
