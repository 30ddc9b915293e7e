//! `Join`: makes a list one text.

use super::read::Reader;
use crate::{Template, Value};

/// `inputs = {from, joinWith}`
#[derive(Clone, Debug)]
pub struct Join {
    /// The list.
    pub from: Template,
    /// What stands between.
    pub join_with: Template,
}

pub(super) fn read(reader: &mut Reader, inputs: Option<&Value>) -> Join {
    reader.at("inputs", |reader| Join {
        from: reader.template(inputs, "from"),
        join_with: reader.template(inputs, "joinWith"),
    })
}
