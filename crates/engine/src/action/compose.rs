//! `Compose`: its outputs are its inputs, evaluated.

use wdl::definition::Compose;

use crate::{
    Place,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Compose) {
    let end = match stepper.evaluate(&it.inputs, place) {
        Ok(value) => End::succeeded("OK", Some(value.clone()), Some(value)),
        Err(error) => End::bad_template(error),
    };
    stepper.end(place, end);
}
