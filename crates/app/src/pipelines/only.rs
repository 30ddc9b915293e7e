//! Environments that take solutions only through a pipeline.

use model::{Environment, ErrorCode, Timestamp};
use store::{Tx, pipelines};

use crate::{AppError, ErrorKind, lookup::open_break_glass};

/// Refuses to bring a solution past the pipeline to an environment that is protected and a stage of one, but for break-glass.
///
/// # Errors
/// [`ErrorCode::PipelineOnly`].
pub(crate) fn refuse_direct(tx: &mut Tx<'_>, environment: &Environment, now: Timestamp) -> Result<(), AppError> {
    if !environment.protected || open_break_glass(tx, environment.id, now)?.is_some() {
        return Ok(());
    }
    let through = pipelines::through(tx, environment.id)?;
    let Some(first) = through.first() else { return Ok(()) };
    let name = &environment.name;
    let message =
        format!("The environment `{name}` takes solutions only through the pipeline `{}`.", through.join("` or `"));
    Err(AppError::new(ErrorKind::Forbidden, ErrorCode::PipelineOnly, message)
        .with_hint(format!("Ask for a promotion: steward promotion request {first} SOLUTION --to {name}.")))
}
