//! `Terminate`: ends the run.

use model::RunStatus;
use wdl::{Object, Value, definition::Terminate};

use crate::{
    ErrorInfo, Place,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Terminate) {
    let evaluated = stepper.evaluate(&it.run_status, place).and_then(|status| {
        Ok((status, it.run_error.as_ref().map(|error| stepper.evaluate(error, place)).transpose()?))
    });
    let (word, run_error) = match evaluated {
        Ok(evaluated) => evaluated,
        Err(error) => return stepper.end(place, End::bad_template(error)),
    };
    let status = match word.as_str().map(str::to_lowercase).as_deref() {
        Some("succeeded") => RunStatus::Succeeded,
        Some("failed") => RunStatus::Failed,
        Some("cancelled") => RunStatus::Cancelled,
        _ => {
            let message = format!(
                "The run status {} of the terminate action is not one of Succeeded, Failed, Cancelled.",
                word.to_json_string()
            );
            return stepper.end(place, End::failed("BadRequest", ErrorInfo::new("BadRequest", message), None));
        }
    };
    let mut inputs = Object::from([("runStatus", word)]);
    let mut error = None;
    let mut code = "Terminated".to_owned();
    if let Some(run_error) = run_error {
        let text =
            |key: &str| run_error.get(key).map(|value| value.to_text().to_string()).filter(|text| !text.is_empty());
        if status == RunStatus::Failed {
            code = text("code").unwrap_or(code);
            error = Some(ErrorInfo::new(code.clone(), text("message").unwrap_or_default()));
        }
        inputs.insert("runError", run_error);
    }
    stepper.end(place, End::succeeded("NotSpecified", Some(Value::Object(inputs)), None));
    stepper.end_run(status, &code, error);
}
