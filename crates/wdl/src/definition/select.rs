//! `Select`: reshapes a list.

use super::read::Reader;
use crate::{Template, Value};

/// `inputs = {from, select}`
#[derive(Clone, Debug)]
pub struct Select {
    /// The list.
    pub from: Template,
    /// What each item becomes.
    pub select: Template,
}

pub(super) fn read(reader: &mut Reader, inputs: Option<&Value>) -> Select {
    reader.at("inputs", |reader| Select {
        from: reader.template(inputs, "from"),
        select: reader.template(inputs, "select"),
    })
}
