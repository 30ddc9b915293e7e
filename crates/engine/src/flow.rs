//! A flow version, ready to run.

mod secret;

use std::{fmt, sync::Arc};

use model::RunId;
use wdl::{
    Definition, Profile, Template, Value,
    definition::{ActionIx, Kind},
};

use crate::Place;

/// A flow version, ready to run: the parsed definition and what the engine wants to know about it beforehand. Shared by all its runs.
#[derive(Debug)]
pub struct Flow {
    /// The parsed definition.
    pub definition: Definition,
    /// Whose behaviour it follows.
    pub profile: Profile,
    /// What `workflow()` shows besides the run.
    pub workflow: Value,
    /// Loops whose iterations stay readable after they end, because an expression reads from outside what was inside.
    kept_loops: Vec<ActionIx>,
    /// Actions whose expressions read outputs that are to be hidden.
    reads_hidden: Vec<ActionIx>,
    /// Actions whose tracked properties show nothing that is to be hidden.
    tracks: Vec<ActionIx>,
    /// Actions of types that cannot be run are treated as calls.
    is_simulated: bool,
    /// Where others call its actions back.
    pub(crate) callbacks: Option<Arc<dyn Callbacks>>,
}

/// Where others call actions of runs back. An address holds what nobody can guess, so it is made by who has the keys.
pub trait Callbacks: fmt::Debug + Send + Sync {
    /// The address of an action of a run; `None` if it is not known where others find this installation.
    fn address(&self, run: RunId, place: Place) -> Option<String>;
}

impl Flow {
    /// Prepares a definition. It must have no errors.
    pub fn new(definition: Definition, workflow: Value) -> Arc<Self> {
        Arc::new(Self::prepare(definition, workflow))
    }

    /// The same with actions that can be called back.
    pub fn called_back(definition: Definition, workflow: Value, callbacks: Arc<dyn Callbacks>) -> Arc<Self> {
        Arc::new(Self { callbacks: Some(callbacks), ..Self::prepare(definition, workflow) })
    }

    /// The same for a simulation, in which actions that cannot be run here are calls like others.
    pub(crate) fn simulated(definition: Definition, workflow: Value) -> Arc<Self> {
        Arc::new(Self { is_simulated: true, ..Self::prepare(definition, workflow) })
    }

    fn prepare(definition: Definition, workflow: Value) -> Self {
        let profile = definition.profile;
        let (mut kept_loops, mut reads_hidden, mut tracks) = (Vec::new(), Vec::new(), Vec::new());
        for (at, action) in definition.iter() {
            let mut reads = false;
            let mut look = |function: &str, name: Option<&str>| {
                let of = name.and_then(|name| definition.find(name));
                match function {
                    "result" => kept_loops.extend(of),
                    "outputs" | "body" | "actions" | "actionoutputs" | "actionbody" => {
                        kept_loops.extend(of.into_iter().flat_map(|of| loops_around(&definition, of, at)));
                    }
                    _ => {}
                }
                reads |= secret::is_read(&definition, at, function, of, &reads_hidden);
            };
            action.kind.templates(&mut |template| visit_calls(template, &mut look));
            let told = std::mem::take(&mut reads);
            if let Some(tracked) = &action.options.tracked {
                visit_calls(tracked, &mut |function, name| {
                    let of = name.and_then(|name| definition.find(name));
                    reads |= secret::is_read(&definition, at, function, of, &reads_hidden);
                });
                if !told && !reads && !action.options.secure_inputs && !action.options.secure_outputs {
                    tracks.push(at);
                }
            }
            if told {
                reads_hidden.push(at);
            }
        }
        Self { definition, profile, workflow, kept_loops, reads_hidden, tracks, is_simulated: false, callbacks: None }
    }

    /// The tracked properties of an action, unless they could show what is to be hidden.
    pub(crate) fn tracked(&self, action: ActionIx) -> Option<&Template> {
        self.definition.action(action)?.options.tracked.as_ref().filter(|_| self.tracks.contains(&action))
    }

    /// Where the actions of a simulation are called back, by nobody.
    pub(crate) fn nowhere(&self) -> Option<Arc<str>> {
        self.is_simulated.then(|| "https://callback.invalid/".into())
    }

    /// Whether actions of types that cannot be run are treated as calls.
    pub(crate) fn is_simulated(&self) -> bool {
        self.is_simulated
    }

    /// Whether people may not see what an action was told: it says so, or it reads what is to be hidden of another.
    pub fn hides_inputs(&self, action: ActionIx) -> bool {
        self.definition.action(action).is_some_and(|it| it.options.secure_inputs) || self.reads_hidden.contains(&action)
    }

    /// Whether people may not see what an action made.
    pub fn hides_outputs(&self, action: ActionIx) -> bool {
        self.definition.action(action).is_some_and(|it| it.options.secure_outputs)
    }

    /// Whether the iterations of a loop stay readable after they end.
    pub(crate) fn keeps(&self, of: ActionIx) -> bool {
        // What is asked of a simulated run is asked when it has ended.
        self.is_simulated || self.kept_loops.contains(&of)
    }

    /// Whether it has an action that answers the caller.
    pub fn answers(&self) -> bool {
        self.definition.has(|kind| matches!(kind, Kind::Response(_)))
    }
}

/// Shows every function that the expressions of a template call, in lower case, with its first argument if that is a text.
fn visit_calls(template: &Template, visitor: &mut dyn FnMut(&str, Option<&str>)) {
    template.expressions(&mut |expression| {
        expression.visit(&mut |inner| {
            if let wdl::expression::Kind::Call { name, args, .. } = &inner.kind {
                visitor(&name.to_lowercase(), args.first().and_then(wdl::Expression::as_text));
            }
        });
    });
}

/// The foreach loops around an action that are not around the one that reads it: all their iterations are read.
fn loops_around(definition: &Definition, of: ActionIx, reader: ActionIx) -> Vec<ActionIx> {
    let above = |of: ActionIx| {
        let parent =
            move |at: &ActionIx| definition.action(*at).and_then(|action| action.parent).map(|(parent, _)| parent);
        std::iter::successors(parent(&of), parent)
    };
    let is_foreach =
        |at: &ActionIx| definition.action(*at).is_some_and(|action| matches!(action.kind, Kind::Foreach(_)));
    above(of).filter(|at| is_foreach(at) && !above(reader).any(|around| around == *at)).collect()
}
