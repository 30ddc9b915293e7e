//! Risks and what to do about them, in sentences.

use access::continuity::{Assessment, Flow, Reason, Risk, Step, StepKind, World};
use model::{ConnectionId, PrincipalId, PrincipalKind, Timestamp};

/// Why a flow is at risk.
pub(super) fn of_risk(world: &World, flow: &Flow, risk: &Risk) -> String {
    let who = risk.principal.map_or_else(String::new, |id| name(world, id));
    let on = risk.at.map_or_else(String::new, |at| format!(" on {}", at.day()));
    let connection = risk.connection.map(|id| connection_name(world, id));
    match (risk.reason, connection) {
        (Reason::Orphan, _) => "Nobody who owns it is active.".to_owned(),
        (Reason::OneOwner, _) => format!("{who} is its only owner."),
        (Reason::PersonLeaving, None) => format!("{who}, the last of its owners, leaves{on}."),
        (Reason::PersonLeaving, Some(connection)) => {
            format!("{who}, whose connection `{connection}` it uses, leaves{on}.")
        }
        (Reason::ConnectionBroken, None) => {
            format!("Its connection reference `{}` has no connection.", reference(flow, risk.used))
        }
        (Reason::ConnectionBroken, Some(connection)) => broken(world, risk, &connection),
        (Reason::ConnectionExpires, connection) => {
            format!("The credentials of its connection `{}` expire{on}.", connection.unwrap_or_default())
        }
        (Reason::PersonalConnection, connection) => {
            format!("It uses `{}`, a connection of {who}'s, in production.", connection.unwrap_or_default())
        }
    }
}

fn broken(world: &World, risk: &Risk, connection: &str) -> String {
    let owner = risk.principal.and_then(|id| world.principals.get(&id));
    if let Some((owner, ended)) = owner.and_then(|owner| Some((owner, owner.ended(world.now)?))) {
        return format!("{}, whose connection `{connection}` it uses, {ended}.", owner.display_name);
    }
    let since = risk.at.map(Timestamp::day).unwrap_or_default();
    let found = risk.connection.and_then(|id| world.connections.get(&id));
    if found.is_some_and(|it| it.failing_since.is_some()) {
        return format!("Its connection `{connection}` has been refused since {since}.");
    }
    format!("The credentials of its connection `{connection}` expired on {since}.")
}

/// What to do about it.
pub(super) fn of_step(world: &World, flow: &Flow, found: &Assessment, step: &Step) -> String {
    let who = step.principal.map(|id| name(world, id));
    match (step.kind, who) {
        (StepKind::AddCoOwner, Some(who)) => {
            let reports = |id: &&PrincipalId| world.principals.get(id).is_some_and(|it| it.manager == step.principal);
            let of = [flow.primary_owner].iter().chain(&found.owners).find(reports).map(|id| name(world, *id));
            let manager = of.map_or_else(String::new, |of| format!(" ({of}'s manager)"));
            format!("Make {who}{manager} a co-owner.")
        }
        (StepKind::AddCoOwner, None) => "Make somebody else a co-owner.".to_owned(),
        (StepKind::RenewConnection, who) => {
            let owner = step.principal.and_then(|id| world.principals.get(&id));
            let connection = step.connection.map(|id| connection_name(world, id)).unwrap_or_default();
            match who.filter(|_| owner.is_some_and(|it| it.kind == PrincipalKind::User)) {
                Some(who) => format!("Ask {who} to sign in anew for the connection `{connection}`."),
                None => format!("Sign in anew for the connection `{connection}`."),
            }
        }
        (StepKind::SwapConnection, who) => {
            let which = who.map_or_else(|| "another connection".to_owned(), |who| format!("a connection of {who}"));
            let best = if step.principal.is_none() { ", best one of a service account" } else { "" };
            format!("Choose {which} for `{}`{best}.", reference(flow, step.used))
        }
    }
}

fn name(world: &World, id: PrincipalId) -> String {
    world.principals.get(&id).map_or_else(|| id.to_string(), |it| it.display_name.clone())
}

fn connection_name(world: &World, id: ConnectionId) -> String {
    world.connections.get(&id).map_or_else(|| id.to_string(), |it| it.display_name.clone())
}

fn reference(flow: &Flow, used: Option<usize>) -> &str {
    used.and_then(|used| flow.shape.uses.get(used)).map_or("", |used| &used.name)
}
