//! A flow version, ready to run.

use std::sync::Arc;

use wdl::{
    Definition, Profile, Value,
    definition::{ActionIx, Kind},
};

/// A flow version, ready to run: the parsed definition and what the engine wants to know about it beforehand. Shared by all its runs.
#[derive(Debug)]
pub struct Flow {
    /// The parsed definition.
    pub definition: Definition,
    /// Whose behaviour it follows.
    pub profile: Profile,
    /// What `workflow()` shows besides the run.
    pub workflow: Value,
    /// Loops whose iterations stay readable after they end, because an expression asks for their `result()`.
    kept_loops: Vec<ActionIx>,
    /// Actions of types that cannot be run are treated as calls.
    is_simulated: bool,
}

impl Flow {
    /// Prepares a definition. It must have no errors.
    pub fn new(definition: Definition, workflow: Value) -> Arc<Self> {
        Arc::new(Self::prepare(definition, workflow))
    }

    /// The same for a simulation, in which actions that cannot be run here are calls like others.
    pub(crate) fn simulated(definition: Definition, workflow: Value) -> Arc<Self> {
        Arc::new(Self { is_simulated: true, ..Self::prepare(definition, workflow) })
    }

    fn prepare(definition: Definition, workflow: Value) -> Self {
        let mut kept_loops = Vec::new();
        for (_, action) in definition.iter() {
            action.kind.templates(&mut |template| {
                template.expressions(&mut |expression| {
                    expression.visit(&mut |inner| {
                        if let wdl::expression::Kind::Call { name, args, .. } = &inner.kind
                            && name.eq_ignore_ascii_case("result")
                            && let Some(of) = args.first().and_then(wdl::Expression::as_text)
                            && let Some(at) = definition.find(of)
                        {
                            kept_loops.push(at);
                        }
                    });
                });
            });
        }
        Self { definition, profile: Profile::default(), workflow, kept_loops, is_simulated: false }
    }

    /// Whether actions of types that cannot be run are treated as calls.
    pub(crate) fn is_simulated(&self) -> bool {
        self.is_simulated
    }

    /// Whether the iterations of a loop stay readable after they end.
    pub(crate) fn keeps(&self, of: ActionIx) -> bool {
        self.kept_loops.contains(&of)
    }

    /// Whether it has an action that answers the caller.
    pub fn answers(&self) -> bool {
        self.definition.has(|kind| matches!(kind, Kind::Response(_)))
    }
}
