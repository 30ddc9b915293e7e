//! `Query`: filters a list.

use super::read::Reader;
use crate::{Template, Value};

/// `inputs = {from, where}`
#[derive(Clone, Debug)]
pub struct Query {
    /// The list.
    pub from: Template,
    /// What each item must satisfy.
    pub where_: Template,
}

pub(super) fn read(reader: &mut Reader, inputs: Option<&Value>) -> Query {
    reader.at("inputs", |reader| Query {
        from: reader.template(inputs, "from"),
        where_: reader.template(inputs, "where"),
    })
}
