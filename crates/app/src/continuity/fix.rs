//! The one thing to do about something that will fail, in a sentence.

use access::{
    AuthenticationFailed, Refusal,
    continuity::{Depends, Failure, Flow, Prediction, Use, World},
    resolve::smallest_role,
};
use model::{ActingIdentity, PrincipalId};
use tables::security::privilege_name;

/// Something that will fail.
pub(super) struct Broken<'a> {
    pub(super) world: &'a World,
    pub(super) environment: &'a str,
    pub(super) flow: &'a Flow,
    /// The flow's name.
    pub(super) name: &'a str,
    /// As whom it would act.
    pub(super) acting: Option<ActingIdentity>,
    pub(super) prediction: &'a Prediction,
    /// The reference that it names.
    pub(super) used: Option<&'a Use>,
}

pub(super) fn sentence(broken: &Broken<'_>) -> String {
    let who =
        |id: PrincipalId| broken.world.principals.get(&id).map_or_else(|| id.to_string(), |it| it.display_name.clone());
    match &broken.prediction.failure {
        Failure::Lacks { principal, verb, table } => {
            let roles = broken.world.roles.iter().filter(|((of, _), _)| *of == broken.flow.environment);
            let role = smallest_role(roles.map(|(_, role)| (&*role.name, &*role.privileges)), *verb, table);
            let such_as = role.map_or_else(String::new, |role| format!(", such as `{role}`"));
            let privilege = privilege_name(*verb, table);
            format!("Give {} a security role with {privilege} in `{}`{such_as}.", who(*principal), broken.environment)
        }
        Failure::Refused(refusal) => match (refusal.code, broken.prediction.depends) {
            (Refusal::USER_DISABLED, Depends::OnRowOwner) => {
                let whose = broken.prediction.who.first().map_or_else(String::new, |id| who(*id));
                format!("Give the rows that {whose} owns another owner, or choose another run as in `{}`.", broken.name)
            }
            (Refusal::USER_DISABLED, _) => {
                let whose = broken.acting.as_ref().map_or_else(String::new, |acting| who(acting.principal));
                format!(
                    "Bind the trigger of `{}` to a connection of somebody else than {whose}, or choose another run as.",
                    broken.name
                )
            }
            (Refusal::MAY_NOT_ACT_ON_BEHALF, _) => {
                let owner = broken.prediction.connection.and_then(|id| broken.world.connections.get(&id));
                let whose = owner.map_or_else(String::new, |connection| who(connection.owner));
                format!("Give {whose} a security role in `{}` that may act on behalf of others.", broken.environment)
            }
            (AuthenticationFailed::CODE | "ConnectionNotConfigured", _) => another_connection(broken),
            _ => refusal.message.clone(),
        },
    }
}

fn another_connection(broken: &Broken<'_>) -> String {
    let Some(used) = broken.used else { return "Choose another connection.".to_owned() };
    format!(
        "Choose another connection for `{}` ({}) in `{}`, best one of a service account.",
        used.name, used.connector, broken.name
    )
}
