//! Leave to change by hand what a solution brings.

use model::{BreakGlass, BreakGlassId, BreakGlassState, Environment, EnvironmentId, ErrorCode, Timestamp};
use store::{StoreError, Tx, break_glass};

use super::{EnvironmentFor, ManageSolutions};
use crate::{AppError, ErrorKind, Op, change::Change};

/// Leave to change what a solution brings: flows and the connections that they use, security roles, tables, and the definitions of
/// connection references and environment variables.
///
/// A protected environment changes only through deployments, so there this is given only while break-glass is open. What belongs to an
/// environment rather than to a solution needs none of it: the values of variables, credentials, shares, members, turning flows on and off.
#[derive(Debug)]
pub(crate) struct Changeable {
    environment: EnvironmentId,
    break_glass: Option<BreakGlassId>,
}

impl Changeable {
    /// What a deployment brings was reviewed on its way.
    pub(crate) fn by_deployment(proof: &EnvironmentFor<ManageSolutions>) -> Self {
        Self { environment: proof.id(), break_glass: None }
    }

    /// Where.
    pub(crate) fn environment(&self) -> EnvironmentId {
        self.environment
    }

    /// What gives it.
    pub(crate) fn break_glass(&self) -> Option<BreakGlassId> {
        self.break_glass
    }
}

/// Asks for leave to change an environment by hand. The change says so in the audit log where break-glass gives it, and who did is noted.
///
/// # Errors
/// [`ErrorCode::EnvironmentProtected`].
pub(crate) fn changeable(
    tx: &mut Tx<'_>,
    op: &Op,
    change: &mut Change,
    environment: &Environment,
) -> Result<Changeable, AppError> {
    let mut break_glass = None;
    if environment.protected {
        let open = open_break_glass(tx, environment.id, op.at)?.ok_or_else(|| protected(environment))?;
        break_glass = Some(open.id);
    }
    change.by_hand(break_glass);
    Ok(Changeable { environment: environment.id, break_glass })
}

/// The break-glass that is open in an environment.
pub(crate) fn open_break_glass(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    at: Timestamp,
) -> Result<Option<BreakGlass>, StoreError> {
    Ok(break_glass::newest(tx, environment)?.filter(|it| it.state(at) == BreakGlassState::Open))
}

/// Refuses what is never done in a protected environment, whatever is open there.
///
/// # Errors
/// [`ErrorCode::EnvironmentProtected`].
pub(crate) fn unprotected(environment: &Environment) -> Result<(), AppError> {
    if environment.protected { Err(protected(environment)) } else { Ok(()) }
}

fn protected(environment: &Environment) -> AppError {
    let message = format!(
        "The environment `{}` is protected: what solutions bring is not changed by hand there.",
        environment.name
    );
    AppError::new(ErrorKind::Forbidden, ErrorCode::EnvironmentProtected, message).with_hint(
        "Bring the change with a solution. If it cannot wait, two administrators open break-glass for up to an hour.",
    )
}
