//! Workflow definitions.

/// A parsed definition.
#[derive(Clone, Debug)]
pub struct Definition;
