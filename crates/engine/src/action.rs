//! What each kind of action does. One file for each.

mod call;
mod changeset;
mod compose;
mod condition;
mod expression_kind;
mod foreach;
mod join;
mod parse_json;
mod query;
mod response;
mod scope;
mod select;
mod static_result;
mod switch;
mod table;
mod terminate;
mod until;
mod variable;
mod wait;
mod webhook;

pub(crate) use call::{call_ended, retry};
pub(crate) use condition::holds;
pub(crate) use parse_json::mismatches;
pub(crate) use wait::wait_ended;
use wdl::definition::{Kind, Status};
pub(crate) use webhook::unlisten;

use crate::{
    ErrorInfo, FrameNo, Place,
    journal::Skip,
    state::{Doing, Slot},
    step::{End, Stepper},
};

/// Starts an action whose time has come.
pub(crate) fn start(stepper: &mut Stepper<'_>, place: Place) {
    let flow = stepper.run.flow.clone();
    let Some(action) = flow.definition.action(place.action) else { return };
    if let Some(result) = &action.options.static_result {
        stepper.end(place, static_result::end(result));
        return stepper.skip_children(place, None, Skip::Parent);
    }
    match &action.kind {
        Kind::Compose(it) => compose::start(stepper, place, it),
        Kind::InitializeVariable(it) => variable::initialize(stepper, place, it),
        Kind::UpdateVariable(it) => variable::update(stepper, place, it),
        Kind::If(it) => condition::start(stepper, place, it),
        Kind::Switch(it) => switch::start(stepper, place, it),
        Kind::Foreach(it) => foreach::start(stepper, place, it),
        Kind::Until(_) => until::start(stepper, place),
        Kind::Scope => scope::start(stepper, place),
        Kind::Changeset => changeset::start(stepper, place),
        Kind::Terminate(it) => terminate::start(stepper, place, it),
        Kind::Wait(it) => wait::start(stepper, place, it),
        Kind::Response(it) => response::start(stepper, place, it),
        Kind::Connector(it) => call::start(stepper, place, &it.parameters),
        Kind::Http(it) => call::start(stepper, place, &it.inputs),
        Kind::Webhook(it) => webhook::start(stepper, place, it),
        Kind::ChildFlow(it) => call::start(stepper, place, &it.inputs),
        Kind::Query(it) => query::start(stepper, place, it),
        Kind::Select(it) => select::start(stepper, place, it),
        Kind::Join(it) => join::start(stepper, place, it),
        Kind::Table(it) => table::start(stepper, place, it),
        Kind::ParseJson(it) => parse_json::start(stepper, place, it),
        Kind::Expression(it) => expression_kind::start(stepper, place, it),
        Kind::Opaque(it) if flow.is_simulated() => {
            call::start(stepper, place, &it.inputs);
            stepper.skip_children(place, None, Skip::Parent);
        }
        Kind::Opaque(_) => {
            let message = format!("Actions of type `{}` cannot be run here.", action.type_name);
            stepper.end(place, End::failed("NotSupported", ErrorInfo::new("NotSupported", message), None));
            stepper.skip_children(place, None, Skip::Parent);
        }
    }
}

/// Looks whether a control action goes on or has ended.
pub(crate) fn go_on(stepper: &mut Stepper<'_>, place: Place) {
    let Some(Slot::Running(running)) = stepper.run.slot(place) else { return };
    match &running.what {
        Doing::Branch { chosen, open: 0 } => {
            let chosen = *chosen;
            scope::end(stepper, place, chosen);
        }
        Doing::Foreach { .. } => foreach::go_on(stepper, place),
        Doing::Until { frame, .. } if *frame == FrameNo::MAX => until::next(stepper, place, 0),
        _ => {}
    }
}

/// An iteration of a loop has ended.
pub(crate) fn iteration_ended(stepper: &mut Stepper<'_>, place: Place, frame: FrameNo, status: Status) {
    let Some(Slot::Running(running)) = stepper.run.slot(place) else { return };
    match &running.what {
        Doing::Foreach { kept, .. } if !kept.contains(&frame) => {
            foreach::iteration_ended(stepper, place, frame, status);
        }
        Doing::Until { frame: current, .. } if *current == frame => until::iteration_ended(stepper, place, status),
        _ => {}
    }
}
