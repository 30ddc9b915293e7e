//! Whether the connections that references will be bound to can be used, as far as it is known.

use std::collections::BTreeMap;

use model::{Connection, ConnectionId, ProbeOutcome, Timestamp};
use solutions::plan::{Check, Deployment, Outcome, Subject, SubjectKind};
use store::{
    Tx,
    connections::{self, probes},
};

use crate::{
    AppError, Chip,
    connections::Health,
    directory::People,
    lookup::{EnvironmentFor, ManageSolutions},
};

/// Says in the plan which connections cannot be used, or soon cannot. A protected environment binds nothing to one that its owner or its
/// target has given up.
pub(super) fn check(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<ManageSolutions>,
    at: Timestamp,
    plan: &mut Deployment,
) -> Result<(), AppError> {
    let mut bound: BTreeMap<ConnectionId, Vec<String>> = BTreeMap::new();
    for reference in &plan.references {
        let Some(id) = reference.binds() else { continue };
        bound.entry(id).or_default().push(format!("`{}`", reference.logical_name));
    }
    let (mut found, mut people) = (Vec::new(), People::at(at));
    for (id, references) in bound {
        let Some(connection) = connections::by_id(tx, proof.id(), id)? else { continue };
        let owner = people.chip(tx, connection.owner)?;
        let Some((is_dead, words)) = doubt(tx, &connection, &owner, at)? else { continue };
        let outcome = if is_dead && proof.environment().protected { Outcome::Fail } else { Outcome::Warn };
        let message = format!("the connection `{}` for {} {words}", connection.display_name, references.join(", "));
        let subject = Subject::new(SubjectKind::Connection, id, &connection.display_name);
        found.push(Check::new("Connections", outcome, message).about(subject));
    }
    plan.check("Connections", found, "every connection that is bound can be used, as far as it is known");
    Ok(())
}

/// What is to be said of a connection, and whether it is given up for good. Nothing, where it can be used.
fn doubt(
    tx: &mut Tx<'_>,
    connection: &Connection,
    owner: &Chip,
    at: Timestamp,
) -> Result<Option<(bool, String)>, AppError> {
    Ok(Some(match Health::of(connection, owner, at) {
        Health::Ok => return Ok(None),
        Health::NeverTested => (false, "has never been tried; test it".to_owned()),
        Health::Expiring { at } => (false, format!("expires on {}; renew its secret", at.day())),
        Health::Expired { since } => (false, format!("expired on {}; sign in for it anew", since.day())),
        Health::Failing { since } => {
            let last = probes::list(tx, connection.id)?.into_iter().next();
            // Who does not answer says nothing of whether the connection would be accepted.
            let is_silent = last.is_some_and(|probe| probe.outcome == ProbeOutcome::Unreachable);
            let what = if is_silent { "has reached nobody" } else { "has been refused" };
            (!is_silent, format!("{what} since {}; sign in for it anew, or bind another one", since.day()))
        }
        Health::OwnerEnded(ended) => {
            let name = &owner.display_name;
            (true, format!("belongs to {name}, who {ended}; bind another one, or sign in for it anew"))
        }
    }))
}
