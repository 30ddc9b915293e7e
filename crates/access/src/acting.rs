//! Whose identity an action uses: the decision table.

use model::{
    ActingIdentity, ActingRule, ConnectionId, ConnectionMode, ConnectorName, PrincipalId, RunAs, RunFacts, StartKind,
    run::RowOwner,
};
use thiserror::Error;

use crate::validity::AuthenticationFailed;

/// How an action is connected: what its connection reference says, resolved in the environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionConnection {
    /// How the action uses the reference.
    pub mode: ConnectionMode,
    /// What the reference is bound to.
    pub connection: ConnectionId,
    /// Whose connection that is.
    pub principal: PrincipalId,
}

/// How an action really uses its reference: only the tables know acting on behalf of others, so elsewhere a reference that
/// asks for it uses its own connection. Source: the fact that no designer offers the choice on other connectors.
pub fn effective_mode(mode: ConnectionMode, connector: &ConnectorName) -> ConnectionMode {
    if mode == ConnectionMode::Impersonate && !connector.is_dataverse() { ConnectionMode::Own } else { mode }
}

/// Whom "Process owner" means.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ProcessOwner {
    /// The principal of the trigger's connection.
    #[default]
    TriggerConnection,
    /// The flow's primary owner.
    PrimaryOwner,
}

/// Whom a blank run as means for an action that uses the invoker's connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum BlankInvoker {
    /// Who changed the row.
    #[default]
    TriggeringUser,
    /// The process owner.
    ProcessOwner,
}

/// What an environment may choose about acting identities.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ActingSettings {
    /// Whom "Process owner" means.
    pub process_owner: ProcessOwner,
    /// Whom a blank run as means.
    pub blank_invoker: BlankInvoker,
}

/// The answer of [`acting_as`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Acting {
    /// Who acts, and by which rule.
    pub identity: ActingIdentity,
    /// What the run should be marked with.
    pub warnings: Vec<Warning>,
}

/// Something that a reader of the run should know about how an identity was chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Warning {
    /// Run as is Row owner, but a team owns the row.
    RunAsTeamOwner,
}

impl Warning {
    /// The word that marks the run.
    pub fn code(self) -> &'static str {
        match self {
            Self::RunAsTeamOwner => "RunAsTeamOwner",
        }
    }

    /// One sentence for people.
    pub fn message(self) -> &'static str {
        match self {
            Self::RunAsTeamOwner => {
                "A team owns the row, so the action acts as the process owner instead of the row's owner."
            }
        }
    }
}

/// Why an action has no identity to act with.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{message}")]
pub struct Refusal {
    /// The code in the run's history (`InvokerConnectionOverrideFailed`).
    pub code: &'static str,
    /// The HTTP status that goes with it.
    pub status: u16,
    /// What is wrong and what to do.
    pub message: String,
}

impl Refusal {
    /// The code where who is acted for is disabled. Source: the Dataverse Web API.
    pub const USER_DISABLED: &'static str = "0x80040225";
    /// The code where the connection's principal may not act on behalf of others.
    pub const MAY_NOT_ACT_ON_BEHALF: &'static str = "CannotActOnBehalfOfAnotherUser";

    /// The owner of the connection with this name is not in the directory any more.
    pub(crate) fn owner_gone(connection: &str) -> Self {
        let message = format!("Authentication failed: the owner of the connection `{connection}` is gone.");
        Self { code: AuthenticationFailed::CODE, status: AuthenticationFailed::STATUS, message }
    }

    fn new(code: &'static str, status: u16, message: &str) -> Self {
        Self { code, status, message: message.to_owned() }
    }
}

/// The acting identity of one action. Whether that identity is enabled and has the privileges is asked elsewhere, at the moment of
/// the call; this decides who it is.
///
/// `caller_connection` is the connection that the caller of a button or app flow supplied for the action's connector.
///
/// # Errors
/// The start cannot give what the action's mode asks for; the message says why.
pub fn acting_as(
    run_as: Option<RunAs>,
    action: &ActionConnection,
    facts: &RunFacts,
    settings: &ActingSettings,
    caller_connection: Option<ConnectionId>,
) -> Result<Acting, Refusal> {
    match action.mode {
        ConnectionMode::Own => Ok(Acting {
            identity: ActingIdentity {
                principal: action.principal,
                connection: action.connection,
                impersonator: None,
                rule: ActingRule::OwnConnection,
                secret_version: 0,
            },
            warnings: Vec::new(),
        }),
        ConnectionMode::RunOnlyUser => run_only_user(facts, caller_connection),
        ConnectionMode::Impersonate => impersonate(run_as, action, facts, settings),
    }
}

fn impersonate(
    run_as: Option<RunAs>,
    action: &ActionConnection,
    facts: &RunFacts,
    settings: &ActingSettings,
) -> Result<Acting, Refusal> {
    if !has_row(facts) {
        return Err(Refusal::new(
            "InvokerConnectionNotAllowed",
            400,
            "The action uses the invoker's connection, but this flow is not started by a change of a row, so there is no invoker to act \
             as. Let the action use its own connection.",
        ));
    }
    let mut warnings = Vec::new();
    let (principal, rule) = match (run_as, settings.blank_invoker) {
        (Some(RunAs::TriggeringUser), _) => (triggering_user(facts)?, ActingRule::TriggeringUser),
        (None, BlankInvoker::TriggeringUser) => (triggering_user(facts)?, ActingRule::BlankTriggeringUser),
        (None, BlankInvoker::ProcessOwner) => (process_owner(facts, settings)?.0, ActingRule::BlankProcessOwner),
        (Some(RunAs::ProcessOwner), _) => process_owner(facts, settings)?,
        (Some(RunAs::RowOwner), _) => match facts.row_owner {
            Some(RowOwner::User(owner)) => (owner, ActingRule::RowOwner),
            Some(RowOwner::Team(_)) => {
                warnings.push(Warning::RunAsTeamOwner);
                (process_owner(facts, settings)?.0, ActingRule::RowOwnedByTeam)
            }
            None => {
                return Err(Refusal::new(
                    "RowOwnerUnknown",
                    400,
                    "Run as is Row owner, but the row has no owner: rows of this table belong to the organization. Choose Triggering \
                     user or Process owner.",
                ));
            }
        },
    };
    let impersonator = (principal != action.principal).then_some(action.principal);
    let identity = ActingIdentity { principal, connection: action.connection, impersonator, rule, secret_version: 0 };
    Ok(Acting { identity, warnings })
}

pub(crate) fn run_only_user(facts: &RunFacts, caller_connection: Option<ConnectionId>) -> Result<Acting, Refusal> {
    let may_supply = match facts.start {
        StartKind::Button => true,
        StartKind::Resubmit => !has_row(facts),
        StartKind::RowChanged | StartKind::HttpRequest | StartKind::Recurrence => false,
    };
    if !may_supply {
        return Err(Refusal::new(
            "InvokerConnectionNotAllowed",
            400,
            "The action's connection is to be provided by the run-only user, but nobody presses a button to start this flow, so there is \
             nobody to provide it. Choose \"Use this connection\".",
        ));
    }
    let missing = |who: &str| {
        let message = format!(
            "The action's connection is to be provided by the run-only user, but {who}. The caller adds a connection for this connector \
             at Connections, or an owner of the flow chooses \"Use this connection\"."
        );
        Refusal { code: "InvokerConnectionOverrideFailed", status: 400, message }
    };
    let principal = facts.invoker.ok_or_else(|| missing("nobody is known to have started the run"))?;
    let connection = caller_connection.ok_or_else(|| missing("the caller has no valid connection for it"))?;
    Ok(Acting {
        identity: ActingIdentity {
            principal,
            connection,
            impersonator: None,
            rule: ActingRule::RunOnlyUser,
            secret_version: 0,
        },
        warnings: Vec::new(),
    })
}

/// Whether a change of a row started the run, or the run that this one repeats. Only such triggers have a connection.
fn has_row(facts: &RunFacts) -> bool {
    match facts.start {
        StartKind::RowChanged => true,
        StartKind::Resubmit => facts.trigger_connection.is_some() || facts.row_owner.is_some(),
        StartKind::Button | StartKind::HttpRequest | StartKind::Recurrence => false,
    }
}

fn triggering_user(facts: &RunFacts) -> Result<PrincipalId, Refusal> {
    facts.invoker.ok_or_else(|| {
        Refusal::new(
            "UserNotEnabled",
            403,
            "The action acts as the user who changed the row, but the system changed it. Choose Row owner or Process owner for run as.",
        )
    })
}

fn process_owner(facts: &RunFacts, settings: &ActingSettings) -> Result<(PrincipalId, ActingRule), Refusal> {
    match settings.process_owner {
        ProcessOwner::PrimaryOwner => Ok((facts.primary_owner, ActingRule::PrimaryOwner)),
        ProcessOwner::TriggerConnection => {
            let principal = facts.trigger_connection.ok_or_else(|| {
                Refusal::new(
                    "ConnectionNotConfigured",
                    400,
                    "The action acts as the principal of the trigger's connection, but the trigger has no connection. An owner binds one.",
                )
            })?;
            Ok((principal, ActingRule::ProcessOwner))
        }
    }
}

#[cfg(test)]
mod tests;
