//! What is to be hidden spreads to the actions that read it. Source: secure inputs and outputs in run history.

use wdl::definition::{ActionIx, Definition};

/// Whether a call in an expression of the action `at` reads something that is to be hidden: outputs or inputs that say so, what a block
/// with such an action shows, the items of a loop that goes through such a list, or what a trigger was given that says so.
/// `readers` are the actions before it whose inputs are hidden because of what they read.
pub(super) fn is_read(
    definition: &Definition,
    at: ActionIx,
    function: &str,
    of: Option<ActionIx>,
    readers: &[ActionIx],
) -> bool {
    let action = |at: ActionIx| definition.action(at);
    let hides_inputs = |at: ActionIx| readers.contains(&at) || action(at).is_some_and(|it| it.options.secure_inputs);
    let hides_outputs = |at: ActionIx| action(at).is_some_and(|it| it.options.secure_outputs);
    match function {
        "outputs"
        | "body"
        | "actionoutputs"
        | "actionbody"
        | "formdatavalue"
        | "formdatamultivalues"
        | "multipartbody" => of.is_some_and(hides_outputs),
        "actions" => of.is_some_and(|of| hides_inputs(of) || hides_outputs(of)),
        "result" => of.is_some_and(|of| {
            let children = action(of).map_or(&[][..], |it| &it.branches);
            let mut children = children.iter().flat_map(|branch| branch.actions.iter().copied());
            children.any(|child| hides_inputs(child) || hides_outputs(child))
        }),
        "items" => of.is_some_and(hides_inputs),
        "item" => blocks_around(definition, at)
            .any(|around| action(around).is_some_and(|it| it.body.is_some()) && hides_inputs(around)),
        _ if function.starts_with("trigger") => definition.trigger().is_some_and(|trigger| trigger.secure_outputs),
        _ => false,
    }
}

fn blocks_around(definition: &Definition, at: ActionIx) -> impl Iterator<Item = ActionIx> {
    let parent = |at: &ActionIx| definition.action(*at)?.parent.map(|(parent, _)| parent);
    std::iter::successors(parent(&at), parent)
}
